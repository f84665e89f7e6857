// Each radius claim: holds; its twin is refuted; premises and promises are respected.
#define BOOST_TEST_MODULE step_network_radius
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/registry.h"
#include "numeric/letters.h"
#include "step_network/check.h"
#include "step_network/claim.h"

using namespace proofgauge;
using namespace proofgauge::step_network;
using claim::Record;
using claim::Status;

namespace {

claim::Request request(const std::vector<std::pair<std::string, std::string>>& letters) {
  claim::Request r;
  for (const auto& [name, text] : letters)
    r.grid.emplace_back(name, numeric::parse_letter(name, text));
  return r;
}

std::vector<Record> run(const std::string& id, const claim::Request& r, int threads = 2) {
  std::vector<Record> records;
  const claim::Lemma& lemma = *claim::Registry::global().find("step_network");
  for (const claim::Selection& s : claim::Registry::global().select("step_network/" + id))
    for (const claim::Job& job : lemma.plan(s, r)) {
      claim::RunContext context;
      context.threads = threads;
      records.push_back(job.run(context));
    }
  return records;
}

void all_are(Status status, const std::vector<Record>& records) {
  BOOST_REQUIRE(!records.empty());
  for (const Record& r : records)
    BOOST_CHECK_MESSAGE(r.verdict.status() == status, r.claim << " " << r.parameters.key() << ": "
                                                              << to_string(r.verdict.status())
                                                              << " " << r.verdict.reason());
}

const claim::Range& named(const Record& r, const std::string& symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return range;
  throw std::logic_error("no result " + symbol);
}

const auto kCells = request({{"delta", "1,0.5"}, {"ratio", "0.25"}, {"eps1", "0.1"}});
const auto kGrid = request({{"delta", "1,0.5,0.25"}, {"ratio", "0.25"}, {"eps1", "0.1,0.03"}});

}  // namespace

BOOST_AUTO_TEST_SUITE(radius_claims)

BOOST_AUTO_TEST_CASE(radius_is_verified_over_both_intervals_and_half_of_it_refuted) {
  const auto records = run("radius", kCells);
  all_are(Status::verified, records);
  for (const Record& r : records) {
    BOOST_CHECK(r.verdict.scope() == claim::Scope::box && r.falsified_twins.caught == 1);
    BOOST_CHECK(named(r, "t").lower > 0 && named(r, "width").upper < 0.01);
    const auto certificate = nlohmann::json::parse(r.files.at("certificate"));
    BOOST_CHECK_EQUAL(certificate.at("eps1"), "1/10");
    BOOST_CHECK(certificate.at("lower").contains("s_cuts"));
  }
  const auto twin = run("radius!h_halved", kCells);
  all_are(Status::refuted, twin);
  BOOST_CHECK(twin[0].verdict.reason().find("u = 1") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(closed_form_lies_below_and_is_not_attained) {
  all_are(Status::verified, run("two_atom", kCells));
  all_are(Status::refuted, run("two_atom!attained", kCells));
}

BOOST_AUTO_TEST_CASE(direction_halves_the_radius) {
  const auto records =
      run("direction", request({{"delta", "1"}, {"rho", "0.25"}, {"eps1", "0.1"}}));
  all_are(Status::verified, records);
  BOOST_CHECK(named(records[0], "R_over_R").upper < 0.5);
  all_are(Status::refuted,
          run("direction!h_halved", request({{"delta", "1"}, {"rho", "0.25"}, {"eps1", "0.1"}})));
}

BOOST_AUTO_TEST_CASE(delta_t_stays_put_while_one_over_gamma_grows_sixteenfold) {
  const auto records = run("delta_scaling", kGrid);
  all_are(Status::verified, records);
  for (const Record& r : records)
    if (r.parameters.text("eps1") == "0.1") BOOST_CHECK_LT(named(r, "spread").upper, 1.02);
  all_are(Status::refuted, run("delta_scaling!one_over_gamma", kGrid));
  all_are(Status::verified, run("exponent_scaling", kGrid));
  all_are(Status::refuted, run("exponent_scaling!one_over_gamma", kGrid));
}

BOOST_AUTO_TEST_CASE(limit_of_the_exponent_stays_open_and_its_twin_is_refuted) {
  const auto records = run("exponent", kGrid);
  all_are(Status::inconclusive, records);
  BOOST_CHECK(named(records[0], "c").upper < named(records[0], "c_conjectured").lower + 0.1);
  all_are(Status::refuted, run("exponent!one_over_gamma", kGrid));
  // The slope table: one row per delta, each with its interval, 1/gamma and the conjecture.
  const auto& series = records[0].series;
  BOOST_REQUIRE_EQUAL(series.at("slope_low").size(), 3U);
  BOOST_CHECK_CLOSE_FRACTION(series.at("slope_one_over_gamma")[2], 32, 1e-12);
  BOOST_CHECK_CLOSE_FRACTION(series.at("slope_conjectured")[0], exponent(0.25), 1e-12);
  for (std::size_t i = 0; i < 3; ++i)
    BOOST_CHECK(0.5 < series.at("slope_low")[i] &&
                series.at("slope_high")[i] - series.at("slope_low")[i] < 0.01);
  BOOST_CHECK(records[0].verdict.reason().find("below c") != std::string::npos);
}

// Cells too hard for the time left end the job and leave no failure behind.
BOOST_AUTO_TEST_CASE(stopped_cells_are_limits_and_may_be_asked_for_again) {
  const claim::Lemma& lemma = *claim::Registry::global().find("step_network");
  const auto selected = claim::Registry::global().select("step_network/radius");
  const auto jobs =
      lemma.plan(selected.front(), request({{"delta", "1"}, {"ratio", "0.15"}, {"eps1", "0.2"}}));
  std::stop_source stop;
  stop.request_stop();
  claim::RunContext context;
  context.threads = 2;
  context.stop = stop.get_token();
  BOOST_CHECK_THROW((void)jobs.front().run(context), LimitError);
  context.stop = {};
  BOOST_CHECK(jobs.front().run(context).verdict.status() == Status::verified);
}

BOOST_AUTO_TEST_CASE(premises_promises_and_too_few_cells_are_respected) {
  all_are(Status::outside_assumptions,
          run("radius", request({{"delta", "1"}, {"ratio", "0.5"}, {"eps1", "0.1"}})));
  all_are(Status::outside_assumptions,
          run("two_atom", request({{"delta", "1"}, {"rho", "0.51"}, {"eps1", "0.1"}})));
  all_are(Status::inconclusive,
          run("delta_scaling", request({{"delta", "1,0.5"}, {"ratio", "0.25"}, {"eps1", "0.1"}})));
}

/// <x, x'> of two points of X, d = 3, that are `angle` apart on their circle; and their distance.
double inner(double angle) { return 0.75 * std::cos(angle) + 0.25; }
double distance(double angle) { return std::sqrt(2 - 2 * inner(angle)); }

// delta and rho as distances of points that are laid out, against the closed forms of A and B.
BOOST_AUTO_TEST_CASE(ends_are_inner_products_of_points_on_x) {
  for (const double apart : {0.4, 1.0, 1.9})
    for (const double share : {0.1, 0.3, 0.45}) {
      const double moved = share * apart, delta = distance(apart), rho = distance(moved);
      BOOST_CHECK_CLOSE_FRACTION(B(rho), inner(moved), 1e-14);
      BOOST_CHECK_CLOSE_FRACTION(A_exact(delta, rho), inner(apart - moved), 1e-13);
      // The chord: 1 - |x - x'|^2/2 at the distance that the triangle inequality leaves.
      BOOST_CHECK_CLOSE_FRACTION(A_chord(delta, rho) + (delta - rho) * (delta - rho) / 2, 1, 1e-14);
      BOOST_CHECK_GE(A_chord(delta, rho), A_exact(delta, rho));
      BOOST_CHECK_CLOSE_FRACTION(gamma(delta, rho), 2 * (B(rho) - A_chord(delta, rho)), 1e-12);
    }
  BOOST_CHECK_CLOSE_FRACTION(numeric::to_double(lo()), inner(std::acos(-1.0)), 1e-14);
}

// At delta = 1; arctan S and arccot S add up to a right angle.
BOOST_AUTO_TEST_CASE(the_conjectured_exponent_divides_a_right_angle) {
  for (const double rho : {0.02, 0.25, 0.4}) {
    BOOST_CHECK_CLOSE_FRACTION(S(rho) * 2 * rho * (1 - rho), gamma(1.0, rho), 1e-14);
    const double angle = std::atan(S(rho));
    BOOST_CHECK_CLOSE_FRACTION(exponent(rho) * angle + angle, std::acos(-1.0) / 2, 1e-14);
  }
}

// The two half-spaces: cos w = (1 + cos(theta_A - theta_B))/2, t = (1 - 2 eps1) pi/w.
BOOST_AUTO_TEST_CASE(two_atoms_are_two_half_spaces) {
  for (const double a : {-0.4, 0.3, 0.9})
    for (const double eps1 : {0.01, 0.3}) {
      const double b = 0.95, w = std::acos((1 + std::cos(std::acos(a) - std::acos(b))) / 2);
      BOOST_CHECK_CLOSE_FRACTION(two_atom(a, b, eps1), (1 - 2 * eps1) * std::acos(-1.0) / w, 1e-12);
    }
}

BOOST_AUTO_TEST_CASE(widths_are_promised_where_the_statement_says) {
  const auto at = [](const char* ratio, const char* eps1) {
    Cell c;
    c.delta = numeric::ratio(1, 2);
    c.rho = c.delta * numeric::parse_rational(ratio, "ratio");
    c.eps1 = numeric::parse_rational(eps1, "eps1");
    return promised(c);
  };
  const auto one = numeric::parse_rational("0.01", ""), five = numeric::parse_rational("0.05", "");
  BOOST_CHECK(at("0.35", "0.01") == one && at("0.05", "0.4") == one);
  BOOST_CHECK(!at("0.3501", "0.01") && !at("0.35", "0.00999"));
  BOOST_CHECK(at("0.3501", "0.03") == five && at("0.4", "0.03") == five);
  BOOST_CHECK(!at("0.4001", "0.03") && !at("0.4", "0.02999"));
}

// The checker proves again what certificates of this part of the grid say.
BOOST_AUTO_TEST_CASE(certificates_list_cells_where_the_statement_says) {
  const auto in_range = [](const char* rho, const char* eps1) {
    Cell c;
    c.delta = 1;
    c.rho = numeric::parse_rational(rho, "rho");
    c.eps1 = numeric::parse_rational(eps1, "eps1");
    return in_checker_range(c);
  };
  BOOST_CHECK(in_range("0.25", "0.1") && in_range("0.05", "0.4"));
  BOOST_CHECK(!in_range("0.2501", "0.1") && !in_range("0.25", "0.0999"));
}

/// t* = factor/delta within a part in 10^6, along deltas.
claim::Measurement planted(const std::vector<std::pair<const char*, double>>& deltas) {
  Enclosures enclosures;
  std::vector<Cell> cells;
  for (const auto& [delta, factor] : deltas) {
    Cell c;
    c.delta = numeric::parse_rational(delta, "delta");
    c.rho = c.delta / 4;
    c.eps1 = numeric::ratio(1, 10);
    radius::Enclosure e;
    const double t = factor / numeric::to_double(c.delta);
    e.t = {t, t * (1 + 1e-6)};
    enclosures.put(c, e);
    cells.push_back(c);
  }
  return measure_delta_scaling(cells, enclosures, {}, "");
}

Status judged(const char* id, const claim::Measurement& m) {
  return claim::decide(*claim::Registry::global().select(id).front().info, m.finding).status();
}

// The empirical constants: delta t* by 3/2, the local exponent by 6/5, over 0.2 <= delta <= 1.
BOOST_AUTO_TEST_CASE(a_radius_that_moves_more_than_stated_is_refuted) {
  const char* id = "step_network/delta_scaling";
  BOOST_CHECK(judged(id, planted({{"1", 9}, {"0.5", 12}, {"0.2", 13.4}})) == Status::verified);
  BOOST_CHECK(judged(id, planted({{"1", 9}, {"0.5", 12}, {"0.2", 13.6}})) == Status::refuted);
  BOOST_CHECK(judged(id, planted({{"1", 9}, {"0.5", 9}, {"0.199", 9}})) ==
              Status::outside_assumptions);
}

BOOST_AUTO_TEST_CASE(an_exponent_that_moves_more_than_stated_is_refuted) {
  for (const auto& [moved, status] :
       {std::pair{1.19, Status::verified}, std::pair{1.21, Status::refuted}}) {
    Enclosures enclosures;
    std::vector<std::vector<Cell>> cells;
    double power = 0.5;
    for (const char* delta : {"1", "0.5", "0.2"}) {
      cells.emplace_back();
      for (const char* eps1 : {"0.3", "0.1", "0.01"}) {
        Cell c;
        c.delta = numeric::parse_rational(delta, "delta");
        c.rho = c.delta / 4;
        c.eps1 = numeric::parse_rational(eps1, "eps1");
        radius::Enclosure e;
        const double t = std::pow(numeric::to_double(c.eps1), -power);
        e.t = {t, t * (1 + 1e-6)};
        enclosures.put(c, e);
        cells.back().push_back(c);
      }
      power *= std::sqrt(moved);
    }
    BOOST_CHECK(judged("step_network/exponent_scaling",
                       measure_exponent_scaling(cells, enclosures, {}, "")) == status);
  }
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_CHECK_THROW((void)run("radius", request({{"delta", "1"}})), InputError);
  BOOST_CHECK_THROW((void)run("radius", request({{"eps1", "0.1"}})), InputError);
  BOOST_CHECK_THROW(
      (void)run("radius",
                request({{"delta", "1"}, {"eps1", "0.1"}, {"rho", "0.2"}, {"ratio", "0.2"}})),
      InputError);
  BOOST_CHECK_THROW(
      (void)run("radius", request({{"delta", "1"}, {"eps1", "0.1"}, {"eps", "0.1"}, {"n", "2"}})),
      InputError);
  BOOST_CHECK_EXCEPTION(
      (void)run("radius", request({{"delta", "1"}, {"eps1", "0.1"}, {"rho", "1e-40"}})), InputError,
      [](const InputError& e) { return std::string(e.what()).find("--rho") != std::string::npos; });
  auto r = request({{"delta", "1"}, {"eps1", "0.1"}});
  r.words.emplace_back("geometry", "flat");
  BOOST_CHECK_THROW((void)run("radius", r), InputError);
}

BOOST_AUTO_TEST_CASE(error_per_point_is_eps_over_n) {
  const auto a = run("two_atom", request({{"delta", "1"}, {"eps", "1"}, {"n", "10"}}));
  const auto b = run("two_atom", request({{"delta", "1"}, {"eps1", "0.1"}}));
  BOOST_CHECK(a.at(0).bound == b.at(0).bound);
}

BOOST_AUTO_TEST_CASE(records_do_not_depend_on_threads_and_survive_json) {
  const auto r = request({{"delta", "1"}, {"ratio", "0.1"}, {"eps1", "0.2"}});
  const auto one = run("radius", r, 1), two = run("radius", r, 2);
  BOOST_CHECK_EQUAL(to_json(one[0]).dump(), to_json(two[0]).dump());
  BOOST_CHECK_EQUAL(to_json(claim::record_from_json(to_json(one[0]))).dump(),
                    to_json(one[0]).dump());
}

// arccot(S)/arctan(S) at the reference ratios.
BOOST_AUTO_TEST_CASE(conjectured_exponent_has_its_reference_values) {
  for (const auto& [ratio, c] : {std::pair{0.1, 0.164},
                                 {0.2, 0.453},
                                 {0.25, 0.694},
                                 {0.35, 1.695},
                                 {0.4, 2.979},
                                 {0.45, 6.88}})
    BOOST_CHECK(std::abs(exponent(ratio) - c) < 6e-4 * std::max(1.0, 10 * c / 6.88));
}

BOOST_AUTO_TEST_SUITE_END()
