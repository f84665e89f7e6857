// The claims of step_polynomial: they hold, their twins do not, premises are respected.
#include <boost/test/unit_test.hpp>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/registry.h"
#include "numeric/letters.h"
#include "numeric/step_certificate.h"
#include "numeric/test_stop.h"
#include "step_polynomial/check.h"
#include "step_polynomial/claim.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Evidence;
using claim::Record;
using claim::Status;
using Given = std::vector<std::pair<std::string, std::string>>;

std::vector<Record> run(const std::string& id, const Given& letters, const Given& words = {},
                        int threads = 1) {
  claim::Request request;
  for (const auto& [name, text] : letters)
    request.grid.emplace_back(name, numeric::parse_letter(name, text));
  request.words = words;
  std::vector<Record> records;
  const claim::Registry& registry = claim::Registry::global();
  for (const claim::Selection& s : registry.select(id))
    for (const claim::Job& job : registry.find("step_polynomial")->plan(s, request)) {
      claim::RunContext context;
      context.threads = threads;
      records.push_back(job.run(context));
    }
  return records;
}

Record one(const std::string& id, const Given& letters, const Given& words = {}) {
  std::vector<Record> records = run(id, letters, words);
  BOOST_REQUIRE_EQUAL(records.size(), 1U);
  return records.front();
}

claim::Range outcome(const Record& r, const std::string& symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return range;
  BOOST_FAIL("no outcome " << symbol);
  return {};
}

const Given kUnit{{"delta", "1"}, {"rho", "0.25"}, {"n", "10"}, {"eps", "0.1"}};

Given with(Given base, std::string name, std::string text) {
  base.emplace_back(std::move(name), std::move(text));
  return base;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_polynomial_claims)

BOOST_AUTO_TEST_CASE(least_degrees_of_the_theory_sheet) {
  const Given half{{"delta", "0.5"}, {"rho", "0.125"}, {"n", "10"}, {"eps", "0.1"}};
  const std::string id = "step_polynomial/least_degree";
  const std::tuple<Given, double> known[] = {
      {with(kUnit, "lo", "-1"), 13}, {with(half, "lo", "-1"), 27}, {kUnit, 11}};
  for (const auto& [given, degree] : known) {
    const Record r = one(id, given);
    BOOST_TEST((r.verdict.status() == Status::verified));
    BOOST_TEST((r.verdict.evidence() == Evidence::exact));
    BOOST_TEST(outcome(r, "D").lower == degree);
    BOOST_TEST(outcome(r, "D").upper == degree);
    BOOST_TEST(outcome(r, "error").upper <= 0.01);
    BOOST_TEST(outcome(r, "error_below").lower > 0.01);
    BOOST_TEST(r.falsified_twins.n == 1U);
    BOOST_TEST(r.falsified_twins.caught == 1U);
    const auto c = numeric::parse_step_certificate(r.files.at("certificate"));
    BOOST_REQUIRE(c.upper.has_value());
    BOOST_REQUIRE(c.lower.has_value());
    BOOST_TEST(c.upper->degree == static_cast<int>(degree));
    BOOST_TEST(c.lower->degree == static_cast<int>(degree) - 1);
  }
}

BOOST_AUTO_TEST_CASE(a_degree_too_low_is_refuted_with_its_points) {
  const Record r = one("step_polynomial/least_degree", with(kUnit, "degree", "10"));
  BOOST_TEST((r.verdict.status() == Status::refuted));
  const auto c = numeric::parse_step_certificate(r.files.at("certificate"));
  BOOST_TEST(!c.upper.has_value());
  BOOST_REQUIRE(c.lower.has_value());
  BOOST_TEST(c.lower->degree == 10);
}

BOOST_AUTO_TEST_CASE(a_degree_alone_claims_the_error_that_it_reaches) {
  const Record r =
      one("step_polynomial/least_degree", {{"delta", "1"}, {"rho", "0.25"}, {"degree", "20"}});
  BOOST_TEST((r.verdict.status() == Status::verified));
  BOOST_TEST(r.bound.upper < 1.001 * outcome(r, "error").upper);
}

BOOST_AUTO_TEST_CASE(an_exact_end_needs_no_greater_degree) {
  const Record chord = one("step_polynomial/least_degree", kUnit);
  const Record exact = one("step_polynomial/least_degree", kUnit, {{"geometry", "exact"}});
  BOOST_TEST((exact.verdict.status() == Status::verified));
  BOOST_TEST(outcome(exact, "D").upper <= outcome(chord, "D").upper);
}

BOOST_AUTO_TEST_CASE(the_explicit_polynomial_has_its_own_certificate) {
  const Record r = one("step_polynomial/least_degree", kUnit, {{"construction", "explicit"}});
  BOOST_TEST((r.verdict.status() == Status::verified));
  BOOST_TEST(outcome(r, "D").upper == 40);
  const auto c = numeric::parse_step_certificate(r.files.at("certificate"));
  BOOST_TEST(!c.lower.has_value());
}

BOOST_AUTO_TEST_CASE(half_of_delta_is_outside_the_assumptions) {
  for (const char* claim : {"least_degree", "published_degree", "kernel", "coefficients"}) {
    const Record r = one(std::string("step_polynomial/") + claim,
                         {{"delta", "1"}, {"rho", "0.5"}, {"eps1", "0.01"}});
    BOOST_TEST((r.verdict.status() == Status::outside_assumptions), claim);
  }
}

BOOST_AUTO_TEST_CASE(every_claim_holds_and_catches_its_twin) {
  const Given fit{{"delta", "0.25,0.35,0.5,0.7,1"}, {"ratio", "0.1,0.2,0.3"}, {"eps1", "0.1,0.01"}};
  for (const claim::ClaimInfo& info : claim::Registry::global().find("step_polynomial")->claims()) {
    const bool scaling = info.id.ends_with("/scaling"), sign = info.id.ends_with("/sgn_limit");
    const Given given = scaling ? fit : sign ? Given{} : kUnit;
    for (const Record& r : run(info.id, given)) {
      BOOST_TEST(r.verdict.is_pass(),
                 r.claim << ": " << to_string(r.verdict.status()) << " " << r.verdict.reason());
      BOOST_TEST(r.falsified_twins.n > 0U, r.claim);
    }
    for (const claim::Twin& twin : info.twins)
      for (const Record& r : run(info.id + "!" + twin.id, given))
        BOOST_TEST((r.verdict.status() == Status::refuted),
                   r.claim << ": " << to_string(r.verdict.status()) << " " << r.verdict.reason());
  }
}

BOOST_AUTO_TEST_CASE(too_few_separations_carry_no_exponent) {
  const Record r =
      one("step_polynomial/scaling", {{"delta", "1,0.5"}, {"ratio", "0.1"}, {"eps1", "0.1"}});
  BOOST_TEST((r.verdict.status() == Status::inconclusive));
}

// Where E has not begun to fall by k = 40, or has fallen below what is enclosed, extrapolation once
// called the limit refuted.
BOOST_AUTO_TEST_CASE(a_limit_out_of_reach_is_inconclusive) {
  const std::vector<std::pair<const char*, const char*>> why{
      {"0.001", "too small"}, {"0.01", "too small"}, {"0.9", "too widely"}, {"0.99", "too widely"}};
  for (const auto& [a, reason] : why)
    for (const std::string id :
         {"step_polynomial/sgn_limit", "step_polynomial/sgn_limit!nine_tenths"}) {
      const Record r = one(id, {{"a", a}});
      BOOST_TEST((r.verdict.status() == Status::inconclusive), id << ", a = " << a);
      BOOST_TEST(r.falsified_twins.caught == 0U);
      BOOST_TEST(r.verdict.reason().find(reason) != std::string::npos, r.verdict.reason());
    }
}

BOOST_AUTO_TEST_CASE(a_degree_over_the_limit_is_inconclusive) {
  const Record r =
      one("step_polynomial/least_degree", {{"delta", "0.02"}, {"rho", "0.009"}, {"eps1", "1e-6"}});
  BOOST_TEST((r.verdict.status() == Status::inconclusive));
  BOOST_TEST(r.verdict.reason().find("over 400") != std::string::npos, r.verdict.reason());
}

BOOST_AUTO_TEST_CASE(records_do_not_depend_on_threads) {
  const Given given{
      {"delta", "0.25,0.35,0.5,0.7,1"}, {"ratio", "0.1,0.2,0.3"}, {"eps1", "0.1,0.01"}};
  const auto text = [&](int threads) {
    return to_json(run("step_polynomial/scaling", given, {}, threads).front()).dump();
  };
  BOOST_TEST(text(1) == text(3));
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(step_polynomial_bounds)

BOOST_AUTO_TEST_CASE(growth_of_both_intervals) {
  BOOST_TEST(growth(-1.0) == 1 + std::sqrt(2.0), boost::test_tools::tolerance(1e-15));
  BOOST_TEST(growth(-0.5) == (5 + std::sqrt(34.0)) / 3, boost::test_tools::tolerance(1e-15));
}

BOOST_AUTO_TEST_CASE(growth_bounds_the_coefficients_of_each_chebyshev_polynomial) {
  // Slow and obvious: T_k on [lo, 1] in powers of z by the recursion, in exact rationals.
  using numeric::Rational;
  for (const Rational& lo : {numeric::ratio(-1, 1), numeric::ratio(-1, 2), numeric::ratio(1, 3)}) {
    const Rational slope = 2 / (1 - lo), shift = -(1 + lo) / (1 - lo);
    std::vector<Rational> before{1}, now{shift, slope};
    double power = 1;
    for (int k = 1; k <= 30; ++k) {
      power *= growth(numeric::to_double(lo));
      double sum = 0;
      for (const Rational& c : now) sum += std::abs(numeric::to_double(c));
      BOOST_TEST(sum <= power * (1 + 1e-12));
      if (lo == -1) BOOST_TEST(sum >= power / 2.5);  // tight up to the factor 2 of (r^k + r^-k)/2
      std::vector<Rational> next(now.size() + 1);
      for (std::size_t i = 0; i < now.size(); ++i) {
        next[i] += 2 * shift * now[i];
        next[i + 1] += 2 * slope * now[i];
      }
      for (std::size_t i = 0; i < before.size(); ++i) next[i] -= before[i];
      before = now;
      now = next;
    }
  }
}

// A cut search leaves nothing behind that a later one could take for its end.
BOOST_AUTO_TEST_CASE(a_stop_ends_every_claim_and_is_forgotten) {
  // A cell that no other test asks for: what the lemma has found it does not seek again.
  const Given cell{{"delta", "0.77"}, {"eps1", "0.013"}};
  claim::Request request;
  for (const auto& [name, text] : with(cell, "a", "0.37"))
    request.grid.emplace_back(name, numeric::parse_letter(name, text));
  claim::RunContext context;
  context.stop = numeric::stopped();
  const claim::Registry& registry = claim::Registry::global();
  for (const claim::Selection& s : registry.select("step_polynomial"))
    for (const claim::Job& job : registry.find("step_polynomial")->plan(s, request))
      BOOST_TEST_CONTEXT(s.info->id) { BOOST_CHECK_THROW((void)job.run(context), LimitError); }
  request.words = {{"construction", "explicit"}};
  for (const claim::Selection& s : registry.select("step_polynomial/least_degree"))
    BOOST_CHECK_THROW((void)registry.find("step_polynomial")->plan(s, request).front().run(context),
                      LimitError);
  BOOST_TEST((one("step_polynomial/least_degree", cell).verdict.status() == Status::verified));
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::step_polynomial
