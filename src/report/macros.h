// Numbers for a paper: \pgval{lemma.claim.field}, so that no number is retyped.
#pragma once

#include <span>
#include <string>

#include "claim/record.h"

namespace proofgauge::report {

/// A LaTeX file that defines the macro `pgval` for the worst cell of every claim (twins left out).
/// Keys are `lemma.claim.X`, X one of: measured, bound, ratio, critical_constant and every symbol
/// of `result`, as the interval; each with `.lower` (rounded down) and `.upper` (rounded up);
/// `ratio` and `bound` alone are the safe end (up for upper bounds, down for lower bounds, both
/// ends for identities and rates); evidence, verdict, scope, confidence, cells, decisive, twins,
/// twins_caught. Numbers are usable in text and in math. A key that is not there is a LaTeX error
/// that names it.
[[nodiscard]] std::string macros(std::span<const claim::Record> records, int digits = 4);

}  // namespace proofgauge::report
