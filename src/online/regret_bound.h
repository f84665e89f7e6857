// The right-hand sides of sections 6 and 7 that the trainer needs as well as the lemmas which prove
// them, each written once, on any scalar (double for logs and plots, numeric::Interval and
// numeric::Rational for proofs). Derivations: lemmas/online_regret/statement.md and
// lemmas/adversarial_training/statement.md.
//
// Letters: T rounds, eta step, D start-to-comparator distance, G gradient bound, L Lipschitz
// constant of the loss, m width, R radius, eps target loss.
#pragma once

#include "numeric/scalar.h"

namespace proofgauge::online {

/// 6.1: mean regret <= D^2/(2 eta T) + eta G^2/2.
template <class S>
[[nodiscard]] S convex_regret(const S& D, const S& eta, const S& T, const S& G) {
  return D * D / (2 * eta * T) + eta * G * G / 2;
}

/// 6.2: the leading order of C, 3 R^2 m^(-1/6)/(4 sqrt(pi)).
template <class S>
[[nodiscard]] S coupling_leading_order(const S& m, const S& R) {
  using std::sqrt;
  return 3 * R * R * numeric::scalar::root_power(m, -1, 6) / (4 * sqrt(numeric::scalar::pi(m)));
}

/// 7: T = ceil(L^2 R^2/eps^2).
[[nodiscard]] inline numeric::Integer horizon(const numeric::Rational& R,
                                              const numeric::Rational& eps,
                                              const numeric::Rational& L) {
  const numeric::Rational T = L * L * R * R / (eps * eps);
  return (numerator(T) + denominator(T) - 1) / denominator(T);
}

/// 7: eta = eps m^(-1/3)/L^2.
template <class S>
[[nodiscard]] S step(const S& m, const S& eps, const S& L) {
  return eps * numeric::scalar::root_power(m, -1, 3) / (L * L);
}

}  // namespace proofgauge::online
