// How large the coefficients are: theory 2.3 and the published form.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "numeric/chebyshev.h"
#include "numeric/interval.h"
#include "numeric/polynomial_proof.h"
#include "step_polynomial/check.h"
#include "step_polynomial/claim.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;

Rational absolute_sum(const std::vector<Rational>& c) {
  Rational sum(0);
  for (const Rational& x : c) sum += x < 0 ? Rational(-x) : x;
  return sum;
}

Range log2_range(const Interval& x) {
  return numeric::to_range(Interval(log(x) / log(Interval(2))));
}

/// log10 of a positive number, as a range of that scale.
Range log10_range(const Interval& x) {
  Range r = numeric::to_range(Interval(log(x) / log(Interval(10))));
  r.log10 = true;
  return r;
}

/// H2: -eps1 <= q <= 1 + eps1 between the two intervals, by the same kind of proof as the
/// certificate.
claim::AssumptionResult bounded_in_the_gap(const std::vector<Rational>& q, const Cell& cell,
                                           const std::stop_token& stop) {
  const numeric::StepIntervals on = cell.intervals();
  const numeric::BoundProof proof = numeric::prove_bound(
      q, numeric::ratio(1, 2), {on.A_up, on.B}, Rational(numeric::ratio(1, 2) + cell.eps1), stop);
  std::optional<bool> met;
  if (proof.outcome == numeric::Proof::proved) met = true;
  if (proof.outcome == numeric::Proof::refuted) met = false;
  return {"H2", met, fmt::format("{} pieces of [A, B]", proof.pieces)};
}

}  // namespace

Measurement measure_coefficients(const Cell& cell, const Setting& setting, SumForm form,
                                 bool twin) {
  Measurement m;
  claim::Finding& finding = m.finding;
  finding.evidence = claim::Evidence::exact;
  finding.scope = claim::Scope::instance;
  finding.assumptions = {cell.radius_assumption()};
  if (!cell.admissible()) {
    finding.trials.not_applicable = 1;
    return m;
  }
  const auto known = setting.degrees.get(cell, setting.context.stop);
  if (!known->decided()) {
    finding.undecidable = "D* is not known: " + known->needs;
    finding.trials.undecided = 1;
    return m;
  }
  const int D = known->at_most;
  const std::vector<Rational>& q = known->upper->coefficients;
  const Interval eps1 = numeric::interval(cell.eps1), pi = numeric::pi();
  const Interval sum = numeric::interval(absolute_sum(numeric::monomial_coefficients(q)));
  const Range measured = log10_range(sum);
  finding.trials.decisive = 1;
  finding.witness =
      fmt::format("the optimal polynomial of degree {} for {}", D, cell.parameters.key());
  m.result.emplace_back("D", Range::point(D));
  m.result.emplace_back("sum", measured);
  const Range log2_sum = log2_range(sum);
  m.result.emplace_back("log2_sum_over_D", Range{log2_sum.lower / D, log2_sum.upper / D});
  if (form == SumForm::derived) {
    finding.assumptions.push_back(bounded_in_the_gap(q, cell, setting.context.stop));
    if (!finding.assumptions.back().met) {
      finding.undecidable = "q could not be bounded between the two intervals";
      return m;
    }
    const std::vector<Rational> own =
        numeric::change_interval(q, {Rational(-1), Rational(1)}, {cell.lo, Rational(1)});
    Rational largest(0);
    for (std::size_t k = 1; k < own.size(); ++k) largest = std::max(largest, Rational(abs(own[k])));
    const Range chebyshev = numeric::to_range(numeric::interval(largest));
    const Interval slow = monomial_bound(eps1, numeric::interval(numeric::ratio(5, 4)), D, pi);
    const Range slow_bound = log10_range(slow);
    const Interval r = growth(numeric::interval(cell.lo));
    if (twin)
      finding.comparisons = {{"sum", measured, slow_bound, std::nullopt}};
    else
      finding.comparisons = {
          {"sum", measured, log10_range(monomial_bound(eps1, r, D, pi)), std::nullopt},
          {"chebyshev", chebyshev, numeric::to_range(chebyshev_bound(eps1, pi)), std::nullopt}};
    if (!twin) finding.twins = {1, measured.lower > slow_bound.upper ? 1U : 0U};
    m.result.emplace_back("chebyshev", chebyshev);
    return m;
  }
  const auto log10_of_log2 = [](const Interval& log2) {
    Range r = numeric::to_range(Interval(log2 * log(Interval(2)) / log(Interval(10))));
    r.log10 = true;
    return r;
  };
  const Interval margin = gamma(numeric::interval(cell.delta), numeric::interval(cell.rho));
  const Interval C = numeric::interval(setting.published.C_sum);
  const Range bound =
      log10_of_log2(published_log2_sum(margin, D, C, numeric::interval(setting.published.c_sum)));
  const Range slow = log10_of_log2(Interval(
      published_log2_sum(Interval(1), D, Interval(1), numeric::interval(numeric::ratio(1, 4)))));
  finding.comparisons = {{"sum", measured, twin ? slow : bound, std::nullopt}};
  if (!twin) finding.twins = {1, measured.lower > slow.upper ? 1U : 0U};
  m.notes.push_back(
      fmt::format("holds, loose by 10^{:.0f}", std::floor(bound.upper - measured.upper)));
  return m;
}

}  // namespace proofgauge::step_polynomial
