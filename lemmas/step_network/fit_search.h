// Where the built network is farthest from what it should be: a search over X and over the
// rho-balls, gradient-free because g is a step function. It bounds suprema from below.
#pragma once

#include <string>
#include <vector>

#include "step_network/fit.h"

namespace proofgauge::step_network {

/// What is maximised. All four are tracked at every point where they are defined.
enum class Goal { deviation, fit };

/// A value that was attained (less its rounding), and where.
struct Peak {
  double value = 0;
  std::string where;  ///< `random point 12`, `ball of row 3`, ...
};

struct Peaks {
  Peak deviation;      ///< |g - E g|, over all points of X that were visited
  Peak coupling;       ///< |f - g|, the same
  Peak approximation;  ///< |E g - y_i|, over visited points of the rho-balls
  Peak fit;            ///< |f - y_i|, the same
  double radius_used = 0;
  double rounding = 0;  ///< the largest rounding of g that was subtracted
  std::size_t visited = 0;
};

/// One draw of W^0. Starts: the points x_i, meridians through each of them, points of their
/// rho-balls (a quarter on the boundary) and random points of X, `cell.points` in all (but at least
/// 3 n). Then `cell.steps` rounds: each of the best few points tries random directions at falling
/// angles and moves where the goal grows; for Goal::fit within the balls. A function of (problem,
/// cell, seed, claim, draw).
[[nodiscard]] Peaks search(const Problem&, const FitCell&, const FitSetting&, Goal goal,
                           const char* claim, std::uint32_t draw);

/// E g at x: sum_i y_i F_h(<x_i, x>), enclosed.
[[nodiscard]] claim::Range mean_at(const Problem&, const double* x);

}  // namespace proofgauge::step_network
