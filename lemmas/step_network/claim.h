// step_network, the sharp radius: closed forms and constants, each written once (statement.md).
// What is measured, t* itself, lives in src/radius and shares nothing with this.
//
// Letters: delta least distance of two points, rho radius of the adversary, ratio = rho/delta, eps1
// error allowed on either interval, gamma = delta (delta - 2 rho), A and B the ends of the two
// intervals of u = <x_1, x>. T is numeric::Interval for proofs, double for figures.
#pragma once

#include <cmath>
#include <numbers>

#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::step_network {

namespace value {
inline double pi(double) { return std::numbers::pi; }
inline numeric::Interval pi(const numeric::Interval&) { return numeric::pi(); }
}  // namespace value

/// The left end of inner products on X.
inline numeric::Rational lo() { return numeric::ratio(-1, 2); }

/// B = 1 - rho^2/2.
template <class T>
[[nodiscard]] T B(const T& rho) {
  return T(1) - rho * rho / T(2);
}

/// A = 1 - (delta - rho)^2/2 (geometry chord).
template <class T>
[[nodiscard]] T A_chord(const T& delta, const T& rho) {
  return T(1) - (delta - rho) * (delta - rho) / T(2);
}

/// A = 1/4 + (3/4) cos(theta_delta - theta_rho), theta_c = 2 asin(c/sqrt 3) (geometry exact).
template <class T>
[[nodiscard]] T A_exact(const T& delta, const T& rho) {
  using std::asin;
  using std::cos;
  using std::sqrt;
  const T root3 = sqrt(T(3));
  const T angle = T(2) * asin(T(delta / root3)) - T(2) * asin(T(rho / root3));
  return T(1) / T(4) + T(3) / T(4) * cos(angle);
}

/// gamma = delta (delta - 2 rho).
template <class T>
[[nodiscard]] T gamma(const T& delta, const T& rho) {
  return delta * (delta - T(2) * rho);
}

/// Two atoms: t* >= (1 - 2 eps1) pi / (2 asin(sin((theta_A - theta_B)/2)/sqrt 2)), theta = arccos.
template <class T>
[[nodiscard]] T two_atom(const T& a, const T& b, const T& eps1) {
  using std::acos;
  using std::asin;
  using std::sin;
  using std::sqrt;
  const T half = (acos(a) - acos(b)) / T(2);
  return (T(1) - T(2) * eps1) * value::pi(a) / (T(2) * asin(T(sin(half) / sqrt(T(2)))));
}

/// S = gamma/(2 rho (delta - rho)) at delta = 1.
template <class T>
[[nodiscard]] T S(const T& ratio) {
  return (T(1) - T(2) * ratio) / (T(2) * ratio * (T(1) - ratio));
}

/// The conjectured limit of d log t* / d log(1/eps1): arccot(S)/arctan(S).
template <class T>
[[nodiscard]] T exponent(const T& ratio) {
  using std::atan;
  const T s = S(ratio);
  return atan(T(T(1) / s)) / atan(s);
}

/// How much delta t* may vary over 0.2 <= delta <= 1 at fixed ratio and eps1: max/min.
/// The constants below are empirical, over least_delta <= delta <= 1.
inline numeric::Rational least_delta() { return numeric::ratio(1, 5); }
inline numeric::Rational delta_spread() { return numeric::ratio(3, 2); }
/// How much the local exponent may vary with delta: max/min.
inline numeric::Rational exponent_spread() { return numeric::ratio(6, 5); }

/// Widths upper/lower - 1 that are promised; beyond, whatever is reached.
struct Promise {
  numeric::Rational ratio, eps1, width;
};
inline Promise promise_fine() {
  return {numeric::ratio(35, 100), numeric::ratio(1, 100), numeric::ratio(1, 100)};
}
inline Promise promise_coarse() {
  return {numeric::ratio(40, 100), numeric::ratio(3, 100), numeric::ratio(5, 100)};
}

/// Where a certificate lists cells, so that its lower side can be re-proved in exact arithmetic.
inline numeric::Rational checker_eps1() { return numeric::ratio(1, 10); }
inline numeric::Rational checker_ratio() { return numeric::ratio(1, 4); }

namespace twin {
/// h halved.
inline numeric::Rational half() { return numeric::ratio(1, 2); }
}  // namespace twin

}  // namespace proofgauge::step_network
