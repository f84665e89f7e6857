// What is compared between two records of one claim on one cell, before any error rate is shared
// out.
#pragma once

#include <vector>

#include "sweep/regression.h"

namespace proofgauge::sweep {

/// What was edited between the two: statement, source, kind, constants, premises, rests_on, bound.
[[nodiscard]] std::vector<Difference> structure_of(const claim::Record& was,
                                                   const claim::Record& is, bool same_platform);

/// Verdict, evidence, scope, twins, then the numbers. Statistical comparisons carry their p-value
/// and are not yet told apart.
[[nodiscard]] std::vector<Difference> differences_of(const claim::Record& was,
                                                     const claim::Record& is, bool same_platform);

}  // namespace proofgauge::sweep
