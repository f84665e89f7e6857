// What is compared between two records of one claim on one cell, before any error rate is shared
// out.
#pragma once

#include <vector>

#include "sweep/regression.h"

namespace proofgauge::sweep {

/// What two runs have in common.
enum class Platform { same, other_build, other_instructions };

/// What was edited between the two: statement, source, kind, constants, premises, rests_on, bound.
[[nodiscard]] std::vector<Difference> structure_of(const claim::Record& was,
                                                   const claim::Record& is, Platform platform);

/// Verdict, evidence, scope, twins, then the numbers. Statistical comparisons carry their p-value
/// and are not yet told apart.
[[nodiscard]] std::vector<Difference> differences_of(const claim::Record& was,
                                                     const claim::Record& is, Platform platform);

/// Whether records of one seed on one platform, which promise equal numbers, hold others: other
/// estimates, or other ranges where nothing is estimated.
[[nodiscard]] bool has_moved(const claim::Record& was, const claim::Record& is, Platform platform);

}  // namespace proofgauge::sweep
