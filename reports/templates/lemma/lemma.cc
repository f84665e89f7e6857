// The statement as the command shows it, the cells, and the registration. statement.md holds the
// proof.
#include "numeric/simple_lemma.h"
#include "template_lemma/check.h"
#include "template_lemma/claim.h"

namespace proofgauge::template_lemma {
namespace {

claim::ClaimInfo quadratic() {
  claim::ClaimInfo i;
  i.id = "template_lemma/quadratic";
  i.kind = claim::Kind::upper_bound;
  i.title = "e^x below a parabola";
  i.statement = "at the given t in (0, 1], for every x in (0, t]: e^x <= 1 + x + (3/4) x^2";
  i.latex = R"(e^x\le1+x+\tfrac34x^2\qquad(0<x\le t\le1))";
  i.source = "derived; lemmas/template_lemma/statement.md, Proof";
  i.scope = claim::Scope::box;
  i.assumptions = {{"H1", "0 < t <= 1"}};
  i.constants = {{.symbol = "c",
                  .expression = "3/4",
                  .value = numeric::to_double(c()),
                  .origin = "Proof: any number from e - 2 on",
                  .profile = "derived",
                  .confirmed = true}};
  i.twins = {{"taylor", "e^x <= 1 + x + x^2/2", "the next term of the series is positive"}};
  i.trivial = "none";
  i.measured = "the least c that is enough on (0, t], (e^t - 1 - t)/t^2, enclosed";
  i.derivation =
      "(e^x - 1 - x)/x^2 = sum x^k/(k+2)! increases in x > 0, so its supremum on (0, t] is its "
      "value at t";
  i.not_checked = "that the quotient increases, in prose";
  return i;
}

/// The claim on every t asked for; for more claims derive from claim::Lemma (see other lemmas).
class TemplateLemma final : public numeric::SimpleLemma {
 public:
  TemplateLemma()
      : SimpleLemma({.id = "template_lemma",
                     .title = "A first lemma",
                     .source = "derived",
                     .letters = {{"t", "right end of the interval of x"}}},
                    quadratic(), {{"t", "1/4,1/2,1"}}) {}

 protected:
  claim::Measurement measure(const claim::Parameters& cell, const std::string& twin,
                             unsigned long long, const claim::RunContext&) const override {
    const numeric::Rational t = numeric::rational_of(*cell.find("t"));
    return twin.empty() ? check_quadratic(t, c(), false) : check_quadratic(t, twin::taylor(), true);
  }
};

PROOFGAUGE_REGISTER_LEMMA(TemplateLemma);

}  // namespace
}  // namespace proofgauge::template_lemma
