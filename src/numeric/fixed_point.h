// Sums of doubles that come out the same in every order, over blocks, threads and processes.
//
// A number x is held as round(x / u) = 2^40 high + low, two integers, u a power of two: integer
// sums are exact, so the only roundings are one per term (at most u/2) and one of the total. With
// u = 2^-100 of a bound B on the sum of |terms| both are below the rounding of a double sum unless
// the terms cancel to less than 2^-47 B.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "numeric/ranks.h"

namespace proofgauge::numeric {

class FixedPoint {
 public:
  /// For sums whose terms' absolute values add up to at most `bound`, at any time and over all
  /// processes together (fewer than 2^22): no intermediate sum overflows. InputError unless the
  /// bound is from 2^-900 to 2^900.
  explicit FixedPoint(double bound);

  /// pairs[2 j] (high) and pairs[2 j + 1] (low) += x[j]. False, and what is in the pairs means
  /// nothing, where some x[j] is NaN or larger than the bound. At most 2^20 calls may pass without
  /// a carry.
  [[nodiscard]] bool add(std::span<const double> x, std::span<std::int64_t> pairs) const;
  /// The same numbers with every low in [0, 2^40): the form in which pairs go to Ranks::sum.
  static void carry(std::span<std::int64_t> pairs);
  /// The nearest double.
  [[nodiscard]] double value(std::int64_t high, std::int64_t low) const;
  /// u, what a term is rounded to.
  [[nodiscard]] double unit() const { return unit_; }

 private:
  double unit_, per_unit_;
};

/// Sums of `width` numbers each over all that was added on all ranks.
class FixedSums {
 public:
  FixedSums(const FixedPoint& form, std::size_t width) : form_(form), pairs_(2 * width + 1) {}

  /// Terms that FixedPoint::add wrote to pairs, and whether it said that they fit.
  void add(std::span<const std::int64_t> pairs, bool fit);
  /// Collective: one Ranks::sum of 2 width + 1 integers. All NaN where some term did not fit.
  [[nodiscard]] std::vector<double> total(Ranks& ranks);

 private:
  [[nodiscard]] std::span<std::int64_t> numbers() {
    return std::span(pairs_).first(pairs_.size() - 1);
  }
  FixedPoint form_;
  std::vector<std::int64_t> pairs_;  ///< the last one counts terms that did not fit
  unsigned uncarried_ = 0;
};

}  // namespace proofgauge::numeric
