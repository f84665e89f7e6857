// Rational enclosures of pi, sqrt, cos and the normal law, in integers.
#pragma once

#include "check.h"

namespace proofgauge_check {

constexpr unsigned kBits = 128;
inline Integer one() { return Integer(1) << kBits; }
Integer floor(const Rational&);
Integer ceiling(const Rational&);

/// lo 2^-kBits <= a number <= hi 2^-kBits.
struct Enclosure {
  Integer lo, hi;
};
Enclosure operator+(const Enclosure&, const Enclosure&);
Enclosure operator-(const Enclosure&, const Enclosure&);
Enclosure operator*(const Integer&, const Enclosure&);
/// With rounding; both factors >= 0.
Enclosure multiply(const Enclosure&, const Enclosure&);

Rational pi_below();
/// At most sqrt(x) and at most 2^-256 below; x >= 0.
Rational root_below(const Rational& x);
/// At most x, a multiple of 2^-256.
Rational round_down(const Rational& x);
/// At least cos x for every real x; within 1e-40 of it for |x| <= 3.
Rational cosine_above(const Rational& x);

/// 1/sqrt(2 pi) and 1/(2 sqrt pi).
const Enclosure& root_inverse_two_pi();
const Enclosure& half_root_inverse_pi();

/// Of a standard normal at x: the law's distribution function and density, and at least |x|
/// density, which is the size of the density's slope.
struct Normal {
  Enclosure distribution, density;
  Integer slope;
};
/// x = y or y/sqrt 2: half_square is x^2/2 and `factor` is 1/sqrt(2 pi) or 1/(2 sqrt pi). The
/// density is meant for the first only, the slope for both.
Normal normal(const Rational& y, const Rational& half_square, const Enclosure& factor);
/// At least the largest |x| density over all x, that at x = 1: 1/sqrt(2 pi e).
Integer largest_slope();

}  // namespace proofgauge_check
