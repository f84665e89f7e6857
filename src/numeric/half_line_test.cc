// judge_quotient on a quotient whose supremum is known.
#include <boost/test/unit_test.hpp>

#include "numeric/half_line.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

/// (1 - exp(-u)) / (c u): at most 1/c, tending to it.
QuotientOnHalfLine quotient(const Rational& c) {
  QuotientOnHalfLine q;
  q.above = [](const Interval& u) { return Interval(1 - exp(Interval(-u))); };
  q.below = [c](const Interval& u) { return Interval(interval(c) * u); };
  q.tail = 1 / q.below(interval(q.large));
  return q;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(half_line)

BOOST_AUTO_TEST_CASE(a_true_quotient_is_covered_and_reached) {
  const auto m = judge_quotient(quotient(ratio(1, 1)), "rho", ratio(1, 1), ratio(9, 10));
  BOOST_CHECK(m.finding.scope == claim::Scope::all);
  const claim::Range rho = m.finding.comparisons[0].measured;
  BOOST_CHECK(rho.lower > 0.99 && rho.upper <= 1 && m.finding.twins.caught == 1);
}

BOOST_AUTO_TEST_CASE(a_wrong_formula_is_seen_inside_and_near_zero) {
  const auto m = judge_quotient(quotient(ratio(9, 10)), "rho", ratio(1, 1), ratio(9, 10));
  BOOST_CHECK(m.finding.scope != claim::Scope::all);
  BOOST_CHECK(m.finding.comparisons[0].measured.lower > 1);
}

BOOST_AUTO_TEST_SUITE_END()
