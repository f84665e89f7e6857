// Exchange and proofs at one degree, for step_minimax.cc.
#pragma once

#include "numeric/remez.h"
#include "numeric/step_minimax.h"

namespace proofgauge::numeric::detail {

/// An InputError names the field that is impossible.
void check(const StepIntervals&);

/// The exchange for the step with A as given (A_up for an upper side, A_down for a lower one).
[[nodiscard]] RemezResult fit_step(const Rational& lo, const Rational& A, const Rational& B,
                                   int degree, const RemezOptions&);

/// The fitted polynomial with Chebyshev coefficients on [-1, 1], each rounded to a multiple of the
/// power of two that keeps the rounding below `accuracy` everywhere on [-1, 1]; its error proved.
[[nodiscard]] StepUpper prove_upper(const StepIntervals&, const RemezResult& fit, double accuracy,
                                    double tolerance, const std::stop_token& stop);

/// The fitted points, each rounded to `share_bits` bits below its distance to the next point, and
/// the level proved from them. A shift of one point by a share s of that distance lowers the level
/// by a relative s^2 or so.
[[nodiscard]] StepLower prove_lower(const StepIntervals&, const RemezResult& fit, int share_bits);

}  // namespace proofgauge::numeric::detail
