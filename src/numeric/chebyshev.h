// Polynomials with exact rational Chebyshev coefficients.
#pragma once

#include <span>
#include <vector>

#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::numeric {

/// The closed interval [lo, hi]; lo == hi is one point.
struct ClosedInterval {
  Rational lo, hi;
  friend bool operator==(const ClosedInterval&, const ClosedInterval&) = default;
};

/// c[k] / denominator with one denominator, the least common one.
struct IntegerSeries {
  std::vector<Integer> c;
  Integer denominator = 1;
};
[[nodiscard]] IntegerSeries common_denominator(std::span<const Rational> c);

/// sum_k c[k] T_k(z) on [-1, 1] (z may lie outside), exactly. An empty c is the zero polynomial.
[[nodiscard]] Rational chebyshev_value(std::span<const Rational> c, const Rational& z);
/// The same, outward rounded (Clenshaw at 40 digits: wide where the coefficients are much larger
/// than the value).
[[nodiscard]] Interval chebyshev_value(std::span<const Rational> c, const Interval& z);

/// The coefficients a[j] of z^j of sum_k c[k] T_k(z), exactly: as many as c has.
[[nodiscard]] std::vector<Rational> monomial_coefficients(std::span<const Rational> c);

/// Chebyshev coefficients of the same polynomial on another interval, exactly: c belongs to the
/// variable that maps `from` onto [-1, 1], the result to the one that maps `to` onto [-1, 1].
/// Intervals of length zero are an InputError.
[[nodiscard]] std::vector<Rational> change_interval(std::span<const Rational> c,
                                                    const ClosedInterval& from,
                                                    const ClosedInterval& to);

}  // namespace proofgauge::numeric
