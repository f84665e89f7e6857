// Neurons whose sign some W in B(R) can change at given points (theory 5), and the sums that such
// changes cost (theory 6.2).
//
// Standardised as in network.h: zeta_r = sqrt(m) z_r, T = sqrt(m) tau = R m^(-1/6), kappa =
// m^(-1/3). For each point x:
//   N_tau(x)   = #{r : |z_r(x)| <= tau} = #{r : |zeta_r| <= T},
//   C_sign(x)  = kappa m^(-1/2) sum_{eps_r = sign} (T + |zeta_r|) 1{|zeta_r| <= T},
//   sup_{W in B(R)} |grad_W f_W(x) - grad_W g_W(x)|_{2,1} = kappa #{r : -tau <= z_r(x) < tau}.
// Neurons are regenerated block by block and never kept: memory does not grow with m.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "network/network.h"
#include "numeric/rational.h"

namespace proofgauge::network {

struct FlipOptions {
  int threads = 1;
  bool coupling = false;  ///< also the sums of 6.2
  std::stop_token stop;   ///< looked at between waves of 2^20 neurons; then LimitError
};

/// One entry per point. Counts are exact for the (float) weights and the coordinates as given: a
/// neuron that double precision cannot place is decided in rationals, zeta^6 m <= R^6.
struct FlipSums {
  std::vector<std::uint64_t> within;
  /// sum over eps = +1 and over eps = -1 of (T + |zeta|) 1{|zeta| <= T}; empty without coupling.
  std::vector<double> plus, minus;
  /// |computed sum - sum| for either sign.
  std::vector<double> error;
};

/// R > 0. Rounding of the sums: with u = 2^-53 each zeta errs by at most (d + 3) u A, A = 7 (1 +
/// sum |x_k|) (no weight exceeds 6.764, normal_block.h), T by 8 u T, and m additions by m u times
/// the sum. The results do not depend on `threads`. InputError naming the row of a point off X.
[[nodiscard]] FlipSums flip_sums(const InitialNetwork&, std::span<const double> points,
                                 std::size_t n_points, const numeric::Rational& R,
                                 const FlipOptions& = {});

/// |grad_W f_W(x) - grad_W g_W(x)|_{2,1} at two explicit W per point, evaluated from the weights:
/// `worst`, W_r = W_r^0 - sgn(z_r) tau x (sgn 0 = 1), which flips all that can be flipped there;
/// `random`, W_r - W_r^0 of length tau in a direction drawn uniformly (the same W for all points).
/// Neurons within rounding of a flip are counted in `unsure` and not in the sums.
struct GradientGaps {
  std::vector<double> worst, random;
  std::vector<std::uint64_t> worst_flips, random_flips, unsure;
};
[[nodiscard]] GradientGaps gradient_gaps(const InitialNetwork&, std::span<const double> points,
                                         std::size_t n_points, double R,
                                         const stats::Stream& directions, const FlipOptions& = {});

/// #{r : 1{<W_r, x> + b_r >= 0} differs from 1{<W_r^0, x> + b_r >= 0}}: the signs that W has
/// flipped at x.
[[nodiscard]] std::uint64_t flipped_signs(const TwoLayerNet&,
                                          const Eigen::Ref<const Eigen::VectorXd>& x);

/// n points of X, uniform: row-major n * d.
[[nodiscard]] std::vector<double> uniform_points(std::size_t n, std::size_t d,
                                                 stats::Sequence& random);

/// What a search over x climbs.
enum class FlipObjective { count, coupling };

struct FlipSearch {
  double value = 0;           ///< N_tau, or C in original units less its rounding
  std::vector<double> point;  ///< where
  std::size_t evaluations = 0;
};
/// Climbs from the `starts` (n_starts x d): each round moves the best quarter along random tangents
/// by shrinking angles and keeps what grew. A lower bound on the supremum over X, never more.
[[nodiscard]] FlipSearch search_flips(const InitialNetwork&, std::span<const double> starts,
                                      std::size_t n_starts, const numeric::Rational& R,
                                      FlipObjective, unsigned rounds, stats::Sequence& random,
                                      const FlipOptions& = {});

}  // namespace proofgauge::network
