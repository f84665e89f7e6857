#include "radius/program.h"

#include "claim/error.h"

namespace proofgauge::radius {
namespace {

using numeric::Interval;

End end_of(const Interval& x) { return {numeric::lower(x), numeric::upper(x)}; }

/// tan(theta/2) = sqrt((1-u)/(1+u)).
End k_of(const Interval& u) { return end_of(sqrt(Interval((1 - u) / (1 + u)))); }

}  // namespace

Program make_program(const Interval& lo, const Interval& A, const Interval& B,
                     const numeric::Rational& eps1, int p) {
  using numeric::certainly_less;
  if (!certainly_less(Interval(-1), lo) || !certainly_less(lo, A) || !certainly_less(A, B) ||
      !certainly_less(B, Interval(1)))
    throw InputError("A, B",
                     std::to_string(numeric::lower(A)) + ", " + std::to_string(numeric::lower(B)),
                     "-1 < lo < A < B < 1");
  if (!(eps1 > 0 && eps1 * 2 < 1))
    throw InputError("eps1", numeric::canonical_text(eps1), "a number in (0, 1/2)");
  if (p != 0 && p != 1) throw InputError("p", std::to_string(p), "0 or 1");
  if (p == 1 && !certainly_less(Interval(0), B))
    throw InputError("B", std::to_string(numeric::lower(B)),
                     "a positive number where features carry u");
  return {k_of(B), k_of(A), k_of(lo), end_of(numeric::interval(eps1)), p};
}

}  // namespace proofgauge::radius
