// Gram stability: the right-hand sides, each written once, on any scalar (double for plots,
// numeric::Interval for proofs). The left-hand sides are measured elsewhere (check.h).
//
// Letters as in statement.md, those of Du, Zhai, Poczos, Singh: w_r(0) ~ N(0, I_d), R how far a
// neuron moves in Euclidean norm. This is not the R of the other lemmas, which move by R m^(-2/3).
#pragma once

#include "numeric/scalar.h"

namespace proofgauge::gram_stability {

namespace scalar = numeric::scalar;

/// P[|Z| <= R] = 2 Phi(R) - 1, Z standard normal.
template <class S>
[[nodiscard]] S flip_probability(const S& R) {
  using std::sqrt;
  return scalar::erf(S(R / sqrt(S(2))));
}

/// 2 R/sqrt(2 pi): the interval's length times the density at 0.
template <class S>
[[nodiscard]] S flip_leading_order(const S& R) {
  using std::sqrt;
  return 2 * R / sqrt(S(2 * scalar::pi(R)));
}

/// c_drift, in units of one flip: what a pair's entry of the Gram matrix may cost. The published
/// proof adds the flips of both points of a pair, c_published.
inline numeric::Rational c_drift() { return numeric::ratio(1, 1); }
inline numeric::Rational c_published() { return numeric::ratio(2, 1); }

/// c 2 R/sqrt(2 pi): a bound on the expected share of the Gram matrix that can change.
template <class S>
[[nodiscard]] S drift_bound(const S& R, const S& c) {
  return c * flip_leading_order(R);
}

/// What each false twin of statement.md states in place of the bound.
namespace twin {

/// Both are tight as R -> 0, so half of either is false.
inline numeric::Rational half() { return numeric::ratio(1, 2); }

}  // namespace twin

}  // namespace proofgauge::gram_stability
