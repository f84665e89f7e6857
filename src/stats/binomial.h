// Exact binomial confidence bounds (Clopper-Pearson), safe against rounding.
//
// Law. X ~ Bin(n, p), k observed. L(k) = sup{ q : P_q[X >= k] <= alpha }, 0 for k = 0. P_q[X >= k]
// grows with q, so p < L(k) implies P_p[X >= k] <= alpha. Let j be the least k with L(k) > p: as L
// grows with k, the bound misses p exactly when X >= j, and P_p[X >= j] <= alpha. Any number below
// L(k) keeps this, so rounding down is safe; the upper bound is the same law for n - X ~
// Bin(n, 1 - p). Two-sided: alpha/2 on each side (union bound).
// Source: Clopper and Pearson, Biometrika 26 (1934) 404-413.
//
// Rounding. P_q[X >= k] = I_q(k, n-k+1), the regularised incomplete beta function. A candidate
// from its inverse is accepted only if the function itself, in double precision, is at most
// alpha (1 - 2^-24) there; else it moves outward. 2^-24 is 2.6e8 units in the last place, while
// the error of the function is at most 1e5 such units (the documentation of Boost.Math, for
// arguments up to 1e5; the tests compare with 128-bit interval sums for n up to 2^40).
#pragma once

#include <cstdint>

#include "claim/types.h"

namespace proofgauge::stats {

/// [L, U] with P[L <= p <= U] >= 1 - alpha for every p. InputError: n = 0, n > 2^40, k > n, alpha
/// outside (0, 1).
[[nodiscard]] claim::Range clopper_pearson(std::uint64_t k, std::uint64_t n, double alpha);
/// [L, 1] with P[L <= p] >= 1 - alpha.
[[nodiscard]] claim::Range clopper_pearson_lower(std::uint64_t k, std::uint64_t n, double alpha);
/// [0, U] with P[p <= U] >= 1 - alpha.
[[nodiscard]] claim::Range clopper_pearson_upper(std::uint64_t k, std::uint64_t n, double alpha);

}  // namespace proofgauge::stats
