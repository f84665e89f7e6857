#include "online/dual_certificate.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "claim/error.h"
#include "claim/stop.h"

namespace proofgauge::online {
namespace {

using Matrix = Eigen::MatrixXd;
using Vector = Eigen::VectorXd;
using Map = Eigen::Map<const Matrix>;

constexpr double kUnit = 0x1p-53;

void require(const network::TwoLayerNet& net, const GamePoints& p, double R) {
  if (p.size() == 0) throw InputError("points", "0 points", "at least one");
  if (p.d != static_cast<std::size_t>(net.d()) || p.x.size() != p.size() * p.d ||
      p.y.size() != p.size())
    throw InputError(
        "points", std::to_string(p.x.size()) + " coordinates",
        std::to_string(p.size()) + " points of the net's dimension with a target each");
  if (!(R > 0) || !std::isfinite(R)) throw InputError("R", std::to_string(R), "a radius above 0");
}

/// The linear map q -> g at the points, and its transpose, for fixed signs of z.
class Game {
 public:
  Game(const network::TwoLayerNet& net, const GamePoints& points, double R)
      : points_(points),
        x_(Map(points.x.data(), net.d(), static_cast<Eigen::Index>(points.size()))),
        scale_(R / static_cast<double>(net.m())) {
    const Matrix z = (net.w0().transpose() * x_).colwise() + net.b();
    on_ = (z.array() >= 0).cast<double>();
  }

  /// g at the points: (R/m) sum_r 1 <q_r, x_k>.
  [[nodiscard]] Vector g(const Matrix& q) const {
    const Matrix h = q * on_;  // d x K
    return scale_ * (h.cwiseProduct(x_)).colwise().sum().transpose();
  }
  /// v_r, d x m, without the factor R/m.
  [[nodiscard]] Matrix v(const Vector& lambda) const {
    return (x_ * lambda.asDiagonal()) * on_.transpose();
  }
  [[nodiscard]] double scale() const { return scale_; }

  [[nodiscard]] double upper(const Vector& g) const {
    std::vector<double> worst(points_.groups, 0.0);
    for (std::size_t k = 0; k < points_.size(); ++k)
      worst[points_.group[k]] = std::max(worst[points_.group[k]],
                                         std::abs(g[static_cast<Eigen::Index>(k)] - points_.y[k]));
    double sum = 0;
    for (const double w : worst) sum += w;
    return points_.weight * sum;
  }
  [[nodiscard]] double lower(const Vector& lambda, const Matrix& v) const {
    return Eigen::Map<const Vector>(points_.y.data(), lambda.size()).dot(lambda) -
           scale_ * v.colwise().norm().sum();
  }
  /// |A| by a fixed number of power steps, with a margin.
  [[nodiscard]] double norm(const std::stop_token& stop) const {
    Vector u = Vector::Ones(static_cast<Eigen::Index>(points_.size()));
    double size = 0;
    for (int i = 0; i < 12; ++i) {
      check_stop(stop, "in the game");
      u = g(scale_ * v(u));
      size = u.norm();
      if (!(size > 0)) return 1;
      u /= size;
    }
    return 1.05 * std::sqrt(size);
  }
  /// Projects each group onto the l1 ball of radius `weight`.
  void project(Vector& lambda) const {
    std::vector<std::vector<std::size_t>> members(points_.groups);
    for (std::size_t k = 0; k < points_.size(); ++k) members[points_.group[k]].push_back(k);
    for (const auto& list : members) {
      std::vector<double> size;
      double total = 0;
      for (const std::size_t k : list) {
        size.push_back(std::abs(lambda[static_cast<Eigen::Index>(k)]));
        total += size.back();
      }
      if (total <= points_.weight) continue;
      std::sort(size.begin(), size.end(), std::greater<>());
      double sum = 0, threshold = 0;
      for (std::size_t j = 0; j < size.size(); ++j) {
        sum += size[j];
        const double t = (sum - points_.weight) / static_cast<double>(j + 1);
        if (size[j] > t) threshold = t;
      }
      for (const std::size_t k : list) {
        double& l = lambda[static_cast<Eigen::Index>(k)];
        l = std::copysign(std::max(0.0, std::abs(l) - threshold), l);
      }
    }
  }

 private:
  const GamePoints& points_;
  Matrix x_, on_;
  double scale_;
};

void shorten(Matrix& q) {
  for (Eigen::Index r = 0; r < q.cols(); ++r)
    if (const double length = q.col(r).norm(); length > 1) q.col(r) /= length;
}

struct Average {
  Matrix q;
  Vector lambda;
  double count = 0;

  void clear(const Matrix& like_q, const Vector& like_lambda) {
    q = Matrix::Zero(like_q.rows(), like_q.cols());
    lambda = Vector::Zero(like_lambda.size());
    count = 0;
  }
  void add(const Matrix& more_q, const Vector& more_lambda) {
    q += more_q;
    lambda += more_lambda;
    count += 1;
  }
};

/// Bounds on |z_r(x_k)|'s rounding: (d + 3) u sum of the terms' sizes.
double z_error(const network::TwoLayerNet& net, Eigen::Index r, const Vector& size_of_x) {
  const double terms = net.w0().col(r).cwiseAbs().dot(size_of_x) + std::abs(net.b()[r]);
  return static_cast<double>(net.d() + 4) * kUnit * terms;
}

}  // namespace

void GamePoints::add(std::span<const double> point, std::size_t to_group, double target) {
  x.insert(x.end(), point.begin(), point.end());
  group.push_back(to_group);
  y.push_back(target);
}

GameSolution solve_game(const network::TwoLayerNet& net, const GamePoints& points, double R,
                        const GameOptions& options, const GameSolution* warm) {
  require(net, points, R);
  const Game game(net, points, R);
  const auto K = static_cast<Eigen::Index>(points.size());
  const Eigen::Map<const Vector> y(points.y.data(), K);
  Matrix q = Matrix::Zero(net.d(), net.m());
  Vector lambda = Vector::Zero(K);
  if (warm != nullptr && warm->q.cols() == net.m() && warm->q.rows() == net.d()) {
    q = warm->q;
    for (std::size_t k = 0; k < std::min(warm->lambda.size(), points.size()); ++k)
      lambda[static_cast<Eigen::Index>(k)] = warm->lambda[k];
  }
  const double norm = game.norm(options.stop);
  // The two steps are balanced by the sizes of the variables: |lambda| about weight sqrt(groups),
  // |q| about sqrt(m).
  const double balance = points.weight * std::sqrt(static_cast<double>(points.groups)) /
                         std::sqrt(static_cast<double>(net.m()));
  double omega = balance;
  GameSolution best;
  best.q = q;
  best.lambda.assign(points.size(), 0.0);
  best.upper = game.upper(game.g(q));
  best.lower = -HUGE_VAL;
  const auto offer = [&](const Matrix& some_q, const Vector& some_lambda) {
    const double upper = game.upper(game.g(some_q));
    const double lower = game.lower(some_lambda, game.v(some_lambda));
    if (upper < best.upper) {
      best.upper = upper;
      best.q = some_q;
    }
    if (lower > best.lower) {
      best.lower = lower;
      best.lambda.assign(some_lambda.data(), some_lambda.data() + K);
    }
    return upper - lower;
  };
  double gap_at_restart = offer(q, lambda);
  Matrix q_bar = q;
  Average average;
  average.clear(q, lambda);
  constexpr unsigned kLook = 25;
  for (unsigned i = 1; i <= options.most_iterations; ++i) {
    check_stop(options.stop, "in the game");
    lambda += omega / norm * (y - game.g(q_bar));
    game.project(lambda);
    Matrix next = q + game.scale() / (omega * norm) * game.v(lambda);
    shorten(next);
    q_bar = 2 * next - q;
    q = std::move(next);
    average.add(q, lambda);
    best.iterations = i;
    if (i % kLook != 0) continue;
    const Matrix mean_q = average.q / average.count;
    const Vector mean_lambda = average.lambda / average.count;
    const double of_mean = offer(mean_q, mean_lambda), of_last = offer(q, lambda);
    if (best.upper - best.lower <= options.gap) break;
    if (std::min(of_mean, of_last) <= gap_at_restart / 2 || average.count >= 1000) {
      if (of_mean < of_last) {
        q = mean_q;
        lambda = mean_lambda;
      }
      q_bar = q;
      gap_at_restart = std::min(of_mean, of_last);
      average.clear(q, lambda);
    }
  }
  return best;
}

double Certificate::at(double R) const {
  // Two roundings, each within one unit.
  const double value = mass - R * penalty * (1 + 2 * kUnit);
  return value - 2 * kUnit * (std::abs(mass) + R * penalty);
}

double Certificate::at_f(double R) const {
  const double value = at(R) - gap;
  return value - 2 * kUnit * std::abs(value);
}

double Certificate::radius(double eps) const {
  const double over = (mass - eps) - 2 * kUnit * (std::abs(mass) + eps);
  return over > 0 && penalty > 0 ? over / penalty * (1 - 4 * kUnit) : 0;
}

Certificate certify(const network::TwoLayerNet& net, const GamePoints& points,
                    std::span<const double> lambda, double R) {
  require(net, points, R);
  if (lambda.size() != points.size())
    throw InputError("lambda", std::to_string(lambda.size()) + " weights",
                     std::to_string(points.size()));
  Certificate c;
  c.lambda.assign(lambda.begin(), lambda.end());
  std::vector<double> total(points.groups, 0.0);
  for (std::size_t k = 0; k < points.size(); ++k) total[points.group[k]] += std::abs(lambda[k]);
  for (std::size_t k = 0; k < points.size(); ++k)
    // 2^-30 leaves room for the rounding of a sum of up to 2^20 terms.
    if (const double t = total[points.group[k]]; t > points.weight * (1 - 0x1p-30))
      c.lambda[k] *= points.weight / t * (1 - 0x1p-30);
  const auto K = static_cast<Eigen::Index>(points.size());
  const auto count = static_cast<double>(K), m = static_cast<double>(net.m());
  const Map x(points.x.data(), net.d(), K);
  double size = 0, mass = 0;
  for (Eigen::Index k = 0; k < K; ++k) {
    const double term =
        c.lambda[static_cast<std::size_t>(k)] * points.y[static_cast<std::size_t>(k)];
    mass += term;
    size += std::abs(c.lambda[static_cast<std::size_t>(k)]) * x.col(k).cwiseAbs().sum();
  }
  c.mass = mass - (count + 4) * kUnit * 2 * (size + std::abs(mass));
  const Vector largest = x.cwiseAbs().rowwise().maxCoeff();
  const double tau = network::neuron_radius(R, static_cast<std::uint64_t>(net.m()));
  double sum = 0, extra = 0;
  Vector gap_plus = Vector::Zero(K), gap_minus = Vector::Zero(K);  // sup f - g and sup g - f
  double gap_error = 0;
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    const double error = z_error(net, r, largest);
    const Vector z = x.transpose() * net.w0().col(r);
    Vector v = Vector::Zero(net.d());
    const double a = net.a()[r];
    for (Eigen::Index k = 0; k < K; ++k) {
      const double zk = z[k] + net.b()[r], weight = c.lambda[static_cast<std::size_t>(k)];
      if (weight == 0) continue;
      if (std::abs(zk) <= error)
        extra += std::abs(weight) * x.col(k).norm() * (1 + 16 * kUnit);
      else if (zk > 0)
        v += weight * x.col(k);
      const double hat = std::max(0.0, tau - std::abs(zk)), relu = std::max(0.0, zk);
      gap_plus[k] += a * relu + (a > 0 ? a * hat : 0.0);
      gap_minus[k] += -a * relu + (a < 0 ? -a * hat : 0.0);
    }
    gap_error +=
        std::abs(a) *
        (2 * error +
         8 * kUnit * (tau + largest.norm() * net.w0().col(r).norm() + std::abs(net.b()[r])));
    sum += v.norm();
  }
  // Each |v_r| errs by (K + d + 4) u size, their sum by m u of itself.
  const double error = m * (count + static_cast<double>(net.d()) + 4) * kUnit * size +
                       (m + 8) * kUnit * (sum + extra);
  c.penalty = (sum + extra + 2 * error) / m * (1 + 4 * kUnit);
  double gap = 0;
  for (Eigen::Index k = 0; k < K; ++k) {
    const double weight = c.lambda[static_cast<std::size_t>(k)];
    // The double sums over m neurons err by m u of the sum of sizes, which 4.1's scale bounds.
    const double side = (weight > 0 ? gap_plus[k] : gap_minus[k]) + gap_error * (1 + m * kUnit) +
                        m * kUnit * net.a().cwiseAbs().maxCoeff() *
                            (net.w0().colwise().norm().sum() + net.b().cwiseAbs().sum() + m * tau);
    gap += std::abs(weight) * side;
  }
  c.gap = gap + (count + 8) * kUnit * std::abs(gap);
  return c;
}

claim::Range loss_on_points(const network::TwoLayerNet& net, const GamePoints& points,
                            const Matrix& q, double R) {
  require(net, points, R);
  const auto K = static_cast<Eigen::Index>(points.size());
  const auto m = static_cast<double>(net.m()), d = static_cast<double>(net.d());
  const Map x(points.x.data(), net.d(), K);
  const Vector largest = x.cwiseAbs().rowwise().maxCoeff();
  Vector g = Vector::Zero(K), unsure = Vector::Zero(K), size = Vector::Zero(K);
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    const double error = z_error(net, r, largest), length = q.col(r).norm() * (1 + 8 * kUnit);
    const Vector z = x.transpose() * net.w0().col(r), t = x.transpose() * q.col(r);
    for (Eigen::Index k = 0; k < K; ++k) {
      const double zk = z[k] + net.b()[r];
      if (std::abs(zk) <= error)
        unsure[k] += length;
      else if (zk > 0)
        g[k] += t[k];
      size[k] += length;
    }
  }
  std::vector<double> low(points.groups, 0.0), high(points.groups, 0.0);
  const double scale = R / m;
  for (Eigen::Index k = 0; k < K; ++k) {
    const auto i = static_cast<std::size_t>(k);
    const double error =
        scale * (1 + 8 * kUnit) * (1.01 * unsure[k] + (m + 2 * d + 8) * kUnit * 1.01 * size[k]);
    const double away = std::abs(scale * g[k] - points.y[i]);
    low[points.group[i]] = std::max(low[points.group[i]], away - error - 4 * kUnit * (away + 1));
    high[points.group[i]] = std::max(high[points.group[i]], away + error + 4 * kUnit * (away + 1));
  }
  claim::Range sum{0, 0};
  for (std::size_t i = 0; i < points.groups; ++i) {
    sum.lower += low[i];
    sum.upper += high[i];
  }
  const double slack = (static_cast<double>(points.groups) + 4) * kUnit;
  return {points.weight * sum.lower * (1 - slack), points.weight * sum.upper * (1 + slack)};
}

Matrix weights_of(const network::TwoLayerNet& net, const Matrix& q, double R) {
  const double tau = network::neuron_radius(R, static_cast<std::uint64_t>(net.m()));
  Matrix w = net.w0();
  for (Eigen::Index r = 0; r < net.m(); ++r) w.col(r) += (net.a()[r] > 0 ? tau : -tau) * q.col(r);
  return w;
}

void PseudoOracle::evaluate(std::span<const double> x, std::span<double> f,
                            std::span<double> gradient) const {
  const auto n = static_cast<Eigen::Index>(f.size());
  if (x.size() != f.size() * d() || (!gradient.empty() && gradient.size() != x.size()))
    throw InputError("x", std::to_string(x.size()) + " coordinates",
                     std::to_string(f.size()) + " x " + std::to_string(d()));
  const Map points(x.data(), net_.d(), n);
  const Matrix moved = (net_.w() - net_.w0()) * net_.a().asDiagonal();
  const Matrix on =
      (((net_.w0().transpose() * points).colwise() + net_.b()).array() >= 0).cast<double>();
  const Matrix slope = moved * on;  // d x n
  Eigen::Map<Vector>(f.data(), n) = slope.cwiseProduct(points).colwise().sum().transpose();
  if (!gradient.empty()) Eigen::Map<Matrix>(gradient.data(), net_.d(), n) = slope;
}

}  // namespace proofgauge::online
