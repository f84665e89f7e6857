#include "data/transform.h"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "claim/error.h"

namespace proofgauge::data {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr std::size_t kMaxPcaFeatures = 8192;
__extension__ typedef __int128 Wide;

using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Index index(std::size_t k) { return static_cast<Eigen::Index>(k); }

/// Sum with the rounding errors carried along: Knuth's exact difference, free of branches.
struct CompensatedSum {
  double sum = 0, error = 0;

  void add(double v) {
    const double next = sum + v, part = next - sum;
    error += (sum - (next - part)) + (v - part);
    sum = next;
  }
  [[nodiscard]] double value() const { return sum + error; }
};

/// Sum of squares in four chains, which do not wait for each other.
double compensated_squares(const double* v, std::size_t n) {
  constexpr std::size_t kLanes = 4;
  std::array<CompensatedSum, kLanes> lanes;
  std::size_t k = 0;
  for (; k + kLanes <= n; k += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) lanes[lane].add(v[k + lane] * v[k + lane]);
  for (; k < n; ++k) lanes[0].add(v[k] * v[k]);
  return (lanes[0].value() + lanes[1].value()) + (lanes[2].value() + lanes[3].value());
}

/// e with max |v| in [2^(e-1), 2^e); 0 for zeros.
int exponent_of(const double* v, std::size_t n) {
  double most = 0;
  for (std::size_t k = 0; k < n; ++k) most = std::max(most, std::abs(v[k]));
  int exponent = 0;
  if (most > 0) std::frexp(most, &exponent);
  return exponent;
}

std::vector<std::int64_t> byte_sums(const Dataset& set) {
  std::vector<std::int64_t> sums(set.p, 0);
  for (std::size_t i = 0; i < set.n; ++i)
    for (std::size_t j = 0; j < set.p; ++j) sums[j] += set.bytes[i * set.p + j];
  return sums;
}

/// The difference of row i and the mean.
void subtract_mean(const Dataset& set, std::size_t i, const std::vector<double>& mean,
                   double* out) {
  if (set.is_integer()) {
    for (std::size_t j = 0; j < set.p; ++j) out[j] = set.bytes[i * set.p + j] - mean[j];
    return;
  }
  for (std::size_t j = 0; j < set.p; ++j) {
    out[j] = set.reals[i * set.p + j] - mean[j];
    if (!std::isfinite(out[j]))
      throw InputError(fmt::format("{} row {}", set.name, set.source_row[i]),
                       "a feature too far from its mean",
                       "differences within the range of a double");
  }
}

/// Proportional to the covariance of bytes: n S_ij - s_i s_j with S = sum v v^T, exact but for one
/// rounding. S is summed in single precision over 256 rows, where every sum is an integer of at
/// most 256 * 255^2 < 2^24.
Eigen::MatrixXd covariance_of_bytes(const Dataset& set) {
  constexpr std::size_t kBlock = 256;
  const Eigen::Index p = index(set.p);
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(p, p);
  Eigen::MatrixXf part(p, p);
  for (std::size_t begin = 0; begin < set.n; begin += kBlock) {
    const Eigen::Index rows = index(std::min(kBlock, set.n - begin));
    const Eigen::MatrixXf block =
        Eigen::Map<const Eigen::Matrix<std::uint8_t, Eigen::Dynamic, Eigen::Dynamic>>(
            set.bytes.data() + begin * set.p, p, rows)
            .cast<float>();
    part.setZero();
    part.selfadjointView<Eigen::Lower>().rankUpdate(block);
    sum.triangularView<Eigen::Lower>() += part.cast<double>();
  }
  const std::vector<std::int64_t> s = byte_sums(set);
  const double scale = static_cast<double>(set.n) * static_cast<double>(set.n);
  for (std::size_t j = 0; j < set.p; ++j)
    for (std::size_t i = j; i < set.p; ++i) {
      double& entry = sum(index(i), index(j));
      const Wide exact = Wide{static_cast<std::int64_t>(set.n)} * static_cast<std::int64_t>(entry) -
                         Wide{s[i]} * s[j];
      entry = static_cast<double>(exact) / scale;
    }
  return sum;
}

/// Proportional to the covariance of reals, from centred rows scaled by a power of two.
Eigen::MatrixXd covariance_of_reals(const Dataset& set) {
  constexpr std::size_t kBlock = 128;
  const std::vector<double> mean = mean_row(set);
  const int exponent = exponent_of(set.reals.data(), set.reals.size());
  const Eigen::Index p = index(set.p);
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(p, p);
  Eigen::MatrixXd block(p, index(kBlock));
  for (std::size_t begin = 0; begin < set.n; begin += kBlock) {
    const std::size_t rows = std::min(kBlock, set.n - begin);
    for (std::size_t i = 0; i < rows; ++i) {
      subtract_mean(set, begin + i, mean, block.col(index(i)).data());
      for (std::size_t j = 0; j < set.p; ++j)
        block(index(j), index(i)) = std::ldexp(block(index(j), index(i)), -exponent);
    }
    sum.selfadjointView<Eigen::Lower>().rankUpdate(block.leftCols(index(rows)));
  }
  return sum;
}

}  // namespace

double norm(const double* v, std::size_t n) {
  const int exponent = exponent_of(v, n);
  if (std::abs(exponent) < 400)
    return std::sqrt(compensated_squares(v, n));  // far from both ends of the range
  std::vector<double> scaled(v, v + n);
  for (double& t : scaled) t = std::ldexp(t, -exponent);
  return std::ldexp(std::sqrt(compensated_squares(scaled.data(), n)), exponent);
}

std::vector<double> mean_row(const Dataset& set) {
  std::vector<double> mean(set.p);
  const double n = static_cast<double>(set.n);
  if (set.is_integer()) {
    const std::vector<std::int64_t> sums = byte_sums(set);
    for (std::size_t j = 0; j < set.p; ++j) mean[j] = static_cast<double>(sums[j]) / n;
    return mean;
  }
  const int exponent = exponent_of(set.reals.data(), set.reals.size());
  std::vector<CompensatedSum> sums(set.p);
  for (std::size_t i = 0; i < set.n; ++i)
    for (std::size_t j = 0; j < set.p; ++j)
      sums[j].add(exponent > 900 ? std::ldexp(set.reals[i * set.p + j], -exponent)
                                 : set.reals[i * set.p + j]);
  for (std::size_t j = 0; j < set.p; ++j)
    mean[j] = exponent > 900 ? std::ldexp(sums[j].value() / n, exponent) : sums[j].value() / n;
  return mean;
}

void center(Dataset& set) {
  const std::vector<double> mean = mean_row(set);
  double scale = 0;
  if (!set.is_integer()) {
    std::vector<double> most(set.p, 0);
    for (std::size_t i = 0; i < set.n; ++i)
      for (std::size_t j = 0; j < set.p; ++j)
        most[j] = std::max(most[j], std::abs(set.reals[i * set.p + j]));
    scale = norm(most.data(), set.p);
  }
  std::vector<double> centred(set.n * set.p);
  for (std::size_t i = 0; i < set.n; ++i) subtract_mean(set, i, mean, centred.data() + i * set.p);
  set.reals = std::move(centred);
  set.bytes = {};
  set.zero_norm = 4 * kEps * scale;
  set.provenance += "; centred";
}

std::vector<double> detail::principal_axes(const Dataset& set, std::size_t k) {
  const Eigen::MatrixXd covariance =
      set.is_integer() ? covariance_of_bytes(set) : covariance_of_reals(set);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      covariance);  // reads the lower triangle, ascending order
  if (solver.info() != Eigen::Success)
    throw InputError("--pca", std::to_string(k),
                     "a covariance whose eigenvectors can be found (" + set.name + ")");
  std::vector<double> axes(k * set.p);
  for (std::size_t a = 0; a < k; ++a) {
    const Eigen::VectorXd axis = solver.eigenvectors().col(index(set.p - 1 - a));
    Eigen::Index largest = 0;
    for (Eigen::Index j = 1; j < axis.size(); ++j)
      if (std::abs(axis[j]) > std::abs(axis[largest])) largest = j;
    const double sign = axis[largest] < 0 ? -1 : 1;
    for (std::size_t j = 0; j < set.p; ++j) axes[a * set.p + j] = sign * axis[index(j)];
  }
  return axes;
}

void project(Dataset& set, std::size_t k) {
  const std::size_t most = std::min(set.n - 1, set.p);
  if (k < 1 || k > most)
    throw InputError("--pca", std::to_string(k),
                     fmt::format("1 to {} axes (the lesser of rows - 1 = {} and features = {})",
                                 most, set.n - 1, set.p));
  if (set.p > kMaxPcaFeatures)
    throw InputError("--pca", std::to_string(k),
                     fmt::format("at most {} features, not {}", kMaxPcaFeatures, set.p));
  const std::vector<double> axes = detail::principal_axes(set, k);
  const Eigen::Map<const RowMajor> matrix(axes.data(), index(k), index(set.p));
  const std::vector<double> mean = mean_row(set);
  std::vector<double> out(set.n * k);
  double scale = 0;
  // One row at a time, always in the same aligned place: equal rows give equal bits.
  Eigen::VectorXd row(index(set.p)), image(index(k));
  for (std::size_t i = 0; i < set.n; ++i) {
    subtract_mean(set, i, mean, row.data());
    scale = std::max(scale, norm(row.data(), set.p));
    image.noalias() = matrix * row;
    std::copy_n(image.data(), k, out.data() + i * k);
  }
  set.zero_norm = 4 * std::sqrt(static_cast<double>(k)) * static_cast<double>(set.p) * kEps * scale;
  set.reals = std::move(out);
  set.bytes = {};
  set.p = k;
  set.provenance += fmt::format("; projected on {} principal axes", k);
}

void check_nonzero_rows(const Dataset& set) {
  for (std::size_t i = 0; i < set.n; ++i) {
    bool is_zero = true;
    if (set.is_integer())
      is_zero = std::all_of(set.bytes.begin() + static_cast<std::ptrdiff_t>(i * set.p),
                            set.bytes.begin() + static_cast<std::ptrdiff_t>((i + 1) * set.p),
                            [](std::uint8_t v) { return v == 0; });
    else
      is_zero = norm(set.reals.data() + i * set.p, set.p) <= set.zero_norm;
    if (is_zero)
      throw InputError(fmt::format("{} row {}", set.name, set.source_row[i]),
                       set.zero_norm > 0 ? "a zero vector (to within rounding)" : "a zero vector",
                       "rows with a direction (drop the row, or choose another --center or --pca)");
  }
}

}  // namespace proofgauge::data
