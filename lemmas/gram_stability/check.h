// Left-hand sides: what is measured on a cell, against the bounds of claim.h.
#pragma once

#include <cstdint>

#include "claim/registry.h"
#include "numeric/rational.h"

namespace proofgauge::gram_stability {

/// One radius, width, dimension and number of points.
struct Cell {
  numeric::Rational R;      ///< exact as typed
  std::uint64_t width = 0;  ///< m, neurons per draw
  std::size_t d = 0, n = 0;
  unsigned draws = 0;  ///< of neurons and points together
  [[nodiscard]] std::string key() const;
};

/// Whether some w with |w - w(0)| <= R has another value of 1{<w, x_i> >= 0, <w, x_j> >= 0} than
/// w(0), where |x_i| = |x_j| = 1, c = <x_i, x_j> and z = <w(0), x>. `margin`: how far R is from the
/// value at which the answer changes, in the units of R; below its rounding error (about 1e-15)
/// the answer is unsure.
struct Change {
  bool possible = false;
  double margin = 0;
};
[[nodiscard]] Change pair_can_change(double z_i, double z_j, double c, double R);

/// 2 Phi(R) - 1 <= 2 R/sqrt(2 pi) for all R > 0, by enclosures. `factor` 1, or the twin's.
[[nodiscard]] claim::Measurement check_flip_probability(const numeric::Rational& factor);

/// The expected share of the Gram matrix that can change, by sampling neurons. `factor` times
/// drift_bound is judged: 1, or the twin's.
[[nodiscard]] claim::Measurement check_gram_drift(const Cell&, std::uint64_t seed,
                                                  const claim::RunContext&,
                                                  const numeric::Rational& factor);

}  // namespace proofgauge::gram_stability
