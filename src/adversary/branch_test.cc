// Branch and bound against the exact circle (d = 3) and against dense samples (d = 4 to 6).
#include "adversary/branch.h"

#include <boost/test/unit_test.hpp>

#include "adversary/attack.h"
#include "adversary/test_support.h"
#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::adversary;

BOOST_AUTO_TEST_SUITE(branch)

BOOST_AUTO_TEST_CASE(the_circle_is_met_to_the_gap) {
  for (unsigned k = 0; k < test::times(20); ++k) {
    const auto net = test::random_net(8 << (k % 5), 3, 3.0, 300 + k);
    const auto x = test::random_points(300 + k, 1, 3);
    for (const double rho : {1e-9, 0.02, 0.3, 1.2, 1.8}) {
      const Extremes exact = ball_extremes(net, x, rho);
      const Branched b = branch_extremes(net, x, rho, {.gap = 1e-6});
      BOOST_TEST_CONTEXT("net " << k << ", rho " << rho << ", cells " << b.cells) {
        BOOST_CHECK(b.reached);
        BOOST_CHECK(b.extremes.max.lower <= exact.max.upper);
        BOOST_CHECK(b.extremes.max.upper >= exact.max.lower);
        BOOST_CHECK(b.extremes.min.lower <= exact.min.upper);
        BOOST_CHECK(b.extremes.min.upper >= exact.min.lower);
        BOOST_CHECK(b.extremes.max.width() <= 1.1e-6 && b.extremes.min.width() <= 1.1e-6);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(no_sample_is_outside_and_the_gap_is_reached) {
  for (const Eigen::Index d : {4, 5, 6}) {
    for (unsigned k = 0; k < test::times(3); ++k) {
      const auto net = test::random_net(64, d, 3.0, 400 + k);
      const auto x = test::random_points(400 + k, 1, static_cast<std::size_t>(d));
      const double rho = k % 3 == 0 ? 0.1 : k % 3 == 1 ? 0.4 : 0.02;
      const Branched b = branch_extremes(net, x, rho, {.gap = 1e-4, .most_cells = 200000});
      const NetOracle oracle(net);
      const stats::Stream stream(k, "branch_test", "", stats::Purpose::test);
      BOOST_TEST_CONTEXT("d " << d << ", net " << k << ", rho " << rho << ", cells " << b.cells) {
        BOOST_CHECK(b.reached);
        // Labels beyond both ends turn the absolute loss into f and -f.
        for (const double y : {-1.0, 1.0}) {
          const auto found =
              attack(oracle, x, std::vector{y}, rho, {}, {Attack::Kind::pgd, 100, 10}, stream);
          const auto more =
              attack(oracle, x, std::vector{y}, rho, {}, {Attack::Kind::random, 2000, 1}, stream);
          for (const double f : {found.f[0], more.f[0]}) {
            BOOST_CHECK_LE(f, b.extremes.max.upper);
            BOOST_CHECK_GE(f, b.extremes.min.lower);
          }
        }
        // The lower ends are attained where the record says.
        const auto at = [&](const std::vector<double>& p) {
          return net.f(Eigen::Map<const Eigen::VectorXd>(p.data(), d));
        };
        BOOST_CHECK_SMALL(at(b.extremes.at_max) - b.extremes.max.lower, 1e-11);
        BOOST_CHECK_SMALL(at(b.extremes.at_min) - b.extremes.min.upper, 1e-11);
        double square = 0;
        for (std::size_t c = 0; c < x.size(); ++c)
          square += (b.extremes.at_max[c] - x[c]) * (b.extremes.at_max[c] - x[c]);
        BOOST_CHECK_LE(std::sqrt(square), rho * (1 + 1e-12));
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_spent_budget_leaves_an_honest_interval) {
  const auto net = test::random_net(256, 6, 3.0, 9);
  const auto x = test::random_points(9, 1, 6);
  const Branched coarse = branch_extremes(net, x, 0.4, {.gap = 1e-9, .most_cells = 50});
  const Branched fine = branch_extremes(net, x, 0.4, {.gap = 1e-9, .most_cells = 3000});
  BOOST_CHECK(!coarse.reached && coarse.cells <= 2 * 52);
  BOOST_CHECK(coarse.extremes.max.upper >= fine.extremes.max.upper);
  BOOST_CHECK(fine.extremes.max.upper >= fine.extremes.max.lower);
  // Beyond most_dimension only the ball itself is bounded.
  const Branched one = branch_extremes(net, x, 0.4, {.most_dimension = 5});
  BOOST_CHECK_EQUAL(one.cells, 2);
  BOOST_CHECK(one.extremes.max.upper >= coarse.extremes.max.upper);
}

BOOST_AUTO_TEST_CASE(the_whole_sphere_is_covered) {
  // One neuron that is active near a point opposite to the centre only.
  Eigen::MatrixXd w = Eigen::MatrixXd::Zero(4, 1);
  w(0, 0) = -1;
  const network::TwoLayerNet net(w, Eigen::VectorXd::Constant(1, -0.8), Eigen::VectorXd::Ones(1));
  const std::vector<double> x{std::sqrt(0.75), 0, 0, 0.5};
  const Branched b = branch_extremes(net, x, 1.8, {.gap = 1e-6});
  BOOST_CHECK(b.reached);
  BOOST_CHECK(b.extremes.max.contains(std::sqrt(0.75) - 0.8));
}

// f linear on a ball of more than half the sphere, growing at 100 degrees from the centre: the cell
// of the ball alone must not miss the maximum inside.
BOOST_AUTO_TEST_CASE(one_cell_beyond_a_right_angle_bounds_a_linear_function) {
  Eigen::MatrixXd w = Eigen::MatrixXd::Zero(4, 1);
  w(0, 0) = std::cos(1.75);
  w(1, 0) = std::sin(1.75);
  const network::TwoLayerNet net(w, Eigen::VectorXd::Constant(1, 5), Eigen::VectorXd::Ones(1));
  const std::vector<double> x{std::sqrt(0.75), 0, 0, 0.5};
  const Branched one = branch_extremes(net, x, 1.6, {.most_dimension = 3});
  BOOST_CHECK_GE(one.extremes.max.upper, 5 + std::sqrt(0.75));
  BOOST_CHECK_SMALL(one.extremes.max.upper - 5 - std::sqrt(0.75), 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()
