// The certified worst case against every attack and against a dense grid refined at its best
// points.
#include "adversary/worst_case.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "adversary/attack.h"
#include "adversary/test_support.h"
#include "claim/error.h"
#include "numeric/test_stop.h"

using namespace proofgauge;
using namespace proofgauge::adversary;

namespace {

/// The largest |f - y| on an even grid of the arc, refined by golden section around the best eight
/// points: a kink or a smooth top inside one grid cell is met to rounding.
double refined_grid(const network::TwoLayerNet& net, const std::vector<double>& x, double y,
                    double rho, unsigned points) {
  const double centre = std::atan2(x[1], x[0]);
  const double half = rho < std::sqrt(3.0) ? 2 * std::asin(rho / std::sqrt(3.0)) : std::acos(-1.0);
  const auto loss = [&](double t) {
    const double phi = centre + std::clamp(t, -half, half), s = std::sqrt(0.75);
    return std::abs(net.f(Eigen::Vector3d(s * std::cos(phi), s * std::sin(phi), 0.5)) - y);
  };
  std::vector<std::pair<double, double>> found;
  for (unsigned i = 0; i <= points; ++i) {
    const double t = -half + 2 * half * i / points;
    found.emplace_back(loss(t), t);
  }
  std::partial_sort(found.begin(), found.begin() + 8, found.end(), std::greater<>());
  double best = 0;
  for (int k = 0; k < 8; ++k) {
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double low = found[k].second - 2 * half / points, high = found[k].second + 2 * half / points;
    for (int i = 0; i < 60; ++i) {
      const double a = high - golden * (high - low), b = low + golden * (high - low);
      best = std::max({best, loss(a), loss(b)});
      (loss(a) > loss(b) ? high : low) = loss(a) > loss(b) ? b : a;
    }
  }
  return std::max(best, found[0].first);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(worst)

// 1,000 networks: none of the attacks is above the certified worst case.
BOOST_AUTO_TEST_CASE(no_attack_exceeds_the_certified_worst_case) {
  const std::vector<Attack> attacks =
      parse_attacks("identity,one-step,random-20,pgd-10,pgd-40x5", "attacks");
  unsigned strongest_met = 0;
  const unsigned nets = test::times(1000);
  for (unsigned k = 0; k < nets; ++k) {
    const auto net = test::random_net(4 + k % 60, 3, 0.5 * (k % 9), 1000 + k);
    const auto x = test::random_points(1000 + k, 1, 3);
    const double rho = 0.02 * (1 + k % 40), y = k % 2 == 0 ? 1 : -1;
    const Loss loss{static_cast<LossKind>(k % 3)};
    const WorstCase worst = worst_case(net, x, y, rho, loss);
    const NetOracle oracle(net);
    const stats::Stream stream(k, "worst_case_test", "", stats::Purpose::test);
    double best = 0;
    for (const Attack& spec : attacks) {
      const Attacked a = attack(oracle, x, std::vector{y}, rho, loss, spec, stream);
      const claim::Range f = value_at(net, a.x);
      BOOST_CHECK_MESSAGE(
          loss_at(f, y, loss).lower <= worst.loss.upper,
          spec.name() << " at net " << k << ": " << a.loss[0] << " above " << worst.loss.upper);
      BOOST_CHECK(f.lower - 1e-12 <= a.f[0] && a.f[0] <= f.upper + 1e-12);
      best = std::max(best, a.loss[0]);
    }
    if (best >= worst.loss.lower - 1e-6) ++strongest_met;
    BOOST_CHECK(worst.loss.width() < 1e-11);
  }
  // Tight enough: the strongest attack comes within 1e-6 of it on most nets.
  BOOST_CHECK_GE(strongest_met, nets / 2);
}

BOOST_AUTO_TEST_CASE(a_refined_dense_grid_comes_within_1e_9_and_never_above) {
  for (unsigned k = 0; k < test::times(100); ++k) {
    const auto net = test::random_net(4 + k % 60, 3, 3, 3000 + k);
    const auto x = test::random_points(3000 + k, 1, 3);
    const double rho = 0.05 * (1 + k % 35), y = k % 2 == 0 ? 1 : -1;
    const WorstCase worst = worst_case(net, x, y, rho);
    const double grid = refined_grid(net, x, y, rho, 20000);
    // net.f errs by at most (m + 8) 2^-52 times its size, below 1e-13 here.
    BOOST_CHECK_LE(grid, worst.loss.upper + 1e-13);
    BOOST_CHECK_GE(grid, worst.loss.lower - 1e-9);
  }
}

BOOST_AUTO_TEST_CASE(losses_take_the_worse_end_of_f) {
  const Extremes f{{0.5, 0.6}, {-0.3, -0.2}, {}, {}};
  const auto near = [](double a, double b) { return std::abs(a - b) < 1e-14; };
  const claim::Range absolute = worst_loss(f, 1, {LossKind::absolute});
  BOOST_CHECK(near(absolute.lower, 1.2) && near(absolute.upper, 1.3));
  const claim::Range hinge = worst_loss(f, -1, {LossKind::hinge});
  BOOST_CHECK(near(hinge.lower, 1.5) && near(hinge.upper, 1.6));
  // f may be y itself: the least loss at an end that encloses y is 0.
  const claim::Range flat = worst_loss({{-0.1, 0.2}, {-0.1, 0.2}, {}, {}}, 0, {});
  BOOST_CHECK(flat.lower == 0 && near(flat.upper, 0.2));
}

BOOST_AUTO_TEST_CASE(beyond_d_6_the_interval_is_coarse_and_valid) {
  const auto net = test::random_net(128, 12, 3, 5);
  const auto x = test::random_points(5, 1, 12);
  const WorstCase worst = worst_case(net, x, 1, 0.2);
  BOOST_CHECK(!worst.reached && worst.cells == 2 && worst.loss.valid());
  const Attacked a =
      attack(NetOracle(net), x, std::vector{1.0}, 0.2, {}, {Attack::Kind::pgd, 50, 5},
             stats::Stream(5, "worst_case_test", "", stats::Purpose::test));
  BOOST_CHECK_LE(a.loss[0], worst.loss.upper);
  // The bound that needs no theory is worse.
  const double clean = std::abs(net.f(Eigen::Map<const Eigen::VectorXd>(x.data(), 12)) - 1);
  BOOST_CHECK_LT(worst.loss.upper, clean + 0.2 * lipschitz(net));
}

BOOST_AUTO_TEST_CASE(targets_that_a_loss_does_not_take_are_refused) {
  const auto net = test::random_net(8, 3, 1, 6);
  const auto x = test::random_points(6, 1, 3);
  BOOST_CHECK_THROW((void)worst_case(net, x, 0.5, 0.1, {LossKind::hinge}), InputError);
  BOOST_CHECK_THROW((void)worst_case(net, x, 1.5, 0.1), InputError);
  BOOST_CHECK_THROW((void)worst_case(net, x, std::nan(""), 0.1), InputError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_it_in_every_dimension) {
  const WorstCaseOptions options{.stop = numeric::stopped()};
  for (const std::size_t d : {std::size_t{3}, std::size_t{5}, std::size_t{12}}) {
    const auto net = test::random_net(1 << 17, static_cast<Eigen::Index>(d), 3, d);
    const auto x = test::random_points(d, 1, d);
    BOOST_CHECK_THROW((void)worst_case(net, x, 1, 0.2, {}, options), LimitError);
    BOOST_CHECK_THROW((void)value_at(net, x, 0, options.stop), LimitError);
  }
}

BOOST_AUTO_TEST_SUITE_END()
