// template_lemma: the right-hand side and the premise, written once (statement.md, Constants).
// The left-hand side is measured elsewhere (check.h) and shares nothing with this.
//
// Letters: t right end of the interval that x ranges over. S is numeric::Interval for proofs,
// numeric::Rational for exact decisions, double for figures.
#pragma once

#include "numeric/rational.h"
#include "numeric/scalar.h"

namespace proofgauge::template_lemma {

/// H1: 0 < t <= 1.
template <class S>
[[nodiscard]] bool end_is_admissible(const S& t) {
  return t > 0 && t <= 1;
}

/// c, in e^x <= 1 + x + c x^2.
inline numeric::Rational c() { return numeric::ratio(3, 4); }

/// 1 + x + square x^2.
template <class S>
[[nodiscard]] S bound(const S& x, const S& square) {
  return 1 + x + square * x * x;
}

/// What the false twin of statement.md states in place of the bound.
namespace twin {

/// c replaced by the coefficient of Taylor's series.
inline numeric::Rational taylor() { return numeric::ratio(1, 2); }

}  // namespace twin

}  // namespace proofgauge::template_lemma
