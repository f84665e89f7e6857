// The left-hand side: what is measured, against the bound of claim.h.
#pragma once

#include "claim/record.h"
#include "numeric/rational.h"

namespace proofgauge::template_lemma {

/// The least c for which e^x <= 1 + x + c x^2 holds for all x in (0, t], enclosed, against
/// `claimed`: c() of claim.h, or the constant of the twin (`judges_twin`).
[[nodiscard]] claim::Measurement check_quadratic(const numeric::Rational& t,
                                                 const numeric::Rational& claimed,
                                                 bool judges_twin);

}  // namespace proofgauge::template_lemma
