// What one thread of this machine can do at most, for the instruction set in use.
#pragma once

#include <cstddef>

#include "stats/isa.h"

namespace proofgauge::bench {

/// Runs `rounds` rounds of 12 independent multiply-adds of whole vectors; floating-point operations
/// done (other machines than x86-64: nothing runs, so no limit is seen).
double multiply_adds(stats::Isa, std::size_t rounds);

/// Floats in one vector of the set.
std::size_t lanes_of(stats::Isa);

}  // namespace proofgauge::bench
