// Cells for the certificate of a dual measure of step_network: where proofgauge-check evaluates.
#pragma once

#include <span>
#include <vector>

#include "numeric/rational.h"

namespace proofgauge::numeric {

/// A signed mass at the angle theta of the right or left interval, k = tan(theta/2) >= 0.
struct DualAtom {
  Rational k, mass;
  bool right = false;  ///< target 1
};

/// A grid of cells in (s, t) for G(s, t) = sum mass Phi((s/k - k t)/sqrt 2), s and t independent
/// standard normals, and what it proves.
struct DualCells {
  std::vector<Rational> s_cuts, t_cuts;  ///< increasing; 0 is among s_cuts
  double mean_upper = 0;                 ///< of E|G|, as the checker bounds it, in floating point
  /// A lower bound of t* that the checker proves with these cells: (sum mass y - eps1 sum
  /// |mass|)/mean_upper, rounded down by one part in 10^8.
  Rational t;
  bool reached = false;  ///< mean_upper is at most (1 + slack) E|G|
};

/// Bounds |G| on a cell by the bilinear interpolant of its corners and second derivatives, and
/// refines the two sets of cuts in proportion to the cube root of those until the bound is within
/// `slack` (in (0, 1]) of E|G| or there are `most_corners` corners. No atoms, a k < 0 or a measure
/// with sum mass y <= eps1 sum |mass| is an InputError.
[[nodiscard]] DualCells dual_cells(std::span<const DualAtom>, const Rational& eps1,
                                   double slack = 0.03, std::size_t most_corners = 200'000);

}  // namespace proofgauge::numeric
