// The judge where two numbers are equal: a bound that is attained holds, and nothing is refuted by
// a tie. tools/mutate.py found these comparisons untested.
#include <boost/test/unit_test.hpp>

#include "claim/verdict.h"

using namespace proofgauge::claim;

namespace {

ClaimInfo info_of(Kind kind, Scope scope = Scope::instance) {
  ClaimInfo info;
  info.id = "lemma/claim";
  info.kind = kind;
  info.scope = scope;
  return info;
}

Finding finding_of(Evidence evidence, Range measured, Range bound) {
  Finding f;
  f.evidence = evidence;
  f.comparisons = {{"x", measured, bound, std::nullopt}};
  f.trials.decisive = 1;
  f.witness = "here";
  if (evidence == Evidence::statistical || evidence == Evidence::fit) f.confidence = 0.99;
  return f;
}

Status status_of(Kind kind, Evidence evidence, Range measured, Range bound) {
  return decide(info_of(kind), finding_of(evidence, measured, bound)).status();
}

}  // namespace

BOOST_AUTO_TEST_SUITE(verdict_edges)

BOOST_AUTO_TEST_CASE(a_bound_that_is_attained_holds) {
  const Range one = Range::point(1);
  for (const Kind kind : {Kind::upper_bound, Kind::lower_bound, Kind::tight_bound, Kind::existence})
    BOOST_TEST((status_of(kind, Evidence::exact, one, one) == Status::verified));
}

BOOST_AUTO_TEST_CASE(intervals_that_touch_refute_nothing) {
  for (const Evidence evidence : {Evidence::enclosure, Evidence::statistical}) {
    BOOST_TEST((status_of(Kind::upper_bound, evidence, {1, 2}, {0, 1}) == Status::inconclusive));
    BOOST_TEST((status_of(Kind::lower_bound, evidence, {0, 1}, {1, 2}) == Status::inconclusive));
  }
  BOOST_TEST((status_of(Kind::upper_bound, Evidence::search, Range::at_least(1), {0, 1}) ==
              Status::not_refuted));
  BOOST_TEST((status_of(Kind::lower_bound, Evidence::search, Range::at_most(1), {1, 2}) ==
              Status::not_refuted));
}

BOOST_AUTO_TEST_CASE(a_rate_as_wide_as_its_resolution_is_resolved) {
  Finding f = finding_of(Evidence::fit, {0.5, 1.5}, Range::point(1));
  f.comparisons[0].resolution = 1.0;
  BOOST_TEST((decide(info_of(Kind::rate), f).status() == Status::supported));
  f.comparisons[0].resolution = 0.75;
  BOOST_TEST((decide(info_of(Kind::rate), f).status() == Status::inconclusive));
}

BOOST_AUTO_TEST_CASE(tightness_is_a_share_of_the_bound) {
  const Range two = Range::point(2);
  const auto tight = [&](double x) {
    return status_of(Kind::tight_bound, Evidence::exact, Range::point(x), two);
  };
  BOOST_TEST((tight(kTight * 2) == Status::verified));
  BOOST_TEST((tight(1.97) == Status::inconclusive));
  BOOST_TEST((tight(0.5) == Status::inconclusive));
}

BOOST_AUTO_TEST_CASE(a_scope_beyond_the_claims_verifies_and_one_below_does_not) {
  for (const Evidence evidence : {Evidence::exact, Evidence::enclosure}) {
    Finding f = finding_of(evidence, Range::point(1), Range::point(2));
    f.scope = Scope::box;
    const auto at = [&](Scope scope) {
      return decide(info_of(Kind::upper_bound, scope), f).status();
    };
    BOOST_TEST((at(Scope::instance) == Status::verified));
    BOOST_TEST((at(Scope::box) == Status::verified));
    BOOST_TEST((at(Scope::all) == Status::not_refuted));
  }
}

BOOST_AUTO_TEST_CASE(confidence_0_or_1_supports_nothing) {
  for (const double c : {0.0, 1.0, -1.0, 2.0})
    BOOST_CHECK_THROW((void)Verdict::supported<Evidence::fit>(Scope::instance, c),
                      std::logic_error);
}

BOOST_AUTO_TEST_SUITE_END()
