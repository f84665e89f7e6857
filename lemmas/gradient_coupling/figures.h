// The figures of this lemma, from the records of a run.
#pragma once

#include <span>
#include <vector>

#include "claim/figure.h"
#include "claim/record.h"

namespace proofgauge::gradient_coupling {

[[nodiscard]] std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records);

}  // namespace proofgauge::gradient_coupling
