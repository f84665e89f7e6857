// The explicit step polynomial: a power of a Chebyshev kernel, convolved with an arc (statement.md
// derives it).
//
// z = cos theta. Theta_A = arccos A > theta_B = arccos B, a = (theta_A - theta_B)/2, theta_c =
// (theta_A + theta_B)/2. K(t) = T_N(cos(t/2)/cos(a/2))^2 = (1 + T_N(y))/2 with y = beta (1 + cos t)
// - 1, beta = 2/(1 + cos a), is a nonnegative even trigonometric polynomial of degree N, at most 1
// for a <= |t| <= pi, with its maximum K(0) = cosh^2(N arccosh sec(a/2)) at 0. The polynomial
//   q(cos theta) = int_{|s| <= theta_c} K(theta - s) ds / int K
// has 0 <= q <= 1 on [-1, 1], and q on [-1, A] and 1 - q on [B, 1] are at most 2 N/K(0).
#pragma once

#include <stop_token>
#include <vector>

#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::step_polynomial {

/// Outward-rounded intervals of any number of decimal digits; 40 are numeric::Interval.
template <unsigned kDigits>
using WideInterval =
    boost::multiprecision::number<boost::multiprecision::mpfi_float_backend<kDigits>,
                                  boost::multiprecision::et_off>;

/// Where the two intervals [lo, A] and [B, 1] end: -1 <= lo < A < B < 1.
struct Ends {
  numeric::Rational lo, A, B;
};

/// 2 N/K(0) on any scalar, from half the angle between the two intervals' ends, `a` in (0, pi/2).
template <class S>
[[nodiscard]] S kernel_error_bound(int N, const S& a) {
  using std::cos;
  using std::exp;
  using std::log;
  using std::sqrt;
  const S secant = 1 / S(cos(S(a / 2)));
  const S e = exp(S(N * log(S(secant + sqrt(S(secant * secant - 1))))));  // e^(N arccosh sec)
  const S c = (e + 1 / e) / 2;
  return 2 * N / (c * c);
}

/// a of the ends, enclosed.
[[nodiscard]] numeric::Interval half_gap(const Ends&);

/// The least N whose bound 2 N/K(0) is proved to be at most eps1 in (0, 1/2). The N that are enough
/// are all those from the least on: 2 N/cosh^2(N s) <= 1/2 needs N s >= 0.77, and from there on it
/// falls. Ends out of order, eps1 outside (0, 1/2) and an N above `largest` are an InputError.
[[nodiscard]] int kernel_degree(const Ends&, const numeric::Rational& eps1, int largest = 1 << 20);

/// The N + 1 Chebyshev coefficients of q on [-1, 1], enclosed: theta_c/pi, then k_j sin(j theta_c)
/// / (pi j k_0) with k_j the cosine coefficients of K. Widths are about N^2 10^-kDigits. Defined
/// for 40 and 120 digits. LimitError once `stop` is asked for.
template <unsigned kDigits>
[[nodiscard]] std::vector<WideInterval<kDigits>> kernel_coefficients(
    const Ends&, int N, const std::stop_token& stop = {});

/// The largest of q on [lo, A] and 1 - q on [B, 1], enclosed to relative `tolerance` or better.
struct KernelError {
  numeric::Interval error;
  long evaluations = 0;
};
[[nodiscard]] KernelError kernel_error(const Ends&, int N, double tolerance = 1e-6);

/// N such that q works (error at most eps1) at N and not at N - 1, both proved, found by bisection
/// below kernel_degree. `decided` is false where the error at N is eps1 to within 1e-9.
struct WorkingDegree {
  int N = 0;
  bool decided = false;
  numeric::Interval error, error_before;  ///< at N and N - 1
};
[[nodiscard]] WorkingDegree working_degree(const Ends&, const numeric::Rational& eps1);

/// q with its Chebyshev coefficients rounded to multiples of 2^-bits.
struct RoundedKernel {
  std::vector<numeric::Rational> coefficients;
  numeric::Rational rounding;  ///< at least sup |rounded - q| over [-1, 1]
};
/// `bits` up to 350; the default resolves eps1 to one part in 2^40.
[[nodiscard]] RoundedKernel rounded_kernel(const Ends&, int N, unsigned bits,
                                           const std::stop_token& stop = {});
[[nodiscard]] unsigned rounding_bits(const numeric::Rational& eps1);

}  // namespace proofgauge::step_polynomial
