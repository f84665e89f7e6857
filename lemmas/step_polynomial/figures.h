// The figures of this lemma, from the records of a run.
#pragma once

#include <span>
#include <vector>

#include "claim/figure.h"
#include "claim/record.h"

namespace proofgauge::step_polynomial {

/// The polynomial over its angle, its residual within the band +-eps1, the error against the degree
/// with its asymptote, D* (delta - 2 rho)/ln(n/eps) over the grid, and the sgn limit.
[[nodiscard]] std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records);

}  // namespace proofgauge::step_polynomial
