// Claims, twins, and the laws of the ledger: monotone in every leaf, least, vacuous where expected.
#define BOOST_TEST_MODULE main_theorem
#include "main_theorem/check.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

#include "claim/error.h"
#include "main_theorem/info.h"
#include "numeric/test_stop.h"

namespace proofgauge::main_theorem {
namespace {

using claim::Status;
using numeric::ratio;

Composition composition(double R, double n, double d, double eps, double share,
                        Direction direction = Direction::e_d) {
  Composition c;
  c.direction = direction;
  c.setting = {Interval(n), Interval(d), Interval(eps), Interval(1),
               numeric::interval(ratio(1, 100))};
  c.eps1 = Interval(share * eps / n);
  c.R = Interval(R);
  return c;
}

Status status(const char* claim, const claim::Measurement& m) {
  return claim::decide(claim_info(claim), m.finding).status();
}

BOOST_AUTO_TEST_CASE(raising_a_leaf_never_lowers_the_width) {
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> u(0, 1);
  for (int i = 0; i < 12; ++i) {
    const Composition base =
        composition(std::exp(12 * u(random)), std::floor(1 + 50 * u(random)),
                    std::floor(3 + 500 * u(random)), 0.01 + 0.5 * u(random), 0.1 + 0.7 * u(random),
                    i % 2 == 0 ? Direction::e_d : Direction::x_i);
    const LeastWidth least = least_width(base);
    BOOST_REQUIRE(least.found);
    for (int Factors::*leaf : {&Factors::radius, &Factors::finite_width, &Factors::gap,
                               &Factors::coupling, &Factors::regret}) {
      Composition raised = base;
      raised.factors.*leaf = 3;
      const LeastWidth more = least_width(raised);
      BOOST_TEST((!more.found || more.log_m >= least.log_m));
    }
  }
}

// At the split that is best for each: then it is the work that cannot fall.
BOOST_AUTO_TEST_CASE(raising_a_leaf_never_lowers_the_least_work) {
  for (const double R : {3.0, 1e5}) {
    const Composition base = with_best_regret_share(composition(R, 10, 8, 0.1, 0.3));
    const double least = log_work(base, least_width(base));
    for (int k = 1; k < 64; k += 9) {  // no other share does with less
      Composition other = base;
      other.regret_share = ratio(k, 64);
      BOOST_TEST(log_work(other, least_width(other)) >= least);
    }
    for (int Factors::*leaf : {&Factors::radius, &Factors::finite_width, &Factors::gap,
                               &Factors::coupling, &Factors::regret}) {
      Composition raised = base;
      raised.factors.*leaf = 3;
      raised = with_best_regret_share(raised);
      BOOST_TEST(log_work(raised, least_width(raised)) >= least);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_width_found_is_enough_and_least) {
  for (const double R : {1.0, 870.0, 1e6, 1e100}) {
    const Composition c = composition(R, 10, 8, 0.1, 0.5);
    const LeastWidth w = least_width(c);
    BOOST_REQUIRE(w.found);
    BOOST_TEST(numeric::certainly_at_most(w.terms.sum(), c.setting.eps));
    const Interval less = w.m * numeric::interval(twin::less_width());
    BOOST_TEST(numeric::certainly_less(c.setting.eps, terms_at(c, less, w.theta).sum()));
    BOOST_TEST(w.log_m - w.log_not < 1e-4);
  }
}

BOOST_AUTO_TEST_CASE(no_split_without_room_is_found) {
  BOOST_TEST(!least_width(composition(10, 10, 8, 0.1, 1.5)).found);
}

// The coupling alone at R about 870: m of 10^39 or so (theory 9, 6.2 with eps = 0.1).
BOOST_AUTO_TEST_CASE(the_coupling_alone_asks_for_the_reference_width) {
  Composition c = composition(870, 10, 8, 0.1, 0.5);
  c.parts = {Part::leading, Part::none, false, false, false};
  const double closed = 6 * std::log10(3 * 870.0 * 870.0 / (4 * std::sqrt(M_PI) * 0.1));
  BOOST_TEST(least_width(c).log_m / std::log(10.0) == closed, boost::test_tools::tolerance(1e-6));
  BOOST_TEST(closed > 36);
  BOOST_TEST(closed < 39.2);
}

BOOST_AUTO_TEST_CASE(vacuous_at_every_width_up_to_2_to_the_30) {
  const auto m = measure_vacuous(2, numeric::Rational(1LL << 30), ratio(1, 10), 1, "");
  BOOST_TEST((status("vacuous_below", m) == Status::verified));
  BOOST_TEST(m.result[0].second.lower == 8.58, boost::test_tools::tolerance(1e-3));
  BOOST_TEST(m.result[1].second.upper == 2.75, boost::test_tools::tolerance(1e-3));
  const auto wide = measure_vacuous(2, numeric::Rational(1LL << 30), ratio(1, 10), 1, "wide");
  BOOST_TEST((status("vacuous_below", wide) == Status::refuted));
}

Question reference() {
  Question q;
  q.n = 10;
  q.d = 8;
  q.delta = ratio(78, 100);
  q.rho = ratio(195, 1000);
  q.eps = ratio(1, 10);
  q.L = 1;
  q.p = ratio(1, 100);
  q.direction = "x_i";
  return q;
}

/// A leaf as a provider would give it: t' within [lower, upper].
claim::RunContext with_leaf(double lower, double upper) {
  claim::RunContext context;
  context.leaf = [=](const std::string& id, const claim::Parameters&) {
    BOOST_TEST(id == "main_theorem/radius");
    claim::Record r;
    r.claim = id;
    r.result = {{"t_prime", {lower, upper}}};
    r.verdict =
        claim::Verdict::verified<claim::Evidence::enclosure>(claim::Scope::box, claim::Scope::box);
    return r;
  };
  return context;
}

BOOST_AUTO_TEST_CASE(composition_and_theorem_with_their_twins) {
  const auto context = with_leaf(60, 64);
  const auto& constants = claim::ConstantsProfile::built_in();
  const Question q = reference();
  const auto sum = measure_composition(q, "derived", constants, context, "");
  BOOST_TEST((status("composition", sum) == Status::verified));
  BOOST_TEST(sum.finding.twins.caught == 1U);
  BOOST_TEST((status("composition", measure_composition(q, "derived", constants, context,
                                                        "less_width")) == Status::refuted));
  for (const char* form : {"sharp", "published-form"})
    BOOST_TEST((status("composition", measure_composition(q, form, constants, context, "")) ==
                Status::assumed));
  for (const long long m : {1LL << 10, 1LL << 30, 1LL << 62}) {
    BOOST_TEST(
        (status("theorem", measure_theorem(q, m, context, "")) == Status::outside_assumptions));
    BOOST_TEST(
        (status("theorem", measure_theorem(q, m, context, "premise_dropped")) == Status::refuted));
  }
  // Even where the premise is met nothing is concluded.
  const numeric::Rational wide = numeric::parse_rational("2^200", "m");
  BOOST_TEST((status("theorem", measure_theorem(q, wide, context, "")) == Status::assumed));
}

/// t' = eps1^(-slope), certified to a tenth, with that slope beside it.
claim::RunContext with_law(double slope, std::vector<double>& asked) {
  claim::RunContext context;
  context.leaf = [slope, &asked](const std::string& id, const claim::Parameters& cell) {
    const double eps1 = cell.find("eps1")->number, t = std::pow(eps1, -slope);
    asked.push_back(eps1);
    claim::Record r;
    r.claim = id;
    r.result = {{"t_prime", {t, 1.1 * t}}, {"slope_eps1", claim::Range::point(-slope)}};
    return r;
  };
  return context;
}

BOOST_AUTO_TEST_CASE(the_share_of_the_error_follows_the_slope_that_was_found) {
  const Question q = reference();
  for (const double slope : {0.05, 2.0}) {  // the rule expects about 0.69
    std::vector<double> asked;
    const auto context = with_law(slope, asked);
    const Derived chosen = derive(q, context);
    BOOST_REQUIRE(asked.size() == 2U);
    BOOST_TEST((asked[1] < asked[0]) == (slope < 0.5));
    const double work = log_work(chosen.composition, chosen.width);
    for (int k = 4; k <= 60; k += 28) {  // and no share of the grid does better by a twentieth
      Question other = q;
      other.error_share = ratio(k, 64);
      const Derived there = derive(other, context);
      BOOST_TEST(log_work(there.composition, there.width) > work - 0.05 * std::log(10.0));
    }
  }
}

// t' = delta^-3 rho^2, certified to 2 %: M_0 goes like R^12 and a little faster.
BOOST_AUTO_TEST_CASE(slopes_in_delta_and_rho_enclose_those_of_the_radius) {
  claim::RunContext context;
  context.leaf = [](const std::string& id, const claim::Parameters& cell) {
    const double t =
        std::pow(cell.find("delta")->number, -3) * std::pow(cell.find("rho")->number, 2);
    claim::Record r;
    r.claim = id;
    r.result = {{"t_prime", {1000 * t, 1020 * t}}, {"slope_eps1", claim::Range::point(-0.7)}};
    return r;
  };
  const Question q = reference();
  Derived d = derive(q, context);
  look_beside(q, d, context);
  const double error = 12 * std::log(1.02) / std::log(1.2);
  const auto slopes = derived_form(q, d).sensitivity;
  for (const auto& [letter, slope] : slopes) {
    if (letter != "delta" && letter != "rho") continue;
    const double power = letter == "delta" ? -3 : 2, low = 12 * power - 1, high = 12 * power + 1;
    BOOST_TEST(slope.lower < high);
    BOOST_TEST(slope.upper > low);
    BOOST_TEST(slope.upper - slope.lower < 2.2 * error);
  }
  BOOST_TEST(slopes.size() == 7U);
}

BOOST_AUTO_TEST_CASE(without_a_certified_radius_nothing_is_guessed) {
  const auto context = with_leaf(60, std::numeric_limits<double>::infinity());
  const Question q = reference();
  const auto m =
      measure_composition(q, "derived", claim::ConstantsProfile::built_in(), context, "");
  BOOST_TEST((status("composition", m) == Status::inconclusive));
  BOOST_TEST(std::isinf(m.result.front().second.upper));
}

BOOST_AUTO_TEST_CASE(the_waterfall_adds_up) {
  const Derived d = derive(reference(), with_leaf(60, 64));
  double sum = 0;
  const auto form = derived_form(reference(), d);
  for (const auto& leaf : form.waterfall) sum += leaf.log10_factor.upper;
  BOOST_TEST(sum == form.quantities.front().second.upper, boost::test_tools::tolerance(1e-9));
  BOOST_TEST((form.status == Status::assumed));
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_search_for_a_width) {
  Composition c = composition(1e5, 10, 8, 0.1, 0.3);
  c.stop = numeric::stopped();
  BOOST_CHECK_THROW((void)least_width(c), LimitError);
  BOOST_CHECK_THROW((void)with_best_regret_share(c), LimitError);
  claim::RunContext context = with_leaf(60, 64);
  context.stop = numeric::stopped();
  BOOST_CHECK_THROW((void)derive(reference(), context), LimitError);
}

}  // namespace
}  // namespace proofgauge::main_theorem
