#pragma once

#include <span>
#include <vector>

#include "claim/figure.h"
#include "claim/record.h"

namespace proofgauge::dimension_scaling {

/// m*(d) with the two laws that a width may follow; nothing without a record of a scan.
[[nodiscard]] std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records);

}  // namespace proofgauge::dimension_scaling
