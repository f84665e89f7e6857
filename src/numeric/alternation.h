// The lower side of best approximation: de la Vallee-Poussin's theorem in integer arithmetic.
#pragma once

#include <span>

#include "numeric/rational.h"

namespace proofgauge::numeric {

/// For increasing points z_0 < ... < z_{k+1} and values y_i, every polynomial p of degree at most k
/// has max_i |y_i - p(z_i)| >= |sum_i l_i y_i| / sum_i |l_i|, l_i = 1 / prod_{j != i} (z_i - z_j),
/// because sum_i l_i p(z_i) = 0. Returns a rational at most this quotient, within a relative
/// 2^-bits of it (0 where the quotient is 0); exact products, the two sums rounded towards the safe
/// side. Points out of order or fewer than two are an InputError.
[[nodiscard]] Rational alternation_level(std::span<const Rational> points,
                                         std::span<const Rational> values, unsigned bits = 128);

/// Sign of sum_i l_i y_i l_0: the sign at points[0] of the residuals (-1)^i h that belong to the
/// level. 0 where the level is 0.
[[nodiscard]] int alternation_sign(std::span<const Rational> points,
                                   std::span<const Rational> values);

}  // namespace proofgauge::numeric
