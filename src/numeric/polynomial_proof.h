// Proofs about a polynomial on an interval: Bernstein form, subdivision, integer arithmetic.
//
// The polynomial is turned into Bernstein form on the interval exactly; its coefficients bound it
// from both sides. Halving (de Casteljau) works on integers in units of a power of two, with every
// rounding counted, so each answer is a proof, not an estimate.
#pragma once

#include <span>
#include <stop_token>

#include "numeric/chebyshev.h"

namespace proofgauge::numeric {

/// lower <= max |p - y| <= upper over the interval, and |p(where) - y| >= lower.
struct SupEnclosure {
  Rational lower, upper, where;
  long pieces = 0;  ///< pieces examined
};

/// The largest |p - y| on `on`, p = sum_k c[k] T_k on [-1, 1], enclosed. upper <= lower (1 +
/// tolerance) for tolerance in [2^-70, 1]; a smaller one gives what can be had. An interval with lo
/// > hi or a tolerance outside (0, 1] is an InputError. LimitError once `stop` is asked for.
[[nodiscard]] SupEnclosure sup_distance(std::span<const Rational> c, const Rational& y,
                                        const ClosedInterval& on, double tolerance = 1e-6,
                                        const std::stop_token& stop = {});

enum class Proof { proved, refuted, undecided };

struct BoundProof {
  Proof outcome = Proof::undecided;
  /// Where `refuted`: a point of `on` (lo == hi) with |p - y| > bound. Where `undecided`: a piece
  /// on which neither could be shown (the bound is met to within 2^-70 of itself).
  ClosedInterval where;
  long pieces = 0;
};

/// Is |p - y| <= bound on all of `on`? A negative bound is refuted at on.lo. LimitError once `stop`
/// is asked for: a proof that was cut says nothing.
[[nodiscard]] BoundProof prove_bound(std::span<const Rational> c, const Rational& y,
                                     const ClosedInterval& on, const Rational& bound,
                                     const std::stop_token& stop = {});

}  // namespace proofgauge::numeric
