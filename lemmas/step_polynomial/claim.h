// step_polynomial: the right-hand sides, written once (statement.md, Constants).
//
// q approximates the step: |q| <= eps1 on [lo, A], |q - 1| <= eps1 on [B, 1], eps1 = eps/n. T is
// numeric::Interval for verdicts, double for figures. The explicit construction and its error are
// in explicit.h.
#pragma once

#include <cmath>

namespace proofgauge::step_polynomial {

/// H1: the adversary moves, and the balls of two points stay apart.
template <class T>
[[nodiscard]] bool radius_is_admissible(const T& delta, const T& rho) {
  return rho > 0 && 2 * rho < delta;
}

/// gamma = delta (delta - 2 rho).
template <class T>
[[nodiscard]] T gamma(const T& delta, const T& rho) {
  return delta * (delta - T(2) * rho);
}

/// (C / gamma) ln(c n/eps): the published form of the degree, n/eps = 1/eps1.
template <class T>
[[nodiscard]] T published_degree(const T& gamma, const T& n_over_eps, const T& C, const T& c) {
  using std::log;
  return C / gamma * log(T(c * n_over_eps));
}

/// X = ln(n/eps) / (delta - 2 rho): what D* grows in proportion to (statement.md, Scaling).
template <class T>
[[nodiscard]] T margin_scale(const T& delta, const T& rho, const T& n_over_eps) {
  using std::log;
  return log(n_over_eps) / (delta - T(2) * rho);
}

/// (2/pi)(1 + 2 eps1): a bound on the Chebyshev coefficients c_k, k >= 1, of a polynomial with
/// values in [-eps1, 1 + eps1], on its own interval.
template <class T>
[[nodiscard]] T chebyshev_bound(const T& eps1, const T& pi) {
  return T(2) / pi * (T(1) + T(2) * eps1);
}

/// r = s + sqrt(s^2 + 1), s = (3 + lo)/(1 - lo): the coefficients of T_k, as a polynomial in z on
/// [lo, 1], have absolute sum (r^k + (-1/r)^k)/2 <= r^k. r = 1 + sqrt 2 for lo = -1, (5 + sqrt
/// 34)/3 for lo = -1/2.
template <class T>
[[nodiscard]] T growth(const T& lo) {
  using std::sqrt;
  const T s = (T(3) + lo) / (T(1) - lo);
  return s + sqrt(T(s * s + T(1)));
}

/// 1 + eps1 + (2/pi)(1 + 2 eps1) sum_{k=1..D} r^k: a bound on the absolute sum of the monomial
/// coefficients.
template <class T>
[[nodiscard]] T monomial_bound(const T& eps1, const T& r, int degree, const T& pi) {
  T power(1), sum(0);
  for (int k = 1; k <= degree; ++k) sum += (power *= r);
  return T(1) + eps1 + chebyshev_bound(eps1, pi) * sum;
}

/// log2 of (C_c / gamma) 2^(c_c D): the published form of the same sum.
template <class T>
[[nodiscard]] T published_log2_sum(const T& gamma, int degree, const T& C, const T& c) {
  using std::log;
  return log(T(C / gamma)) / log(T(2)) + c * T(degree);
}

/// (1 - a)/sqrt(pi a): the limit of sqrt(k) ((1 + a)/(1 - a))^k E_{2k+1} for sgn on [-1, -a] and
/// [a, 1].
template <class T>
[[nodiscard]] T sign_limit(const T& a, const T& pi) {
  using std::sqrt;
  return (T(1) - a) / sqrt(T(pi * a));
}

/// sqrt(k) ((1 + a)/(1 - a))^k: what E_{2k+1} is multiplied by.
template <class T>
[[nodiscard]] T sign_scale(const T& a, int k) {
  using std::sqrt;
  const T base = (T(1) + a) / (T(1) - a);
  T power(1);
  for (int i = 0; i < k; ++i) power *= base;
  return sqrt(T(k)) * power;
}

}  // namespace proofgauge::step_polynomial
