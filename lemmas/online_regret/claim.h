// Online regret: the right-hand sides, each written once, on any scalar (double for plots, Rational
// where no root occurs, numeric::Interval for proofs). Left-hand sides: check.h.
//
// Letters as in statement.md: T rounds, eta step, D start-to-comparator distance, G (or M) gradient
// bound, L Lipschitz constant of the loss, m width, R radius, d dimension, p failure probability, u
// = tau/s = R m^(-1/6)/sqrt 2.
#pragma once

#include <array>

#include "numeric/scalar.h"
#include "online/regret_bound.h"

namespace proofgauge::online_regret {

namespace scalar = numeric::scalar;

/// 6.1, and the leading order of 6.2's C: the trainer logs them, so they stand in src/online.
using online::convex_regret;
using online::coupling_leading_order;

/// 6.1 at the step D/(G sqrt T) that makes it least: D G/sqrt(T).
template <class S>
[[nodiscard]] S best_convex_regret(const S& D, const S& T, const S& G) {
  using std::sqrt;
  return D * G / sqrt(T);
}

/// The exact worst case of the regret SUM over T >= 2 rounds without clipping, gradients <= M,
/// dimension >= 2: D^2/(2 eta) + eta T M^2/2 for eta >= D/(M T), and M T D - eta M^2 T (T-1)/2
/// below, which is that less (D - eta M T)^2/(2 eta).
template <class S>
[[nodiscard]] S worst_case(const S& D, const S& eta, const S& T, const S& M) {
  const S short_of = scalar::positive_part(S(D - eta * M * T));
  return S(D * D / (2 * eta) + eta * T * M * M / 2 - short_of * short_of / (2 * eta));
}

/// The quadratic form sum_{i <= j} q_ij <v_i, v_j> in (v_0, v_1, v_2) = (A, h, B), A = W_t - W*, h
/// = eta g_t, B = W_{t+1} - W*; entries 00, 01, 02, 11, 12, 22. The right side of the descent
/// identity: |A - h - B|^2 + 2 <A - h - B, B>.
template <class S>
[[nodiscard]] std::array<S, 6> descent_remainder() {
  // |A - h - B|^2 has 1, -2, -2, 1, 2, 1; 2 <A - h - B, B> has 0, 0, 2, 0, -2, -2.
  return {S(1), S(-2), S(-2 + 2), S(1), S(2 - 2), S(1 - 2)};
}

/// E (u + |Z|) 1{|Z| < u} = u (2 Phi(u) - 1) + sqrt(2/pi) (1 - exp(-u^2/2)), Z standard normal.
template <class S>
[[nodiscard]] S mean_jump(const S& u) {
  using std::sqrt;
  return u * scalar::erf(S(u / sqrt(S(2)))) +
         sqrt(S(2 / scalar::pi(u))) * scalar::one_minus_exp(S(u * u / 2));
}

/// Its leading order 3 u^2/sqrt(2 pi).
template <class S>
[[nodiscard]] S leading_jump(const S& u) {
  using std::sqrt;
  return 3 * u * u / sqrt(S(2 * scalar::pi(u)));
}

/// u = tau/s = R m^(-1/6)/sqrt 2.
template <class S>
[[nodiscard]] S relative_radius(const S& m, const S& R) {
  using std::sqrt;
  return R * scalar::root_power(m, -1, 6) / sqrt(S(2));
}

/// The mean of C's sum over the neurons of one sign: (kappa m/2) s mean_jump(u), kappa m s/2 =
/// m^(1/6)/sqrt 2.
template <class S>
[[nodiscard]] S mean_coupling(const S& m, const S& R) {
  using std::sqrt;
  return scalar::root_power(m, 1, 6) / sqrt(S(2)) * mean_jump(relative_radius(m, R));
}

/// (3 + 4 theta) R^2 m^(-1/6)/(4 sqrt(pi)) (1 + sqrt(2 ln(2/p)/m)) + (2/theta) m^(-1/3) (sqrt d +
/// sqrt(ln(2/p))), theta in (0, 1].
template <class S>
[[nodiscard]] S uniform_coupling(const S& m, const S& R, const S& d, const S& p, const S& theta) {
  using std::log;
  using std::sqrt;
  const S l = log(S(2 / p));
  const S main = (3 + 4 * theta) * coupling_leading_order(m, R) / 3;
  return main * (1 + sqrt(S(2 * l / m))) +
         2 / theta * scalar::root_power(m, -1, 3) * (sqrt(d) + sqrt(l));
}

/// The theta in (0, 1] at which it is least.
[[nodiscard]] inline double best_theta(double m, double R, double d, double p) {
  const double l = std::log(2 / p);
  const double slope = 4 * coupling_leading_order(m, R) / 3 * (1 + std::sqrt(2 * l / m));
  const double noise = 2 / std::cbrt(m) * (std::sqrt(d) + std::sqrt(l));
  const double theta = std::sqrt(noise / slope);
  return theta < 1 ? theta : 1;
}

/// The same on any scalar, for widths beyond a double; not cut off at 1.
template <class S>
[[nodiscard]] S balanced_theta(const S& m, const S& R, const S& d, const S& p) {
  using std::log;
  using std::sqrt;
  const S l = log(S(2 / p));
  const S slope = 4 * coupling_leading_order(m, R) / 3 * (1 + sqrt(S(2 * l / m)));
  return sqrt(S(2 * scalar::root_power(m, -1, 3) * (sqrt(d) + sqrt(l)) / slope));
}

/// 6.2: R^2 m^(-1/3)/(2 eta T) + eta L^2 m^(1/3)/2 + L C, C the coupling at the points visited.
template <class S>
[[nodiscard]] S real_network_regret(const S& m, const S& R, const S& eta, const S& T, const S& L,
                                    const S& C) {
  return convex_regret(S(R * scalar::root_power(m, -1, 6)), eta, T,
                       S(L * scalar::root_power(m, 1, 6))) +
         L * C;
}

/// What each false twin of statement.md states in place of the bound.
namespace twin {

inline numeric::Rational nine_tenths() { return numeric::ratio(9, 10); }
/// The step of the alternating instance, in units of the best one.
inline numeric::Rational step_factor() { return numeric::ratio(10, 1); }

/// tight_instance: half of the second term.
template <class S>
[[nodiscard]] S half_square(const S& D, const S& eta, const S& T, const S& G) {
  return D * D / (2 * eta * T) + eta * G * G / 4;
}

/// descent_identity without |h|^2 on its left: on its right, -|h|^2 + ... .
template <class S>
[[nodiscard]] std::array<S, 6> without_square() {
  std::array<S, 6> q = descent_remainder<S>();
  q[3] = S(0);
  return q;
}

}  // namespace twin

}  // namespace proofgauge::online_regret
