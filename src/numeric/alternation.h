// The lower side of best approximation: de la Vallee-Poussin's theorem in integer arithmetic.
#pragma once

#include <span>

#include "numeric/rational.h"

namespace proofgauge::numeric {

struct AlternationLevel {
  Rational level;  ///< every polynomial misses some value by at least this
  int sign = 0;  ///< the polynomial that misses each by the level leaves y_i - p(z_i) = sign (-1)^i
                 ///< level; 0 where the level is 0
};

/// For increasing points z_0 < ... < z_{k+1} and values y_i, every polynomial p of degree at most k
/// has max_i |y_i - p(z_i)| >= |sum_i l_i y_i| / sum_i |l_i|, l_i = 1 / prod_{j != i} (z_i - z_j),
/// because sum_i l_i p(z_i) = 0; the signs of l_i alternate. Returns a rational at most this
/// quotient: products exact, each |l_i| rounded to both sides at `bits` bits below the smallest of
/// them. A quotient too small to tell from 0 gives 0. Points out of order or fewer than two are an
/// InputError.
[[nodiscard]] AlternationLevel alternation_level(std::span<const Rational> points,
                                                 std::span<const Rational> values,
                                                 unsigned bits = 128);

}  // namespace proofgauge::numeric
