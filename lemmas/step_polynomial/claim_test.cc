// The closed forms against other evaluations of what they say.
#include "step_polynomial/claim.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace proofgauge::step_polynomial {
namespace {

namespace bt = boost::test_tools;

const auto kClose = bt::tolerance(1e-12);
const double kPi = std::acos(-1.0);

BOOST_AUTO_TEST_SUITE(closed_forms)

BOOST_AUTO_TEST_CASE(admissible_radii_lie_strictly_between_0_and_half_of_delta) {
  BOOST_TEST(radius_is_admissible(1.0, 1e-9));
  BOOST_TEST(radius_is_admissible(1.0, 0.4999));
  BOOST_TEST(!radius_is_admissible(1.0, 0.0));
  BOOST_TEST(!radius_is_admissible(1.0, -0.1));
  BOOST_TEST(!radius_is_admissible(1.0, 0.5));
}

BOOST_AUTO_TEST_CASE(gamma_is_the_difference_of_two_squares) {
  for (const double delta : {0.3, 1.2})
    for (const double rho : {0.01, 0.14})
      BOOST_TEST(gamma(delta, rho) == (delta - rho) * (delta - rho) - rho * rho, kClose);
}

BOOST_AUTO_TEST_CASE(degrees_are_logarithms) {
  for (const double n_over_eps : {20.0, 1e5}) {
    const double g = 0.37, C = 2.5, c = 7;
    BOOST_TEST(std::exp(published_degree(g, n_over_eps, C, c) * g / C) == c * n_over_eps,
               bt::tolerance(1e-10));
    BOOST_TEST(std::exp(margin_scale(1.0, 0.3, n_over_eps) * 0.4) == n_over_eps,
               bt::tolerance(1e-10));
  }
}

// |c_k| <= (2/pi) integral over [0, pi] of (half the range of values) |cos k t| dt.
BOOST_AUTO_TEST_CASE(chebyshev_bound_is_that_of_a_square_wave) {
  for (const double eps1 : {0.0, 0.1, 0.4})
    for (const int k : {1, 3}) {
      constexpr int kSteps = 300000;
      double integral = 0;
      for (int i = 0; i < kSteps; ++i)
        integral += std::abs(std::cos(k * kPi * (i + 0.5) / kSteps)) * kPi / kSteps;
      BOOST_TEST(chebyshev_bound(eps1, kPi) == 2 / kPi * (0.5 + eps1) * integral,
                 bt::tolerance(1e-8));
    }
}

BOOST_AUTO_TEST_CASE(monomial_bound_is_a_geometric_sum) {
  const double eps1 = 0.1, r = 2.5;
  BOOST_TEST(monomial_bound(eps1, r, 0, kPi) == 1.1, kClose);
  for (const int degree : {1, 2, 9})
    BOOST_TEST(monomial_bound(eps1, r, degree, kPi) ==
                   1.1 + chebyshev_bound(eps1, kPi) * (std::pow(r, degree + 1) - r) / (r - 1),
               kClose);
}

BOOST_AUTO_TEST_CASE(published_sum_is_a_power_of_two) {
  BOOST_TEST(std::exp2(published_log2_sum(0.25, 6, 3.0, 0.5)) == 3 / 0.25 * 8, kClose);
}

BOOST_AUTO_TEST_CASE(sign_limit_and_scale_square_to_rational_expressions) {
  for (const double a : {0.1, 0.6}) {
    const double limit = sign_limit(a, kPi);
    BOOST_TEST(limit * limit * kPi * a == (1 - a) * (1 - a), kClose);
    for (const int k : {1, 2, 7}) {
      const double scale = sign_scale(a, k);
      BOOST_TEST(scale * scale == k * std::pow((1 + a) / (1 - a), 2 * k), kClose);
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace proofgauge::step_polynomial
