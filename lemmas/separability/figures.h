// The figures of this lemma, from the records of a run.
#pragma once

#include <span>
#include <vector>

#include "claim/figure.h"
#include "claim/record.h"

namespace proofgauge::separability {

/// Of each data set the nearest-neighbour histogram, with delta and 2 rho marked, and the two gaps
/// against rho.
[[nodiscard]] std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records);

}  // namespace proofgauge::separability
