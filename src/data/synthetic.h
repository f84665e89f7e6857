// Synthetic points of X with a prescribed separation.
#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>

#include "data/dataset.h"

namespace proofgauge::data {

/// n random points of X in R^d, one pair of them at distance delta (to 1e-12), every other pair
/// farther than delta + 1e-9; random +-1 targets. Which rows the pair takes is random too. A
/// function of its arguments alone.
///
/// d = 3 (a circle): uniform among all such sets. Otherwise points are drawn one by one, each kept
/// if it is far enough from those before; where that fails, pairs that are too close push each
/// other apart. n = 2 and d = 2 (X is two points) are closed forms.
///
/// InputErrors: n < 2 or n^2 d > 2^38 (--n); d < 2 (--d); delta below 1e-9, above sqrt(3), or above
/// what n points can have (--delta; the message gives the bound); a set that the bounded search
/// does not find (--delta; the message gives the separation it reached). LimitError once `stop` is
/// asked for.
[[nodiscard]] Points synthetic(std::size_t n, std::size_t d, double delta, std::uint64_t seed,
                               const std::stop_token& stop = {});

/// An upper bound on the least distance among n >= 2 points of X in R^d, d >= 3, at most sqrt(3):
/// the least of Rankin's bounds (1955), the volume of disjoint caps and, for d = 4, Fejes Toth's
/// bound (1943).
[[nodiscard]] double packing_bound(std::size_t n, std::size_t d);

}  // namespace proofgauge::data
