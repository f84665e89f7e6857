#define BOOST_TEST_MODULE online
#include "online/projected_descent.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "stats/stream.h"

using namespace proofgauge;
using online::BallProduct;
using online::projected_descent;

namespace {

constexpr double kUnit = 0x1p-53;

std::vector<double> normals(std::uint64_t seed, std::size_t n) {
  stats::Sequence random(stats::Stream(seed, "online_test", "normals", stats::Purpose::test));
  std::vector<double> x(n);
  for (double& v : x) v = random.normal();
  return x;
}

}  // namespace

// The variational inequality <w - P w, v - P w> <= 0 for all v of the set characterises P.
BOOST_AUTO_TEST_CASE(projection_satisfies_its_variational_inequality) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    const BallProduct ball{normals(seed, 12), 3, 0.7};
    const std::vector<double> w = normals(100 + seed, 12);
    std::vector<double> p = w;
    ball.project(p);
    BOOST_TEST(ball.radius_used(p) <= 0.7 * (1 + 7 * kUnit));
    for (std::uint64_t other = 1; other <= 10; ++other) {
      std::vector<double> v = normals(1000 * seed + other, 12);
      ball.project(v);
      double product = 0;
      for (std::size_t k = 0; k < 12; ++k) product += (w[k] - p[k]) * (v[k] - p[k]);
      BOOST_TEST(product <= 12 * 32 * 8 * kUnit);
    }
  }
}

// Theory 6.1, tight instance: a constant gradient g, eta |g| T = D_0, W* = -D_0 g/|g|.
BOOST_AUTO_TEST_CASE(constant_gradient_attains_the_bound) {
  constexpr std::size_t kRounds = 1000;
  const std::vector<double> g = {3, 4};
  const std::vector<double> centre = {0, 0};
  constexpr double kNorm = 5, kD0 = 2, kEta = kD0 / (kNorm * kRounds);
  const BallProduct ball{centre, 2, kD0};
  const auto run = projected_descent(ball, kRounds, kEta, online::linear_losses(g, centre));
  const double best = -kNorm * kD0;  // per round
  const double regret = run.total_loss() / kRounds - best;
  const double bound = kD0 * kD0 / (2 * kEta * kRounds) + kEta * kNorm * kNorm / 2;
  BOOST_TEST(std::abs(regret - bound) <= 8 * kRounds * kUnit * bound);
  BOOST_TEST(run.largest_gradient() == kNorm);
}

BOOST_AUTO_TEST_CASE(regret_of_random_losses_stays_below_the_bound) {
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    constexpr std::size_t kRounds = 50, kDimension = 6;
    constexpr double kRadius = 0.8, kEta = 0.05;
    const std::vector<double> g = normals(seed, kRounds * kDimension);
    const BallProduct ball{std::vector<double>(kDimension, 0.0), 2, kRadius};
    const auto run = projected_descent(ball, kRounds, kEta, online::linear_losses(g, ball.centre));
    // The best comparator of linear losses: -radius times the direction of the summed gradient, per
    // group.
    double best = 0, d0 = 0;
    for (std::size_t j = 0; j < kDimension; j += 2) {
      double a = 0, b = 0;
      for (std::size_t t = 0; t < kRounds; ++t) {
        a += g[t * kDimension + j];
        b += g[t * kDimension + j + 1];
      }
      best -= kRadius * std::hypot(a, b);
      d0 += kRadius * kRadius;
    }
    double squares = 0;
    for (const double n : run.gradient_norms) squares += n * n;
    const double regret = run.total_loss() - best;
    BOOST_TEST(regret <= d0 / (2 * kEta) + kEta / 2 * squares);
    BOOST_TEST(regret >= 0 - 1e3 * kUnit);
  }
}

BOOST_AUTO_TEST_CASE(rounds_see_the_iterate_and_unbounded_descent_is_gradient_descent) {
  const BallProduct space{{1.0, -2.0}, 1, std::numeric_limits<double>::infinity()};
  std::size_t visits = 0;
  const auto run = projected_descent(
      space, 3, 0.25,
      [](std::size_t, std::span<const double> w, std::span<double> g) {
        g[0] = w[0];
        g[1] = w[1];
        return (w[0] * w[0] + w[1] * w[1]) / 2;
      },
      {},
      [&](std::size_t t, std::span<const double> w, double loss, std::span<const double> g) {
        BOOST_TEST(t == visits++);
        BOOST_TEST(loss == (w[0] * w[0] + w[1] * w[1]) / 2);
        BOOST_TEST(g[1] == w[1]);
      });
  BOOST_TEST(visits == 3U);
  BOOST_TEST(run.last[0] == 0.421875);  // (3/4)^3, exact in binary
  BOOST_TEST(run.last[1] == -0.84375);
  BOOST_TEST(run.clipped == 0U);
}

BOOST_AUTO_TEST_CASE(compensated_sums_keep_what_plain_ones_lose) {
  const std::vector<double> x = {1, 0x1p60, 1, -0x1p60};
  BOOST_TEST(online::compensated_sum(x) == 2.0);
}

BOOST_AUTO_TEST_CASE(impossible_descents_are_bad_input) {
  const std::vector<double> g = {1, 1};
  const BallProduct ball{{0, 0}, 2, 1};
  const auto round = online::linear_losses(g, ball.centre);
  const double nan = std::nan("");
  BOOST_CHECK_THROW((void)projected_descent({{0, 0, 0}, 2, 1}, 1, 1, round), InputError);
  BOOST_CHECK_THROW((void)projected_descent({{0, 0}, 2, nan}, 1, 1, round), InputError);
  BOOST_CHECK_THROW((void)projected_descent(ball, 1, 0, round), InputError);
  BOOST_CHECK_THROW((void)projected_descent(ball, 1, nan, round), InputError);
  BOOST_CHECK_THROW((void)projected_descent(ball, 1, 1, round, std::vector<double>{2, 0}),
                    InputError);
  BOOST_CHECK_THROW((void)projected_descent(ball, 1, 1, round, std::vector<double>{0}), InputError);
  BOOST_CHECK_THROW((void)projected_descent(ball, 1, 1, [&](auto, auto, auto) { return nan; }),
                    InputError);
  BOOST_CHECK_THROW((void)online::linear_losses(std::vector<double>{1, 2, 3}, ball.centre),
                    InputError);
}
