#include "radius/strip_function.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <numbers>
#include <string>

#include "claim/error.h"

namespace proofgauge::radius {
namespace {

bool increasing_and_finite(const std::vector<double>& x) {
  for (std::size_t i = 0; i < x.size(); ++i)
    if (!std::isfinite(x[i]) || (i > 0 && x[i] <= x[i - 1])) return false;
  return true;
}

// Buckets of a float: sign, exponent and the leading kFraction bits of the significand. Order of
// the buckets is the order of the numbers.
constexpr unsigned kFraction = 4, kShift = 23 - kFraction;
constexpr int kLowExponent = -24,
              kHighExponent = 4;  ///< below 2^-24 and from 2^4 on: one bucket each
constexpr std::uint32_t kLow = static_cast<std::uint32_t>(127 + kLowExponent) << kFraction;
constexpr std::uint32_t kHigh = static_cast<std::uint32_t>(127 + kHighExponent) << kFraction;
constexpr std::size_t kSide = kHigh - kLow + 1;  ///< buckets of one sign
constexpr std::size_t kBuckets = 2 * kSide;

std::size_t bucket(float x) {
  const std::uint32_t bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t magnitude = std::clamp((bits & 0x7fffffffU) >> kShift, kLow, kHigh) - kLow;
  return (bits >> 31) != 0 ? kSide - 1 - magnitude : kSide + magnitude;
}

/// For each bucket, the first index whose cut may lie above a number of that bucket.
std::vector<std::uint16_t> table(const std::vector<float>& cut) {
  std::vector<std::uint16_t> first(kBuckets);
  std::size_t i = 0;
  for (std::size_t b = 0; b < kBuckets; ++b) {
    while (i < cut.size() && bucket(cut[i]) < b) ++i;
    first[b] = static_cast<std::uint16_t>(i);
  }
  return first;
}

std::vector<float> to_float(const std::vector<double>& x) {
  std::vector<float> out;
  out.reserve(x.size());
  for (const double v : x) out.push_back(static_cast<float>(v));
  return out;
}

std::size_t locate(const std::vector<float>& cut, const std::vector<std::uint16_t>& first,
                   float x) {
  std::size_t i = first[bucket(x)];
  while (i < cut.size() && cut[i] <= x) ++i;
  return i;
}

}  // namespace

StripFunction::StripFunction(std::vector<double> edge, std::vector<Strip> strips)
    : edge_(std::move(edge)), strips_(std::move(strips)) {
  if (strips_.size() != edge_.size() + 1)
    throw InputError("strips", std::to_string(strips_.size()), "one more than edges");
  if (!increasing_and_finite(edge_))
    throw InputError("edge", "a list out of order", "increasing finite numbers");
  for (const Strip& s : strips_) {
    if (s.value.size() != s.cut.size() + 1)
      throw InputError("value", std::to_string(s.value.size()), "one more than cuts");
    if (!increasing_and_finite(s.cut))
      throw InputError("cut", "a list out of order", "increasing finite numbers");
    for (const double v : s.value) {
      if (!std::isfinite(v)) throw InputError("value", std::to_string(v), "a finite number");
      sup_ = std::max(sup_, std::abs(v));
    }
  }
}

StripFunction StripFunction::scaled(double a) const {
  std::vector<Strip> strips = strips_;
  for (Strip& s : strips)
    for (double& v : s.value) v *= a;
  return {edge_, std::move(strips)};
}

double StripFunction::at(double s, double t) const {
  const auto j = std::upper_bound(edge_.begin(), edge_.end(), t) - edge_.begin();
  const Strip& strip = strips_.at(static_cast<std::size_t>(j));
  const auto i = std::upper_bound(strip.cut.begin(), strip.cut.end(), s) - strip.cut.begin();
  return strip.value[static_cast<std::size_t>(i)];
}

Evaluator::Evaluator(const StripFunction& h)
    : edge_(to_float(h.edge())), first_strip_(table(edge_)) {
  for (const Strip& s : h.strips()) {
    if (s.cut.size() > 0xffff)
      throw InputError("cut", std::to_string(s.cut.size()), "at most 65535");
    Row row;
    row.cut = to_float(s.cut);
    row.value = to_float(s.value);
    row.first = table(row.cut);
    rows_.push_back(std::move(row));
  }
}

std::size_t Evaluator::strip_of(float t) const { return locate(edge_, first_strip_, t); }

float Evaluator::operator()(float alpha, float beta) const {
  constexpr float kHalfRoot = std::numbers::sqrt2_v<float> / 2;
  const float s = (alpha + beta) * kHalfRoot, t = (alpha - beta) * kHalfRoot;
  const Row& row = rows_[strip_of(t)];
  return row.value[locate(row.cut, row.first, s)];
}

void Evaluator::evaluate(std::span<const float> alpha, std::span<const float> beta,
                         std::span<float> out) const {
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = (*this)(alpha[i], beta[i]);
}

}  // namespace proofgauge::radius
