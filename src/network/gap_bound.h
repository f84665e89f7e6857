// The uniform bound 4.3 on |f_W - g_W|, on any scalar (double for plots, numeric::Interval for
// proofs). It stands here because two lemmas use it: real_vs_pseudo, which proves and checks it,
// and the existence of W* (3.4). Its derivation is in lemmas/real_vs_pseudo/statement.md,
// section 4.3.
//
// Letters: m width, R radius, d input dimension, p failure probability.
#pragma once

#include <cmath>
#include <numbers>

#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::network {

/// Constants that a profile may change (reports/constants/derived.toml, table real_vs_pseudo);
/// exact.
struct GapConstants {
  numeric::Rational c_main = numeric::ratio(1, 4);  ///< leading constant of 4.2, over sqrt(pi)
  numeric::Rational c_dev =
      numeric::ratio(14, 5);  ///< deviation constant of 4.3: 2 + sqrt(2/pi), rounded up
};

namespace scalar {

// What the bounds need beyond + - * / sqrt log, for both scalars.
inline double of(const numeric::Rational& q, double) { return numeric::to_double(q); }
inline numeric::Interval of(const numeric::Rational& q, const numeric::Interval&) {
  return numeric::interval(q);
}
inline double pi(double) { return std::numbers::pi; }
inline numeric::Interval pi(const numeric::Interval&) { return numeric::pi(); }
inline double root_power(double x, int k, int p) { return std::pow(x, static_cast<double>(k) / p); }
inline numeric::Interval root_power(const numeric::Interval& x, int k, int p) {
  return numeric::power(x, k, p);
}

}  // namespace scalar

/// 4.2, leading order: c_main R^2 m^(-1/6) / sqrt(pi), with c_main = 1/4.
template <class S>
[[nodiscard]] S leading_order(const S& m, const S& R, const GapConstants& c = {}) {
  using std::sqrt;
  return scalar::of(c.c_main, m) * R * R * scalar::root_power(m, -1, 6) / sqrt(scalar::pi(m));
}

/// sup_x |f_{W^0}(x)| <= m^(-1/3) (sqrt 3 sqrt(d-1) + c_dev sqrt(ln(2/p))) with probability >= 1 -
/// 2p (4.3 with tau = 0).
template <class S>
[[nodiscard]] S init_output_bound(const S& m, const S& d, const S& p, const GapConstants& c = {}) {
  using std::log;
  using std::sqrt;
  const S chaining = sqrt(S(3)) * sqrt(S(d - 1));
  const S deviation = scalar::of(c.c_dev, m) * sqrt(S(log(S(2 / p))));
  return scalar::root_power(m, -1, 3) * (chaining + deviation);
}

/// 4.3: sup over x in X and W in B(R) of |f_W(x) - g_W(x)|, with probability >= 1 - 2p. What counts
/// of W is only that it moves no preactivation by more than R m^(-2/3).
template <class S>
[[nodiscard]] S uniform_gap_bound(const S& m, const S& R, const S& d, const S& p,
                                  const GapConstants& c = {}) {
  using std::log;
  using std::sqrt;
  const S sign_imbalance = sqrt(S(2 * log(S(2 / p)) / m));
  return leading_order(m, R, c) * (1 + sign_imbalance) + init_output_bound(m, d, p, c);
}

}  // namespace proofgauge::network
