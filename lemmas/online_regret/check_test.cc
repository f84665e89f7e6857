// Each claim: holds; its twin is refuted; the premise matters; the same seed gives the same record.
#define BOOST_TEST_MODULE online_regret
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "numeric/letters.h"
#include "numeric/test_stop.h"
#include "online/worst_case_regret.h"
#include "online_regret/check.h"
#include "online_regret/claim.h"
#include "online_regret/info.h"
#include "stats/alpha_budget.h"

using namespace proofgauge;
using namespace proofgauge::online_regret;
using claim::Record;
using claim::Status;
using numeric::ratio;
using numeric::Rational;

namespace {

claim::Request request(std::vector<std::pair<std::string, std::string>> letters,
                       std::uint64_t seed = 1) {
  claim::Request r;
  r.seed = seed;
  for (const auto& [name, text] : letters)
    r.grid.emplace_back(name, numeric::parse_letter(name, text));
  return r;
}

std::vector<Record> run(const std::string& id, const claim::Request& r, int threads = 2,
                        double alpha = 0.01) {
  std::vector<Record> records;
  const claim::Lemma& lemma = *claim::Registry::global().find("online_regret");
  for (const claim::Selection& s : claim::Registry::global().select("online_regret/" + id)) {
    const auto jobs = lemma.plan(s, r);
    for (const claim::Job& job : jobs) {
      claim::RunContext context;
      context.threads = threads;
      context.alpha = stats::AlphaBudget(alpha, static_cast<unsigned>(jobs.size())).share(1);
      records.push_back(job.run(context));
    }
  }
  return records;
}

void all_are(Status status, const std::vector<Record>& records) {
  BOOST_REQUIRE(!records.empty());
  for (const Record& r : records)
    BOOST_CHECK_MESSAGE(r.verdict.status() == status,
                        r.claim << " " << r.parameters.key() << ": "
                                << to_string(r.verdict.status()) << " " << r.verdict.reason()
                                << ", expected " << to_string(status));
}

const claim::Range& named(const Record& r, const std::string& symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return range;
  throw std::logic_error("no result " + symbol);
}

const std::vector<std::pair<std::string, std::string>> kReal{
    {"m", "2^9"}, {"R", "1"}, {"d", "6"}, {"n", "6"}, {"delta", "0.5"}, {"eps", "0.1"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds)

// Theory 6.1: (M, D, T) = (1, 0.5, 2) and (1, 1, 10) at eta = D/(M sqrt T).
BOOST_AUTO_TEST_CASE(worst_case_has_the_reference_values) {
  BOOST_CHECK_CLOSE_FRACTION(worst_case(0.5, 0.5 / std::sqrt(2.0), 2.0, 1.0), 0.70711, 1e-5);
  BOOST_CHECK_CLOSE_FRACTION(worst_case(1.0, 1 / std::sqrt(10.0), 10.0, 1.0), 3.16228, 1e-5);
}

BOOST_AUTO_TEST_CASE(worst_case_has_the_two_branches_of_the_statement) {
  const Rational D = ratio(3, 2), M = ratio(4, 3), T = 7;
  const Rational small = ratio(1, 100), large = ratio(1, 2);
  BOOST_CHECK(worst_case(D, small, T, M) == M * T * D - small * M * M * T * (T - 1) / 2);
  BOOST_CHECK(worst_case(D, large, T, M) == D * D / (2 * large) + large * T * M * M / 2);
  // T times 6.1, where it is attained.
  BOOST_CHECK(worst_case(D, large, T, M) == T * convex_regret(D, large, T, M));
}

BOOST_AUTO_TEST_CASE(the_bound_is_least_at_its_best_step) {
  const double D = 0.7, T = 50, G = 1.3, best = D / (G * std::sqrt(T));
  BOOST_CHECK_CLOSE_FRACTION(convex_regret(D, best, T, G), best_convex_regret(D, T, G), 1e-14);
  for (const double k : {0.5, 0.9, 1.1, 2.0})
    BOOST_CHECK_GT(convex_regret(D, k * best, T, G), best_convex_regret(D, T, G));
}

BOOST_AUTO_TEST_CASE(mean_coupling_tends_to_its_leading_order_at_the_stated_speed) {
  for (const double R : {0.2, 1.0})
    for (const double m : {0x1p14, 0x1p20, 0x1p30}) {
      // 1 - 7 u^2/36 + 11 u^4/360 - ... with u^2 = R^2 m^(-1/3)/2: alternating.
      const double u2 = R * R / std::cbrt(m) / 2;
      BOOST_CHECK_SMALL(mean_coupling(m, R) / coupling_leading_order(m, R) - (1 - 7 * u2 / 36),
                        u2 * u2 / 16 + 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(best_theta_is_the_minimum_on_its_interval) {
  for (const double R : {0.5, 3.0, 30.0}) {
    const double m = 0x1p16, d = 16, p = 0.01, best = best_theta(m, R, d, p);
    BOOST_CHECK(best > 0 && best <= 1);
    const double at = uniform_coupling(m, R, d, p, best);
    for (const double k : {0.5, 0.9, 1.1})
      if (k * best <= 1) BOOST_CHECK_GE(uniform_coupling(m, R, d, p, k * best), at);
  }
}

// 6.2 as it is written, at widths at which no part of it is small.
BOOST_AUTO_TEST_CASE(uniform_coupling_is_the_sum_of_its_two_events) {
  for (const double m : {3.0, 50.0, 1e6})
    for (const double p : {0.01, 0.6})
      for (const double theta : {0.1, 1.0}) {
        const double R = 1.7, d = 5, tail = std::sqrt(std::log(2) - std::log(p));
        const double band = R * R / (4 * std::sqrt(std::acos(-1.0)) * std::pow(m, 1.0 / 6));
        const double largest = 1 + std::sqrt(2.0) * tail / std::sqrt(m);
        BOOST_CHECK_CLOSE_FRACTION(
            uniform_coupling(m, R, d, p, theta),
            (3 + 4 * theta) * band * largest + (std::sqrt(d) + tail) / (theta / 2) / std::cbrt(m),
            1e-13);
      }
}

// C is a theta + b/theta + c: where both are equal, half of theta costs as much as its double.
BOOST_AUTO_TEST_CASE(the_best_theta_balances) {
  for (const double m : {1e3, 1e9})
    for (const double p : {0.01, 0.6}) {
      const double R = 40, d = 5, best = best_theta(m, R, d, p);
      BOOST_REQUIRE_LT(best, 0.5);
      BOOST_CHECK_CLOSE_FRACTION(uniform_coupling(m, R, d, p, best / 2),
                                 uniform_coupling(m, R, d, p, 2 * best), 1e-13);
      BOOST_CHECK_CLOSE_FRACTION(balanced_theta(m, R, d, p), best, 1e-13);
    }
  // theta goes like 1/R and stays within (0, 1].
  const double R = 40 * best_theta(1e3, 40, 5, 0.1);
  BOOST_CHECK_CLOSE_FRACTION(best_theta(1e3, 1.001 * R, 5, 0.1), 1 / 1.001, 1e-12);
  for (const double below : {1.5, 3.0, 1000.0})
    BOOST_CHECK_EQUAL(best_theta(1e3, R / below, 5, 0.1), 1);
}

// With eta = eps m^(-1/3)/L^2 and T = L^2 R^2/eps^2 the first two terms of 6.2 are eps.
BOOST_AUTO_TEST_CASE(the_theorems_step_and_horizon_leave_eps) {
  const double m = 4096, R = 3, eps = 0.1;
  BOOST_CHECK_CLOSE_FRACTION(
      real_network_regret(m, R, eps / std::cbrt(m), R * R / (eps * eps), 1.0, 0.0), eps, 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(sequences)

BOOST_AUTO_TEST_CASE(extremal_sequences_attain_the_closed_form_exactly) {
  for (const std::uint64_t T : {2U, 3U, 4U, 7U, 50U})
    for (const auto& eta : {ratio(1, 1000), ratio(1, 10), ratio(1, 3), ratio(2, 1)}) {
      const Rational D = ratio(5, 4), M = ratio(2, 3);
      const auto g = online::extremal(D, M, eta, T);
      BOOST_CHECK(online::largest_square(g) <= M * M);
      BOOST_CHECK(online::planar_regret(g, D, eta) == worst_case(D, eta, Rational(T), M));
    }
}

BOOST_AUTO_TEST_CASE(no_searched_sequence_exceeds_the_closed_form_and_the_best_reach_it) {
  const stats::Stream stream(1, "online_regret_test", "search", stats::Purpose::test);
  for (const std::uint64_t T : {2U, 3U, 5U, 10U})
    for (const double eta : {0.02, 0.3, 0.5, 2.0}) {
      const double found = online::adversarial_search(1, 1, eta, T, 3, 12, stream);
      const double closed = worst_case(1.0, eta, static_cast<double>(T), 1.0);
      BOOST_CHECK_LE(found, closed * (1 + 1e-12));
      BOOST_CHECK_GE(found, closed * (1 - 1e-6));
    }
}

BOOST_AUTO_TEST_CASE(planar_regret_equals_a_direct_evaluation) {
  const auto g = online::alternating(ratio(1, 3), ratio(1, 1), 9);
  double w1 = 0, w2 = 0, sum = 0;
  const double s = std::sqrt(numeric::to_double(g.s2)), D = 0.75, eta = 0.5;
  for (std::size_t t = 0; t < 9; ++t) {
    const double a = numeric::to_double(g.along[t]), b = s * g.across[t];
    sum += a * (w1 + D) + b * w2;
    w1 -= eta * a;
    w2 -= eta * b;
  }
  BOOST_CHECK_CLOSE_FRACTION(numeric::to_double(online::planar_regret(g, ratio(3, 4), ratio(1, 2))),
                             sum, 1e-13);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(checks)

BOOST_AUTO_TEST_CASE(descent_identity_holds) {
  const auto records = run("descent_identity", request({}));
  all_are(Status::verified, records);
  BOOST_CHECK(records[0].verdict.scope() == claim::Scope::all);
}

BOOST_AUTO_TEST_CASE(negative_control_of_descent_identity) {
  all_are(Status::refuted, run("descent_identity!no_square", request({})));
}

BOOST_AUTO_TEST_CASE(convex_regret_holds_in_every_game) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto records =
        run("convex_regret", request({{"T", "10,100"}, {"R", "1,1/3"}, {"draws", "12"}}, seed));
    all_are(Status::verified, records);
    for (const Record& r : records) {
      BOOST_CHECK(r.verdict.scope() == claim::Scope::finite_set);
      BOOST_CHECK_EQUAL(r.trials.decisive, 12U);
      BOOST_CHECK_GT(named(r, "clipped_games").lower, 0);
      // Sound and not slack: the tightest game comes within a factor 20 of the bound.
      BOOST_CHECK_GT(r.ratio.lower, 0.05);
    }
  }
}

// Theory 6: about 5.05 times the bound for T > 200.
BOOST_AUTO_TEST_CASE(negative_control_ten_eta_is_five_times_the_bound) {
  for (const Record& r : run("convex_regret!ten_eta", request({{"T", "400,1000,10000"}}))) {
    BOOST_CHECK(r.verdict.status() == Status::refuted);
    BOOST_CHECK_CLOSE_FRACTION(named(r, "over_bound").lower, 5.05, 0.03);
  }
  const auto at = run("convex_regret!ten_eta", request({{"T", "10000"}}));
  BOOST_CHECK_CLOSE_FRACTION(named(at[0], "regret").lower, 5.05 / 100, 1e-6);
}

BOOST_AUTO_TEST_CASE(tight_instance_holds_and_the_program_attains_it_to_rounding) {
  const auto records = run("tight_instance", request({{"T", "2,3,10,1000"}, {"R", "1,3,1/7"}}));
  all_are(Status::verified, records);
  for (const Record& r : records) BOOST_CHECK_LE(named(r, "relative_difference").upper, 1e-12);
}

BOOST_AUTO_TEST_CASE(negative_control_of_the_tight_instance) {
  all_are(Status::refuted, run("tight_instance!half_square", request({{"T", "2,100"}})));
}

BOOST_AUTO_TEST_CASE(worst_case_holds) {
  const auto records = run("worst_case", request({{"T", "2,3,10,101"}, {"R", "1,1/2"}}));
  all_are(Status::verified, records);
  for (const Record& r : records)
    if (r.parameters.number("T") <= 64)
      BOOST_CHECK_GE(named(r, "searched").lower, r.bound.lower * (1 - 1e-6));
}

BOOST_AUTO_TEST_CASE(negative_control_of_the_worst_case) {
  all_are(Status::refuted, run("worst_case!constant_0.9", request({{"T", "2,10"}, {"R", "1"}})));
}

BOOST_AUTO_TEST_CASE(coupling_leading_order_holds_and_nine_tenths_of_it_does_not) {
  all_are(Status::verified, run("coupling_leading_order", request({})));
  all_are(Status::refuted, run("coupling_leading_order!constant_0.9", request({})));
}

BOOST_AUTO_TEST_CASE(coupling_constant_holds_at_seeds_1_to_3) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto r = request({{"m", "2^12,2^14"}, {"R", "1,3"}, {"d", "8"}, {"draws", "160"}}, seed);
    const auto records = run("coupling_constant", r, 2, 0.002);
    all_are(Status::supported, records);
    for (const Record& one : records) BOOST_CHECK(named(one, "ratio_to_exact").contains(1));
  }
}

BOOST_AUTO_TEST_CASE(negative_control_of_the_coupling_constant) {
  all_are(Status::refuted,
          run("coupling_constant!constant_0.9",
              request({{"m", "2^12,2^14"}, {"R", "1,3"}, {"d", "8"}, {"draws", "160"}})));
}

// Theory 6.2: the larger sign adds a relative 1.08 R^(-1/2) m^(-5/12), 1.05 at m = 2^10, R = 1.
BOOST_AUTO_TEST_CASE(the_larger_sign_exceeds_the_mean_as_derived) {
  const auto records =
      run("coupling_constant", request({{"m", "2^10"}, {"R", "1"}, {"d", "8"}, {"draws", "2000"}}));
  const double excess = named(records[0], "larger_sign").lower / *records[0].point - 1;
  const double derived = 1.05 * std::pow(1024.0, -5.0 / 12);
  BOOST_CHECK_CLOSE_FRACTION(excess, derived, 0.05);
}

BOOST_AUTO_TEST_CASE(coupling_uniform_holds_and_its_twin_does_not) {
  const auto r = request({{"m", "2^14"}, {"R", "1,3"}, {"d", "8"}, {"steps", "3"}});
  all_are(Status::not_refuted, run("coupling_uniform", r));
  all_are(Status::refuted, run("coupling_uniform!no_complexity_term", r));
}

BOOST_AUTO_TEST_CASE(real_network_holds_and_its_twin_does_not) {
  const auto records = run("real_network", request(kReal));
  all_are(Status::verified, records);
  BOOST_CHECK(!records[0].vacuous);
  BOOST_CHECK_LE(named(records[0], "worst_case").upper, named(records[0], "paper_bound").upper);
  BOOST_CHECK_LE(records[0].measured.width(), 1e-9);
  all_are(Status::refuted, run("real_network!no_regret", request(kReal)));
}

BOOST_AUTO_TEST_CASE(a_ball_as_large_as_half_the_separation_is_outside) {
  auto letters = kReal;
  letters.emplace_back("rho", "0.25");
  for (const char* id : {"real_network", "real_network!no_regret"}) {
    const auto records = run(id, request(letters));
    all_are(Status::outside_assumptions, records);
    BOOST_CHECK(records[0].result.empty());
  }
}

BOOST_AUTO_TEST_CASE(a_radius_without_content_is_vacuous) {
  auto letters = kReal;
  letters[1].second = "30";
  letters.emplace_back("T", "20");
  const auto records = run("real_network", request(letters));
  all_are(Status::inconclusive, records);
  BOOST_CHECK(records[0].vacuous);
}

BOOST_AUTO_TEST_CASE(same_record_on_any_number_of_threads) {
  const std::pair<const char*, claim::Request> cases[] = {
      {"convex_regret", request({{"T", "20"}})},
      {"worst_case", request({{"T", "5"}})},
      {"coupling_constant", request({{"m", "2^15"}, {"R", "1"}, {"d", "4"}, {"draws", "4"}})},
      {"coupling_uniform", request({{"m", "2^15"}, {"R", "1"}, {"d", "4"}, {"steps", "2"}})},
      {"real_network", request(kReal)}};
  for (const auto& [id, r] : cases) {
    const auto one = run(id, r, 1), two = run(id, r, 3);
    BOOST_REQUIRE_EQUAL(one.size(), two.size());
    for (std::size_t i = 0; i < one.size(); ++i)
      BOOST_CHECK_EQUAL(to_json(one[i]).dump(), to_json(two[i]).dump());
  }
}

BOOST_AUTO_TEST_CASE(bad_horizons_and_missing_letters_are_named) {
  BOOST_CHECK_THROW((void)run("convex_regret", request({{"T", "1"}})), InputError);
  BOOST_CHECK_THROW((void)run("coupling_constant", request({{"m", "2^12"}})), InputError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_long_game) {
  const claim::Selection s =
      claim::Registry::global().select("online_regret/convex_regret").front();
  const auto jobs = claim::Registry::global()
                        .find("online_regret")
                        ->plan(s, request({{"T", "1000000"}, {"draws", "1"}}));
  const numeric::StopAfter stop(std::chrono::milliseconds(100));
  claim::RunContext context;
  context.stop = stop.token();
  BOOST_CHECK_THROW((void)jobs.front().run(context), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
