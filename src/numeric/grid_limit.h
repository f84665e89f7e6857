// How many cells a run may plan.
#pragma once

#include <cstddef>

#include "claim/registry.h"

namespace proofgauge::numeric {

/// A planned cell takes 2 to 3 kB, so that the largest plan still fits a small machine.
inline constexpr std::size_t kMostCells = 1'000'000;

/// InputError, before anything is built, where the product of the request's lists and the `planned`
/// cells of claims before it are more than kMostCells. It names the letters with several values and
/// how many each has.
void check_grid(const claim::Request& request, std::size_t planned = 0);

}  // namespace proofgauge::numeric
