#include "data/synthetic.h"

#include <cmath>
#include <limits>

#include "data/test_files.h"
#include "numeric/test_stop.h"

namespace data = proofgauge::data;
using data::testing::check_refused;

namespace {

const double kRootThree = std::sqrt(3.0);

/// The promise, in extended precision on the points as they are: on X, one pair at delta, all
/// others beyond.
void check_promise(std::size_t n, std::size_t d, double delta, std::uint64_t seed) {
  BOOST_TEST_CONTEXT("n = " << n << ", d = " << d << ", delta = " << delta << ", seed = " << seed) {
    const data::Points points = data::synthetic(n, d, delta, seed);
    BOOST_REQUIRE_EQUAL(points.n, n);
    BOOST_REQUIRE_EQUAL(points.d, d);
    BOOST_REQUIRE_EQUAL(points.x.size(), n * d);
    std::size_t planted = 0, too_near = 0;
    long double worst = 0;
    for (std::size_t i = 0; i < n; ++i) {
      long double length2 = 0;
      for (const double t : points.point(i)) length2 += static_cast<long double>(t) * t;
      BOOST_CHECK_SMALL(length2 - 1,
                        8 * static_cast<long double>(std::numeric_limits<double>::epsilon()));
      BOOST_CHECK_EQUAL(points.point(i)[d - 1], 0.5);
      BOOST_CHECK_EQUAL(std::abs(points.y[i]), 1);
      for (std::size_t j = 0; j < i; ++j) {
        long double square = 0;
        for (std::size_t t = 0; t < d; ++t)
          square += std::pow(static_cast<long double>(points.point(i)[t]) - points.point(j)[t], 2);
        const long double distance = std::sqrt(square);
        if (std::abs(distance - delta) <= 1e-12L) {
          ++planted;
          worst = std::abs(distance - delta);
        } else if (distance <= delta + 1e-9L) {
          ++too_near;
        }
      }
    }
    BOOST_CHECK_EQUAL(planted, 1);
    BOOST_CHECK_EQUAL(too_near, 0);
    // Two points with coordinates rounded once: each moves by at most eps/2 |x|, the distance by at
    // most eps.
    BOOST_CHECK_LE(worst, 2 * static_cast<long double>(std::numeric_limits<double>::epsilon()));
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(synthetic_points)

BOOST_AUTO_TEST_CASE(one_pair_is_at_delta_and_all_others_are_farther) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    check_promise(10, 8, 0.78, seed);
    check_promise(100, 16, 0.3, seed);
    check_promise(12, 3, 0.2, seed);
    check_promise(7, 5, 1e-6, seed);
    check_promise(3, 3, 1.4, seed);
  }
}

BOOST_AUTO_TEST_CASE(every_dimension_up_to_256_works) {
  for (std::size_t d = 4; d <= 256; d *= 2)
    for (std::uint64_t seed = 1; seed <= 5; ++seed) check_promise(10, d, 0.5, seed);
}

BOOST_AUTO_TEST_CASE(two_points_take_any_delta_up_to_root_three) {
  for (const std::size_t d : {3, 4, 9, 100})
    for (const double delta : {1e-9, 1e-3, 0.5, 1.0, 1.7, kRootThree})
      check_promise(2, d, delta, 1);
  check_promise(2, 2, kRootThree, 1);
}

BOOST_AUTO_TEST_CASE(tight_sets_are_found) {
  check_promise(9, 3, 0.99 * kRootThree * std::sin(M_PI / 9), 1);  // 99 % of the regular polygon
  check_promise(6, 4, 0.98 * kRootThree / std::sqrt(2.0), 1);      // octahedron
  check_promise(12, 4, 0.97 * data::packing_bound(12, 4), 1);      // icosahedron
  check_promise(8, 8, 0.98 * data::packing_bound(8, 8), 1);        // simplex
  check_promise(14, 8, 0.95 * data::packing_bound(14, 8), 1);      // cross polytope
}

BOOST_AUTO_TEST_CASE(packing_bound_is_attained_by_the_known_optima) {
  const double r = kRootThree / 2, tolerance = 1e-11;  // the bound is rounded up by 1e-12 of itself
  BOOST_CHECK_SMALL(data::packing_bound(7, 3) - 2 * r * std::sin(M_PI / 7),
                    tolerance);  // regular polygon
  BOOST_CHECK_SMALL(data::packing_bound(4, 4) - r * std::sqrt(8.0 / 3), tolerance);  // tetrahedron
  BOOST_CHECK_SMALL(data::packing_bound(6, 4) - r * std::sqrt(2.0), tolerance);      // octahedron
  BOOST_CHECK_SMALL(data::packing_bound(12, 4) - r * std::sqrt(2 - 2 / std::sqrt(5.0)),
                    tolerance);                                                   // icosahedron
  BOOST_CHECK_SMALL(data::packing_bound(14, 8) - r * std::sqrt(2.0), tolerance);  // cross polytope
  BOOST_CHECK_EQUAL(data::packing_bound(2, 9), kRootThree);
  // Above what is attained elsewhere: the best 24 points of the sphere in R^3 are 0.744 apart (snub
  // cube).
  BOOST_CHECK_GE(data::packing_bound(24, 4), r * 0.744);
}

BOOST_AUTO_TEST_CASE(the_pair_stands_in_random_places) {
  std::vector<int> hits(10, 0);
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    const data::Points points = data::synthetic(10, 6, 0.3, seed);
    for (std::size_t i = 0; i < 10; ++i)
      for (std::size_t j = 0; j < i; ++j) {
        double square = 0;
        for (std::size_t t = 0; t < 6; ++t)
          square += std::pow(points.point(i)[t] - points.point(j)[t], 2);
        if (std::abs(std::sqrt(square) - 0.3) < 1e-12) {
          ++hits[i];
          ++hits[j];
        }
      }
  }
  // 40 expected for each row; a binomial (200, 1/5) is within 40 +- 25 but with probability 1e-5.
  for (const int h : hits) BOOST_CHECK_MESSAGE(h > 15 && h < 65, h);
}

BOOST_AUTO_TEST_CASE(points_are_a_function_of_the_seed) {
  const data::Points a = data::synthetic(10, 8, 0.5, 1), b = data::synthetic(10, 8, 0.5, 1),
                     c = data::synthetic(10, 8, 0.5, 2);
  BOOST_CHECK(a.x == b.x && a.y == b.y);
  BOOST_CHECK(a.x != c.x);
}

BOOST_AUTO_TEST_CASE(unfit_numbers_name_their_option) {
  const auto refused = [](std::size_t n, std::size_t d, double delta,
                          std::initializer_list<std::string> parts) {
    check_refused([=] { (void)data::synthetic(n, d, delta, 1); }, parts);
  };
  refused(1, 8, 0.5, {"--n", "got 1", "at least 2"});
  refused(0, 8, 0.5, {"--n", "got 0"});
  refused(std::size_t{1} << 62, 8, 0.5, {"--n", "2^38"});
  refused(10, 1, 0.5, {"--d", "got 1", "at least 2"});
  refused(2, std::size_t{1} << 62, 0.5, {"--n", "2^38"});
  refused(3, 2, 0.5, {"--n", "got 3", "two points"});
  refused(2, 2, 0.5, {"--delta", "sqrt(3)"});
  refused(10, 8, 0, {"--delta", "got 0"});
  refused(10, 8, -1, {"--delta", "got -1"});
  refused(10, 8, std::numeric_limits<double>::quiet_NaN(), {"--delta", "nan"});
  refused(2, 8, std::nextafter(kRootThree, 2), {"--delta", "sqrt(3)"});
}

BOOST_AUTO_TEST_CASE(sets_that_do_not_exist_are_refused_with_what_fits) {
  const auto refused = [](std::size_t n, std::size_t d, double delta,
                          std::initializer_list<std::string> parts) {
    check_refused([=] { (void)data::synthetic(n, d, delta, 1); }, parts);
  };
  refused(3, 8, kRootThree, {"--delta", "at most 1.49", "--n 3", "--d 8"});  // triangle: 1.5
  refused(10, 3, 0.6, {"--delta", "at most 0.533"});                         // decagon: 0.535
  refused(1000, 4, 0.5, {"--delta", "at most", "--n 1000", "--d 4"});
  // Below every bound, yet known to be impossible: seven points on the sphere in R^3 are at
  // most 77.87 degrees apart (chord 1.2569), so the search must give up and say how far it came.
  const double seven = kRootThree / 2 * 1.2569;
  refused(7, 4, seven + 1e-3, {"--delta", "7 points", "up to about 1.08"});
  check_promise(7, 4, seven - 5e-3, 1);
  // The bound itself leaves no room for others that are farther.
  refused(5, 3, kRootThree * std::sin(M_PI / 5), {"--delta", "about"});
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_search) {
  BOOST_CHECK_THROW((void)data::synthetic(10, 3, 0.1, 1, proofgauge::numeric::stopped()),
                    proofgauge::LimitError);
  BOOST_CHECK_THROW((void)data::synthetic(10, 8, 0.1, 1, proofgauge::numeric::stopped()),
                    proofgauge::LimitError);
  const proofgauge::numeric::StopAfter stop(std::chrono::milliseconds(100));
  const double took = proofgauge::numeric::seconds_of([&] {
    BOOST_CHECK_THROW((void)data::synthetic(20000, 50, 0.1, 1, stop.token()),
                      proofgauge::LimitError);
  });
  BOOST_CHECK_LT(took, 10);
}

BOOST_AUTO_TEST_SUITE_END()
