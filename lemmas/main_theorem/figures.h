// The waterfall of the ledger as a figure.
#pragma once

#include <span>
#include <vector>

#include "claim/figure.h"
#include "claim/record.h"

namespace proofgauge::main_theorem {

/// log10 M_0 as each leaf is put in, per derived composition among the records.
[[nodiscard]] std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records);

}  // namespace proofgauge::main_theorem
