// A lemma of two formulas: what holds, what its twin says, what is out of its reach.
#include <boost/test/unit_test.hpp>

#include "numeric/upper_bound.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

/// x (1 - x) <= 1/4, or with another right-hand side or factor.
UpperBound parabola(Rational bound = ratio(1, 4), std::string factor = "0.9") {
  return {.id = "parabola/top",
          .title = "top",
          .statement = "x (1 - x) <= 1/4",
          .latex = "x(1-x)\\le\\tfrac14",
          .source = "test",
          .letters = {{"x", "abscissa", "1/2"}},
          .measured = [](const Cell& at) { return Interval(at("x") * (1 - at("x"))); },
          .bound = [bound](const Cell&) { return interval(bound); },
          .twin = {"smaller", "9/40", "1/4 is reached at 1/2", std::move(factor)}};
}

claim::Record record_at(const UpperBound& bound, const std::string& x,
                        const std::string& twin = "") {
  const UpperBoundLemma lemma(bound);
  claim::Request request;
  if (!x.empty()) request.grid.emplace_back("x", parse_list("x", x));
  const auto jobs = lemma.plan({&lemma.claims().front(), twin}, request);
  BOOST_REQUIRE(jobs.size() == 1);
  return jobs.front().run({});
}

}  // namespace

BOOST_AUTO_TEST_SUITE(upper_bound)

BOOST_AUTO_TEST_CASE(a_true_bound_is_verified_and_its_twin_caught) {
  const claim::Record r = record_at(parabola(ratio(26, 100)), "");
  BOOST_CHECK(r.verdict.status() == claim::Status::verified);
  BOOST_TEST(r.falsified_twins.n == 1U);
  BOOST_TEST(r.falsified_twins.caught == 1U);
  BOOST_TEST(r.trials.decisive == 1U);
  BOOST_TEST(r.trials.undecided + r.trials.not_applicable == 0U);
  BOOST_TEST(UpperBoundLemma(parabola()).info().id == "parabola");
  BOOST_CHECK(record_at(parabola(), "1/2", "smaller").verdict.status() == claim::Status::refuted);
}

BOOST_AUTO_TEST_CASE(where_the_twin_is_true_it_is_in_no_count) {
  const claim::Record r = record_at(parabola(), "0.1");
  BOOST_CHECK(r.verdict.status() == claim::Status::verified);
  BOOST_TEST(r.falsified_twins.n == 0U);
  BOOST_CHECK(record_at(parabola(), "0.1", "smaller").verdict.status() ==
              claim::Status::inconclusive);
}

BOOST_AUTO_TEST_CASE(a_false_bound_is_refuted_and_a_coarse_formula_is_undecided) {
  BOOST_CHECK(record_at(parabola(ratio(1, 5)), "1/2").verdict.status() == claim::Status::refuted);
  UpperBound coarse = parabola(ratio(3, 10));
  coarse.measured = [](const Cell&) { return interval(0.2, 0.29); };  // around 0.9 times the bound
  const claim::Record r = record_at(coarse, "1/2");
  BOOST_CHECK(r.verdict.status() == claim::Status::inconclusive);
  BOOST_TEST(r.falsified_twins.n == 1U);
  BOOST_TEST(r.falsified_twins.caught == 0U);
  coarse.measured = [](const Cell&) { return interval(0.2, 0.4); };
  BOOST_CHECK(record_at(coarse, "1/2").verdict.status() == claim::Status::inconclusive);
}

BOOST_AUTO_TEST_CASE(letters_are_exact_and_misuse_is_told) {
  UpperBound tenth = parabola(ratio(1, 10));
  tenth.measured = [](const Cell& at) { return at("x"); };
  const claim::Record r = record_at(tenth, "1/3");
  BOOST_CHECK(r.measured.lower < 1.0 / 3 + 1e-16 && r.measured.upper > 1.0 / 3 - 1e-16);
  BOOST_TEST(r.measured.lower < r.measured.upper);
  tenth.measured = [](const Cell& at) { return at("y"); };
  BOOST_CHECK_THROW(record_at(tenth, "1/3"), InputError);
  for (const char* factor : {"1", "1.1", "0", "-0.5", "x", ""})
    BOOST_CHECK_THROW(UpperBoundLemma(parabola(ratio(1, 4), factor)), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
