#include "numeric/export.h"

namespace proofgauge::numeric {
namespace {

std::string real(const Rational& x) {
  const std::string p = "(" + numerator(x).str() + ")";
  return denominator(x) == 1 ? p : p + " / " + denominator(x).str();
}

const char* const kHead =
    R"(From Coq Require Import Reals.
From Interval Require Import Tactic.
Open Scope R_scope.

(* Chebyshev polynomials by the three-term recurrence. *)
Fixpoint T (n : nat) (z : R) : R :=
  match n with
  | O => 1
  | S m => match m with O => z | S k => 2 * z * T m z - T k z end
  end.

Lemma T_step n z : T (S (S n)) z = 2 * z * T (S n) z - T n z.
Proof. reflexivity. Qed.

)";

/// T_k in powers of z, each from the two before.
std::string chebyshev_lemmas(std::size_t degree) {
  const auto t = detail::chebyshev_polynomials(degree);
  std::string out;
  for (std::size_t k = 0; k <= degree; ++k) {
    const std::string n = std::to_string(k);
    out += "Lemma T" + n + " z : T " + n + " z = " + detail::horner(t[k], "z") + ".\nProof. ";
    if (k < 2) {
      out += "simpl; ring";
    } else {
      out += "rewrite (T_step " + std::to_string(k - 2) + "), T" + std::to_string(k - 1) + ", T" +
             std::to_string(k - 2) + "; ring";
    }
    out += ". Qed.\n";
  }
  return out;
}

std::string theorem(const std::string& name, const Rational& left, const Rational& right,
                    const std::string& error, const Rational& eps1, const std::string& with) {
  return "Theorem " + name + " : forall z, " + real(left) + " <= z <= " + real(right) +
         " -> Rabs (" + error + ") <= " + real(eps1) +
         ".\nProof. intros z H. rewrite q_is_h; unfold h. interval with (" + with + "). Qed.\n\n";
}

}  // namespace

std::string export_coq(const StepPolynomialClaim& c) {
  const detail::IntegerForm f = detail::integer_form(c);
  const std::size_t degree = c.coefficients.size() - 1;
  std::string out = kHead;
  out += "(* The Chebyshev sum of degree " + std::to_string(degree) +
         ", its coefficients over one denominator. *)\nDefinition q (z : R) : R :=\n  (";
  for (std::size_t k = 0; k <= degree; ++k)
    out += (k == 0 ? "" : " +\n   ") + ("(" + f.chebyshev[k].str() + ") * T ") + std::to_string(k) +
           " z";
  out += ") / " + f.denominator.str() + ".\n\n" + chebyshev_lemmas(degree);
  out += "\nDefinition h (z : R) : R :=\n  " + detail::horner(f.monomial, "z") + " / " +
         f.denominator.str() + ".\n\nLemma q_is_h z : q z = h z.\nProof.\nunfold q, h; rewrite ";
  for (std::size_t k = degree + 1; k-- > 0;) out += "T" + std::to_string(k) + (k > 0 ? ", " : "");
  out += ".\napply (f_equal (fun x => x / _)); ring.\nQed.\n\n";
  // Evaluation must resolve eps1 among terms as large as the monomial coefficients.
  const auto precision = f.bits - msb(f.eps1) + 30;
  const std::string with =
      "i_bisect z, i_taylor z, i_degree 6, i_depth 60, i_prec " + std::to_string(precision);
  out += theorem("zero_on_the_left", c.lo, c.A, "q z", c.eps1, with);
  out += theorem("one_on_the_right", c.B, Rational(1), "q z - 1", c.eps1, with);
  return out;
}

}  // namespace proofgauge::numeric
