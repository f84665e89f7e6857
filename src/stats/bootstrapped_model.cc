#include "stats/bootstrapped_model.h"

#include <Eigen/Cholesky>
#include <Eigen/QR>
#include <algorithm>
#include <boost/math/distributions/gamma.hpp>
#include <boost/math/distributions/normal.hpp>
#include <cmath>
#include <cstddef>
#include <limits>

#include "numeric/parallel.h"

namespace proofgauge::stats::detail {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// A cell's draws as relative deviations y/m - 1, so that sums of squares do not cancel.
struct Cell {
  double mean = 0;
  std::vector<double> deviation;
};

Cell prepare(std::span<const double> draws) {
  const double largest = *std::max_element(draws.begin(), draws.end());
  double sum = 0;
  for (const double y : draws) sum += y / largest;
  Cell cell;
  cell.mean = largest * (sum / static_cast<double>(draws.size()));
  for (const double y : draws) cell.deviation.push_back(y / cell.mean - 1);
  return cell;
}

/// Transformed deviation from the original cell, and its variance.
struct Moments {
  double e, v;
};

Moments moments(const Cell& cell, double scale, Response response, double sum, double squares) {
  const double k = static_cast<double>(cell.deviation.size());
  const double shift = sum / k;
  const double variance = std::fmax(0, squares - sum * shift) / (k - 1) / k;
  if (response == Response::identity) {
    const double m = cell.mean / scale;
    return {m * shift, m * m * variance};
  }
  const double v = variance / ((1 + shift) * (1 + shift));
  return {std::log1p(shift) + v / 2, v};
}

/// Uniform on {0, ..., k - 1} from one word (Lemire 2019); the rare biased words are redrawn.
std::uint32_t index_below(Sequence& words, std::uint32_t k) {
  for (;;) {
    const std::uint64_t product = std::uint64_t{words()} * k;
    const auto low = static_cast<std::uint32_t>(product);
    if (low >= k || low >= (0U - k) % k) return static_cast<std::uint32_t>(product >> 32);
  }
}

Moments resample(const Cell& cell, double scale, Response response, Sequence& words) {
  const auto k = static_cast<std::uint32_t>(cell.deviation.size());
  double sum = 0, squares = 0;
  for (std::uint32_t i = 0; i < k; ++i) {
    const double d = cell.deviation[index_below(words, k)];
    sum += d;
    squares += d * d;
  }
  return moments(cell, scale, response, sum, squares);
}

/// What is the same in all replicates.
class Solver {
 public:
  explicit Solver(const Model& model) : ratio_(model.ratio_to_first) {
    const Index n = model.design.rows(), p = model.design.cols();
    const Eigen::HouseholderQR<MatrixXd> qr(model.design);
    basis_ = qr.householderQ() * MatrixXd::Identity(n, p);
    triangle_ = qr.matrixQR().topRows(p).triangularView<Eigen::Upper>();
    const Eigen::ColPivHouseholderQR<MatrixXd> noise(model.noise);
    const MatrixXd q = noise.householderQ() * MatrixXd::Identity(n, noise.rank());
    smoother_ = q * q.transpose();
    counts_.resize(n);
    for (Index i = 0; i < n; ++i) {
      counts_(i) = static_cast<double>(model.draws[static_cast<std::size_t>(i)].size());
    }
  }

  /// u from v; `floor` keeps logarithms finite where all resampled draws of a cell coincide.
  [[nodiscard]] VectorXd smooth(const VectorXd& v, const VectorXd& floor) const {
    const VectorXd logs = (v.array().max(floor.array()) * counts_.array()).log();
    return (smoother_ * logs).array().exp() / counts_.array();
  }

  /// A for the variances u, through an orthonormal basis of the design: only the spread of u can
  /// spoil X'WX.
  [[nodiscard]] MatrixXd hat(const VectorXd& u) const {
    const VectorXd w = u.minCoeff() * u.cwiseInverse();
    const MatrixXd right = basis_.transpose() * w.asDiagonal();
    const MatrixXd a = (right * basis_).ldlt().solve(right);
    return triangle_.triangularView<Eigen::Upper>().solve(a);
  }

  [[nodiscard]] VectorXd theta(VectorXd beta) const {
    if (ratio_) beta(1) /= beta(0);
    return beta;
  }

  /// Standard errors of theta by the delta method: k = b_1/b_0 has gradient (-k, 1)/b_0.
  [[nodiscard]] VectorXd errors(MatrixXd a, const VectorXd& theta, const VectorXd& v) const {
    if (ratio_) a.row(1) = (a.row(1) - theta(1) * a.row(0)) / theta(0);
    return (a.cwiseAbs2() * v).cwiseSqrt();
  }

  [[nodiscard]] VectorXd small_sample_factors() const {
    return (counts_.array() / (counts_.array() - 1)).sqrt();
  }

 private:
  bool ratio_;
  MatrixXd basis_, triangle_, smoother_;
  VectorXd counts_;
};

double residual_square(const MatrixXd& design, const MatrixXd& a, const VectorXd& z,
                       const VectorXd& u) {
  return ((z - design * (a * z)).cwiseAbs2().array() / u.array()).sum();
}

/// A floor for cells whose draws all coincide, far below the variances of the others; 0 if no cell
/// varies.
double variance_floor(const VectorXd& v) {
  std::vector<double> positive;
  for (const double x : v) {
    if (x > 0) positive.push_back(x);
  }
  if (positive.empty()) return 0;
  const auto middle = positive.begin() + static_cast<std::ptrdiff_t>(positive.size() / 2);
  std::nth_element(positive.begin(), middle, positive.end());
  return std::fmax(*middle * 0x1p-20, std::numeric_limits<double>::min());
}

}  // namespace

Bootstrap bootstrap_model(const Model& model, unsigned replicates, int threads,
                          const Stream& stream) {
  const Index n = model.design.rows(), p = model.design.cols();
  std::vector<Cell> cells;
  for (const auto& draws : model.draws) cells.push_back(prepare(draws));
  double scale = 0;
  for (const Cell& cell : cells) scale = std::fmax(scale, cell.mean);
  const bool logarithm = model.response == Response::logarithm;

  VectorXd z(n), v(n);
  for (Index i = 0; i < n; ++i) {
    const Cell& cell = cells[static_cast<std::size_t>(i)];
    double squares = 0;
    for (const double d : cell.deviation) squares += d * d;
    const Moments m = moments(cell, scale, model.response, 0, squares);
    v(i) = m.v;
    z(i) = m.e + (logarithm ? std::log(cell.mean) : cell.mean / scale);
  }
  Bootstrap result;
  const double floor = variance_floor(v);
  if (floor == 0) return result;
  result.varies = true;

  const Solver solver(model);
  const VectorXd u = solver.smooth(v, VectorXd::Constant(n, floor));
  const MatrixXd a = solver.hat(u);
  const VectorXd beta = a * z;
  result.theta = solver.theta(beta);
  result.se = solver.errors(a, result.theta, v);
  result.q = residual_square(model.design, a, z, u);

  result.t.resize(static_cast<Index>(replicates), p);
  result.q_star.resize(replicates);
  const VectorXd least = u * 0x1p-10;
  const VectorXd widening = solver.small_sample_factors();
  numeric::parallel_for(replicates, threads, [&](std::size_t r) {
    Sequence words(stream, static_cast<std::uint32_t>(r));
    VectorXd e(n), v_star(n);
    for (Index i = 0; i < n; ++i) {
      const Moments m = resample(cells[static_cast<std::size_t>(i)], scale, model.response, words);
      e(i) = m.e;
      v_star(i) = m.v;
    }
    const VectorXd u_star = solver.smooth(v_star, least);
    const MatrixXd a_star = solver.hat(u_star);
    const VectorXd theta = solver.theta(beta + a_star * e.cwiseProduct(widening));
    const VectorXd se = solver.errors(a_star, theta, v_star.cwiseMax(least));
    result.t.row(static_cast<Index>(r)) =
        ((theta - result.theta).array() / se.array()).matrix().transpose();
    result.q_star[r] = residual_square(model.design, a_star, e, u_star);
  });
  for (Index j = 0; j < p; ++j) std::sort(result.t.col(j).begin(), result.t.col(j).end());
  std::sort(result.q_star.begin(), result.q_star.end());
  if (!logarithm) {
    result.theta(0) *= scale;
    result.se(0) *= scale;
  }
  return result;
}

double tail_quantile(std::span<const double> sorted, double tail, bool high) {
  const auto pick = [&](std::size_t rank) {
    return high ? sorted[sorted.size() - rank] : sorted[rank - 1];
  };
  const double count = static_cast<double>(sorted.size() + 1);
  if (tail * count >= kAnchor) return pick(static_cast<std::size_t>(tail * count));
  const boost::math::normal normal;
  const double median = pick(sorted.size() / 2 + 1);
  const double stretch =
      boost::math::quantile(normal, tail) / boost::math::quantile(normal, kAnchor / count);
  return median + (pick(kAnchor) - median) * stretch;
}

double upper_p_value(std::span<const double> sorted, double q) {
  const double count = static_cast<double>(sorted.size());
  const double anchor = sorted[sorted.size() - kAnchor];
  if (!(q > anchor)) {
    const auto reached = sorted.end() - std::lower_bound(sorted.begin(), sorted.end(), q);
    return (1 + static_cast<double>(reached)) / (count + 1);
  }
  double mean = 0, variance = 0;
  for (const double x : sorted) mean += x / count;
  for (const double x : sorted) variance += (x - mean) * (x - mean) / (count - 1);
  const boost::math::gamma_distribution<double> gamma(mean * mean / variance, variance / mean);
  const double at_anchor = boost::math::cdf(boost::math::complement(gamma, anchor));
  return (1 + kAnchor) / (count + 1) *
         (boost::math::cdf(boost::math::complement(gamma, q)) / at_anchor);
}

}  // namespace proofgauge::stats::detail
