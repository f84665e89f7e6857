#include "data/points.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <numeric>

#include "data/synthetic.h"
#include "data/test_files.h"
#include "stats/stream.h"

namespace claim = proofgauge::claim;
namespace data = proofgauge::data;
namespace stats = proofgauge::stats;
using data::testing::check_refused;
using data::testing::TempDir;

namespace {

constexpr long double kEps = std::numeric_limits<double>::epsilon();

data::Dataset rows(std::size_t p, std::vector<double> values) {
  data::Dataset set;
  set.name = "rows";
  set.p = p;
  set.n = values.size() / p;
  set.reals = std::move(values);
  set.source_row.resize(set.n);
  std::iota(set.source_row.begin(), set.source_row.end(), std::size_t{0});
  return set;
}

claim::Parameter number(const std::string& name, double value) {
  return {name, std::to_string(value), value, true};
}

claim::Request synthetic_request(double n, double d, double delta) {
  claim::Request request;
  request.words = {{"synthetic", "true"}};
  request.grid = {
      {"n", {number("n", n)}}, {"d", {number("d", d)}}, {"delta", {number("delta", delta)}}};
  return request;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(points)

BOOST_AUTO_TEST_CASE(sphere_map_agrees_with_extended_precision) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed)
    for (const int scale : {-1060, -500, 0, 500, 1015}) {
      stats::Sequence random(stats::Stream(seed, "points_test", "rows", stats::Purpose::test));
      const std::size_t p = 1 + random.below(900);
      std::vector<double> values(3 * p);
      for (double& v : values) v = std::ldexp(random.normal(), scale);
      const data::Dataset set = rows(p, values);
      const data::Points points = data::sphere_map(set);
      BOOST_REQUIRE_EQUAL(points.d, p + 1);
      for (std::size_t i = 0; i < set.n; ++i) {
        long double norm2 = 0, length2 = 0;
        for (std::size_t j = 0; j < p; ++j)
          norm2 += std::pow(static_cast<long double>(values[i * p + j]), 2);
        for (std::size_t j = 0; j < p; ++j) {
          const long double exact = std::sqrt(3.0L) / 2 * values[i * p + j] / std::sqrt(norm2);
          BOOST_CHECK_SMALL(points.point(i)[j] - exact, 3 * kEps * std::abs(exact) + 1e-320L);
          length2 += static_cast<long double>(points.point(i)[j]) * points.point(i)[j];
        }
        BOOST_CHECK_EQUAL(points.point(i)[p], 0.5);
        BOOST_CHECK_SMALL(length2 + 0.25L - 1, 4 * kEps);
      }
    }
}

BOOST_AUTO_TEST_CASE(direction_alone_matters) {
  data::Dataset set = rows(3, {1, -2, 3, 1024, -2048, 3072, 0x1p-900, -0x1p-899, 3 * 0x1p-900});
  const data::Points points = data::sphere_map(set);
  for (std::size_t j = 0; j < 4; ++j) {
    BOOST_CHECK_EQUAL(points.point(0)[j], points.point(1)[j]);
    BOOST_CHECK_EQUAL(points.point(0)[j], points.point(2)[j]);
  }
}

BOOST_AUTO_TEST_CASE(bytes_and_equal_reals_give_equal_points) {
  data::Dataset bytes = rows(2, {3, 4, 200, 1});
  const data::Points from_reals = data::sphere_map(bytes);
  bytes.bytes = {3, 4, 200, 1};
  bytes.reals.clear();
  BOOST_CHECK(data::sphere_map(bytes).x == from_reals.x);
}

BOOST_AUTO_TEST_CASE(zero_rows_have_no_image) {
  check_refused(
      [] {
        (void)data::sphere_map(rows(2, {1, 0, 0, 0}));
      },
      {"rows row 1", "a zero vector"});
}

BOOST_AUTO_TEST_CASE(targets_follow_the_rank_of_the_label) {
  data::Dataset set = rows(1, {1, 1, 1, 1});
  set.labels = {7, 3, 7, 3};
  BOOST_CHECK((data::sphere_map(set).y == std::vector<double>{1, -1, 1, -1}));
  set.labels = {7, 3, 100, 3};
  BOOST_CHECK((data::sphere_map(set).y == std::vector<double>{0, -1, 1, -1}));
  set.labels = {0, 10, 20, 30};
  BOOST_CHECK((data::sphere_map(set).y == std::vector<double>{-1, -1.0 / 3, 1.0 / 3, 1}));
  set.labels = {5, 5, 5, 5};
  BOOST_CHECK((data::sphere_map(set).y == std::vector<double>{1, 1, 1, 1}));
}

BOOST_AUTO_TEST_CASE(without_labels_targets_are_signs_of_the_seed_and_the_source_row) {
  data::Dataset set = rows(1, std::vector<double>(2000, 1.0));
  const std::vector<double> y = data::sphere_map(set, 1).y;
  double sum = 0;
  for (const double t : y) {
    BOOST_CHECK_EQUAL(std::abs(t), 1);
    sum += t;
  }
  BOOST_CHECK_LT(std::abs(sum), 3.9 * std::sqrt(2000.0));  // probability 1e-4 beyond
  BOOST_CHECK(data::sphere_map(set, 1).y == y);
  BOOST_CHECK(data::sphere_map(set, 2).y != y);
  data::Dataset some = rows(1, {1, 1});
  some.source_row = {17, 1234};
  BOOST_CHECK((data::sphere_map(some, 1).y == std::vector<double>{y[17], y[1234]}));
}

BOOST_AUTO_TEST_CASE(a_request_names_data_or_synthetic_points) {
  const TempDir dir;
  claim::Request request;
  request.words = {{"data", dir.write("a.csv", "y,a,b\n0,1,2\n1,3,4\n1,5,7\n")},
                   {"count", "2"},
                   {"synthetic", "false"}};
  const data::Points points = data::points_from_request(request);
  BOOST_CHECK_EQUAL(points.n, 2);
  BOOST_CHECK_EQUAL(points.d, 3);

  claim::Request made = synthetic_request(10, 8, 0.5);
  made.seed = 3;
  BOOST_CHECK(data::points_from_request(made).x == data::synthetic(10, 8, 0.5, 3).x);
}

BOOST_AUTO_TEST_CASE(unclear_requests_are_refused) {
  check_refused([] { (void)data::points_from_request({}); }, {"--data", "nothing", "--synthetic"});
  claim::Request both = synthetic_request(10, 8, 0.5);
  both.words.emplace_back("data", "fashion-mnist");
  check_refused([&] { (void)data::points_from_request(both); },
                {"--synthetic", "--data fashion-mnist"});
  for (const char* option : {"pca", "center", "classes", "count"}) {
    claim::Request extra = synthetic_request(10, 8, 0.5);
    extra.words.emplace_back(option, "3");
    check_refused([&] { (void)data::points_from_request(extra); },
                  {std::string("--") + option, "--synthetic"});
  }
  for (std::size_t k = 0; k < 3; ++k) {
    claim::Request missing = synthetic_request(10, 8, 0.5), many = missing;
    const std::string option = "--" + missing.grid[k].first;
    missing.grid.erase(missing.grid.begin() + static_cast<std::ptrdiff_t>(k));
    check_refused([&] { (void)data::points_from_request(missing); },
                  {option, "nothing", "--synthetic needs"});
    many.grid[k].second.push_back(many.grid[k].second[0]);
    check_refused([&] { (void)data::points_from_request(many); },
                  {option, "2 values", "one value"});
  }
  check_refused([] { (void)data::points_from_request(synthetic_request(2.5, 8, 0.5)); },
                {"--n", "2.5", "integer"});
  check_refused([] { (void)data::points_from_request(synthetic_request(10, -8, 0.5)); },
                {"--d", "-8", "integer"});
}

BOOST_AUTO_TEST_SUITE_END()
