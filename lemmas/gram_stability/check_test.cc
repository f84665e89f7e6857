// Each claim: holds; its twin is refuted; the same seed gives the same record. And the two steps of
// the proof by other means: the shortest move by search, the pair's probability by quadrature.
#define BOOST_TEST_MODULE gram_stability
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "claim/error.h"
#include "gram_stability/check.h"
#include "gram_stability/claim.h"
#include "numeric/letters.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::gram_stability;
using claim::Record;
using claim::Status;

namespace {

using Letters = std::vector<std::pair<std::string, std::string>>;

std::vector<Record> run(const std::string& id, const Letters& letters, std::uint64_t seed = 1,
                        int threads = 1, double alpha = 0.001) {
  claim::Request request;
  request.seed = seed;
  for (const auto& [name, text] : letters)
    request.grid.emplace_back(name, numeric::parse_letter(name, text));
  std::vector<Record> records;
  for (const claim::Selection& s : claim::Registry::global().select("gram_stability/" + id))
    for (const claim::Job& job :
         claim::Registry::global().find("gram_stability")->plan(s, request)) {
      claim::RunContext context;
      context.threads = threads;
      context.alpha = alpha;
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

double tail(double x) { return std::erfc(x / std::numbers::sqrt2) / 2; }

/// P[z_i >= r, z_j >= r] by integrating over z_i.
double both_above(double r, double c) {
  const auto density = [&](double z) {
    return std::exp(-z * z / 2) / std::sqrt(2 * std::numbers::pi) *
           tail((r - c * z) / std::sqrt(1 - c * c));
  };
  return boost::math::quadrature::gauss_kronrod<double, 61>::integrate(density, r, 10.0, 15, 1e-12);
}

const Letters kCells{{"d", "3,16"}, {"n", "6"}, {"m", "2^12"}, {"R", "0.5,1"}};

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds)

BOOST_AUTO_TEST_CASE(flip_probability_has_the_textbook_values) {
  BOOST_CHECK_CLOSE_FRACTION(flip_probability(1.0), 0.682689492137, 1e-11);
  BOOST_CHECK_CLOSE_FRACTION(flip_probability(2.0), 0.954499736104, 1e-11);
}

BOOST_AUTO_TEST_CASE(leading_order_is_reached_at_the_stated_speed) {
  for (const double R : {0.01, 0.1, 0.5})  // 1 - R^2/6 + R^4/40 - ...: alternating
    BOOST_CHECK_SMALL(flip_probability(R) / flip_leading_order(R) - (1 - R * R / 6),
                      R * R * R * R / 40 + 1e-14);
}

// Against the two flips that the published proof adds.
BOOST_AUTO_TEST_CASE(the_published_constant_is_twice_the_derived_one) {
  const double two_flips = 2 * 2 * 0.5 / std::sqrt(2 * std::numbers::pi);
  BOOST_CHECK_CLOSE_FRACTION(drift_bound(0.5, numeric::to_double(c_published())), two_flips, 1e-14);
  BOOST_CHECK_CLOSE_FRACTION(drift_bound(0.5, numeric::to_double(c_drift())), two_flips / 2, 1e-14);
}

// Section 2: a pair costs exactly one flip at most, whatever its inner product is.
BOOST_AUTO_TEST_CASE(a_pair_costs_one_flip) {
  for (const double c : {-0.99, -0.5, 0.0, 0.3, 0.9, 0.999})
    for (const double R : {0.05, 0.5, 2.0})
      BOOST_CHECK_CLOSE_FRACTION(both_above(-R, c) - both_above(R, c), flip_probability(R), 1e-8);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(changes)

/// Some v with |v| <= R in the plane of x_i, x_j changes the indicator: by walking.
bool found_by_walking(double z_i, double z_j, double c, double R) {
  const double s = std::sqrt(1 - c * c);
  const bool before = z_i >= 0 && z_j >= 0;
  for (int radius = 0; radius <= 40; ++radius)
    for (int angle = 0; angle < 720; ++angle) {
      const double t = R * radius / 40, phi = angle * std::numbers::pi / 360;
      const double a = t * std::cos(phi), b = t * std::sin(phi);
      if ((z_i + a >= 0 && z_j + c * a + s * b >= 0) != before) return true;
    }
  return false;
}

BOOST_AUTO_TEST_CASE(the_shortest_move_is_what_a_search_finds) {
  stats::Sequence random(stats::Stream(1, "test", "gram", stats::Purpose::test));
  int decided = 0, possible = 0;
  for (int k = 0; k < 3000; ++k) {
    const double c = 1.98 * random.uniform() - 0.99, R = 1.5 * random.uniform();
    const double z_i = random.normal(), z_j = c * z_i + std::sqrt(1 - c * c) * random.normal();
    const Change change = pair_can_change(z_i, z_j, c, R);
    if (change.margin < 0.02 * R) continue;  // the walk's steps are coarser than that
    ++decided;
    possible += change.possible ? 1 : 0;
    BOOST_TEST(change.possible == found_by_walking(z_i, z_j, c, R),
               z_i << " " << z_j << " " << c << " " << R);
    // Section 2's event holds all possible changes.
    const bool allowed = std::min(z_i, z_j) >= -R && std::min(z_i, z_j) < R;
    BOOST_TEST((allowed || !change.possible));
  }
  BOOST_TEST(decided > 2500);
  BOOST_TEST(possible > 500);
  BOOST_TEST(decided - possible > 500);
}

BOOST_AUTO_TEST_CASE(edges) {
  BOOST_TEST(pair_can_change(-0.5, -0.5, 1, 0.5).possible);  // reaches 0, which is active
  BOOST_TEST(!pair_can_change(0.5, 0.5, 1, 0.5).possible);   // reaches 0, still active
  // x and -x: both active only where <w, x> = 0, the point z = 0.
  BOOST_TEST(pair_can_change(0.25, -0.25, -1, 0.25).possible);
  BOOST_TEST(!pair_can_change(0.25, -0.25, -1, 0.24).possible);
  BOOST_TEST(!pair_can_change(-0.4, -0.4, 0, 0.5).possible);  // the corner: 0.4 sqrt 2 > 0.5
  BOOST_TEST(pair_can_change(-0.4, -0.4, 0, 0.57).possible);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(claims)

BOOST_AUTO_TEST_CASE(flip_probability_is_verified_and_its_twin_refuted) {
  const auto records = run("flip_probability", {});
  all_are(Status::verified, records);
  BOOST_TEST((records[0].verdict.scope() == claim::Scope::all));
  BOOST_TEST(records[0].falsified_twins.caught == 1U);
  all_are(Status::refuted, run("flip_probability!half_constant", {}));
}

BOOST_AUTO_TEST_CASE(gram_drift_holds_at_seeds_1_to_5) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto records = run("gram_drift", kCells, seed);
    all_are(Status::supported, records);
    for (const Record& r : records) {
      BOOST_TEST(!r.vacuous);
      BOOST_TEST(named(r, "share").lower < named(r, "flip_probability").upper);
      BOOST_TEST(r.bound.upper < 0.51 * named(r, "published_bound").lower);
      BOOST_TEST(named(r, "unsure").upper < 1e-3);
    }
  }
}

BOOST_AUTO_TEST_CASE(gram_drift_is_nearly_reached_at_small_radii) {
  const auto records =
      run("gram_drift", {{"d", "16"}, {"n", "6"}, {"m", "2^16"}, {"R", "0.1"}, {"draws", "4"}});
  BOOST_TEST(records.at(0).ratio.lower > 0.93);
}

BOOST_AUTO_TEST_CASE(negative_control_of_the_drift) {
  all_are(Status::refuted, run("gram_drift!half_constant", kCells));
}

BOOST_AUTO_TEST_CASE(a_bound_above_the_whole_matrix_is_vacuous) {
  const auto records = run("gram_drift", {{"d", "4"}, {"n", "3"}, {"m", "1024"}, {"R", "1.3"}});
  all_are(Status::inconclusive, records);
  BOOST_TEST(records.at(0).vacuous);
}

BOOST_AUTO_TEST_CASE(same_seed_same_record) {
  const auto one = run("gram_drift", kCells, 1, 1), two = run("gram_drift", kCells, 1, 3);
  for (std::size_t k = 0; k < one.size(); ++k)
    BOOST_TEST(to_json(one[k]).dump() == to_json(two.at(k)).dump());
  BOOST_TEST(to_json(one[0]).dump() != to_json(run("gram_drift", kCells, 2)[0]).dump());
}

BOOST_AUTO_TEST_CASE(bad_requests_name_the_option) {
  BOOST_CHECK_THROW((void)run("gram_drift", {{"d", "4"}, {"n", "3"}, {"m", "64"}}), InputError);
  BOOST_CHECK_THROW((void)run("gram_drift", {{"d", "4"}, {"n", "0"}}), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
