// The claims about the built network, on a step made by hand: each holds, its twin is refuted,
// premises matter, the same seed gives the same record.
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "claim/error.h"
#include "data/test_files.h"
#include "numeric/letters.h"
#include "stats/alpha_budget.h"
#include "step_network/fit.h"
#include "step_network/fit_judge.h"
#include "step_network/fit_plan.h"
#include "step_network/fit_points.h"
#include "step_network/fit_source.h"

using namespace proofgauge;
using namespace proofgauge::step_network;
using claim::Record;
using claim::Status;

namespace {

/// tan(theta/2) at cos theta = u.
double k_of(double u) { return std::sqrt((1 - u) / (1 + u)); }

/// delta 1, rho 1/4, chord geometry.
StepIntervals intervals() {
  const double B = 1 - 1.0 / 32, A = 1 - 9.0 / 32;
  return {k_of(B), k_of(A), std::sqrt(3.0)};
}

/// h = 1.2 sgn(s) + 0.0756, s = (alpha + beta)/sqrt 2: F = 1.2 (1/2 - w/pi) + 0.0378 with cos w =
/// (1 + u)/2. |F| <= 0.44 left of A and |F - 1| <= 0.44 right of B.
std::shared_ptr<const Step> by_hand(const StepKey&, const claim::RunContext& context) {
  return std::make_shared<Step>(radius::StripFunction({}, {{{0.0}, {-1.1244, 1.2756}}}),
                                intervals(), context.threads);
}

double exact_response(double u) {
  return 1.2 * (0.5 - std::acos((1 + u) / 2) / std::numbers::pi) + 0.0378;
}

claim::Request request(std::vector<std::pair<std::string, std::string>> letters,
                       std::uint64_t seed = 1) {
  claim::Request r;
  r.seed = seed;
  const auto add = [&](const std::string& name, const std::string& text) {
    if (r.values(name) == nullptr) r.grid.emplace_back(name, numeric::parse_letter(name, text));
  };
  for (const auto& [name, text] : letters) add(name, text);
  add("n", "1");
  add("d", "4");
  add("delta", "1");
  add("eps1", "0.45");
  r.words.emplace_back("synthetic", "true");
  return r;
}

std::vector<Record> run(const std::string& id, const claim::Request& r, int threads = 2,
                        const StepMaker& maker = by_hand) {
  const std::string name = "step_network/" + id.substr(0, id.find('!'));
  const std::string twin = id.find('!') == std::string::npos ? "" : id.substr(id.find('!') + 1);
  std::vector<Record> records;
  for (const claim::ClaimInfo& info : fit_claims()) {
    if (info.id != name) continue;
    const auto jobs = plan_fit({&info, twin}, r, make_step_cache(maker));
    const stats::AlphaBudget budget(0.01, static_cast<unsigned>(jobs.size()));
    for (const claim::Job& job : jobs) {
      claim::RunContext context;
      context.threads = threads;
      context.alpha = budget.share(1);
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

}  // namespace

BOOST_AUTO_TEST_SUITE(steps)

BOOST_AUTO_TEST_CASE(table_equals_the_strip_function_it_was_made_from) {
  for (std::uint32_t draw = 0; draw < 20; ++draw) {
    stats::Sequence random(stats::Stream(1, "fit", "table", stats::Purpose::test), draw);
    const auto increasing = [&](std::size_t n, double scale) {
      std::vector<double> x;
      for (std::size_t i = 0; i < n; ++i) x.push_back(scale * random.normal());
      std::sort(x.begin(), x.end());
      return x;
    };
    const std::vector<double> edge = increasing(random.below(20), 1);
    std::vector<radius::Strip> strips;
    for (std::size_t j = 0; j <= edge.size(); ++j) {
      radius::Strip s;
      s.cut = increasing(random.below(60), j % 2 == 0 ? 1 : 1e-4);
      for (std::size_t i = 0; i <= s.cut.size(); ++i) s.value.push_back(random.normal());
      strips.push_back(s);
    }
    const radius::StripFunction h(edge, strips);
    const PlaneTable table(h);
    for (int i = 0; i < 4000; ++i) {
      const double scale = i % 3 == 0 ? 1e-3 : 1;
      const double alpha = random.normal(),
                   beta = i % 5 == 0 ? -alpha + 1e-5 * random.normal() : scale * random.normal();
      double value = 0;
      table.evaluate(1, &alpha, &beta, &value);
      const double half = std::numbers::sqrt2 / 2;
      BOOST_REQUIRE_EQUAL(value, h.at((alpha + beta) * half, (alpha - beta) * half));
    }
  }
}

BOOST_AUTO_TEST_CASE(step_by_hand_has_its_closed_form_and_error) {
  const auto step = by_hand({}, {});
  stats::Sequence random(stats::Stream(2, "fit", "mean", stats::Purpose::test));
  for (int i = 0; i < 300; ++i) {
    const auto x = random_point(5, random);
    const auto y = i % 2 == 0
                       ? random_point(5, random)
                       : along(x, random_tangent(x, random), std::pow(10, -8 * random.uniform()));
    double u = 0;
    for (std::size_t k = 0; k < 5; ++k) u += x[k] * y[k];
    const claim::Range f = mean_response(*step, x.data(), y.data(), 5);
    // acos loses half of the digits near u = 1.
    BOOST_CHECK_LE(f.lower - 3e-8, exact_response(u));
    BOOST_CHECK_LE(exact_response(u), f.upper + 3e-8);
    BOOST_CHECK_LE(f.width(), 1e-8);
  }
  BOOST_CHECK_GE(step->error, 1 - exact_response(1 - 1.0 / 32));
  BOOST_CHECK_LE(step->error, 0.44);
}

BOOST_AUTO_TEST_CASE(points_lie_on_X_at_their_angles) {
  stats::Sequence random(stats::Stream(3, "fit", "points", stats::Purpose::test));
  for (int i = 0; i < 200; ++i) {
    const auto x = random_point(6, random), z = random_point(6, random);
    const double phi = std::numbers::pi * random.uniform();
    for (const auto& y :
         {along(x, random_tangent(x, random), phi), along(x, tangent_towards(x, z, random), phi)}) {
      double squares = 0;
      for (const double c : y) squares += c * c;
      BOOST_CHECK_SMALL(squares - 1, 1e-14);
      BOOST_CHECK_EQUAL(y.back(), 0.5);
      BOOST_CHECK_SMALL(angle(x, y) - phi, 1e-7);
    }
    // The tangent towards z leads to z.
    const auto back = along(x, tangent_towards(x, z, random), angle(x, z));
    BOOST_CHECK_SMALL(angle(back, z), 1e-6);
  }
  const auto x = random_point(6, random);
  const auto edge = along(x, random_tangent(x, random), ball_angle(0.25));
  double squares = 0;
  for (std::size_t k = 0; k < 6; ++k) squares += (x[k] - edge[k]) * (x[k] - edge[k]);
  BOOST_CHECK_LE(std::sqrt(squares), 0.25);
  BOOST_CHECK_GE(std::sqrt(squares), 0.25 * (1 - 1e-11));
}

// With two points far from x the mean at x is the sum of both responses.
BOOST_AUTO_TEST_CASE(mean_of_several_points_is_the_weighted_sum) {
  const data::Points three = data::Points{"", "", 3, 4, {}, {1, -1, 0.5}, {0, 1, 2}};
  data::Points points = three;
  stats::Sequence random(stats::Stream(4, "fit", "sum", stats::Purpose::test));
  for (int i = 0; i < 3; ++i) {
    const auto x = random_point(4, random);
    points.x.insert(points.x.end(), x.begin(), x.end());
  }
  const auto quarter = numeric::ratio(1, 4);
  const Problem p = make_problem(points, by_hand({}, {}), 1, quarter, quarter);
  const auto x = random_point(4, random);
  double sum = 0;
  for (std::size_t i = 0; i < 3; ++i) {
    double u = 0;
    for (std::size_t k = 0; k < 4; ++k) u += x[k] * points.x[i * 4 + k];
    sum += points.y[i] * exact_response(u);
  }
  const claim::Range mean = mean_at(p, x.data());
  BOOST_CHECK(mean.lower - 1e-9 <= sum && sum <= mean.upper + 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(fits)

BOOST_AUTO_TEST_CASE(expectation_is_supported_at_seeds_1_to_5_and_nine_tenths_refuted) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto r = request({{"m", "2^14,2^18"}, {"draws", "8"}}, seed);
    const auto records = run("expectation", r);
    all_are(Status::supported, records);
    for (const Record& one : records) {
      BOOST_CHECK_EQUAL(one.falsified_twins.caught, 1);
      BOOST_CHECK(named(one, "F_at_1").contains(exact_response(1)));
    }
    all_are(Status::refuted, run("expectation!constant_0.9", request({{"m", "2^18"}}, seed)));
  }
}

// A response that is off by a hundredth of |h| is seen: the check can fail.
BOOST_AUTO_TEST_CASE(expectation_of_another_h_is_refuted) {
  const StepMaker wrong = [](const StepKey& key, const claim::RunContext& context) {
    const auto right = by_hand(key, context);
    auto mixed = std::make_shared<Step>(*right);
    mixed->table = PlaneTable(radius::StripFunction({}, {{{0.02}, {-1.1244, 1.2756}}}));
    return std::shared_ptr<const Step>(mixed);
  };
  all_are(Status::refuted, run("expectation", request({{"m", "2^20"}, {"draws", "8"}}), 2, wrong));
}

BOOST_AUTO_TEST_CASE(deviation_stays_below_both_bounds_and_one_over_m_is_refuted) {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    const auto r =
        request({{"m", "2^12,2^15"}, {"n", "1,3"}, {"points", "64"}, {"steps", "4"}}, seed);
    const auto records = run("finite_width", r);
    all_are(Status::not_refuted, records);
    for (const Record& one : records) {
      BOOST_CHECK(!one.vacuous && one.falsified_twins.caught == 1);
      BOOST_CHECK_LT(named(one, "bound_cells").upper, named(one, "bound_vc").upper);
      // Not vacuously small: at least a standard deviation, (R/4)/sqrt(m) for n = 1.
      const double n = one.parameters.number("n"), m = one.parameters.number("m");
      BOOST_CHECK_GE(one.measured.lower, named(one, "R").upper / 8 / n / std::sqrt(m));
    }
    all_are(Status::refuted, run("finite_width!one_over_m", r));
  }
}

BOOST_AUTO_TEST_CASE(rate_holds_minus_one_half_and_excludes_minus_one) {
  const auto r = request({{"m", "2^10..2^15"}, {"n", "2"}, {"draws", "64"}});
  const auto records = run("finite_width_rate", r);
  all_are(Status::supported, records);
  BOOST_CHECK(named(records[0], "exponent_m").contains(-0.5));
  all_are(Status::refuted, run("finite_width_rate!exponent_minus_one", r));
  all_are(Status::inconclusive, run("finite_width_rate", request({{"m", "2^12,2^13"}})));
}

// eps1 = 0.45, |h| = 1.28, d = 4: the composed bound is 0.84 at m = 2^16.
BOOST_AUTO_TEST_CASE(real_net_fits_within_the_composed_bound_and_half_the_error_is_refuted) {
  const auto r = request({{"m", "2^16"}, {"points", "64"}, {"steps", "3"}});
  const auto records = run("real_net_fit", r);
  all_are(Status::not_refuted, records);
  const Record& one = records[0];
  BOOST_CHECK(!one.vacuous && one.bound.upper < 0.9);
  for (const char* term : {"", "_approximation", "_deviation", "_coupling"})
    BOOST_CHECK(named(one, std::string("tightness") + term).lower > 0.02 &&
                named(one, std::string("tightness") + term).lower < 1);
  // On the boundary of the ball E g is 1 - F_h(B) from its target.
  BOOST_CHECK_GE(named(one, "approximation").lower, 1 - exact_response(1 - 1.0 / 32) - 1e-6);
  BOOST_CHECK_LE(named(one, "R_used").upper, named(one, "R").upper);
  all_are(Status::refuted, run("real_net_fit!half_error", r));
}

BOOST_AUTO_TEST_CASE(vacuous_or_outside_is_never_a_pass) {
  const auto narrow =
      run("real_net_fit", request({{"m", "2^12"}, {"points", "32"}, {"steps", "1"}}));
  all_are(Status::inconclusive, narrow);
  BOOST_CHECK(narrow[0].vacuous);
  const auto several =
      run("real_net_fit", request({{"m", "2^16"}, {"n", "3"}, {"points", "32"}, {"steps", "1"}}));
  all_are(Status::inconclusive, several);
  BOOST_CHECK(several[0].vacuous);
  all_are(Status::outside_assumptions,
          run("real_net_fit!half_error",
              request({{"m", "2^14"}, {"n", "3"}, {"points", "16"}, {"steps", "1"}})));
  // h misses eps1: H4.
  all_are(Status::outside_assumptions,
          run("real_net_fit",
              request({{"m", "2^16"}, {"eps1", "0.4"}, {"points", "16"}, {"steps", "1"}})));
  for (const char* id : {"finite_width", "real_net_fit"}) {
    all_are(Status::outside_assumptions, run(id, request({{"m", "2^12"}, {"rho", "0.51"}})));
    all_are(Status::outside_assumptions,
            run(id, request({{"m", "8"}, {"points", "8"}, {"steps", "1"}})));  // H5
    all_are(Status::inconclusive,
            run(id, request({{"m", "2^16"}, {"draws", "1"}, {"points", "16"}, {"steps", "1"}})));
  }
}

BOOST_AUTO_TEST_CASE(probability_statements_are_refuted_by_enough_draws_only) {
  const double alpha = 1e-4;
  BOOST_CHECK(test_draws({true, true, true, true}, 0.03, alpha).refuted);
  BOOST_CHECK(test_draws({true, true, true, true}, 0.03, alpha).undecidable.empty());
  const DrawTest one = test_draws({true, false, false, false}, 0.03, alpha);
  BOOST_CHECK(!one.refuted && !one.undecidable.empty());
  BOOST_CHECK(!test_draws({false}, 0.03, alpha).undecidable.empty());
  BOOST_CHECK(test_draws({false, false, false, false}, 0.03, alpha).undecidable.empty());
}

BOOST_AUTO_TEST_CASE(a_stop_reaches_the_radius_that_a_fit_needs) {
  const claim::Selection chosen = claim::Registry::global().select("step_network/real_net_fit")[0];
  claim::Request request;
  request.words = {{"synthetic", "true"}};
  for (const auto& [name, text] :
       std::vector<std::pair<std::string, std::string>>{{"n", "1"},
                                                        {"d", "4"},
                                                        {"delta", "1"},
                                                        {"ratio", "0.4"},
                                                        {"eps1", "0.003"},
                                                        {"m", "64"}})
    request.grid.emplace_back(name, numeric::parse_letter(name, text));
  const auto jobs = claim::Registry::global().find("step_network")->plan(chosen, request);
  BOOST_REQUIRE(!jobs.empty());
  std::stop_source stop;
  stop.request_stop();
  claim::RunContext context;
  context.stop = stop.get_token();
  BOOST_CHECK_THROW((void)jobs.front().run(context), LimitError);
}

BOOST_AUTO_TEST_CASE(records_do_not_depend_on_threads_and_survive_json) {
  for (const char* id : {"expectation", "finite_width", "finite_width_rate", "real_net_fit"}) {
    const std::string m = std::string(id) == "finite_width_rate" ? "2^10..2^14" : "40000";
    const auto r =
        request({{"m", m}, {"n", "2"}, {"draws", "4"}, {"steps", "2"}, {"points", "40"}});
    const auto one = run(id, r, 1), three = run(id, r, 3);
    BOOST_REQUIRE_EQUAL(one.size(), three.size());
    for (std::size_t i = 0; i < one.size(); ++i) {
      BOOST_CHECK_EQUAL(to_json(one[i]).dump(), to_json(three[i]).dump());
      BOOST_CHECK_EQUAL(to_json(claim::record_from_json(to_json(one[i]))).dump(),
                        to_json(one[i]).dump());
    }
  }
}

BOOST_AUTO_TEST_CASE(rows_of_a_data_set_become_the_points) {
  const data::testing::TempDir dir;
  stats::Sequence random(stats::Stream(5, "fit", "csv", stats::Purpose::test));
  std::string text = "label,a,b,c,d,e,f,g\n";
  for (int i = 0; i < 60; ++i) {
    text += std::to_string(i % 2);
    for (int k = 0; k < 7; ++k) text += "," + std::to_string(random.normal());
    text += "\n";
  }
  claim::Request r;
  r.grid = {{"m", numeric::parse_letter("m", "2^12")},
            {"n", numeric::parse_letter("n", "1,4")},
            {"eps1", numeric::parse_letter("eps1", "0.45")},
            {"points", numeric::parse_letter("points", "32")},
            {"steps", numeric::parse_letter("steps", "1")}};
  r.words = {{"data", dir.write("rows.csv", text)}, {"pca", "4"}, {"count", "50"}};
  const auto sources = fit_sources(r, "step_network/finite_width");
  BOOST_REQUIRE_EQUAL(sources.size(), 1);  // n = 1 is no use of a data set
  const data::Points& points = *sources[0].points;
  BOOST_CHECK_EQUAL(points.n, 4);
  BOOST_CHECK_EQUAL(points.d, 5);
  const double delta = numeric::to_double(sources[0].delta), measured = least_distance(points);
  BOOST_CHECK(delta <= measured && measured < delta + 0.01 && delta > 0);
  const auto records = run("finite_width", r);
  all_are(Status::not_refuted, records);
  BOOST_CHECK(records[0].parameters.has("data") && records[0].parameters.text("pca") == "4");
  // More points than rows.
  r.grid[1] = {"n", numeric::parse_letter("n", "51")};
  BOOST_CHECK_THROW((void)fit_sources(r, "step_network/finite_width"), InputError);
}

BOOST_AUTO_TEST_CASE(no_certified_h_is_inconclusive) {
  const StepMaker none = [](const StepKey&, const claim::RunContext&) {
    return std::shared_ptr<const Step>();
  };
  for (const char* id : {"expectation", "finite_width", "finite_width_rate", "real_net_fit"})
    all_are(Status::inconclusive, run(id, request({{"m", "2^12"}}), 1, none));
}

// One step serves all cells and claims that name it.
BOOST_AUTO_TEST_CASE(a_step_is_made_once_per_key) {
  auto made = std::make_shared<int>(0);
  const auto cache = make_step_cache([made](const StepKey& key, const claim::RunContext& context) {
    ++*made;
    return by_hand(key, context);
  });
  for (const claim::ClaimInfo& info : fit_claims()) {
    if (info.id == "step_network/finite_width_rate") continue;
    for (const claim::Job& job : plan_fit(
             {&info, ""},
             request({{"m", "2^10,2^11"}, {"eps1", "0.45,0.46"}, {"points", "8"}, {"steps", "1"}}),
             cache))
      (void)job.run({});
  }
  BOOST_CHECK_EQUAL(*made, 2);
}

BOOST_AUTO_TEST_CASE(bad_input_names_the_option) {
  BOOST_CHECK_THROW((void)run("finite_width", request({})), InputError);  // no m
  BOOST_CHECK_THROW((void)run("finite_width", request({{"m", "2^12"}, {"d", "2"}})), InputError);
  BOOST_CHECK_THROW((void)run("real_net_fit", request({{"m", "2^12"}, {"eps", "0.1"}})),
                    InputError);  // eps / n is not eps1
  auto both = request({{"m", "2^12"}});
  both.words.emplace_back("data", "fashion-mnist");
  BOOST_CHECK_THROW((void)run("finite_width", both), InputError);
}

BOOST_AUTO_TEST_CASE(figures_come_from_the_records) {
  std::vector<Record> records;
  for (const char* id : {"expectation", "finite_width", "real_net_fit"})
    for (const Record& r :
         run(id, request({{"m", "2^12,2^13"}, {"draws", "4"}, {"points", "16"}, {"steps", "1"}})))
      records.push_back(r);
  const auto figures = fit_figures(records);
  BOOST_CHECK_EQUAL(figures.size(), 3);
  for (const claim::Figure& f : figures)
    for (const claim::Curve& c : f.curves) BOOST_CHECK(c.x.size() == c.y.size() && !c.x.empty());
  BOOST_CHECK(fit_figures({}).empty());
}

BOOST_AUTO_TEST_SUITE_END()
