// The network W* that approximates the step (theory 3.3), streamed: built neuron by neuron,
// measured at many points, never kept.
//
//   W_r - W_r^0 = sgn(a_r) m^(-2/3) H_r 2 e_d,   H_r = sum_i y_i h(<alpha_r, x_i>, beta_r),
// with alpha_r = sqrt(m) W_r^0, beta_r = sqrt(m) b_r. As <2 e_d, x> = 1 on X, with zeta_r =
// <alpha_r, x> + beta_r and eps_r = sgn a_r,
//   g_{W*}(x) = (1/m) sum_r H_r 1{zeta_r >= 0},
//   f_{W*}(x) = m^(-5/6) sum_r eps_r relu(zeta_r + eps_r m^(-1/6) H_r),
//   |W_r - W_r^0| = 2 |H_r| m^(-2/3).
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "network/network.h"
#include "network/supremum.h"

namespace proofgauge::network {

/// out[j] = h(alpha[j], beta[j]) for n points of the plane; pure, called from many threads at once.
using PlaneFunction =
    std::function<void(std::size_t n, const double* alpha, const double* beta, double* out)>;

/// The data and the function h that define W*.
struct Displacement {
  std::size_t n = 0, d = 0;
  std::vector<double> x;  ///< n rows of d coordinates on X, to 1e-9, the last one exactly 1/2
  std::vector<double> y;  ///< n targets in [-1, 1]
  PlaneFunction h;
  double sup_h = 0;  ///< no value of h is larger in size
};

/// One entry per point. Each value is within its rounding of the exact value for the (float)
/// initial weights and the h of the double projections <alpha_r, x_i>.
struct DisplacedValues {
  std::vector<double> g, rounding_g;
  std::vector<double> f, rounding_f;
  /// (1/m) sum_r H_r^2 1{zeta_r >= 0}, rounded up; empty without SupOptions::moments.
  std::vector<double> square_upper;
  double radius_used = 0;  ///< 2 max_r |H_r|: the least R with W* in B(R)
};

/// Values at N points of X (rows of d coordinates, as Displacement::x). They do not depend on
/// SupOptions::threads; memory does not depend on m. InputError names the row or field that does
/// not fit; LimitError when stopped; std::logic_error if h exceeds sup_h or is not a number.
///
/// Rounding of g: the sign of a computed zeta may be wrong only where |zeta| is at most
/// 1.01 (d + 2) u sqrt(7/4) |(alpha_r, beta_r + alpha_rd / 2)|, u = 2^-24; the |H_r| of those
/// neurons are added up per point. On top H_r becomes a float (u |H_r|) and a term passes through
/// at most kDisplacedAdditions float additions. Rounding of f: relu is 1-Lipschitz, so the same
/// bound on |zeta| enters per neuron, with u |zeta + shift| per addition and u |shift|.
[[nodiscard]] DisplacedValues displaced_values(const InitialNetwork&, const Displacement&,
                                               std::span<const double> points, std::size_t n_points,
                                               const SupOptions& = {});

}  // namespace proofgauge::network
