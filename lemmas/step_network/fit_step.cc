#include "step_network/fit_step.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <numbers>

#include "claim/error.h"

namespace proofgauge::step_network {
namespace {

// Buckets of a float: sign, exponent from 2^-20 to 2^3 and 4 bits of the significand. Rounding to
// float keeps order, so the order of buckets is the order of the numbers.
constexpr unsigned kShift = 19;
constexpr std::uint32_t kLow = (127U - 20) << 4, kHigh = (127U + 3) << 4;
constexpr std::size_t kSide = kHigh - kLow + 1, kBuckets = 2 * kSide;

std::size_t bucket(double x) {
  const auto bits = std::bit_cast<std::uint32_t>(static_cast<float>(x));
  const std::uint32_t size = std::clamp((bits & 0x7fffffffU) >> kShift, kLow, kHigh) - kLow;
  return (bits >> 31) != 0 ? kSide - 1 - size : kSide + size;
}

/// Where F is expanded from; below it the enclosure widens by less than k |h|.
constexpr double kFirstKnot = 1e-10;

std::array<double, 4> knots(const StepIntervals& p) {
  return {std::min(kFirstKnot, p.right / 2), p.right, p.left, p.last};
}

double beyond(const claim::Range& f, double target) {
  return std::nextafter(std::max(f.upper - target, target - f.lower), 1e300);
}

}  // namespace

PlaneTable::Row PlaneTable::row_of(const std::vector<double>& cut, std::vector<double> value) {
  if (cut.size() > 0xffff)
    throw InputError("cut", std::to_string(cut.size()), "at most 65535 cuts in a strip");
  Row row{cut, std::move(value), std::vector<std::uint16_t>(kBuckets)};
  std::size_t i = 0;
  for (std::size_t b = 0; b < kBuckets; ++b) {
    while (i < cut.size() && bucket(cut[i]) < b) ++i;
    row.first[b] = static_cast<std::uint16_t>(i);
  }
  return row;
}

std::size_t PlaneTable::Row::cell(double x) const {
  std::size_t i = first[bucket(x)];
  while (i < cut.size() && cut[i] <= x) ++i;
  return i;
}

PlaneTable::PlaneTable(const radius::StripFunction& h) : strips_(row_of(h.edge(), {})) {
  for (const radius::Strip& s : h.strips()) rows_.push_back(row_of(s.cut, s.value));
}

void PlaneTable::evaluate(std::size_t n, const double* alpha, const double* beta,
                          double* out) const {
  constexpr double kHalfRoot = std::numbers::sqrt2 / 2;
  for (std::size_t j = 0; j < n; ++j) {
    const double s = (alpha[j] + beta[j]) * kHalfRoot, t = (alpha[j] - beta[j]) * kHalfRoot;
    const Row& row = rows_[strips_.cell(t)];
    out[j] = row.value[row.cell(s)];
  }
}

Step::Step(radius::StripFunction function, const StepIntervals& p, int threads)
    : h(std::move(function)), table(h), response(h, knots(p), threads), intervals(p) {
  const auto at = knots(p);
  error = std::max(beyond(response.over(0, at[1]), 1), beyond(response.over(at[2], at[3]), 0));
}

claim::Range mean_response(const Step& step, const double* x, const double* y, std::size_t d) {
  double difference = 0, sum = 0;
  for (std::size_t k = 0; k < d; ++k) {
    difference += (x[k] - y[k]) * (x[k] - y[k]);
    sum += (x[k] + y[k]) * (x[k] + y[k]);
  }
  // tan(theta/2). Relative error of both norms: (d + 4) 2^-53; F moves by at most 0.28 |h| per unit
  // of ln k. Points that are off X by a few roundings act like another such error: they move k by
  // less than 2^-48.
  const double k = std::sqrt(difference / sum);
  const claim::Range f = step.response.at_k(std::min(k, step.intervals.last));
  const double slack = step.h.sup() * (static_cast<double>(d + 8) * 0x1p-52 + 0x1p-46);
  return {f.lower - slack, f.upper + slack};
}

}  // namespace proofgauge::step_network
