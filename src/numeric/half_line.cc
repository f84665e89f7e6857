#include "numeric/half_line.h"

#include <limits>

namespace proofgauge::numeric {
namespace {

Interval at(const QuotientOnHalfLine& q, const Rational& u) {
  const Interval x = interval(u);
  return Interval(q.above(x) / q.below(x));
}

bool boxes_hold(const QuotientOnHalfLine& q, const Rational& low, const Rational& high, int depth,
                unsigned& boxes) {
  ++boxes;
  if (certainly_at_most(Interval(q.above(interval(high)) / q.below(interval(low))), Interval(1)))
    return true;
  if (depth == 0) return false;
  const Rational middle = (low + high) / 2;
  return boxes_hold(q, low, middle, depth - 1, boxes) &&
         boxes_hold(q, middle, high, depth - 1, boxes);
}

}  // namespace

claim::Measurement judge_quotient(const QuotientOnHalfLine& q, const std::string& symbol,
                                  const Rational& factor, const Rational& twin_factor) {
  claim::Measurement m;
  claim::Finding& f = m.finding;
  unsigned boxes = 0;
  // Near 0 the quotient is largest; further points are where a wrong formula would show.
  claim::Range rho{-std::numeric_limits<double>::infinity(), 1};
  Rational worst;
  for (const Rational& u : {ratio(1, 64), ratio(1, 16), ratio(1, 4), ratio(1, 1), ratio(4, 1)})
    if (const double low = lower(at(q, u)); low > rho.lower) {
      rho.lower = low;
      worst = u;
    }
  const bool all = rho.valid() && boxes_hold(q, q.small, q.large, 24, boxes) &&
                   certainly_at_most(q.tail, Interval(1));
  if (!all) rho.upper = std::numeric_limits<double>::infinity();
  f.evidence = claim::Evidence::enclosure;
  f.scope = all ? claim::Scope::all : claim::Scope::instance;
  f.comparisons = {{symbol, rho, to_range(interval(factor)), std::nullopt}};
  f.trials = {boxes + 2ULL, all ? 0ULL : 1ULL, 0};
  f.witness = "u=" + canonical_text(worst);
  f.twins = {1, rho.lower > upper(interval(twin_factor)) ? 1U : 0U};
  m.critical_constant = rho;
  m.notes = {"boxes decided by interval arithmetic on the coded formula: " + std::to_string(boxes)};
  return m;
}

}  // namespace proofgauge::numeric
