// Polynomials nearest to the step: 0 on [lo, A], 1 on [B, 1] (theory 2.1).
//
// A floating-point exchange finds the polynomial and the alternation points; what is returned was
// then proved in integer arithmetic: the upper side by polynomial_proof.h, the lower side by
// alternation.h.
#pragma once

#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "numeric/rational.h"

namespace proofgauge::numeric {

/// Intervals [lo, A] and [B, 1], -1 <= lo < A < B <= 1. Where A is known only to lie in
/// [A_down, A_up] (exact geometry), the upper side is proved with A_up and the lower side with
/// A_down: both then hold for the true A.
struct StepIntervals {
  Rational lo, A_down, A_up, B;
  [[nodiscard]] static StepIntervals exactly(const Rational& lo, const Rational& A,
                                             const Rational& B) {
    return {lo, A, A, B};
  }
};

/// A polynomial q of degree at most `degree` with sup |q - y| in [error_lower, error_upper] over
/// [lo, A_up] and [B, 1], proved.
struct StepUpper {
  int degree = 0;
  std::vector<Rational> coefficients;  ///< Chebyshev, on [-1, 1], degree + 1 of them, dyadic
  Rational error_lower, error_upper;
};

/// Proves that every polynomial of degree at most `degree` has sup |q - y| >= level over [lo,
/// A_down] and [B, 1].
struct StepLower {
  int degree = 0;
  std::vector<Rational> points;  ///< degree + 2, increasing, inside the two intervals
  Rational level;
  int sign = 1;  ///< of y - q at points[0] for the q that meets the level; it alternates
};

struct StepLimits {
  int max_degree = 400;
  int max_digits = 400;     ///< of the exchange
  double tolerance = 1e-6;  ///< relative width asked of error enclosures, in (0, 1)
  /// LimitError within a fraction of a second of a request: what was not finished is not returned.
  std::stop_token stop = {};
};

/// The minimax error E of one degree: lower.level <= E <= upper.error_upper.
struct StepMinimax {
  StepUpper upper;
  StepLower lower;
  int digits = 0;     ///< of the exchange
  std::string needs;  ///< empty where the two ends agree to `tolerance`
};

/// An InputError names the field of StepIntervals that is impossible, or `degree` outside [0,
/// limits.max_degree].
[[nodiscard]] StepMinimax step_minimax(const StepIntervals&, int degree, const StepLimits& = {});

/// D* = the least degree of a polynomial with |q| <= eps1 on [lo, A] and |q - 1| <= eps1 on [B, 1].
struct LeastDegree {
  /// Proved: no degree below `at_least` does it, degree `at_most` does (0: none known). D* is known
  /// where both are equal.
  int at_least = 1, at_most = 0;
  [[nodiscard]] bool decided() const { return at_least == at_most; }
  std::optional<StepUpper> upper;  ///< degree at_most, error_upper <= eps1
  std::optional<StepLower> lower;  ///< degree at_least - 1, level > eps1
  std::string needs;               ///< where undecided: what would be needed
  double predicted = 0;            ///< over the cap: D* by extrapolation of ln E, no proof
  int exchanges = 0;               ///< degrees at which an exchange was run
};

/// 0 < eps1 < 1/2, else an InputError. Near ties are decided by the two proofs, never by floating
/// point.
[[nodiscard]] LeastDegree least_degree(const StepIntervals&, const Rational& eps1,
                                       const StepLimits& = {});

/// The error E_degree of best approximation of sgn on [-1, -a] u [a, 1], 0 < a < 1, enclosed
/// (theory 2.4: twice the step's error). Even degrees are degenerate: E_2k = E_{2k-1}.
struct SignError {
  Rational lower, upper;
};
[[nodiscard]] SignError sign_error(const Rational& a, int degree, double tolerance = 1e-9,
                                   const std::stop_token& stop = {});

}  // namespace proofgauge::numeric
