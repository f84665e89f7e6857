#include "numeric/fixed_point.h"

#include <cmath>
#include <limits>

#include "claim/error.h"

namespace proofgauge::numeric {
namespace {

__extension__ typedef __int128 Wide;

constexpr int kLowBits = 40;
constexpr int kBits = 100;  ///< of bound / unit: 60 of them in `high`
constexpr double kLow = 0x1p40, kHigh = 0x1p-40;
constexpr unsigned kUncarried = 1U << 20;

}  // namespace

FixedPoint::FixedPoint(double bound) {
  if (!(bound >= 0x1p-900) || !(bound <= 0x1p900))
    throw InputError("bound", std::to_string(bound), "a number from 2^-900 to 2^900");
  unit_ = std::ldexp(1.0, std::ilogb(bound) + 1 - kBits);
  per_unit_ = 1 / unit_;
}

bool FixedPoint::add(std::span<const double> x, std::span<std::int64_t> pairs) const {
  bool fit = true;
  for (std::size_t j = 0; j < x.size(); ++j) {
    // Powers of two scale exactly, and so do the quotient and the remainder by one.
    const double scaled = x[j] * per_unit_;
    if (!(std::abs(scaled) <= 0x1p100)) {
      fit = false;
      continue;
    }
    const auto high = static_cast<std::int64_t>(scaled * kHigh);
    const double low = scaled - static_cast<double>(high) * kLow;
    pairs[2 * j] += high;
    pairs[2 * j + 1] += std::llrint(low);
  }
  return fit;
}

void FixedPoint::carry(std::span<std::int64_t> pairs) {
  for (std::size_t j = 0; j + 1 < pairs.size(); j += 2) {
    const std::int64_t up = pairs[j + 1] >> kLowBits;  // rounds down
    pairs[j] += up;
    pairs[j + 1] -= up * (std::int64_t{1} << kLowBits);
  }
}

double FixedPoint::value(std::int64_t high, std::int64_t low) const {
  return static_cast<double>(Wide{high} * (Wide{1} << kLowBits) + low) * unit_;
}

void FixedSums::add(std::span<const std::int64_t> pairs, bool fit) {
  const auto own = numbers();
  for (std::size_t j = 0; j < own.size(); ++j) own[j] += pairs[j];
  pairs_.back() += fit ? 0 : 1;
  if (++uncarried_ < kUncarried) return;
  FixedPoint::carry(own);
  uncarried_ = 0;
}

std::vector<double> FixedSums::total(Ranks& ranks) {
  const auto own = numbers();
  FixedPoint::carry(own);
  ranks.sum(pairs_);
  std::vector<double> total(own.size() / 2, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t j = 0; j < total.size() && pairs_.back() == 0; ++j)
    total[j] = form_.value(own[2 * j], own[2 * j + 1]);
  return total;
}

}  // namespace proofgauge::numeric
