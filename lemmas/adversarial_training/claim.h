// Adversarial training: the right-hand sides, each written once (double for plots, Interval or
// Rational for proofs). Left-hand sides: check.h.
//
// Letters as in statement.md: m width, R radius, eps target loss, L Lipschitz constant of the loss,
// n data points, delta separation, rho radius of the balls.
#pragma once

#include "numeric/scalar.h"
#include "online/regret_bound.h"

namespace proofgauge::adversarial_training {

namespace scalar = numeric::scalar;

/// 7: T and eta. The trainer takes them too, so they stand in src/online.
using online::horizon;
using online::step;

/// 7.1: mass - R penalty, what no W in B(R) can go below.
template <class S>
[[nodiscard]] S dual_value(const S& mass, const S& penalty, const S& R) {
  return mass - R * penalty;
}

/// The two-atom lower bound on the radius of the displacement ansatz for n points (theory 3.1 and
/// 3.3): 2 n (1 - 2 eps1) pi / (2 asin(sin((theta_A - theta_B)/2)/sqrt 2)), eps1 = eps/n.
[[nodiscard]] inline double ansatz_radius(double n, double delta, double rho, double eps) {
  const double apart = std::asin((delta - rho) / 2) - std::asin(rho / 2);
  return n * (1 - 2 * eps / n) * std::numbers::pi /
         std::asin(std::sin(apart) / std::numbers::sqrt2);
}

/// The published form of the existence radius, R = (n/eps)^(1/gamma) with every hidden constant 1,
/// as log10.
[[nodiscard]] inline double published_log10_radius(double n, double eps, double gamma) {
  return std::log10(n / eps) / gamma;
}

/// What each false twin of statement.md states in place of the bound.
namespace twin {

inline numeric::Rational penalty_share() { return numeric::ratio(1, 10); }
inline numeric::Rational half() { return numeric::ratio(1, 2); }

}  // namespace twin

}  // namespace proofgauge::adversarial_training
