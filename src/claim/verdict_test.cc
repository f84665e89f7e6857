#define BOOST_TEST_MODULE claim
#include "claim/verdict.h"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <type_traits>

using namespace proofgauge::claim;

namespace {

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

// `verified` from statistics or search, and `supported` from a proof, do not compile.
template <Evidence E>
concept CanVerify = requires {
  Verdict::verified<E>(Scope::all, Scope::all);
};
template <Evidence E>
concept CanSupport = requires {
  Verdict::supported<E>(Scope::all, 0.99);
};
static_assert(CanVerify<Evidence::exact> && CanVerify<Evidence::enclosure>);
static_assert(!CanVerify<Evidence::statistical> && !CanVerify<Evidence::fit> &&
              !CanVerify<Evidence::search> && !CanVerify<Evidence::assumed>);
static_assert(CanSupport<Evidence::statistical> && CanSupport<Evidence::fit> &&
              !CanSupport<Evidence::search> && !CanSupport<Evidence::assumed>);
static_assert(!std::is_default_constructible_v<Verdict>);
static_assert(!std::is_convertible_v<Verdict, bool> && !std::is_constructible_v<bool, Verdict>);

ClaimInfo info_of(Kind kind, Scope scope = Scope::instance) {
  ClaimInfo info;
  info.id = "lemma/claim";
  info.kind = kind;
  info.scope = scope;
  info.twins = {{"twin", "false", "by construction"}};
  return info;
}

Finding finding_of(Evidence evidence, Range measured, Range bound) {
  Finding f;
  f.evidence = evidence;
  f.scope = Scope::instance;
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

BOOST_AUTO_TEST_SUITE(verdict)

BOOST_AUTO_TEST_CASE(scope_smaller_than_the_claims_cannot_verify) {
  BOOST_CHECK_THROW((void)Verdict::verified<Evidence::exact>(Scope::instance, Scope::all),
                    std::logic_error);
  BOOST_CHECK_THROW((void)Verdict::verified<Evidence::enclosure>(Scope::finite_set, Scope::box),
                    std::logic_error);
  BOOST_CHECK(Verdict::verified<Evidence::exact>(Scope::all, Scope::box).status() ==
              Status::verified);

  auto f = finding_of(Evidence::enclosure, {0, 1}, {2, 2});
  BOOST_CHECK(decide(info_of(Kind::upper_bound, Scope::all), f).status() == Status::not_refuted);
  f.scope = Scope::all;
  BOOST_CHECK(decide(info_of(Kind::upper_bound, Scope::all), f).status() == Status::verified);
}

BOOST_AUTO_TEST_CASE(refutation_needs_a_witness_and_sampling_a_confidence) {
  BOOST_CHECK_THROW((void)Verdict::refuted(Evidence::exact, Scope::instance, "", std::nullopt),
                    std::logic_error);
  BOOST_CHECK_THROW(
      (void)Verdict::refuted(Evidence::statistical, Scope::instance, "w", std::nullopt),
      std::logic_error);
  BOOST_CHECK_THROW((void)Verdict::refuted(Evidence::assumed, Scope::instance, "w", 0.9),
                    std::logic_error);
  BOOST_CHECK_THROW((void)Verdict::supported<Evidence::fit>(Scope::instance, 1.0),
                    std::logic_error);
  BOOST_CHECK_THROW((void)Verdict::supported<Evidence::fit>(Scope::instance, kNaN),
                    std::logic_error);
  BOOST_CHECK_THROW((void)Verdict::inconclusive(Evidence::exact, Scope::instance, ""),
                    std::logic_error);
}

BOOST_AUTO_TEST_CASE(comparison_follows_from_the_kind) {
  const Evidence proof = Evidence::enclosure;
  for (const Kind kind : {Kind::upper_bound, Kind::existence}) {
    BOOST_CHECK(status_of(kind, proof, {0, 1}, {1, 2}) == Status::verified);
    BOOST_CHECK(status_of(kind, proof, {0, 1.5}, {1, 2}) == Status::inconclusive);
    BOOST_CHECK(status_of(kind, proof, {2.5, 3}, {1, 2}) == Status::refuted);
  }
  BOOST_CHECK(status_of(Kind::tight_bound, proof, {0.995, 1}, {1, 1}) == Status::verified);
  BOOST_CHECK(status_of(Kind::tight_bound, proof, {0.9, 1}, {1, 1}) ==
              Status::inconclusive);  // holds, not tight
  BOOST_CHECK(status_of(Kind::tight_bound, proof, {1.1, 1.2}, {1, 1}) == Status::refuted);
  BOOST_CHECK(status_of(Kind::lower_bound, proof, {2, 3}, {1, 2}) == Status::verified);
  BOOST_CHECK(status_of(Kind::lower_bound, proof, {1.5, 3}, {1, 2}) == Status::inconclusive);
  BOOST_CHECK(status_of(Kind::lower_bound, proof, {0, 0.5}, {1, 2}) == Status::refuted);
  BOOST_CHECK(status_of(Kind::identity, Evidence::exact, {1, 1}, {1, 1}) == Status::verified);
  BOOST_CHECK(status_of(Kind::identity, proof, {0.9, 1.1}, {1, 1}) == Status::inconclusive);
  BOOST_CHECK(status_of(Kind::identity, proof, {1.1, 1.2}, {1, 1}) == Status::refuted);
  BOOST_CHECK(status_of(Kind::identity, Evidence::statistical, {0.9, 1.1}, {1, 1}) ==
              Status::supported);
  BOOST_CHECK(status_of(Kind::rate, Evidence::fit, {0.9, 1.1}, {1, 1}) == Status::supported);
  BOOST_CHECK(status_of(Kind::rate, Evidence::fit, {0.9, 0.99}, {1, 1}) == Status::refuted);
}

BOOST_AUTO_TEST_CASE(not_a_number_or_infinite_or_empty_is_never_a_pass) {
  for (const Evidence e : {Evidence::exact, Evidence::enclosure, Evidence::statistical,
                           Evidence::fit, Evidence::search})
    for (const Kind k : {Kind::identity, Kind::upper_bound, Kind::lower_bound, Kind::tight_bound,
                         Kind::rate, Kind::existence})
      for (const Range bad : {Range{kNaN, kNaN}, Range{kNaN, 1}, Range{0, kNaN}, Range{2, 1},
                              Range{-kInf, kInf}, Range{kInf, kInf}}) {
        BOOST_CHECK(!decide(info_of(k), finding_of(e, {0, 1}, bad)).is_pass());
        if (!(bad == Range{-kInf, kInf} && e == Evidence::search))
          BOOST_CHECK(!decide(info_of(k), finding_of(e, bad, {1, 1})).is_pass());
      }
  auto f = finding_of(Evidence::exact, {0, 1}, {2, 2});
  f.trials.decisive = 0;
  BOOST_CHECK(decide(info_of(Kind::upper_bound), f).status() == Status::inconclusive);
  f = finding_of(Evidence::exact, {0, 1}, {2, 2});
  f.comparisons.clear();
  BOOST_CHECK(decide(info_of(Kind::upper_bound), f).status() == Status::inconclusive);
  auto mixed = finding_of(Evidence::exact, {0, 1, true}, {2, 2, false});
  BOOST_CHECK(decide(info_of(Kind::upper_bound), mixed).status() == Status::inconclusive);
}

BOOST_AUTO_TEST_CASE(search_never_gives_more_than_not_refuted) {
  BOOST_CHECK(status_of(Kind::upper_bound, Evidence::search, Range::at_least(1), {2, 2}) ==
              Status::not_refuted);
  BOOST_CHECK(status_of(Kind::upper_bound, Evidence::search, Range::at_least(3), {2, 2}) ==
              Status::refuted);
  BOOST_CHECK(status_of(Kind::lower_bound, Evidence::search, Range::at_most(3), {2, 2}) ==
              Status::not_refuted);
  BOOST_CHECK(status_of(Kind::lower_bound, Evidence::search, Range::at_most(1), {2, 2}) ==
              Status::refuted);
  BOOST_CHECK(status_of(Kind::identity, Evidence::search, {2, 2}, {2, 2}) == Status::inconclusive);
}

BOOST_AUTO_TEST_CASE(premise_not_met_is_outside_assumptions_whatever_the_numbers) {
  for (const Range measured : {Range{0, 1}, Range{5, 6}, Range{kNaN, kNaN}}) {
    auto f = finding_of(Evidence::exact, measured, {2, 2});
    f.assumptions = {{"H1", true, "fine"}, {"H2", false, "rho = 0.51 delta"}};
    const Verdict v = decide(info_of(Kind::upper_bound), f);
    BOOST_CHECK(v.status() == Status::outside_assumptions);
    BOOST_CHECK(v.reason().find("rho = 0.51 delta") != std::string::npos);
  }
  auto unchecked = finding_of(Evidence::exact, {0, 1}, {2, 2});
  unchecked.assumptions = {{"H1", std::nullopt, "not checked"}};
  BOOST_CHECK(decide(info_of(Kind::upper_bound), unchecked).status() == Status::verified);
}

BOOST_AUTO_TEST_CASE(vacuous_or_blind_to_its_twin_is_no_pass_but_a_refutation_stands) {
  auto f = finding_of(Evidence::statistical, {0, 1}, {2, 2});
  f.vacuous = true;
  BOOST_CHECK(decide(info_of(Kind::upper_bound), f).status() == Status::inconclusive);
  f.vacuous = false;
  f.twins = {2, 1};
  BOOST_CHECK(decide(info_of(Kind::upper_bound), f).status() == Status::inconclusive);
  f.twins = {2, 2};
  BOOST_CHECK(decide(info_of(Kind::upper_bound), f).status() == Status::supported);
  auto failed = finding_of(Evidence::statistical, {3, 4}, {2, 2});
  failed.vacuous = true;
  BOOST_CHECK(decide(info_of(Kind::upper_bound), failed).status() == Status::refuted);
}

BOOST_AUTO_TEST_CASE(published_order_is_never_refuted_for_its_hidden_constant) {
  ClaimInfo info = info_of(Kind::upper_bound);
  info.order_only = true;
  BOOST_CHECK(decide(info, finding_of(Evidence::exact, {3, 3}, {2, 2})).status() ==
              Status::inconclusive);
  BOOST_CHECK(decide(info, finding_of(Evidence::exact, {1, 1}, {2, 2})).status() ==
              Status::verified);
}

BOOST_AUTO_TEST_CASE(one_failing_comparison_fails_all_and_an_unresolved_one_withholds_the_pass) {
  auto f = finding_of(Evidence::fit, {0.9, 1.1}, {1, 1});
  f.comparisons.push_back({"y", {2.1, 2.2}, {2, 2}, std::nullopt});
  BOOST_CHECK(decide(info_of(Kind::rate), f).status() == Status::refuted);
  f.comparisons.back() = {"y", {1.0, 3.0}, {2, 2}, 0.5};
  BOOST_CHECK(decide(info_of(Kind::rate), f).status() == Status::inconclusive);
  f.comparisons.back() = {"y", {1.8, 2.2}, {2, 2}, 0.5};
  BOOST_CHECK(decide(info_of(Kind::rate), f).status() == Status::supported);
}

BOOST_AUTO_TEST_CASE(words_read_back) {
  for (int i = 0; i < 6; ++i) {
    BOOST_CHECK(parse_kind(to_string(static_cast<Kind>(i))) == static_cast<Kind>(i));
    BOOST_CHECK(parse_evidence(to_string(static_cast<Evidence>(i))) == static_cast<Evidence>(i));
  }
  for (int i = 0; i < 7; ++i)
    BOOST_CHECK(parse_status(to_string(static_cast<Status>(i))) == static_cast<Status>(i));
  for (int i = 0; i < 4; ++i)
    BOOST_CHECK(parse_scope(to_string(static_cast<Scope>(i))) == static_cast<Scope>(i));
}

BOOST_AUTO_TEST_CASE(ratio_contains_every_quotient) {
  const Range r = ratio({1, 2}, {3, 7});
  BOOST_CHECK(r.lower <= 1.0 / 7 && 2.0 / 3 <= r.upper && r.width() < 2.0 / 3 - 1.0 / 7 + 1e-15);
  const Range negative = ratio({-1, 2}, {3, 7});
  BOOST_CHECK(negative.contains(-1.0 / 3) && negative.contains(2.0 / 3));
  BOOST_CHECK(!ratio({1, 2}, {0, 7}).valid());
  BOOST_CHECK(ratio(Range::at_least(1), {2, 2}).upper == kInf);
}

BOOST_AUTO_TEST_SUITE_END()
