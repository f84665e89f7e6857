// A theorem's ledger as text and LaTeX; as JSON it is its records.
#pragma once

#include <string>

#include "claim/ledger.h"

namespace proofgauge::report {

/// At most `width` columns (80 or more).
[[nodiscard]] std::string ledger_text(const claim::Ledger&, std::size_t width);
/// A booktabs table: one row per form, then one per leaf of the waterfall.
[[nodiscard]] std::string ledger_latex(const claim::Ledger&);

}  // namespace proofgauge::report
