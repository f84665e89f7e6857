// Points to start an exchange from.
#pragma once

#include <vector>

#include "numeric/chebyshev.h"

namespace proofgauge::numeric {

/// `count` different points of the union, increasing: those of `start` spread or thinned to that
/// number, completed by Leja points (each the one farthest, in the product of distances, from those
/// before it; they tend to the equilibrium measure of the union, as alternation points do). Fewer
/// where the union has fewer.
[[nodiscard]] std::vector<Rational> starting_points(const std::vector<ClosedInterval>& intervals,
                                                    std::size_t count,
                                                    const std::vector<Rational>& start);

}  // namespace proofgauge::numeric
