// The cells of the linear program and the probabilities that it is made of, in plain double
// precision: nothing here is part of a proof.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "radius/strip_function.h"

namespace proofgauge::radius {

/// Strips of t between consecutive edges, each with its own cuts of s. Cells are numbered strip by
/// strip, from s = -inf on.
struct Grid {
  std::vector<double> edge;              ///< of t, increasing; one fewer than strips
  std::vector<std::vector<double>> cut;  ///< per strip, increasing
  [[nodiscard]] std::size_t cells() const;
  /// The function with these values on the cells.
  [[nodiscard]] StripFunction function(std::span<const double> values) const;
};

/// Rows P[cell and half-space k] for every k, one after the other; `ks` increasing, the first may
/// be 0. The error is about 1e-13.
[[nodiscard]] std::vector<double> half_space_probabilities(const Grid&, std::span<const double> ks,
                                                           int threads);

}  // namespace proofgauge::radius
