// Gradient coupling: the right-hand sides, each written once, on any scalar (double for plots and
// sampling, numeric::Interval for proofs). The left-hand sides are measured elsewhere (check.h).
//
// Letters as in statement.md: m width, R radius, d input dimension, p failure probability, kappa =
// m^(-1/3), tau = R m^(-2/3), s = sqrt(2/m), u = tau/s = R m^(-1/6) / sqrt 2.
#pragma once

#include "numeric/scalar.h"

namespace proofgauge::gradient_coupling {

namespace scalar = numeric::scalar;

/// 2 Phi(u) - 1 = P[|Z| <= u]: the share of neurons that can flip.
template <class S>
[[nodiscard]] S mean_share(const S& u) {
  using std::sqrt;
  return scalar::erf(S(u / sqrt(S(2))));
}

/// u = tau/s = R m^(-1/6) / sqrt 2.
template <class S>
[[nodiscard]] S relative_radius(const S& m, const S& R) {
  using std::sqrt;
  return R * scalar::root_power(m, -1, 6) / sqrt(S(2));
}

/// E N_tau(x) = m (2 Phi(tau/s) - 1), the same at every x.
template <class S>
[[nodiscard]] S mean_flips(const S& m, const S& R) {
  return m * mean_share(relative_radius(m, R));
}

/// Leading order of mean_share: u sqrt(2/pi), twice the density of Z at 0 times u.
template <class S>
[[nodiscard]] S leading_share(const S& u) {
  using std::sqrt;
  return u * sqrt(S(2 / scalar::pi(u)));
}

/// R m^(5/6) / sqrt(pi).
template <class S>
[[nodiscard]] S flips_leading_order(const S& m, const S& R) {
  using std::sqrt;
  return R * scalar::root_power(m, 5, 6) / sqrt(scalar::pi(m));
}

/// kappa E N_tau(x): the mean of sup_W |grad f_W - grad g_W|_{2,1}.
template <class S>
[[nodiscard]] S mean_gradient(const S& m, const S& R) {
  return scalar::root_power(m, -1, 3) * mean_flips(m, R);
}

/// R m^(1/2) / sqrt(pi).
template <class S>
[[nodiscard]] S gradient_leading_order(const S& m, const S& R) {
  using std::sqrt;
  return R * sqrt(m) / sqrt(scalar::pi(m));
}

/// (1 + theta/2) R m^(5/6)/sqrt(pi) + (2/(theta R)) m^(2/3) (sqrt d + sqrt(ln(1/p))).
template <class S>
[[nodiscard]] S uniform_theta(const S& m, const S& R, const S& d, const S& p, const S& theta) {
  using std::log;
  using std::sqrt;
  const S noise = sqrt(d) + sqrt(S(-log(p)));
  return (1 + theta / 2) * flips_leading_order(m, R) +
         2 / (theta * R) * scalar::root_power(m, 2, 3) * noise;
}

/// The theta at which it is least: theta^2 = 4 m^(2/3) (sqrt d + sqrt(ln(1/p))) / (R mu).
template <class S>
[[nodiscard]] S best_theta(const S& m, const S& R, const S& d, const S& p) {
  using std::log;
  using std::sqrt;
  const S noise = sqrt(d) + sqrt(S(-log(p)));
  return sqrt(S(4 * scalar::root_power(m, 2, 3) * noise / (R * flips_leading_order(m, R))));
}

/// The number of patterns that 2m slabs {|z_r| <= tau} cut on X, a sphere of dimension d - 2: at
/// most C(4m-1, d-2) + sum_{k <= d-2} C(4m, k), the cells of 4m hyperplane sections.
[[nodiscard]] inline numeric::Integer slab_patterns(std::uint64_t m, std::uint64_t d) {
  const numeric::Integer sections = 4 * numeric::Integer(m);
  numeric::Integer choose = 1, sum = 1, one_less = 1;
  for (std::uint64_t k = 1; k + 2 <= d; ++k) {
    choose = choose * (sections - k + 1) / k;
    one_less = one_less * (sections - k) / k;
    sum += choose;
  }
  return sum + one_less;
}

/// mu + h/2 + sqrt(h mu + h^2/4), h = 4 (ln S + ln(4/p)), mu = R m^(5/6)/sqrt(pi), S the patterns.
template <class S>
[[nodiscard]] S uniform_vc(const S& m, const S& R, const S& log_patterns, const S& p) {
  using std::log;
  using std::sqrt;
  const S h = 4 * (log_patterns + log(S(4 / p)));
  const S mu = flips_leading_order(m, R);
  return mu + h / 2 + sqrt(S(h * mu + h * h / 4));
}

/// The rate claim: N_tau ~ c R^1 m^(5/6), and the gradient's exponent in m.
inline numeric::Rational exponent_m() { return numeric::ratio(5, 6); }
inline numeric::Rational exponent_R() { return numeric::ratio(1, 1); }
inline numeric::Rational exponent_gradient() { return numeric::ratio(1, 2); }

/// What each false twin of statement.md states in place of the bound.
namespace twin {

/// The radius halved, where the mean is linear in R.
inline numeric::Rational half_radius() { return numeric::ratio(1, 2); }
/// A supremum is at least any single value: nine tenths of the mean.
inline numeric::Rational nine_tenths() { return numeric::ratio(9, 10); }
inline numeric::Rational exponent_m() { return numeric::ratio(4, 5); }

}  // namespace twin

}  // namespace proofgauge::gradient_coupling
