// A proved bound on a polynomial, written for other proof tools to prove again.
#pragma once

#include <string>
#include <vector>

#include "numeric/rational.h"

namespace proofgauge::numeric {

/// q = sum_k coefficients[k] T_k has |q| <= eps1 on [lo, A] and |q - 1| <= eps1 on [B, 1].
struct StepPolynomialClaim {
  std::vector<Rational> coefficients;  ///< at least one
  Rational lo, A, B, eps1;             ///< lo < A < B < 1, eps1 > 0
};

/// A Coq file (8.16 with the Interval library) whose two theorems are the claim, about q as its
/// Chebyshev sum with T_k by the three-term recurrence. `coqc` refuses the file if Interval cannot
/// prove a bound. Empty coefficients and ends out of order are an InputError.
[[nodiscard]] std::string export_coq(const StepPolynomialClaim&);

/// A Sollya script whose `supnorm` bounds both errors; its last line of output is `verdict: proved`
/// or `verdict: not proved`. All constants are integers that its precision holds exactly.
[[nodiscard]] std::string export_sollya(const StepPolynomialClaim&);

namespace detail {

/// Integers over one positive denominator: q as a Chebyshev sum and in powers of z, and eps1.
struct IntegerForm {
  std::vector<Integer> chebyshev, monomial;
  Integer eps1, denominator;
  unsigned bits = 0;  ///< of the largest number above
};
[[nodiscard]] IntegerForm integer_form(const StepPolynomialClaim&);
/// Integer coefficients of T_0..T_n in powers of z.
[[nodiscard]] std::vector<std::vector<Integer>> chebyshev_polynomials(std::size_t n);
/// `(a + z * (b + z * (c)))`.
[[nodiscard]] std::string horner(const std::vector<Integer>& monomial, const std::string& variable);

}  // namespace detail
}  // namespace proofgauge::numeric
