#include "numeric/export.h"

namespace proofgauge::numeric {
namespace {

/// 1 where supnorm's upper end is at most the bound; an error inside supnorm leaves 0.
std::string norm(const std::string& name, const Rational& left, const Rational& right,
                 const Integer& target, const Integer& bound) {
  const std::string interval = "[" + left.str() + "; " + right.str() + "]";
  return name + " = supnorm(p, " + target.str() + ", " + interval + ", absolute, 2^(-20));\n" +
         "print(\"" + name + ": the error times the denominator is at most\", sup(" + name +
         "), \"of\", " + bound.str() + ");\n";
}

}  // namespace

std::string export_sollya(const StepPolynomialClaim& c) {
  const detail::IntegerForm f = detail::integer_form(c);
  std::string out = "// |q| <= " + c.eps1.str() + " on [" + c.lo.str() + ", " + c.A.str() +
                    "] and |q - 1| <= " + c.eps1.str() + " on [" + c.B.str() +
                    ", 1], times the common denominator " + f.denominator.str() + ".\n";
  out += "prec = " + std::to_string(f.bits + 64) + "!;\n";
  out += "p = " + detail::horner(f.monomial, "x") + ";\n";
  out += norm("left", c.lo, c.A, Integer(0), f.eps1);
  out += norm("right", c.B, Rational(1), f.denominator, f.eps1);
  out += "if (sup(left) <= " + f.eps1.str() + " && sup(right) <= " + f.eps1.str() +
         ") then print(\"verdict: proved\") else print(\"verdict: not proved\");\nquit;\n";
  return out;
}

}  // namespace proofgauge::numeric
