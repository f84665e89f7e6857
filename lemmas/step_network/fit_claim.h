// The network W* that approximates the step: the right-hand sides of 3.3 and 3.4, each written
// once, on any scalar (double for plots, numeric::Interval for proofs). The left-hand sides are
// measured elsewhere (fit.h) and share nothing with this.
//
// Letters as in statement.md: m width, d input dimension, n points, p failure probability, R = 2 n
// |h|_inf the radius, N the number of sign patterns that m neurons have on X.
#pragma once

#include <cmath>
#include <cstdint>

#include "network/gap_bound.h"

namespace proofgauge::step_network {

/// R = 2 n |h|_inf.
template <class T>
[[nodiscard]] T radius_of(const T& n, const T& sup_h) {
  return 2 * n * sup_h;
}

/// An upper bound on ln N: m circles (neurons) cut the sphere X, of dimension K = d - 2, into at
/// most C(m-1, K) + sum_{k <= K} C(m, k) cells (2m for d = 3), and there are at most 2^m patterns.
/// `m` is `width` as a scalar.
template <class T>
[[nodiscard]] T log_patterns(const T& m, std::uint64_t width, std::size_t d) {
  using std::log;
  const std::uint64_t K = d - 2;
  if (2 * K >= width) return m * log(T(2));
  // In units of C(m, K): the terms k = K, K - 1, ..., 0, after C(m-1, K) = C(m, K) (m - K)/m.
  T relative(1), log_largest(0);
  T sum = 1 + (m - static_cast<double>(K)) / m;
  for (std::uint64_t k = K; k > 0; --k) {
    const T count(static_cast<double>(k));
    relative = relative * count / (m - static_cast<double>(k - 1));
    sum = sum + relative;
    log_largest = log_largest + log(T((m - static_cast<double>(k - 1)) / count));
  }
  return log_largest + log(sum);
}

/// 3.3, by symmetrization, the VC dimension d of half-spaces on X and bounded differences; needs m
/// >= 2 (d + 1): sup over X of |g_{W*} - E g_{W*}| with probability >= 1 - p.
template <class T>
[[nodiscard]] T finite_width_bound(const T& m, const T& R, const T& d, const T& p) {
  using std::log;
  using std::sqrt;
  const T V = d + 1;
  const T complexity = sqrt(T(2 * V * (1 + log(T(m / V))) / m));
  return R * (complexity + sqrt(T(log(T(2 / p)) / (2 * m))));
}

/// 3.3, sharper: N patterns counted instead of bounded through the VC dimension.
template <class T>
[[nodiscard]] T finite_width_by_cells(const T& m, std::uint64_t width, const T& R, std::size_t d,
                                      const T& p) {
  using std::log;
  using std::sqrt;
  const T complexity = sqrt(T(2 * (log(T(2)) + log_patterns(m, width, d)) / m));
  return R * (complexity + sqrt(T(log(T(1 / p)) / (2 * m))));
}

/// 4.3 at W*: 2 e_d moves a preactivation by half its norm, so R/2 counts; probability >= 1 - 2p.
template <class T>
[[nodiscard]] T coupling_bound(const T& m, const T& R, const T& d, const T& p,
                               const network::GapConstants& c = {}) {
  return network::uniform_gap_bound(m, T(R / 2), d, p, c);
}

/// 3.4: |f_{W*}(x~) - y_i| for every x~ in B_2(x_i, rho) on X and every i, with probability >= 1 -
/// 3p.
template <class T>
[[nodiscard]] T real_net_bound(const T& m, const T& n, const T& R, const T& d, const T& p,
                               const T& eps1, const network::GapConstants& c = {}) {
  return n * eps1 + finite_width_bound(m, R, d, p) + coupling_bound(m, R, d, p, c);
}

/// The rate claim: the deviation g - E g falls like m to this power.
inline numeric::Rational deviation_exponent() { return numeric::ratio(-1, 2); }

/// What each false twin of statement.md states in place of the bound.
namespace twin {

/// expectation: nine tenths of F_h.
inline numeric::Rational nine_tenths() { return numeric::ratio(9, 10); }
/// finite_width: the deviation falls like 1/m.
template <class T>
[[nodiscard]] T one_over_m(const T& m, const T& R) {
  return R / m;
}
inline numeric::Rational deviation_exponent() { return numeric::ratio(-1, 1); }
/// real_net_fit at n = 1: half of the error that h is allowed, and no finite-width or coupling
/// term.
template <class T>
[[nodiscard]] T half_error(const T& eps1) {
  return eps1 / 2;
}

}  // namespace twin

}  // namespace proofgauge::step_network
