#include "network/local_search.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <numbers>

#include "claim/error.h"
#include "network/test_support.h"

using namespace proofgauge;
using network::InitialNetwork;
using network::SearchOptions;
using network::SearchResult;

namespace {

double larger_side(const InitialNetwork& net, const std::vector<double>& points, double t,
                   double* rounding) {
  const auto v = sup_values(sup_sums(net, points, points.size() / net.d(), t), net.m());
  *rounding = *std::max_element(v.rounding_sup.begin(), v.rounding_sup.end());
  return std::max(*std::max_element(v.sup_f_minus_g.begin(), v.sup_f_minus_g.end()),
                  *std::max_element(v.sup_g_minus_f.begin(), v.sup_g_minus_f.end()));
}

}  // namespace

// In d = 3 X is a circle. A grid of step s contains a point within s/2 of the maximiser, and the
// function is Lipschitz there, so grid maximum <= supremum <= grid maximum + Lipschitz * s/2; the
// search must land in between.
BOOST_AUTO_TEST_CASE(search_finds_the_maximum_over_a_circle) {
  constexpr int kGrid = 4096;
  constexpr double kT = 0.5;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const InitialNetwork net(2000, 3, seed, "local_search_test", "circle", 0);
    std::vector<double> circle;
    for (int i = 0; i < kGrid; ++i) {
      const double angle = 2 * std::numbers::pi * i / kGrid;
      circle.insert(circle.end(),
                    {std::sqrt(0.75) * std::cos(angle), std::sqrt(0.75) * std::sin(angle), 0.5});
    }
    double rounding = 0;
    const double grid = larger_side(net, circle, kT, &rounding);
    // |grad| <= scale * sum |(alpha_1, alpha_2)|
    const network::test::Neurons slow(net);
    double lipschitz = 0;
    for (std::size_t r = 0; r < slow.m; ++r)
      lipschitz += std::hypot(slow.alpha[r * 3], slow.alpha[r * 3 + 1]);
    lipschitz /= std::cbrt(2000.0) * std::sqrt(2000.0);
    const double step = std::sqrt(0.75) * 2 * std::numbers::pi / kGrid;

    const auto starts = network::test::random_points(seed, 8, 3);
    const SearchResult found = maximise_over_x(net, starts, 8, kT);
    BOOST_TEST(found.value <= grid + lipschitz * step / 2 + 2 * rounding);
    BOOST_TEST(found.value >= grid - lipschitz * step / 2 - 2 * rounding);
    // it is a value of the function, at a point of X
    double again_rounding = 0;
    BOOST_TEST(std::abs(larger_side(net, found.point, kT, &again_rounding) - found.value) <=
               2 * rounding);
    BOOST_TEST(found.start < 8U);
    for (std::size_t s = 0; s < 8; ++s) BOOST_TEST(found.end_values[s] >= found.start_values[s]);
    // a search that does not move is told apart
    SearchOptions still;
    still.most_iterations = 0;
    BOOST_TEST(maximise_over_x(net, std::span(starts).first(3), 1, kT, still).value <
               grid - lipschitz * step / 2 - 2 * rounding);
  }
}

BOOST_AUTO_TEST_CASE(search_is_deterministic_and_gains_in_higher_dimension) {
  const InitialNetwork net(20000, 16, 1, "local_search_test", "sphere", 0);
  const auto starts = network::test::random_points(3, 5, 16);
  SearchOptions options;
  options.most_iterations = 15;
  const SearchResult one = maximise_over_x(net, starts, 5, 0.2, options);
  options.sums.threads = 2;
  const SearchResult two = maximise_over_x(net, starts, 5, 0.2, options);
  BOOST_TEST(one.value == two.value);
  BOOST_TEST((one.point == two.point && one.end_values == two.end_values &&
              one.iterations == two.iterations));
  BOOST_TEST(one.value > *std::max_element(one.start_values.begin(), one.start_values.end()));
  BOOST_CHECK_THROW((void)maximise_over_x(net, starts, 4, 0.2), InputError);
}
