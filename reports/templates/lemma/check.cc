#include "template_lemma/check.h"

#include "numeric/interval.h"
#include "template_lemma/claim.h"

namespace proofgauge::template_lemma {

using claim::Range;
using numeric::Interval;
using numeric::Rational;

claim::Measurement check_quadratic(const Rational& t, const Rational& claimed, bool judges_twin) {
  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::box;  // all x in (0, t], by the argument of statement.md, Proof
  f.witness = "x = t = " + numeric::canonical_text(t);
  f.assumptions = {{"H1", end_is_admissible(t), "t = " + numeric::canonical_text(t)}};
  m.trivial = {{}, "none: (e^x - 1 - x)/x^2 has no bound that holds for every t"};
  if (!end_is_admissible(t)) return m;

  const Interval x = numeric::interval(t);
  const Range least = numeric::to_range(Interval((exp(x) - 1 - x) / (x * x)));
  f.comparisons = {{"c", least, numeric::to_range(numeric::interval(claimed)), {}}};
  f.trials.decisive = 1;
  if (!judges_twin)
    f.twins = {1, least.lower > numeric::upper(numeric::interval(twin::taylor())) ? 1U : 0U};
  m.critical_constant = least;
  m.result = {{"c", least},
              {"bound_at_t", numeric::to_range(bound(x, numeric::interval(claimed)))}};
  return m;
}

}  // namespace proofgauge::template_lemma
