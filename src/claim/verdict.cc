#include "claim/verdict.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace proofgauge::claim {
namespace {

/// Three-valued outcome of one comparison. `unknown` always says why.
struct Outcome {
  enum class Value { holds, fails, unknown } value;
  std::string why;
};
using Value = Outcome::Value;

Outcome at_most(const Range& measured, const Range& bound) {
  if (measured.lower > bound.upper) return {Value::fails, {}};
  if (measured.upper <= bound.lower) return {Value::holds, {}};
  return {Value::unknown, "measured and bound overlap"};
}

Outcome at_least(const Range& measured, const Range& bound) {
  if (measured.upper < bound.lower) return {Value::fails, {}};
  if (measured.lower >= bound.upper) return {Value::holds, {}};
  return {Value::unknown, "measured and bound overlap"};
}

/// Equality cannot be proved by overlapping intervals, only by equal points.
Outcome equal(const Comparison& c, Evidence evidence) {
  if (c.measured.lower > c.bound.upper || c.measured.upper < c.bound.lower)
    return {Value::fails, {}};
  const bool proves = evidence == Evidence::exact || evidence == Evidence::enclosure;
  if (proves) {
    if (c.measured.is_point() && c.measured == c.bound) return {Value::holds, {}};
    return {Value::unknown, "the two sides overlap, which does not prove them equal"};
  }
  if (c.resolution && c.measured.width() > *c.resolution)
    return {Value::unknown,
            c.symbol + " is not resolved: its interval is wider than the claim needs"};
  return {Value::holds, {}};
}

/// A local search bounds a supremum from below only: not exceeding the bound is no more than "not
/// refuted".
Outcome searched(Kind kind, const Comparison& c) {
  if (kind == Kind::identity || kind == Kind::rate)
    return {Value::unknown, "a search cannot decide an equality"};
  const bool from_above = kind == Kind::lower_bound;
  if (from_above ? c.measured.upper < c.bound.lower : c.measured.lower > c.bound.upper)
    return {Value::fails, {}};
  return {Value::holds, {}};
}

Outcome compare(Kind kind, Evidence evidence, const Comparison& c) {
  if (!c.measured.valid() || !c.bound.valid() || c.measured.log10 != c.bound.log10)
    return {Value::unknown, c.symbol + " has no value that can be compared"};
  // An infinite bound holds of everything, and the end of `measured` that decides must be a number.
  // A search knows the end from which it started; a bound needs the far end.
  const bool both = kind == Kind::identity || kind == Kind::rate;
  const bool lower_decides = (kind == Kind::lower_bound) != (evidence == Evidence::search);
  if (!c.bound.finite() || ((both || lower_decides) && !std::isfinite(c.measured.lower)) ||
      ((both || !lower_decides) && !std::isfinite(c.measured.upper)))
    return {Value::unknown, c.symbol + " is infinite"};
  if (evidence == Evidence::search) return searched(kind, c);
  switch (kind) {
    case Kind::upper_bound:
    case Kind::existence:
      return at_most(c.measured, c.bound);
    case Kind::tight_bound: {
      const Outcome sound = at_most(c.measured, c.bound);
      if (sound.value == Value::holds && c.measured.lower < kTight * c.bound.upper)
        return {Value::unknown, "the bound holds but is not tight: 0.99 of it is not reached"};
      return sound;
    }
    case Kind::lower_bound:
      return at_least(c.measured, c.bound);
    case Kind::identity:
    case Kind::rate:
      return equal(c, evidence);
  }
  return {Value::unknown, "unknown kind"};
}

/// All must hold; one failure is a failure.
Outcome compare_all(Kind kind, const Finding& f) {
  Outcome all{Value::holds, {}};
  for (const Comparison& c : f.comparisons) {
    const Outcome one = compare(kind, f.evidence, c);
    if (one.value == Value::fails) return one;
    if (one.value == Value::unknown && all.value == Value::holds) all = one;
  }
  return all;
}

Verdict pass(const ClaimInfo& info, const Finding& f) {
  switch (f.evidence) {
    case Evidence::exact:
      return f.scope >= info.scope ? Verdict::verified<Evidence::exact>(f.scope, info.scope)
                                   : Verdict::not_refuted(f.evidence, f.scope);
    case Evidence::enclosure:
      return f.scope >= info.scope ? Verdict::verified<Evidence::enclosure>(f.scope, info.scope)
                                   : Verdict::not_refuted(f.evidence, f.scope);
    case Evidence::statistical:
      return Verdict::supported<Evidence::statistical>(f.scope, f.confidence.value_or(0));
    case Evidence::fit:
      return Verdict::supported<Evidence::fit>(f.scope, f.confidence.value_or(0));
    case Evidence::search:
      return Verdict::not_refuted(f.evidence, f.scope);
    case Evidence::assumed:
      break;
  }
  return Verdict::assumed();
}

void require(bool ok, const char* law) {
  if (!ok) throw std::logic_error(law);
}

bool is_confidence(const std::optional<double>& c) { return c && *c > 0 && *c < 1; }

}  // namespace

Verdict Verdict::proved(Evidence e, Scope reached, Scope of_claim) {
  require(reached >= of_claim,
          "a claim is verified only by a computation that covers its whole scope");
  return {Status::verified, e, reached, std::nullopt, {}};
}

Verdict Verdict::at_confidence(Status s, Evidence e, Scope reached, double confidence) {
  require(is_confidence(confidence),
          "statistical support needs a confidence strictly between 0 and 1");
  return {s, e, reached, confidence, {}};
}

Verdict Verdict::not_refuted(Evidence e, Scope reached) {
  require(e != Evidence::assumed,
          "an assumption alone was never tested: it is `assumed`, not `not-refuted`");
  return {Status::not_refuted, e, reached, std::nullopt, {}};
}

Verdict Verdict::refuted(Evidence e, Scope reached, std::string witness,
                         std::optional<double> confidence) {
  require(e != Evidence::assumed, "nothing is refuted without a computation");
  require(!witness.empty(), "a refutation needs a witness");
  const bool sampled = e == Evidence::statistical || e == Evidence::fit;
  require(!sampled || is_confidence(confidence), "a statistical refutation carries its confidence");
  return {Status::refuted, e, reached, confidence, std::move(witness)};
}

Verdict Verdict::inconclusive(Evidence e, Scope reached, std::string reason) {
  require(!reason.empty(), "an inconclusive verdict says why");
  return {Status::inconclusive, e, reached, std::nullopt, std::move(reason)};
}

Verdict Verdict::outside_assumptions(Evidence e, Scope reached, std::string premise) {
  require(!premise.empty(), "`outside-assumptions` names the premise that is not met");
  return {Status::outside_assumptions, e, reached, std::nullopt, std::move(premise)};
}

Verdict Verdict::assumed() {
  return {Status::assumed, Evidence::assumed, Scope::instance, std::nullopt, {}};
}

Verdict decide(const ClaimInfo& info, const Finding& f) {
  for (const AssumptionResult& a : f.assumptions)
    if (a.met.has_value() && !*a.met)
      return Verdict::outside_assumptions(f.evidence, f.scope, a.name + " is not met: " + a.value);
  if (!f.undecidable.empty()) return Verdict::inconclusive(f.evidence, f.scope, f.undecidable);
  if (f.evidence == Evidence::assumed) return Verdict::assumed();
  if (f.comparisons.empty() || f.trials.decisive == 0)
    return Verdict::inconclusive(f.evidence, f.scope, "no decisive trial");

  const Outcome outcome = compare_all(info.kind, f);
  if (outcome.value == Value::unknown)
    return Verdict::inconclusive(f.evidence, f.scope, outcome.why);
  if (outcome.value == Value::fails) {
    if (info.order_only)
      return Verdict::inconclusive(
          f.evidence, f.scope,
          "exceeds the bound at the profile's constant, which the paper hides: see "
          "critical_constant");
    return Verdict::refuted(f.evidence, f.scope, f.witness, f.confidence);
  }
  if (f.vacuous)
    return Verdict::inconclusive(f.evidence, f.scope, "vacuous: no better than the trivial bound");
  if (f.twins.caught < f.twins.n)
    return Verdict::inconclusive(f.evidence, f.scope,
                                 "too coarse: a false twin would pass too (" +
                                     std::to_string(f.twins.caught) + " of " +
                                     std::to_string(f.twins.n) + " caught)");
  return pass(info, f);
}

Status weakest(Status a, Status b) { return std::max(a, b); }

}  // namespace proofgauge::claim
