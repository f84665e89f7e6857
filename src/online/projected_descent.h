// Projected online gradient descent on a product of balls (theory 6), for any convex losses and any
// adversary.
//
// Rounds t = 1..T: the adversary, which has seen W_1..W_t, names a loss; the learner pays L_t(W_t)
// and moves to W_{t+1} = Proj_B(W_t - eta g_t), g_t a subgradient of L_t at W_t. B is the set of W
// whose every group of `group` consecutive coordinates is within `radius` of the centre's: B(R) has
// one group per neuron and radius tau; one group of all coordinates is a Euclidean ball.
#pragma once

#include <functional>
#include <span>
#include <vector>

namespace proofgauge::online {

/// {w : |w_j - centre_j|_2 <= radius for every group j}. An infinite radius is the whole space.
struct BallProduct {
  std::vector<double> centre;
  std::size_t group = 0;  ///< coordinates per ball; divides centre.size()
  double radius = 0;      ///< >= 0

  /// Moves w to the nearest point of the product: each group on its own. The projection is computed
  /// in double: a group that was outside ends within radius (1 + (group + 4) 2^-53).
  void project(std::span<double> w) const;
  /// max_j |w_j - centre_j|_2.
  [[nodiscard]] double radius_used(std::span<const double> w) const;
};

/// One round: round t (from 0) at w. Writes a subgradient of L_t at w and returns L_t(w). It may
/// depend on all that it saw in earlier rounds (an adaptive adversary) or on t alone (an oblivious
/// one).
using Round =
    std::function<double(std::size_t t, std::span<const double> w, std::span<double> gradient)>;
/// Called after each round with W_t (before the step), L_t(W_t) and g_t.
using Visit = std::function<void(std::size_t t, std::span<const double> w, double loss,
                                 std::span<const double> gradient)>;

/// What a regret bound needs from a run.
struct DescentRun {
  std::vector<double> losses;          ///< L_t(W_t), T numbers
  std::vector<double> gradient_norms;  ///< |g_t|_2 over all coordinates, T numbers
  std::vector<double> last;            ///< W_{T+1}
  std::size_t clipped = 0;             ///< rounds in which some group was projected
  /// Largest gradient norm; 0 if T = 0.
  [[nodiscard]] double largest_gradient() const;
  /// sum_t L_t(W_t), compensated: within 2^-52 sum |L_t| of the exact sum for T < 2^26.
  [[nodiscard]] double total_loss() const;
};

/// Runs `rounds` rounds from `start` (empty: the centre) with step eta > 0. InputErrors: shapes
/// that do not fit, eta or radius that is negative or NaN, a start outside the product by more than
/// 1e-9 relative; a loss or gradient that is not finite (named with its round).
[[nodiscard]] DescentRun projected_descent(const BallProduct& ball, std::size_t rounds, double eta,
                                           const Round& round, std::span<const double> start = {},
                                           const Visit& visit = {});

/// Oblivious linear losses L_t(w) = <g_t, w - centre>, g_t = row t mod rows of `gradients` (rows x
/// dimension, row-major; from a file, say). The matrix must outlive the round.
[[nodiscard]] Round linear_losses(std::span<const double> gradients,
                                  std::span<const double> centre);

/// sum_i x_i by Neumaier's compensated summation.
[[nodiscard]] double compensated_sum(std::span<const double> x);

}  // namespace proofgauge::online
