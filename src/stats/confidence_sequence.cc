#include "stats/confidence_sequence.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <string>

#include "claim/error.h"
#include "stats/check.h"

namespace proofgauge::stats {
namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();
constexpr std::uint64_t kMostObservations = std::uint64_t{1} << 40;
constexpr std::size_t kGrid = 40;

/// -log(1-l) - l = sum_(k>=2) l^k / k, rounded up: all terms are positive, so the sum has no
/// cancellation.
double psi(double l) {
  double sum = 0, power = l * l;
  for (int k = 2; power > sum * kEps / 16; ++k, power *= l) sum += power / k;
  return sum * (1 + 0x1p-40);  // a few hundred roundings and the tail of the series
}

struct Grid {
  std::array<double, kGrid> lambda, psi_of;
};

const Grid& grid() {
  static const Grid g = [] {
    Grid made;
    for (std::size_t j = 0; j < kGrid; ++j) {
      made.lambda[j] = j == 0 ? 0.875 : std::exp2(-0.5 * static_cast<double>(j));
      made.psi_of[j] = psi(made.lambda[j]);
    }
    return made;
  }();
  return g;
}

const double kLogWeight = -std::log(static_cast<double>(kGrid));

/// log sum_j w_j exp(l_j d - psi_j v) and its derivative in d.
std::pair<double, double> log_mixture(double d, double v) {
  const Grid& g = grid();
  std::array<double, kGrid> e;
  for (std::size_t j = 0; j < kGrid; ++j) e[j] = g.lambda[j] * d - g.psi_of[j] * v;
  const double top = *std::max_element(e.begin(), e.end());
  double sum = 0, weighted = 0;
  for (std::size_t j = 0; j < kGrid; ++j) {
    const double term = std::exp(e[j] - top);
    sum += term;
    weighted += g.lambda[j] * term;
  }
  return {top + std::log(sum) + kLogWeight, weighted / sum};
}

}  // namespace

double mixture_deviation(double v, double threshold) {
  // The relative 2^-30 covers the rounding of log_mixture: the exponents of terms that count are
  // below 10^3.
  const double target = std::log(threshold) * (1 + 0x1p-30);
  const Grid& g = grid();
  double d = std::numeric_limits<double>::infinity();
  for (std::size_t j = 0; j < kGrid; ++j) {
    d = std::min(d, (g.psi_of[j] * v + target - kLogWeight) / g.lambda[j]);
  }
  // One term alone reaches the target at d. The log mixture is convex and increasing, so Newton's
  // steps from there go down to the root and never pass it.
  for (int i = 0; i < 100; ++i) {
    const auto [value, slope] = log_mixture(d, v);
    const double step = (value - target) / slope;
    if (!(step > d * 0x1p-40)) break;
    d -= step;
  }
  return d;
}

ConfidenceSequence::ConfidenceSequence(double start) : start_(start) {
  if (!(start >= 0 && start <= 1))
    throw InputError("start of a confidence sequence", show(start), "0 to 1");
}

double ConfidenceSequence::mean() const {
  if (n_ == 0) return start_;
  return std::clamp((sum_ + sum_low_) / static_cast<double>(n_), 0.0, 1.0);
}

void ConfidenceSequence::put(std::uint64_t n, double sum, double sum_error,
                             double squared_deviations) {
  if (n > kMostObservations - n_) {
    throw InputError("observations of a confidence sequence",
                     std::to_string(n_) + " + " + std::to_string(n), "at most 2^40 in all");
  }
  n_ += n;
  ++puts_;
  // Two-sum: s + error is exactly sum_ + sum.
  const double s = sum_ + sum;
  const double back = s - sum_;
  sum_low_ += (sum_ - (s - back)) + (sum - back);
  sum_ = s + sum_low_;
  sum_low_ -= sum_ - s;
  sum_error_ += sum_error;
  v_ += squared_deviations;
}

void ConfidenceSequence::add(double y) {
  if (!(y >= 0 && y <= 1))
    throw InputError("observation " + std::to_string(n_ + 1), show(y), "0 to 1");
  const double deviation = y - mean();
  put(1, y, 0, deviation * deviation * (1 + 4 * kEps));
}

void ConfidenceSequence::add_block(std::uint64_t n, double sum, double sum_of_squares_upper,
                                   double sum_error) {
  const double count = static_cast<double>(n);
  if (n == 0) throw InputError("observations of a block", "0", "at least 1");
  if (!(sum_error >= 0 && std::isfinite(sum_error))) {
    throw InputError("error bound of a block's sum", show(sum_error), "a finite number >= 0");
  }
  if (!(sum + sum_error >= 0 && sum - sum_error <= count)) {
    throw InputError("sum of a block", show(sum),
                     "0 to " + std::to_string(n) + ", one observation in [0, 1] each");
  }
  const double least = std::fmax(0, sum - sum_error);
  if (!(sum_of_squares_upper >= least * least / count * (1 - 8 * kEps))) {
    throw InputError("sum of squares of a block", show(sum_of_squares_upper),
                     "at least sum^2/n = " + show(least * least / count));
  }
  // y^2 <= y on [0, 1], so the sum of squares is at most the sum.
  const double squares = std::fmin(sum_of_squares_upper, sum + sum_error);
  const double c = mean();
  const double size = squares + 2 * c * std::fabs(sum) + count * c * c;
  const double deviations = squares - 2 * c * sum + count * c * c;
  put(n, sum, sum_error, std::fmax(0, deviations) + 2 * c * sum_error + 8 * kEps * size);
}

claim::Range ConfidenceSequence::interval(double alpha) const {
  require_alpha(alpha);
  if (n_ == 0) return {0, 1};
  const double count = static_cast<double>(n_);
  const double roundings = static_cast<double>(puts_) + 8;
  const double d = mixture_deviation(v_ * (1 + roundings * kEps), 2 / alpha);
  const double half = (d + sum_error_ * (1 + roundings * kEps)) / count;
  // The mean, its rounding and that of the two-double sum.
  const double centre = (sum_ + sum_low_) / count;
  const double slack = 8 * kEps * (half + std::fabs(centre)) + roundings * kEps * kEps;
  return {std::clamp(centre - half - slack, 0.0, 1.0), std::clamp(centre + half + slack, 0.0, 1.0)};
}

claim::Range scaled(const claim::Range& unit, double low, double high) {
  if (!(std::isfinite(high - low) && low < high)) {
    throw InputError("range of a variable", "[" + show(low) + ", " + show(high) + "]",
                     "finite ends, low < high");
  }
  if (!unit.valid() || !unit.finite()) {
    throw InputError("interval to scale", "[" + show(unit.lower) + ", " + show(unit.upper) + "]",
                     "finite ends in order");
  }
  const double width = high - low;
  // Three roundings, each relative eps/2 of an intermediate below this size.
  const auto slack = [&](double at) {
    return 4 * kEps * (std::fabs(low) + std::fabs(width * at) + std::fabs(high));
  };
  return {low + width * unit.lower - slack(unit.lower),
          low + width * unit.upper + slack(unit.upper)};
}

}  // namespace proofgauge::stats
