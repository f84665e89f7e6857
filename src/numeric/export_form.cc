#include <algorithm>

#include "claim/error.h"
#include "numeric/export.h"

namespace proofgauge::numeric::detail {
namespace {

Integer over(const Rational& x, const Integer& denominator_of_all) {
  return numerator(x) * (denominator_of_all / denominator(x));
}

unsigned bits_of(const Integer& x) { return x == 0 ? 1 : msb(abs(x)) + 1; }

void check(const StepPolynomialClaim& c) {
  if (c.coefficients.empty()) throw InputError("coefficients", "", "at least one");
  if (!(c.lo < c.A && c.A < c.B && c.B < 1))
    throw InputError("lo, A, B", c.lo.str() + ", " + c.A.str() + ", " + c.B.str(),
                     "lo < A < B < 1");
  if (c.eps1 <= 0) throw InputError("eps1", c.eps1.str(), "a positive number");
}

}  // namespace

std::vector<std::vector<Integer>> chebyshev_polynomials(std::size_t n) {
  std::vector<std::vector<Integer>> t{{1}, {0, 1}};
  while (t.size() <= n) {
    const auto& last = t.back();
    const auto& before = t[t.size() - 2];
    std::vector<Integer> next(last.size() + 1);
    for (std::size_t i = 0; i < last.size(); ++i) next[i + 1] = 2 * last[i];
    for (std::size_t i = 0; i < before.size(); ++i) next[i] -= before[i];
    t.push_back(std::move(next));
  }
  t.resize(n + 1);
  return t;
}

IntegerForm integer_form(const StepPolynomialClaim& c) {
  check(c);
  IntegerForm out;
  out.denominator = denominator(c.eps1);
  for (const Rational& x : c.coefficients)
    out.denominator = lcm(out.denominator, Integer(denominator(x)));
  out.eps1 = over(c.eps1, out.denominator);
  const auto t = chebyshev_polynomials(c.coefficients.size() - 1);
  out.monomial.resize(c.coefficients.size());
  for (std::size_t k = 0; k < c.coefficients.size(); ++k) {
    out.chebyshev.push_back(over(c.coefficients[k], out.denominator));
    for (std::size_t j = 0; j <= k; ++j) out.monomial[j] += out.chebyshev[k] * t[k][j];
  }
  out.bits = std::max(bits_of(out.denominator), bits_of(out.eps1));
  for (const auto* list : {&out.chebyshev, &out.monomial})
    for (const Integer& x : *list) out.bits = std::max(out.bits, bits_of(x));
  return out;
}

std::string horner(const std::vector<Integer>& monomial, const std::string& variable) {
  std::string open, close;
  for (std::size_t j = 0; j + 1 < monomial.size(); ++j) {
    open += "(" + monomial[j].str() + " + " + variable + " * ";
    close += ")";
  }
  return open + "(" + monomial.back().str() + ")" + close;
}

}  // namespace proofgauge::numeric::detail
