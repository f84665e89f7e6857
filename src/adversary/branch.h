// Certified extremes of f_W on B_2(x, rho) and X in any dimension, by branch and bound.
//
// Cells are spherical caps. Directions p of the sphere are p(v) = cos|v| e + sin|v| v/|v|, e the
// centre of the ball and v in the tangent space at e. This map shrinks distances or keeps them, so
// a box with half-diagonal r goes into the cap of angular radius r around the image of its centre;
// the boxes cover |v| <= theta, the angular radius of the ball. On a cap a neuron whose sign is
// fixed is linear. One that may change sign, with u in [lo, hi], is replaced by a linear bound: a
// relu(u) <= a hi (u - lo)/(hi - lo) for a > 0, and a relu(u) <= 0 or a u for a < 0. The linear sum
// is maximised over the cap in closed form; where the cap sticks out of the ball, <G, p> <= <G +
// lambda e, p> - lambda cos theta holds for every lambda >= 0 inside it, and the best lambda is
// taken (any is valid). The bound exceeds the maximum by O(r^2).
//
// Rounding: sums of at most 2 m numbers of total size at most S = sum |a_r| (|w_r| + |c_r|), each
// step of a cell with at most 8 (d + 4) further roundings: (4 m + 64 d + 1000) 2^-52 S covers them.
// sin and cos of the C library need to be right to 2^-40 only, by which radii are enlarged.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>

#include "adversary/circle_net.h"

namespace proofgauge::adversary {

struct BranchOptions {
  double gap = 1e-6;                  ///< stop where upper - lower is at most this
  std::uint64_t most_cells = 100000;  ///< per side; then the interval is what was reached
  std::size_t most_dimension = 6;     ///< beyond this d one cell, the ball itself, is bounded
  int threads = 1;                    ///< 2: both sides at once
  std::stop_token stop = {};          ///< looked at at every pass over neurons; then LimitError
};

struct Branched {
  Extremes extremes;
  std::uint64_t cells = 0;  ///< of both sides together
  bool reached = false;     ///< both intervals are no wider than the gap (and rounding)
};

/// Lower ends are values at points of the ball. x within 1e-9 of X; rho >= 0; d >= 3. InputErrors
/// as for ball_extremes. The result does not depend on `threads`.
[[nodiscard]] Branched branch_extremes(const network::TwoLayerNet& net, std::span<const double> x,
                                       double rho, const BranchOptions& options = {});

}  // namespace proofgauge::adversary
