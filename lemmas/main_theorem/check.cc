#include "main_theorem/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace proofgauge::main_theorem {
namespace {

using claim::Evidence;
using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;

claim::AssumptionResult separated(const Question& q) {
  return {"H1", q.admissible(),
          fmt::format("rho = {}, delta = {}", numeric::canonical_text(q.rho),
                      numeric::canonical_text(q.delta))};
}

/// The zero net's loss is at most L |y| <= L.
claim::Trivial zero_net(const Question& q) {
  return {numeric::to_double(q.L), "the zero net has robust loss at most L"};
}

std::string short_range(const Range& r) {
  return r.is_point() ? fmt::format("{:.5g}", r.lower)
                      : fmt::format("[{:.5g}, {:.5g}]", r.lower, r.upper);
}

/// A name for the named outcomes: words with _ between them.
std::string symbol(std::string text) {
  for (char& c : text)
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) c = '_';
  return text;
}

}  // namespace

Measurement composition_of(const Question& q, const claim::LedgerForm& form, const Derived* derived,
                           const std::string& twin) {
  Measurement m;
  m.finding.evidence = Evidence::assumed;
  m.finding.scope = claim::Scope::box;
  m.finding.assumptions = {separated(q)};
  m.trivial = zero_net(q);
  m.result = form.quantities;
  for (std::size_t i = 0; i < form.waterfall.size(); ++i) {
    const claim::LedgerLeaf& leaf = form.waterfall[i];
    const std::string name = fmt::format("{}_{}", i + 1, symbol(leaf.what));
    m.result.emplace_back("log10_factor_" + name, leaf.log10_factor);
    if (leaf.log10_M0_if_sharp.valid())
      m.result.emplace_back("log10_M0_if_sharp_" + name, leaf.log10_M0_if_sharp);
  }
  for (const auto& [letter, slope] : form.sensitivity)
    m.result.emplace_back("dlogM0_dlog_" + letter, slope);
  m.notes = form.notes;
  m.notes.push_back(fmt::format("status of the theorem in this form: {} (its weakest leaf)",
                                to_string(form.status)));
  for (const std::string& leaf : form.only_assumed) m.notes.push_back("only assumed: " + leaf);
  if (form.name != "derived" || derived == nullptr) return m;
  m.notes.push_back(fmt::format("direction {}, {} from {}", name_of(derived->composition.direction),
                                short_range(derived->radius.t), derived->radius.claim));
  m.notes.push_back(
      "dlogM0_dlog_*: estimates; in delta and rho secants over a fifth, as wide as t is enclosed");
  m.finding.evidence = Evidence::enclosure;
  if (!derived->width.found) {
    m.finding.undecidable = form.notes.empty() ? "no width is enough" : form.notes.front();
    return m;
  }
  if (derived->radius.status != claim::Status::verified)
    m.finding.undecidable = derived->radius.claim + ", on which R rests, is " +
                            std::string(to_string(derived->radius.status)) + ", not verified";
  const Range eps = numeric::to_range(numeric::interval(q.eps));
  const LeastWidth& w = derived->width;
  const Interval less = w.m * numeric::interval(twin::less_width());
  const Range narrower = numeric::to_range(terms_at(derived->composition, less, w.theta).sum());
  m.finding.trials.decisive = 1;
  m.finding.comparisons = {{"sum of the bounds",
                            twin.empty() ? numeric::to_range(w.terms.sum()) : narrower, eps,
                            std::nullopt}};
  if (twin.empty()) m.finding.twins = {1, narrower.lower > eps.upper ? 1U : 0U};
  m.finding.witness = fmt::format("ln m = {:.9g} + ln(100/101)", w.log_m);
  m.worst = claim::Worst{0, 0, "m = M_0"};
  return m;
}

Measurement measure_composition(const Question& q, const std::string& form,
                                const claim::ConstantsProfile& constants,
                                const claim::RunContext& context, const std::string& twin) {
  if (!q.admissible()) {
    Measurement m;
    m.finding.evidence = Evidence::enclosure;
    m.finding.scope = claim::Scope::box;
    m.finding.assumptions = {separated(q)};
    m.finding.trials.not_applicable = 1;
    m.trivial = zero_net(q);
    return m;
  }
  if (form == "published-form")
    return composition_of(q, published_form(q, constants), nullptr, twin);
  Derived d = derive(q, context);
  if (twin.empty()) look_beside(q, d, context);
  return composition_of(q, form == "sharp" ? sharp_form(q, d) : derived_form(q, d), &d, twin);
}

Measurement measure_theorem(const Question& q, const Rational& m, const claim::RunContext& context,
                            const std::string& twin) {
  Measurement out;
  out.finding.evidence = Evidence::assumed;
  out.finding.scope = claim::Scope::all;
  out.finding.assumptions = {separated(q)};
  out.trivial = zero_net(q);
  if (!q.admissible()) {
    out.finding.trials.not_applicable = 1;
    return out;
  }
  const Derived d = derive(q, context);
  const Interval width = numeric::interval(m), log_m = log(width);
  const Range log10_m = log10_range(log_m, log_m);
  out.result = {{"log10_m", log10_m}};
  if (!twin.empty()) {
    // With the coupling's leading term, which is below the bound at every theta.
    out.finding.evidence = Evidence::enclosure;
    if (!d.width.found) {
      out.finding.undecidable = d.radius.trouble.empty()
                                    ? "no width is enough"
                                    : "t* is not certified: " + d.radius.trouble;
      return out;
    }
    Composition c = d.composition;
    c.parts.coupling = Part::leading;
    const Interval least = least_width(c.setting.d);
    const Interval at = numeric::certainly_less(width, least) ? least : width;
    out.finding.trials.decisive = 1;
    out.finding.comparisons = {{"sum of the bounds",
                                numeric::to_range(terms_at(c, at, Interval(1)).sum()),
                                numeric::to_range(c.setting.eps), std::nullopt}};
    out.finding.witness = "m = " + numeric::canonical_text(m);
    return out;
  }
  out.finding.assumptions.push_back({"H2", std::nullopt, "how W^0 is drawn"});
  out.finding.assumptions.push_back({"H3", std::nullopt, "the loss"});
  claim::AssumptionResult wide{"H4", std::nullopt, "M_0 is unknown: t* is not certified"};
  if (d.width.found) {
    const Interval missing = Interval(d.width.log_m) - log_m;
    const Range log10_missing = log10_range(missing, missing);
    out.result.emplace_back("log10_M0",
                            log10_range(Interval(d.width.log_not), Interval(d.width.log_m)));
    out.result.emplace_back("log10_missing", log10_missing);
    wide.met = numeric::certainly_at_most(Interval(d.width.log_m), log_m);
    wide.value = fmt::format(
        "log10 m = {:.4f}, log10 M_0 = {:.4f}, missing factor 10^{:.2f}", log10_m.lower,
        numeric::upper(Interval(d.width.log_m / log(Interval(10)))), log10_missing.upper);
  }
  out.finding.assumptions.push_back(wide);
  out.notes.push_back("no conclusion is drawn: each lemma's line carries its own verdict");
  return out;
}

Measurement measure_vacuous(const Rational& n, const Rational& m, const Rational& eps,
                            const Rational& L, const std::string& twin) {
  Measurement out;
  out.finding.evidence = Evidence::enclosure;
  out.finding.scope = claim::Scope::box;
  out.trivial = {0, "a radius is at least 0"};
  const Interval N = numeric::interval(n), e = numeric::interval(eps), l = numeric::interval(L);
  const Rational eps1(eps / (n * L));
  if (n < 2) {  // a single point has no left interval: a constant h represents it
    out.finding.assumptions = {{"H5", false, "n = 1"}};
    out.finding.trials.not_applicable = 1;
    return out;
  }
  if (2 * eps1 >= 1) {
    out.finding.trials.not_applicable = 1;
    out.finding.undecidable = "eps/(n L) is 1/2 or more: existence needs nothing";
    return out;
  }
  // A >= lo and B <= 1 whatever the data, and the closed form falls in B - A.
  const Interval needed =
      least_radius(N, numeric::interval(step_network::lo()), Interval(1), numeric::interval(eps1));
  const auto allowed = [&](const Interval& width) {
    // coupling_leading_order is a multiple of R^2.
    return Interval(
        sqrt(Interval(e / (l * online_regret::coupling_leading_order(width, Interval(1))))));
  };
  const Interval wide = numeric::power(Interval(2), twin::log2_width(), 1);
  const Interval here = numeric::interval(m);
  const Interval twin_width = numeric::certainly_less(here, wide) ? wide : here;
  const Range need = numeric::to_range(needed), may = numeric::to_range(allowed(here)),
              twin_may = numeric::to_range(allowed(twin_width));
  out.finding.trials.decisive = 1;
  out.finding.comparisons = {{"R needed", need, twin.empty() ? may : twin_may, std::nullopt}};
  if (twin.empty()) out.finding.twins = {1, need.upper < twin_may.lower ? 1U : 0U};
  // A sufficient condition: where it fails the composition may be vacuous all the same.
  if (twin.empty() && need.lower < may.upper)
    out.finding.undecidable = "nothing follows at this width: the radius needed is allowed";
  out.finding.witness = fmt::format("needed at most {:.6g}, allowed at least {:.6g}", need.upper,
                                    twin.empty() ? may.lower : twin_may.lower);
  out.result = {{"R_needed", need}, {"R_allowed", may}};
  out.worst = claim::Worst{0, 0, "one width"};
  return out;
}

}  // namespace proofgauge::main_theorem
