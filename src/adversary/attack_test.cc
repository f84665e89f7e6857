// Attacks stay in the ball, gain what they say, and are functions of their addresses.
#include "adversary/attack.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "adversary/cap.h"
#include "adversary/test_support.h"
#include "claim/error.h"
#include "numeric/test_stop.h"

using namespace proofgauge;
using namespace proofgauge::adversary;

namespace {

const stats::Stream kStream(1, "attack_test", "", stats::Purpose::test);

double distance(const double* a, const double* b, std::size_t d) {
  double sum = 0;
  for (std::size_t k = 0; k < d; ++k) sum += (a[k] - b[k]) * (a[k] - b[k]);
  return std::sqrt(sum);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(attacks)

BOOST_AUTO_TEST_CASE(words_and_specs_correspond) {
  for (const char* word : {"identity", "one-step", "random-50", "pgd-10", "pgd-100x20"})
    BOOST_CHECK_EQUAL(parse_attack(word, "attacks").name(), word);
  BOOST_CHECK(parse_attack("pgd-100x20", "a") == (Attack{Attack::Kind::pgd, 100, 20}));
  BOOST_CHECK_EQUAL(parse_attacks("identity,pgd-5", "a").size(), 2);
  for (const char* word : {"", "pgd", "pgd-", "pgd-0", "pgd-5x", "pgd-5x0", "pgd--1", "random-",
                           "random-1e3", "pgd-10000000", "fgsm", "identity,", "pgd-5x2x2"})
    BOOST_CHECK_THROW((void)parse_attacks(word, "attacks"), InputError);
}

BOOST_AUTO_TEST_CASE(points_stay_in_the_ball_and_losses_are_theirs) {
  for (const std::size_t d : {std::size_t{3}, std::size_t{5}, std::size_t{16}}) {
    const auto net = test::random_net(200, static_cast<Eigen::Index>(d), 3, d);
    const NetOracle oracle(net);
    const std::size_t n = 7;
    const auto x = test::random_points(d, n, d);
    const std::vector<double> y{1, -1, 1, -1, 1, -1, 1};
    for (const double rho : {0.0, 0.1, 0.9, 2.0})
      for (const char* word : {"identity", "one-step", "random-10", "pgd-7", "pgd-5x3"})
        for (const LossKind kind : {LossKind::absolute, LossKind::pseudo_huber, LossKind::hinge}) {
          const Loss loss{kind};
          const Attacked a =
              attack(oracle, x, y, rho, loss, parse_attack(word, "attacks"), kStream);
          for (std::size_t i = 0; i < n; ++i) {
            const double* at = a.x.data() + i * d;
            const auto v = Eigen::Map<const Eigen::VectorXd>(at, static_cast<Eigen::Index>(d));
            BOOST_CHECK_LE(distance(at, x.data() + i * d, d), rho + 1e-14);
            BOOST_CHECK_SMALL(v.norm() - 1, 1e-14);
            BOOST_CHECK_EQUAL(at[d - 1], 0.5);
            BOOST_CHECK_SMALL(net.f(v) - a.f[i], 1e-12);
            BOOST_CHECK_EQUAL(a.loss[i], loss.value(a.f[i], y[i]));
            const double clean = loss.value(net.f(Eigen::Map<const Eigen::VectorXd>(
                                                x.data() + i * d, static_cast<Eigen::Index>(d))),
                                            y[i]);
            BOOST_CHECK_GE(a.loss[i], clean - 1e-12);
          }
        }
  }
}

// A single neuron that is active on the whole ball: f grows along the great circle towards its
// weight, so the one-step attack is optimal, and its point has a closed form.
BOOST_AUTO_TEST_CASE(one_step_is_optimal_where_f_is_linear) {
  Eigen::MatrixXd w = Eigen::MatrixXd::Zero(4, 1);
  w(1, 0) = 2;
  const network::TwoLayerNet net(w, Eigen::VectorXd::Constant(1, 10), Eigen::VectorXd::Ones(1));
  const double s = std::sqrt(0.75), rho = 0.3, theta = 2 * std::asin(rho / std::sqrt(3.0));
  const std::vector<double> x{s, 0, 0, 0.5};
  for (const char* word : {"one-step", "pgd-10"}) {
    // f > y = 0, so the loss grows with f.
    const Attacked a = attack(NetOracle(net), x, std::vector{0.0}, rho, {},
                              parse_attack(word, "attacks"), kStream);
    BOOST_CHECK_SMALL(a.x[0] - s * std::cos(theta), 1e-14);
    BOOST_CHECK_SMALL(a.x[1] - s * std::sin(theta), 1e-14);
    BOOST_CHECK_SMALL(a.f[0] - (10 + 2 * s * std::sin(theta)), 1e-13);
  }
}

BOOST_AUTO_TEST_CASE(projection_is_the_nearest_point_of_the_cap) {
  const auto points = test::random_points(2, 60, 5);
  for (std::size_t i = 0; i + 1 < 60; i += 2) {
    const std::span<const double> centre(points.data() + i * 5, 5);
    const double theta = 0.05 + 0.05 * static_cast<double>(i);
    std::vector<double> x(points.begin() + static_cast<std::ptrdiff_t>((i + 1) * 5),
                          points.begin() + static_cast<std::ptrdiff_t>((i + 2) * 5));
    const auto angle = [&](std::span<const double> a, std::span<const double> b) {
      return 2 * std::asin(std::min(1.0, distance(a.data(), b.data(), 5) / std::sqrt(3.0)));
    };
    const std::vector<double> before = x;
    const double away = angle(x, centre);
    project_onto_cap(x, centre, theta);
    // It lies on the cap, and the way from x to the centre goes through it: no nearer point exists.
    BOOST_CHECK_SMALL(angle(x, centre) - std::min(away, theta), 1e-12);
    BOOST_CHECK_SMALL(angle(before, x) - std::max(0.0, away - theta), 1e-12);
  }
  std::vector<double> opposite{-std::sqrt(0.75), 0, 0.5};
  project_onto_cap(opposite, std::vector{std::sqrt(0.75), 0.0, 0.5}, 0.3);
  BOOST_CHECK_GT(opposite[0], 0);
}

BOOST_AUTO_TEST_CASE(cap_angles_near_the_whole_sphere_keep_their_last_bit) {
  BOOST_CHECK_EQUAL(cap_angle(0), 0);
  BOOST_CHECK_EQUAL(cap_angle(2), std::acos(-1.0));
  // sqrt 3 rounded down; 3 - rho^2 = (3 - hi) - lo exactly, rho^2 = hi + lo.
  const double rho = 1.7320508075688772, hi = rho * rho;
  const long double rest =
      3.0L - static_cast<long double>(hi) - static_cast<long double>(std::fma(rho, rho, -hi));
  const long double exact = 2 * std::atan2(static_cast<long double>(rho), std::sqrt(rest));
  BOOST_CHECK_SMALL(static_cast<double>(exact - cap_angle(rho)), 1e-15);
}

BOOST_AUTO_TEST_CASE(results_depend_on_addresses_only) {
  const std::size_t n = 6, d = 4;
  const auto net = test::random_net(3000, 4, 3, 11);
  const auto x = test::random_points(11, n, d);
  const std::vector<double> y(n, 1.0);
  const Attack spec = parse_attack("pgd-6x3", "attacks");
  const Attacked one = attack(NetOracle(net, 1), x, y, 0.3, {}, spec, kStream);
  const Attacked two = attack(NetOracle(net, 2), x, y, 0.3, {}, spec, kStream);
  BOOST_CHECK(one.x == two.x && one.loss == two.loss);
  // The second half alone, at its own addresses, starts from the same random points.
  const Attack starts = parse_attack("random-1", "attacks");
  const Attacked whole =
      attack(NetOracle(net), x, y, 0.3, {}, starts, kStream, {.keep_best = false});
  const std::span<const double> half(x.data() + 3 * d, 3 * d);
  const Attacked part = attack(NetOracle(net), half, std::vector<double>(3, 1.0), 0.3, {}, starts,
                               kStream, {.keep_best = false, .first_point = 3});
  BOOST_CHECK(std::equal(part.x.begin(), part.x.end(), whole.x.begin() + 3 * d));
  const Attacked later =
      attack(NetOracle(net), x, y, 0.3, {}, starts, kStream, {.keep_best = false, .draw = 1});
  BOOST_CHECK(later.x != whole.x && later.f.empty());
}

BOOST_AUTO_TEST_CASE(oracle_gives_values_and_gradients) {
  const auto net = test::random_net(2500, 5, 3, 12);
  const NetOracle oracle(net);
  const auto x = test::random_points(12, 300, 5);
  std::vector<double> f(300), g(1500), values(300);
  oracle.evaluate(x, f, g);
  oracle.evaluate(x, values, {});
  for (std::size_t i = 0; i < 300; i += 37) {
    Eigen::VectorXd at = Eigen::Map<const Eigen::VectorXd>(x.data() + i * 5, 5);
    BOOST_CHECK_SMALL(net.f(at) - f[i], 1e-12);
    BOOST_CHECK_SMALL(values[i] - f[i], 1e-12);
    for (Eigen::Index k = 0; k < 5; ++k) {
      // Central differences: kinks within h change a slope by |a| |w|, few enough here.
      const double h = 1e-7;
      Eigen::VectorXd right = at, left = at;
      right(k) += h;
      left(k) -= h;
      BOOST_CHECK_SMALL(
          (net.f(right) - net.f(left)) / (2 * h) - g[i * 5 + static_cast<std::size_t>(k)], 1e-2);
    }
  }
  BOOST_CHECK_THROW(oracle.evaluate(std::span(x).first(7), f, {}), InputError);
  BOOST_CHECK_THROW(oracle.evaluate(x, f, std::span(g).first(5)), InputError);
}

BOOST_AUTO_TEST_CASE(losses_are_convex_lipschitz_and_vanish_at_y) {
  for (const LossKind kind : {LossKind::absolute, LossKind::pseudo_huber, LossKind::hinge}) {
    const Loss loss{kind};
    BOOST_CHECK(parse_loss(to_string(kind), "loss").kind == kind);
    for (const double y : {-1.0, 1.0}) {
      BOOST_CHECK_EQUAL(loss.value(y, y), 0);
      double last_slope = -2;
      for (double f = -4; f <= 4; f += 0.125) {
        const double slope = loss.slope(f, y), h = 0.125;
        BOOST_CHECK(loss.value(f, y) >= 0 && std::abs(slope) <= Loss::lipschitz());
        BOOST_CHECK_GE(slope, last_slope);
        last_slope = slope;
        // A subgradient: the tangent stays below. Rounding of values below 5: 1e-15.
        BOOST_CHECK_GE(loss.value(f + h, y) + 1e-15, loss.value(f, y) + slope * h);
        BOOST_CHECK_GE(loss.value(f - h, y) + 1e-15, loss.value(f, y) - slope * h);
        BOOST_CHECK_GE(slope * loss.ascent(f, y), 0);
      }
    }
  }
  BOOST_CHECK_THROW((void)parse_loss("l2", "loss"), InputError);
}

BOOST_AUTO_TEST_CASE(bad_input_is_refused) {
  const auto net = test::random_net(8, 3, 1, 13);
  const NetOracle oracle(net);
  const std::vector<double> x{std::sqrt(0.75), 0, 0.5}, off{0.9, 0, 0.5}, y{1}, wrong{2};
  BOOST_CHECK_THROW((void)attack(oracle, off, y, 0.1, {}, {}, kStream), InputError);
  BOOST_CHECK_THROW((void)attack(oracle, x, wrong, 0.1, {}, {}, kStream), InputError);
  BOOST_CHECK_THROW((void)attack(oracle, x, y, -0.1, {}, {}, kStream), InputError);
  BOOST_CHECK_THROW((void)attack(oracle, std::span(x).first(2), y, 0.1, {}, {}, kStream),
                    InputError);
}

BOOST_AUTO_TEST_CASE(an_attack_of_too_many_evaluations_is_refused) {
  BOOST_CHECK(parse_attack("pgd-1000x1000", "a") == (Attack{Attack::Kind::pgd, 1000, 1000}));
  for (const char* word : {"pgd-1000000x1000", "pgd-1001x1000", "pgd-1000000x1000000"})
    BOOST_CHECK_EXCEPTION((void)parse_attack(word, "a"), InputError, [](const InputError& e) {
      return e.expected().find("K S at most 10^6") != std::string::npos;
    });
}

BOOST_AUTO_TEST_CASE(a_stop_ends_every_attack) {
  const auto net = test::random_net(64, 4, 2, 3);
  const auto x = test::random_points(3, 1, 4);
  const std::vector<double> y{1};
  for (const char* word : {"identity", "one-step", "random-3", "pgd-3", "pgd-3x2"}) {
    const Attack spec = parse_attack(word, "a");
    AttackOptions options;
    options.stop = numeric::stopped();
    BOOST_CHECK_THROW((void)attack(NetOracle(net), x, y, 0.1, {}, spec, kStream, options),
                      LimitError);
    const NetOracle oracle(net, 1, numeric::stopped());
    BOOST_CHECK_THROW((void)attack(oracle, x, y, 0.1, {}, spec, kStream), LimitError);
  }
  const NetOracle oracle(net);
  const numeric::StopAfter stop(std::chrono::milliseconds(100));
  const double took = numeric::seconds_of([&] {
    BOOST_CHECK_THROW((void)attack(oracle, x, y, 0.1, {}, parse_attack("pgd-1000x1000", "a"),
                                   kStream, {.stop = stop.token()}),
                      LimitError);
  });
  BOOST_CHECK_LT(took, 5);
}

BOOST_AUTO_TEST_SUITE_END()
