// Each claim: holds on planted widths; its twin is refuted; the premise matters; the same seed
// gives the same record.
#define BOOST_TEST_MODULE dimension_scaling
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "data/synthetic.h"
#include "dimension_scaling/check.h"
#include "dimension_scaling/claim.h"
#include "dimension_scaling/figures.h"
#include "dimension_scaling/info.h"
#include "numeric/letters.h"
#include "online/critical_width.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::dimension_scaling;
using claim::Record;
using claim::Status;

namespace {

using Letters = std::vector<std::pair<std::string, std::string>>;

claim::Request request(const Letters& letters, std::uint64_t seed = 1) {
  claim::Request r;
  r.seed = seed;
  for (const auto& [name, text] : letters)
    r.grid.emplace_back(name, numeric::parse_letter(name, text));
  return r;
}

std::vector<Record> run(const std::string& id, const claim::Request& r, int threads = 2) {
  std::vector<Record> records;
  const claim::Lemma& lemma = *claim::Registry::global().find("dimension_scaling");
  for (const claim::Selection& s : claim::Registry::global().select("dimension_scaling/" + id))
    for (const claim::Job& job : lemma.plan(s, r)) {
      claim::RunContext context;
      context.threads = threads;
      records.push_back(job.run(context));
    }
  return records;
}

Cell planted_cell() {
  Cell c;
  c.d = {4, 6, 8, 12, 16, 24, 32};
  c.widths = online::half_octaves(4, 1024);
  c.n = 10;
  c.R = 10;
  c.delta = numeric::ratio(7, 10);
  c.rho = c.delta / 4;
  c.eps = numeric::ratio(3, 10);
  c.T = 1;
  c.seeds = 30;
  return c;
}

template <class Law>
Scan planted(const Cell& cell, Law law) {
  Scan least;
  stats::Sequence random(stats::Stream(5, "dimension_scaling", "planted", stats::Purpose::points));
  for (const std::size_t d : cell.d) {
    least.emplace_back();
    for (unsigned s = 0; s < cell.seeds; ++s)
      least.back().push_back(law(static_cast<double>(d)) * std::exp(0.1 * random.normal()));
  }
  return least;
}

using Check = claim::Measurement (*)(const Cell&, const Scan&, const Setting&, bool);

Status judged(const char* name, Check check, const Scan& least, bool twin) {
  const Cell cell = planted_cell();
  const claim::Selection s =
      claim::Registry::global().select(std::string("dimension_scaling/") + name).front();
  return claim::make_record(*s.info, twin ? s.info->twins.front().id : "", {}, 1, 0.01,
                            check(cell, least, {1, {}}, twin))
      .verdict.status();
}

const Letters kSmall{{"d", "4,5,6,8,10,12,16"}, {"m", "4..256"}, {"n", "6"},     {"R", "10"},
                     {"delta", "0.7"},          {"eps", "0.5"},  {"draws", "10"}};

Letters with(Letters letters, const std::string& name, const std::string& text) {
  for (auto& [n, t] : letters)
    if (n == name) {
      t = text;
      return letters;
    }
  letters.emplace_back(name, text);
  return letters;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(planted_widths)

BOOST_AUTO_TEST_CASE(a_power_law_is_supported_and_its_twin_refuted) {
  const Scan least = planted(planted_cell(), [](double d) { return 3 * d; });
  BOOST_CHECK(judged("exponent", check_exponent, least, false) == Status::supported);
  BOOST_CHECK(judged("exponent", check_exponent, least, true) == Status::refuted);
  BOOST_CHECK(judged("power_law", check_power_law, least, false) == Status::supported);
  BOOST_CHECK(judged("power_law", check_power_law, least, true) == Status::refuted);
}

// m^(-1/3) sqrt(d) of 4.3 and 6.2 stays what it is along m = d^derived_exponent.
BOOST_AUTO_TEST_CASE(the_derived_power_keeps_the_chaining_terms) {
  const double power = numeric::to_double(derived_exponent());
  for (const double d : {4.0, 64.0, 1024.0})
    BOOST_CHECK_CLOSE(std::cbrt(1 / std::pow(d, power)) * std::sqrt(d), 1, 1e-10);
}

BOOST_AUTO_TEST_CASE(a_power_above_the_derived_one_is_no_pass) {
  const Scan least = planted(planted_cell(), [](double d) { return std::pow(d, 1.9); });
  BOOST_CHECK(judged("exponent", check_exponent, least, false) == Status::inconclusive);
}

// A law is no worse than itself, and worse than one whose AICc is lower by anything.
BOOST_AUTO_TEST_CASE(no_worse_leaves_no_room) {
  BOOST_CHECK(no_worse() <= 0);
  BOOST_CHECK(no_worse() >= 0);
}

BOOST_AUTO_TEST_CASE(an_exponential_is_no_pass) {
  const Scan least = planted(planted_cell(), [](double d) { return 2 * std::exp2(d / 2); });
  BOOST_CHECK(judged("power_law", check_power_law, least, false) == Status::inconclusive);
  BOOST_CHECK(judged("exponent", check_exponent, least, false) == Status::inconclusive);
  // A law that does double is not refuted.
  const Scan doubling = planted(planted_cell(), [](double d) { return std::exp2(d); });
  BOOST_CHECK(judged("power_law", check_power_law, doubling, true) != Status::refuted);
}

BOOST_AUTO_TEST_CASE(flat_widths_are_not_distinguishable) {
  const Scan least = planted(planted_cell(), [](double) { return 8.0; });
  BOOST_CHECK(judged("power_law", check_power_law, least, false) == Status::inconclusive);
  BOOST_CHECK(judged("power_law", check_power_law, least, true) == Status::refuted);
  BOOST_CHECK(judged("exponent", check_exponent, least, false) == Status::supported);
}

BOOST_AUTO_TEST_CASE(a_quantile_at_the_smallest_width_is_inconclusive) {
  const Scan least = planted(planted_cell(), [](double) { return 1.0; });
  for (const Check check : {check_exponent, check_power_law}) {
    BOOST_CHECK(judged("exponent", check, least, false) == Status::inconclusive);
    BOOST_CHECK(judged("exponent", check, least, true) == Status::inconclusive);
  }
}

BOOST_AUTO_TEST_CASE(a_quantile_that_was_not_reached_is_inconclusive) {
  Scan least = planted(planted_cell(), [](double d) { return 3 * d; });
  for (unsigned s = 0; s < 4; ++s) least[1][s] = HUGE_VAL;
  BOOST_CHECK(judged("exponent", check_exponent, least, false) == Status::inconclusive);
  BOOST_CHECK(judged("power_law", check_power_law, least, false) == Status::inconclusive);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(runs)

BOOST_AUTO_TEST_CASE(widths_of_half_octaves) {
  BOOST_TEST(online::half_octaves(4, 32) == (std::vector<std::uint64_t>{4, 6, 8, 11, 16, 23, 32}),
             boost::test_tools::per_element());
  BOOST_CHECK_EQUAL(online::half_octaves(4, 30).back(), 30);
  BOOST_CHECK_THROW((void)online::half_octaves(4, 4), InputError);
}

BOOST_AUTO_TEST_CASE(a_scan_is_measured_and_its_twins_are_refuted) {
  const auto records = run("exponent", request(kSmall));
  BOOST_REQUIRE_EQUAL(records.size(), 1);
  BOOST_CHECK_EQUAL(records[0].series.at("m_critical").size(), 7);
  BOOST_CHECK_EQUAL(records[0].series.at("least_width").size(), 70);
  BOOST_CHECK(records[0].verdict.status() == Status::supported);
  BOOST_CHECK(run("power_law!doubling", request(kSmall))[0].verdict.status() == Status::refuted);
  BOOST_CHECK(run("exponent!sign", request(kSmall))[0].verdict.status() == Status::refuted);
  BOOST_CHECK_EQUAL(draw_figures(records).size(), 1);
}

BOOST_AUTO_TEST_CASE(each_least_width_reaches_and_the_one_below_does_not) {
  Cell cell = planted_cell();
  cell.d = {4};
  cell.n = 6;
  cell.seeds = 6;
  cell.T = 300;
  cell.eps = numeric::ratio(1, 2);
  const Scan least = scan(cell, {1, {}});
  unsigned above = 0;
  for (unsigned s = 0; s < cell.seeds; ++s) {
    online::TrainOptions o;
    o.radius = 10;
    o.rho = numeric::to_double(cell.rho);
    o.rounds = cell.T;
    o.attack = {adversary::Attack::Kind::pgd, 5, 1};
    o.seed = seed_of_draw(1, 4, s);
    const data::Points points = data::synthetic(cell.n, 4, 0.7, o.seed);
    const auto at = [&](std::uint64_t m) { return online::reaches(points, o, m, 0.5, {}); };
    const auto where = std::find(cell.widths.begin(), cell.widths.end(),
                                 static_cast<std::uint64_t>(std::min(least[0][s], 1e6)));
    BOOST_CHECK(where == cell.widths.end() || at(*where));
    if (where == cell.widths.begin()) continue;
    ++above;
    BOOST_CHECK(!at(*(where - 1)));
  }
  BOOST_CHECK_GT(above, 0);
}

BOOST_AUTO_TEST_CASE(a_ball_as_large_as_half_the_separation_is_outside) {
  for (const char* id : {"exponent", "power_law"}) {
    const auto records = run(id, request(with(kSmall, "rho", "0.35")));
    BOOST_CHECK(records[0].verdict.status() == Status::outside_assumptions);
    BOOST_CHECK(records[0].result.empty());
  }
}

BOOST_AUTO_TEST_CASE(same_record_on_any_number_of_threads_and_from_the_same_scan) {
  for (const char* id : {"exponent", "power_law"}) {
    const Cell cell = [] {
      Cell c = planted_cell();
      c.d = {4, 6};
      c.n = 4;
      c.T = 100;
      c.seeds = 3;
      c.eps = numeric::ratio(1, 2);
      c.widths = online::half_octaves(4, 32);
      return c;
    }();
    claim::RunContext one, three;
    three.threads = 3;
    BOOST_CHECK(scan(cell, {1, one}) == scan(cell, {1, three}));
    BOOST_CHECK_EQUAL(to_json(run(id, request(kSmall), 1)[0]).dump(),
                      to_json(run(id, request(kSmall), 3)[0]).dump());
  }
}

BOOST_AUTO_TEST_CASE(bad_values_are_named) {
  BOOST_CHECK_THROW((void)run("exponent", request(with(kSmall, "d", "2,4,5,6,7"))), InputError);
  BOOST_CHECK_THROW((void)run("exponent", request(with(kSmall, "m", "64"))), InputError);
  BOOST_CHECK_THROW((void)run("exponent", request(with(kSmall, "m", "4..2^21"))), InputError);
  BOOST_CHECK_THROW((void)run("exponent", request(with(kSmall, "T", "2e6"))), InputError);
  // Too few dimensions: no fit, and no pass.
  BOOST_CHECK(run("exponent", request(with(kSmall, "d", "4,6")))[0].verdict.status() ==
              Status::inconclusive);
}

BOOST_AUTO_TEST_CASE(the_derived_width_stands_beside_the_measured_ones) {
  const Cell cell = planted_cell();
  const Scan least = planted(cell, [](double d) { return 8 * d; });
  Setting setting{1, {}};
  std::vector<std::string> asked;
  setting.context.leaf = [&](const std::string& id, const claim::Parameters& p) {
    asked.push_back(id + " " + p.find("d")->text);
    Record r;
    const double d = p.find("d")->number;
    r.result = {{"log10_M0", {d, d + 1, true}}};
    return r;
  };
  const claim::Measurement m = check_exponent(cell, least, setting, false);
  BOOST_TEST((asked == std::vector<std::string>{"main_theorem/composition 4",
                                                "main_theorem/composition 32"}));
  unsigned found = 0;
  for (const auto& [symbol, range] : m.result)
    if (symbol == "log10_M0_first_d" || symbol == "log10_M0_last_d") {
      BOOST_TEST(range.lower == (symbol == "log10_M0_first_d" ? 4 : 32));
      ++found;
    }
  BOOST_TEST(found == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
