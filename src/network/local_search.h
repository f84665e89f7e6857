// Local search over X for max_x max(sup_W (f_W - g_W)(x), sup_W (g_W - f_W)(x)).
#pragma once

#include <cstdint>
#include <vector>

#include "network/supremum.h"

namespace proofgauge::network {

struct SearchOptions {
  int most_iterations = 50;
  std::size_t survivors = 0;  ///< go on from this many best starts only; 0: from all
  SupOptions sums;            ///< threads, stop token, progress (of each pass over the neurons)
};

/// A LOWER bound on the supremum over x and W in B(R): a value attained at a point that was
/// visited.
struct SearchResult {
  double value = 0;           ///< original units
  double rounding = 0;        ///< |value - exact value at `point`| is at most this
  std::vector<double> point;  ///< d coordinates, on X
  Side side = Side::f_minus_g;
  std::size_t start = 0;  ///< index of the start that led here (the first, if several are equal)
  int iterations = 0;     ///< iterations run, over all starts together
  std::vector<double> start_values, end_values;  ///< per start, original units
};

/// Riemannian ascent from each of the S rows of `starts` (d coordinates on X), all in one batch:
/// along the great circle of the tangential gradient in the first d - 1 coordinates, at several
/// angles, one of them the power step (the direction of the gradient itself); the best candidate is
/// taken if it is better, else the angles shrink. A start rests when they are below 1e-6.
/// Deterministic; the caller draws the starts. T = R m^(-1/6). Evidence `search`: it never shows
/// that the supremum is not larger. Throws as sup_sums does.
[[nodiscard]] SearchResult maximise_over_x(const InitialNetwork&, std::span<const double> starts,
                                           std::size_t n_starts, double t,
                                           const SearchOptions& = {});

}  // namespace proofgauge::network
