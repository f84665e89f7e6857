// Outward-rounded interval arithmetic at 128 bits, over MPFI.
//
// Not built on fesetround: compilers move arithmetic across rounding-mode changes. MPFI rounds each
// operation outward itself, so an Interval always contains the exact value of the expression it was
// computed from.
#pragma once

#include <boost/multiprecision/mpfi.hpp>

#include "claim/types.h"
#include "numeric/rational.h"

namespace proofgauge::numeric {

/// 40 decimal digits (about 133 bits). + - * / sqrt exp log sin cos asin acos atan are Boost's, by
/// ADL.
using Interval = boost::multiprecision::number<boost::multiprecision::mpfi_float_backend<40>,
                                               boost::multiprecision::et_off>;

/// Encloses p/q. Construct constants this way or from integers, never from a decimal literal.
[[nodiscard]] Interval interval(const Rational&);
[[nodiscard]] Interval interval(double lower, double upper);
[[nodiscard]] Interval pi();
/// Encloses erf over the whole of x (erf is increasing; MPFR rounds it correctly at both ends).
[[nodiscard]] Interval erf(const Interval& x);
/// The p-th real root of x >= 0 raised to k: x^(k/p).
[[nodiscard]] Interval power(const Interval& x, int k, int p);

/// The ends as doubles, rounded outward.
[[nodiscard]] claim::Range to_range(const Interval&);
[[nodiscard]] double lower(const Interval&);  ///< rounded down
[[nodiscard]] double upper(const Interval&);  ///< rounded up

/// True only if every number in a is below every number in b.
[[nodiscard]] bool certainly_less(const Interval& a, const Interval& b);
[[nodiscard]] bool certainly_at_most(const Interval& a, const Interval& b);
/// The smallest interval that contains both.
[[nodiscard]] Interval hull(const Interval& a, const Interval& b);

}  // namespace proofgauge::numeric
