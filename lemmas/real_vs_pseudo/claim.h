// Real against pseudo-network: the right-hand sides, each written once, on any scalar (double for
// plots and sampling, numeric::Interval for proofs). The left-hand sides are measured elsewhere
// (check.h) and share nothing with this.
//
// Letters as in statement.md: m width, R radius, d input dimension, p failure probability, kappa =
// m^(-1/3), tau = R m^(-2/3), s = sqrt(2/m), u = tau/s = R m^(-1/6) / sqrt 2.
#pragma once

#include <cmath>
#include <numbers>

#include "network/gap_bound.h"
#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::real_vs_pseudo {

/// Constants that a profile may change, and the bounds that other lemmas use too.
using Constants = network::GapConstants;
using network::init_output_bound;
using network::leading_order;

namespace scalar {

// The functions that the bounds need, for both scalars.
using network::scalar::of;
using network::scalar::pi;
using network::scalar::root_power;
inline double erf(double x) { return std::erf(x); }
inline numeric::Interval erf(const numeric::Interval& x) { return numeric::erf(x); }
/// 1 - exp(-x).
inline double one_minus_exp(double x) { return -std::expm1(-x); }
inline numeric::Interval one_minus_exp(const numeric::Interval& x) {
  return 1 - exp(numeric::Interval(-x));
}

}  // namespace scalar

/// u erf(u/sqrt 2) - sqrt(2/pi) (1 - exp(-u^2/2)) = E max(0, u - |Z|), Z standard normal.
template <class S>
[[nodiscard]] S mean_hat(const S& u) {
  using std::sqrt;
  const S half_square = u * u / 2;
  return u * scalar::erf(S(sqrt(half_square))) -
         sqrt(S(2 / scalar::pi(u))) * scalar::one_minus_exp(half_square);
}

/// u = tau/s = R m^(-1/6) / sqrt 2.
template <class S>
[[nodiscard]] S relative_radius(const S& m, const S& R) {
  using std::sqrt;
  return R * scalar::root_power(m, -1, 6) / sqrt(S(2));
}

/// 4.2: (kappa m/2) E h_tau(z), the mean of the main term at any one x; kappa m s / 2 = m^(1/6) /
/// sqrt 2.
template <class S>
[[nodiscard]] S mean_main_term(const S& m, const S& R) {
  using std::sqrt;
  return scalar::root_power(m, 1, 6) / sqrt(S(2)) * mean_hat(relative_radius(m, R));
}

/// 4.3: sup over x in X and W in B(R) of |f_W(x) - g_W(x)|, with probability >= 1 - 2p.
template <class S>
[[nodiscard]] S uniform_bound(const S& m, const S& R, const S& d, const S& p,
                              const Constants& c = {}) {
  return network::uniform_gap_bound(m, R, d, p, c);
}

/// The paper's form, C R^2 m^(-1/6); C from the published-form profile.
template <class S>
[[nodiscard]] S published_gap(const S& m, const S& R, const S& C) {
  return C * R * R * scalar::root_power(m, -1, 6);
}

/// d log(mean_main_term) / d log R = u E 1{|Z| < u} / E max(0, u - |Z|): 2 at u = 0; -1/6 of it
/// plus 1/6 in log m.
[[nodiscard]] inline double local_exponent_R(double m, double R) {
  const double u = relative_radius(m, R);
  return u * std::erf(u / std::numbers::sqrt2) / mean_hat(u);
}

/// What each false twin of statement.md states in place of the bound.
namespace twin {

/// A tight constant is false at nine tenths of itself.
inline numeric::Rational nine_tenths() { return numeric::ratio(9, 10); }
/// init_output: a quarter of kappa, the standard deviation of f_{W^0}(x) at one x.
inline numeric::Rational quarter_deviation() { return numeric::ratio(1, 4); }
/// rate: the width exponent that nobody claims.
inline numeric::Rational exponent_m() { return numeric::ratio(-1, 5); }

}  // namespace twin

/// The rate claim.
inline numeric::Rational exponent_m() { return numeric::ratio(-1, 6); }
inline numeric::Rational exponent_R() { return numeric::ratio(2, 1); }

}  // namespace proofgauge::real_vs_pseudo
