// The exact supremum over W in B(R) of f_W - g_W and g_W - f_W at given points (theory 4.1).
//
// For each x, W enters only through t_r = <W_r - W_r^0, x> in [-tau, tau], neuron by neuron, hence
// with h_T(zeta) = max(0, T - |zeta|), T = sqrt(m) tau = R m^(-1/6), kappa = m^(-1/3), eps_r = sgn
// a_r:
//   f_{W^0}(x)                = kappa m^(-1/2)  sum_r eps_r relu(zeta_r)
//   sup_W (f_W - g_W)(x)      =  f_{W^0}(x) + kappa m^(-1/2) sum_{eps_r = +1} h_T(zeta_r)
//   sup_W (g_W - f_W)(x)      = -f_{W^0}(x) + kappa m^(-1/2) sum_{eps_r = -1} h_T(zeta_r)
//   main term = half their sum = kappa m^(-1/2) sum_r h_T(zeta_r) / 2.
// Neurons are regenerated block by block and never kept: memory does not grow with m.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <stop_token>
#include <vector>

#include "network/network.h"
#include "stats/isa.h"

namespace proofgauge::network {

struct SupOptions {
  int threads = 1;
  bool moments =
      false;  ///< also h_squared, active, and with them a far smaller rounding_main for small T
  std::stop_token stop;  ///< looked at between waves of at most 2^20 neurons; then LimitError
  std::function<void(std::uint64_t done, std::uint64_t m)>
      progress;                   ///< after each wave, from the calling thread
  std::optional<stats::Isa> isa;  ///< at most best_isa(); for tests
};

/// Standardised sums over all m neurons, one entry per point.
struct SupSums {
  std::vector<double> relu_signed;      ///< sum eps relu(zeta)
  std::vector<double> relu_total;       ///< sum relu(zeta)
  std::vector<double> h_plus, h_minus;  ///< sums of h_T over eps = +1 and over eps = -1
  std::vector<double>
      h_squared;  ///< sum h_T^2 (plain floating point, no bound); empty without moments
  /// Bound on sum_r |computed zeta_r - zeta_r|. With K = d + 2 and u = 2^-24 it is
  /// K u / (1 - K u) * sum_r (|beta_r + alpha_rd / 2| + sum_{k < d} |alpha_rk| |x_k|): each term of
  /// zeta meets at most d + 1 float roundings in the product and one when the coordinate becomes a
  /// float.
  std::vector<double> zeta_error;
  /// Number of neurons whose h_T or computed h_T can be positive (m without moments), and the bound
  /// on the same sum over those: each has |beta_r + alpha_rd / 2| + sum |alpha_rk| |x_k| <=
  /// sqrt(7/4) times the norm of its weights, and norms above sqrt(d) + 3 are added up one by one.
  std::vector<double> active, zeta_error_active;
  double t = 0;
};

/// T >= 0 (at most 1e15); points: N rows of d coordinates within 1e-9 of X. The sums do not depend
/// on `threads`. Throws InputError naming the row, or LimitError when stopped.
[[nodiscard]] SupSums sup_sums(const InitialNetwork&, std::span<const double> points,
                               std::size_t n_points, double t, const SupOptions& = {});

/// Original units. Each value is within its rounding of the exact value for the (float) initial
/// weights.
struct SupValues {
  std::vector<double> f0, sup_f_minus_g, sup_g_minus_f, main;
  std::vector<double> rounding_f0, rounding_sup, rounding_main;
};
/// Rounding, in standardised units before the factor kappa m^(-1/2): relu, h and relu + h are
/// 1-Lipschitz, so each value inherits zeta_error once (main: zeta_error_active); a float sum of
/// nonnegative terms of at most kFloatAdditions additions per block errs by at most that many u
/// times itself, the double sums by (m / 2^13 + 256) 2^-53 times themselves; T - |zeta| rounds T
/// and the difference, 2 u T per active neuron.
[[nodiscard]] SupValues sup_values(const SupSums&, std::uint64_t m);

enum class Side { f_minus_g, g_minus_f };

struct SupGradient {
  std::vector<double> value;  ///< N: sum eps relu(zeta) + sum_{eps=+1} h_T, or -sum eps relu(zeta)
                              ///< + sum_{eps=-1} h_T
  std::vector<double> gradient;  ///< N x d: its derivative in x (all d coordinates, not projected),
                                 ///< almost everywhere
};
/// One side per point; single precision inside, for searching: no error bound is claimed.
[[nodiscard]] SupGradient sup_gradient(const InitialNetwork&, std::span<const double> points,
                                       std::size_t n_points, double t, std::span<const Side> side,
                                       const SupOptions& = {});

}  // namespace proofgauge::network
