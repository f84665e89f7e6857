// Certificates: below every loss, closed forms for one point, and the game that makes them.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "numeric/test_stop.h"
#include "online/dual_certificate.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::online;

namespace {

struct Setup {
  network::TwoLayerNet net;
  GamePoints points;
  stats::Sequence random;

  Setup(std::uint64_t m, std::size_t d, std::size_t groups, std::size_t per_group,
        std::uint32_t draw = 0)
      : net(network::materialise(
            network::InitialNetwork(m, d, 1, "dual_certificate_test", "net", draw))),
        random(stats::Stream(1, "dual_certificate_test", "points", stats::Purpose::test), draw) {
    points.d = d;
    points.groups = groups;
    points.weight = 1 / static_cast<double>(groups);
    for (std::size_t i = 0; i < groups; ++i)
      for (std::size_t k = 0; k < per_group; ++k) {
        std::vector<double> x(d, 0.5);
        double squares = 0;
        for (std::size_t j = 0; j + 1 < d; ++j) {
          x[j] = random.normal();
          squares += x[j] * x[j];
        }
        for (std::size_t j = 0; j + 1 < d; ++j) x[j] *= std::sqrt(0.75 / squares);
        points.add(x, i, i % 2 == 0 ? 1 : -1);
      }
  }
  std::vector<double> weights(double size) {
    std::vector<double> lambda(points.size());
    for (double& l : lambda) l = size * random.normal();
    return lambda;
  }
  Eigen::MatrixXd directions() {
    Eigen::MatrixXd q(net.d(), net.m());
    for (Eigen::Index r = 0; r < q.cols(); ++r) {
      for (Eigen::Index k = 0; k < q.rows(); ++k) q(k, r) = random.normal();
      q.col(r) /= q.col(r).norm() * (1 + 1e-15);
    }
    return q;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(dual_certificate)

// max over |lambda| <= 1 of y lambda - (R/m) |lambda| #{active}: |x| = 1, y = 1.
BOOST_AUTO_TEST_CASE(one_point_has_a_closed_form) {
  Setup s(300, 4, 1, 1);
  const Eigen::Map<const Eigen::VectorXd> x(s.points.x.data(), 4);
  const auto active =
      static_cast<double>(((s.net.w0().transpose() * x + s.net.b()).array() >= 0).count());
  for (const double R : {0.1, 1.0, 5.0}) {
    const double exact = std::max(0.0, 1 - R * active / 300);
    const GameSolution game = solve_game(s.net, s.points, R, {4000, 1e-7, {}});
    BOOST_CHECK_SMALL(game.upper - exact, 1e-5);
    BOOST_CHECK_SMALL(game.lower - exact, 1e-5);
    const std::vector<double> one{1.0};
    const Certificate c = certify(s.net, s.points, one, R);
    // The certificate is judged at lambda a little inside the constraint, so where the value is
    // negative it may lie above that of lambda = 1; never above the game's.
    BOOST_CHECK_LE(c.at(R), exact);
    BOOST_CHECK_GE(c.at(R), 1 - R * active / 300 - 1e-8);
    BOOST_CHECK_CLOSE_FRACTION(c.radius(0.25), 0.75 * 300 / active, 1e-8);
  }
}

BOOST_AUTO_TEST_CASE(no_weights_in_the_ball_go_below_a_certificate) {
  Setup s(128, 3, 4, 3);
  for (int trial = 0; trial < 50; ++trial) {
    const double R = 0.2 * (1 + trial % 10);
    const Certificate c = certify(s.net, s.points, s.weights(0.02 * (1 + trial % 7)), R);
    BOOST_CHECK_LE(c.at(R), loss_on_points(s.net, s.points, s.directions(), R).lower);
  }
}

BOOST_AUTO_TEST_CASE(the_game_closes_and_its_weights_stay_above_its_certificate) {
  Setup s(256, 5, 6, 4);
  for (const double R : {0.5, 2.0}) {
    const GameSolution game = solve_game(s.net, s.points, R, {4000, 1e-3, {}});
    const Certificate c = certify(s.net, s.points, game.lambda, R);
    const claim::Range loss = loss_on_points(s.net, s.points, game.q, R);
    BOOST_CHECK_LE(game.upper - game.lower, 2e-3);
    BOOST_CHECK_LE(c.at(R), loss.lower);
    BOOST_CHECK_SMALL(c.at(R) - game.lower, 1e-6);
    BOOST_CHECK(loss.contains(game.upper) && loss.width() < 1e-9);
    BOOST_CHECK_LE(game.q.colwise().norm().maxCoeff(), 1 + 1e-15);
    // The same weights as a net: g through the oracle.
    network::TwoLayerNet net = s.net;
    net.set_w(weights_of(s.net, game.q, R));
    const PseudoOracle oracle(net);
    std::vector<double> g(s.points.size());
    oracle.evaluate(s.points.x, g, {});
    double mean = 0;
    for (std::size_t i = 0; i < 6; ++i) {
      double worst = 0;
      for (std::size_t k = 4 * i; k < 4 * i + 4; ++k)
        worst = std::max(worst, std::abs(g[k] - s.points.y[k]));
      mean += worst / 6;
    }
    BOOST_CHECK_CLOSE_FRACTION(mean, game.upper, 1e-9);
    BOOST_CHECK_LE(net.radius_used(), network::neuron_radius(R, 256) * (1 + 1e-12));
  }
}

BOOST_AUTO_TEST_CASE(for_the_real_network_41_is_subtracted) {
  Setup s(200, 3, 3, 2);
  const double R = 0.5;
  for (int trial = 0; trial < 20; ++trial) {
    const Certificate c = certify(s.net, s.points, s.weights(0.1), R);
    network::TwoLayerNet net = s.net;
    net.set_w(weights_of(s.net, s.directions(), R));
    double mean = 0;
    for (std::size_t i = 0; i < 3; ++i) {
      double worst = 0;
      for (std::size_t k = 2 * i; k < 2 * i + 2; ++k) {
        const Eigen::Map<const Eigen::VectorXd> x(s.points.x.data() + 3 * k, 3);
        worst = std::max(worst, std::abs(net.f(x) - s.points.y[k]));
      }
      mean += worst / 3;
    }
    BOOST_CHECK_LE(c.at_f(R), mean);
    // 4.1 at each point, slowly. It is f_{W^0} plus a sum of hats, or minus f_{W^0} plus one: it
    // may be negative, and the bound for f then lies above the one for g.
    double gap = 0;
    for (std::size_t k = 0; k < s.points.size(); ++k) {
      const Eigen::Map<const Eigen::VectorXd> x(s.points.x.data() + 3 * k, 3);
      const double sign = c.lambda[k] > 0 ? 1 : -1, tau = network::neuron_radius(R, 200);
      double side = 0;
      for (Eigen::Index r = 0; r < 200; ++r) {
        const double z = s.net.w0().col(r).dot(x) + s.net.b()[r], a = sign * s.net.a()[r];
        side += a * std::max(z, 0.0) + std::max(a, 0.0) * std::max(0.0, tau - std::abs(z));
      }
      gap += std::abs(c.lambda[k]) * side;
    }
    BOOST_CHECK_GE(c.gap, gap);
    BOOST_CHECK_SMALL(c.gap - gap, 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(weights_beyond_the_mass_are_scaled_into_it) {
  Setup s(50, 3, 2, 2);
  const std::vector<double> large{1, 1, -3, 1};
  const Certificate c = certify(s.net, s.points, large, 1);
  BOOST_CHECK_LE(std::abs(c.lambda[0]) + std::abs(c.lambda[1]), 0.5);
  BOOST_CHECK_LE(std::abs(c.lambda[2]) + std::abs(c.lambda[3]), 0.5);
  BOOST_CHECK_CLOSE_FRACTION(c.lambda[2], -3 * c.lambda[3], 1e-12);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_game) {
  Setup s(64, 4, 3, 2);
  const GameOptions options{.most_iterations = 10, .stop = numeric::stopped()};
  BOOST_CHECK_THROW((void)solve_game(s.net, s.points, 1, options), LimitError);
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  Setup s(50, 3, 2, 2);
  BOOST_CHECK_THROW((void)certify(s.net, s.points, std::vector<double>(3), 1), InputError);
  BOOST_CHECK_THROW((void)solve_game(s.net, GamePoints{}, 1), InputError);
  BOOST_CHECK_THROW((void)solve_game(s.net, s.points, 0), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
