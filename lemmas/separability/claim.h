// separability: the geometry of two points of X and an adversary of radius rho, written once
// (statement.md, Constants).
//
// All lengths are Euclidean distances on X = {|x| = 1, x_d = 1/2}, a sphere of radius sqrt(3)/2, so
// inner products are 1 - |x - x'|^2 / 2. T is numeric::Interval for proofs, double for figures.
#pragma once

#include <cmath>

namespace proofgauge::separability {

/// H3: the adversary moves, and the balls of two points stay apart.
template <class T>
[[nodiscard]] bool radius_is_admissible(const T& delta, const T& rho) {
  return rho > 0 && 2 * rho < delta;
}

/// gamma = delta (delta - 2 rho).
template <class T>
[[nodiscard]] T gamma(const T& delta, const T& rho) {
  return delta * (delta - T(2) * rho);
}

/// B = 1 - rho^2 / 2: the least <x_i, x~> over the ball.
template <class T>
[[nodiscard]] T B(const T& rho) {
  return T(1) - rho * rho / T(2);
}

/// A = 1 - (delta - rho)^2 / 2: no <x_j, x~> exceeds it.
template <class T>
[[nodiscard]] T A(const T& delta, const T& rho) {
  return T(1) - (delta - rho) * (delta - rho) / T(2);
}

/// theta_c = 2 asin(c / sqrt 3): the angle, seen from the sphere's centre, between points at
/// distance c.
template <class T>
[[nodiscard]] T theta(const T& c) {
  using std::asin;
  using std::sqrt;
  return T(2) * asin(T(c / sqrt(T(3))));
}

/// 1/4 + (3/4) cos(theta_delta - theta_rho): the exact maximum of <x_j, x~>.
template <class T>
[[nodiscard]] T A_exact(const T& delta, const T& rho) {
  using std::cos;
  return T(1) / T(4) + T(3) / T(4) * cos(T(theta(delta) - theta(rho)));
}

/// rho_max = delta / 2: radii below it are admissible.
template <class T>
[[nodiscard]] T rho_max(const T& delta) {
  return delta / T(2);
}

}  // namespace proofgauge::separability
