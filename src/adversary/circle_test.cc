// The exact circle against a slow version of the same functionals in 60 decimal digits.
#define BOOST_TEST_MODULE adversary
#include "adversary/circle.h"

#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "adversary/circle_net.h"
#include "adversary/test_support.h"
#include "claim/error.h"
#include "numeric/test_stop.h"

using namespace proofgauge;
using namespace proofgauge::adversary;
using claim::Range;

namespace {

using Wide = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<60>,
                                           boost::multiprecision::et_off>;

const Wide kPi = boost::math::constants::pi<Wide>();
const Wide kS = sqrt(Wide(3)) / 2;

struct WideNeuron {
  Wide p, q, c;  ///< preactivation p cos + q sin + c
  [[nodiscard]] Wide at(const Wide& phi) const { return p * cos(phi) + q * sin(phi) + c; }
  /// The angles where it is `level`.
  void zeros(const Wide& level, std::vector<Wide>* out) const {
    const Wide a = sqrt(p * p + q * q), k = level - c;
    if (a == 0 || abs(k) > a) return;
    const Wide centre = atan2(q, p), half = acos(k / a);
    out->push_back(centre - half);
    out->push_back(centre + half);
  }
};

std::vector<WideNeuron> widen(const Eigen::MatrixXd& w, const Eigen::VectorXd& b) {
  std::vector<WideNeuron> all;
  for (Eigen::Index r = 0; r < w.cols(); ++r)
    all.push_back({kS * w(0, r), kS * w(1, r), Wide(w(2, r)) / 2 + Wide(b(r))});
  return all;
}

struct WideNet {
  std::vector<WideNeuron> start, now, moved;
  std::vector<Wide> a;
  explicit WideNet(const network::TwoLayerNet& net)
      : start(widen(net.w0(), net.b())), now(widen(net.w(), net.b())) {
    for (Eigen::Index r = 0; r < net.m(); ++r) {
      a.emplace_back(net.a()(r));
      const auto diff = [&](int k) { return Wide(net.w()(k, r)) - Wide(net.w0()(k, r)); };
      moved.push_back({kS * diff(0), kS * diff(1), diff(2) / 2});
    }
  }
};

/// Extremes over [from, to] of a function that is smooth between the given angles and is there
/// P cos + Q sin + C: from three values each piece is recovered and maximised.
template <class F>
std::pair<Wide, Wide> slow_extremes(const F& f, std::vector<Wide> breaks, const Wide& from,
                                    const Wide& to) {
  std::vector<Wide> inside{from, to};
  for (const Wide& b : breaks)
    for (int turn = -2; turn <= 2; ++turn)
      if (const Wide t = b + 2 * kPi * turn; from < t && t < to) inside.push_back(t);
  std::sort(inside.begin(), inside.end());
  Wide high = -1e300, low = 1e300;
  const auto take = [&](const Wide& v) {
    high = std::max(high, v);
    low = std::min(low, v);
  };
  take(f(from));
  for (std::size_t i = 0; i + 1 < inside.size(); ++i) {
    const Wide l = inside[i], r = inside[i + 1], width = r - l;
    if (width < Wide("1e-40")) continue;
    const Wide t0 = l + width / 4, t1 = l + width / 2, t2 = l + 3 * width / 4;
    // Solve for P, Q, C about the middle: f = P cos(t - t1) + Q sin(t - t1) + C.
    const Wide h = width / 4, f0 = f(t0), f1 = f(t1), f2 = f(t2);
    const Wide P = (2 * f1 - f0 - f2) / (2 * (1 - cos(h))), Q = (f2 - f0) / (2 * sin(h)),
               C = f1 - P;
    const auto piece = [&](const Wide& t) { return P * cos(t - t1) + Q * sin(t - t1) + C; };
    take(piece(l));
    take(piece(r));
    for (const int half : {0, 1}) {
      Wide top = t1 + atan2(Q, P) + half * kPi;
      while (top > r) top -= 2 * kPi;
      while (top < l) top += 2 * kPi;
      if (top < r) take(piece(top));
    }
  }
  return {high, low};
}

Wide relu(const Wide& x) { return x > 0 ? x : Wide(0); }

Wide wide_f(const WideNet& net, const std::vector<WideNeuron>& layer, const Wide& phi) {
  Wide sum = 0;
  for (std::size_t r = 0; r < layer.size(); ++r) sum += net.a[r] * relu(layer[r].at(phi));
  return sum;
}

std::vector<Wide> zeros(const std::vector<WideNeuron>& layer, const std::vector<Wide>& levels) {
  std::vector<Wide> all;
  for (const WideNeuron& u : layer)
    for (const Wide& level : levels) u.zeros(level, &all);
  return all;
}

bool encloses(const Range& r, const Wide& v) { return Wide(r.lower) <= v && v <= Wide(r.upper); }

void check(const Range& r, const Wide& exact, double widest, const std::string& what) {
  BOOST_CHECK_MESSAGE(encloses(r, exact) && r.width() <= widest,
                      what << ": [" << std::setprecision(17) << r.lower << ", " << r.upper
                           << "], width " << r.width() << ", exact " << exact.convert_to<double>());
}

void check_ball(const network::TwoLayerNet& net, const std::vector<double>& x, double rho,
                double widest, const std::string& what) {
  const WideNet wide(net);
  const Wide centre = atan2(Wide(x[1]), Wide(x[0]));
  const Wide r = Wide(rho) / sqrt(Wide(3));
  const Wide half = r < 1 ? 2 * asin(r) : kPi;
  const auto f = [&](const Wide& phi) { return wide_f(wide, wide.now, phi); };
  const auto [high, low] = slow_extremes(f, zeros(wide.now, {0}), centre - half, centre + half);
  const Extremes e = ball_extremes(net, x, rho);
  check(e.max, high, widest, what + ", max");
  check(e.min, low, widest, what + ", min");
}

}  // namespace

BOOST_AUTO_TEST_SUITE(circle)

BOOST_AUTO_TEST_CASE(keys_grow_with_the_angle_and_give_the_direction_back) {
  double last = -1;
  for (int i = 0; i < 10000; ++i) {
    const double angle = 2 * std::acos(-1.0) * (i + 0.5) / 10000;
    const Direction p{std::cos(angle), std::sin(angle)};
    const double key = key_of(p);
    BOOST_REQUIRE(key > last && key < 4);
    last = key;
    const Direction q = direction_of(key);
    // 16 units of 2^-53, as circle.cc derives.
    BOOST_REQUIRE(std::hypot(p[0] - q[0], p[1] - q[1]) <= 17 * 0x1p-53);
  }
  BOOST_CHECK_EQUAL(key_of({1, 0}), 0);
  BOOST_CHECK_EQUAL(key_of({0, 1}), 1);
  BOOST_CHECK_EQUAL(key_of({-1, 0}), 2);
  BOOST_CHECK_EQUAL(key_of({0, -1}), 3);
  BOOST_CHECK(key_of({1, -1e-300}) == 0);
}

BOOST_AUTO_TEST_CASE(ball_extremes_enclose_the_exact_ones_on_random_nets) {
  for (unsigned k = 0; k < test::times(12); ++k) {
    const auto net = test::random_net(16 + 8 * (k % 4), 3, 3.0, k);
    const auto x = test::random_points(k, 1, 3);
    for (const double rho : {1e-16, 1e-8, 0.05, 0.6, 1.7, 1.7320508, 1.7320508075688772, 2.0})
      check_ball(net, x, rho, 1e-12, "net " + std::to_string(k) + ", rho " + std::to_string(rho));
  }
}

BOOST_AUTO_TEST_CASE(ball_extremes_enclose_the_exact_ones_on_planted_cases) {
  // Zero weights, neurons that never change sign, ties, zeros at the seam (key 0) and at the ends
  // of the arc, grazing neurons, cancelling pairs, tiny and huge scales.
  using Row = std::array<double, 5>;  // w1, w2, w3, b, a
  const double s = std::sqrt(0.75);
  const std::vector<std::vector<Row>> cases{
      {{0, 0, 0, 0, 1}},
      {{0, 0, 1, 0, 1}, {0, 0, -1, 0, 1}},
      {{1, 0, 0, 0, 1}},
      {{0, 1, 0, 0, 1}, {0, 1, 0, 0, -1}},
      {{0, 1, 0, 0, 1}, {0, -1, 0, 0, 1}},
      {{1, 0, 0, -s, 1}, {1, 0, 0, s, -1}, {-1, 0, 0, s, 1}},
      {{1, 0, 0, std::nextafter(-s, 0), 1}, {1, 0, 0, std::nextafter(-s, -1), 1}},
      {{1, 0, 0, -s * (1 - 1e-14), 1}, {1, 0, 0, -s * (1 - 1e-10), 1}},
      {{1, 0, 0, s * (1 - 1e-14), 1}, {1, 0, 0, s * (1 - 1e-10), -1}},
      {{1, 1, 0, 0.3, 2}, {1, 1, 0, 0.3, 2}, {1, 1, 0, 0.3, -4}},
      {{1e-170, 1e-170, 0, 0, 1}, {1, 0, 0, 0, 1}},
      {{1e80, -1e80, 0, 1e79, 1e-80}, {3, 1, 0, 0, 1}},
      {{0.1, 0.7, -0.4, 0.2, 1}, {0.1, 0.7, -0.4, 0.2, -1}, {-0.3, 0.2, 0.9, -0.45, 0.5}},
  };
  for (std::size_t k = 0; k < cases.size(); ++k) {
    const auto m = static_cast<Eigen::Index>(cases[k].size());
    Eigen::MatrixXd w(3, m);
    Eigen::VectorXd b(m), a(m);
    for (Eigen::Index r = 0; r < m; ++r) {
      const Row& row = cases[k][static_cast<std::size_t>(r)];
      w.col(r) << row[0], row[1], row[2];
      b(r) = row[3];
      a(r) = row[4];
    }
    const network::TwoLayerNet net(w, b, a);
    for (const double angle : {0.0, 1.0, 1.5707963267948966, 3.141592653589793, -2.5})
      for (const double rho : {0.0, 1e-3, 0.8660254037844386, 1.2247448713915890, 1.7, 3.0})
        check_ball(net, {s * std::cos(angle), s * std::sin(angle), 0.5}, rho, 1e-12,
                   "case " + std::to_string(k) + ", angle " + std::to_string(angle) + ", rho " +
                       std::to_string(rho));
  }
}

BOOST_AUTO_TEST_CASE(gap_supremum_encloses_the_exact_one) {
  for (unsigned k = 0; k < test::times(8); ++k) {
    const auto net = test::random_net(24, 3, 0, 100 + k);
    const double tau = network::neuron_radius(k % 2 == 0 ? 1 : 6, 24);
    const WideNet wide(net);
    // tau in 60 digits: R m^(-2/3).
    const Wide t = Wide(k % 2 == 0 ? 1 : 6) / pow(Wide(24), Wide(2) / 3);
    const GapSupremum gap = gap_supremum(net, tau);
    const auto h = [&](const Wide& z) { return relu(t - abs(z)); };
    for (const int way : {1, -1}) {
      const auto f = [&](const Wide& phi) {
        Wide sum = way * wide_f(wide, wide.start, phi);
        for (std::size_t r = 0; r < wide.a.size(); ++r)
          if (way * wide.a[r] > 0) sum += abs(wide.a[r]) * h(wide.start[r].at(phi));
        return sum;
      };
      const auto [high, low] = slow_extremes(f, zeros(wide.start, {-t, 0, t}), -kPi, kPi);
      check(way == 1 ? gap.f_minus_g : gap.g_minus_f, high, 1e-12,
            "net " + std::to_string(k) + (way == 1 ? ", f - g" : ", g - f"));
    }
    const auto f0 = [&](const Wide& phi) { return wide_f(wide, wide.start, phi); };
    const auto [high, low] = slow_extremes(f0, zeros(wide.start, {0}), -kPi, kPi);
    check(gap.initial, std::max(high, Wide(-low)), 1e-12, "initial");
  }
}

BOOST_AUTO_TEST_CASE(functionals_with_jumps_enclose_the_exact_ones) {
  for (unsigned k = 0; k < test::times(8); ++k) {
    const double radius = k % 2 == 0 ? 1 : 6;
    const auto net = test::random_net(24, 3, radius, 200 + k);
    const WideNet wide(net);
    const Wide t = Wide(radius) / pow(Wide(24), Wide(2) / 3);
    const auto difference = [&](const Wide& phi) {
      Wide sum = wide_f(wide, wide.now, phi);
      for (std::size_t r = 0; r < wide.a.size(); ++r)
        if (wide.start[r].at(phi) >= 0) sum -= wide.a[r] * wide.moved[r].at(phi);
      return sum;
    };
    auto breaks = zeros(wide.start, {0});
    const auto more = zeros(wide.now, {0});
    breaks.insert(breaks.end(), more.begin(), more.end());
    const auto [high, low] = slow_extremes(difference, breaks, -kPi, kPi);
    check(gap_of_w(net).gap, std::max(high, Wide(-low)), 1e-11, "gap of W " + std::to_string(k));

    const Coupling c = coupling(net, network::neuron_radius(radius, 24));
    for (const int sign : {1, -1}) {
      const auto f = [&](const Wide& phi) {
        Wide sum = 0;
        for (std::size_t r = 0; r < wide.a.size(); ++r) {
          const Wide z = abs(wide.start[r].at(phi));
          if (sign * wide.a[r] > 0 && z < t) sum += abs(wide.a[r]) * (t + z);
        }
        return sum;
      };
      const Wide exact = slow_extremes(f, zeros(wide.start, {-t, 0, t}), -kPi, kPi).first;
      check(sign > 0 ? c.positive : c.negative, exact, 1e-11, "coupling " + std::to_string(k));
    }
  }
}

BOOST_AUTO_TEST_CASE(jumps_that_touch_stay_enclosed) {
  // One neuron switches off where another switches on: the supremum is either's value, never both.
  Eigen::MatrixXd w0(3, 2), w(3, 2);
  w0 << 1, -1, 0, 0, 0, 0;
  w = w0;
  w.row(2) << 0.2, 0.2;
  network::TwoLayerNet net(w0, Eigen::VectorXd::Zero(2), Eigen::VectorXd::Ones(2));
  net.set_w(w);
  // f_W - g_W = relu(u + 0.1) + relu(-u + 0.1) - 0.1 (1{u >= 0} + 1{u <= 0}), u = s cos phi:
  // |u| + 0.1 - 0.1 outside |u| < 0.1, 0.2 - 0.1 inside; at u = 0 itself 0. Its supremum is s.
  const GapOfW gap = gap_of_w(net);
  BOOST_CHECK(gap.gap.contains(std::sqrt(0.75)) && gap.gap.width() < 1e-12);
}

BOOST_AUTO_TEST_CASE(a_step_whose_sign_is_in_doubt_counts_on_both_sides) {
  // l = s cos phi + 1: from 1 - s to 1 + s. The step may be on or off anywhere on the circle: zero
  // weights, weights below the doubt, and weights at which the arc of grazing would be a full turn.
  const double s = std::sqrt(0.75);
  for (const double w : {0.0, 1e-200, 1e-12, 1e-9, 3e-8})
    for (const double c : {-1e-9, 1e-9}) {
      const CircleSum::Linear u{w, 0, c};
      CircleSum above(Arc::circle(), Side::above), below(Arc::circle(), Side::below);
      above.step(1, {1, 0, 1}, u, 1e-8);
      below.step(1, {1, 0, 1}, u, 1e-8);
      const Swept high = above.sweep(), low = below.sweep();
      BOOST_CHECK_GE(high.max + high.error, 1 + s);
      BOOST_CHECK_LE(low.min - low.error, w < 1e-8 ? 0 : 1 - s);
      BOOST_CHECK_LE(high.error, 1e-3);
    }
  // With a sign beyond doubt it is a constant term.
  CircleSum off(Arc::circle(), Side::above), on(Arc::circle(), Side::below);
  off.step(1, {1, 0, 1}, {0, 0, -2e-8}, 1e-8);
  on.step(1, {1, 0, 1}, {1e-200, 0, 2e-8}, 1e-8);
  BOOST_CHECK_EQUAL(off.sweep().max, 0);
  const Swept least = on.sweep();
  BOOST_CHECK_CLOSE_FRACTION(least.min, 1 - s, 1e-12);
}

BOOST_AUTO_TEST_CASE(error_bounds_shrink_no_faster_than_rounding_allows) {
  // Tight enough: at m = 2^14 the enclosure of f is narrower than 1e-11.
  const auto net = test::random_net(1 << 14, 3, 3.0, 7);
  const auto x = test::random_points(7, 1, 3);
  const Extremes e = ball_extremes(net, x, 0.3);
  BOOST_CHECK(e.max.width() < 1e-11 && e.max.width() > 0);
  const double at = net.f(Eigen::Map<const Eigen::VectorXd>(e.at_max.data(), 3));
  BOOST_CHECK(std::abs(at - e.max.lower) < 1e-10);
}

BOOST_AUTO_TEST_CASE(other_dimensions_and_points_off_X_are_refused) {
  const auto net = test::random_net(8, 4, 1, 1);
  BOOST_CHECK_THROW((void)gap_supremum(net, 0.1), InputError);
  const auto circle = test::random_net(8, 3, 1, 1);
  BOOST_CHECK_THROW((void)ball_extremes(circle, std::vector{1.0, 0.0, 0.5}, 0.1), InputError);
  BOOST_CHECK_THROW((void)ball_extremes(circle, std::vector{std::sqrt(0.75), 0.0, 0.5}, -1),
                    InputError);
  const network::TwoLayerNet huge(Eigen::MatrixXd::Constant(3, 1, 1e200), Eigen::VectorXd::Ones(1),
                                  Eigen::VectorXd::Ones(1));
  BOOST_CHECK_THROW((void)ball_extremes(huge, std::vector{std::sqrt(0.75), 0.0, 0.5}, 0.1),
                    InputError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_every_sweep) {
  const auto net = test::random_net(1 << 17, 3, 3, 1);
  const std::vector<double> x{std::sqrt(0.75), 0.0, 0.5};
  const std::stop_token stop = numeric::stopped();
  BOOST_CHECK_THROW((void)ball_extremes(net, x, 0.1, stop), LimitError);
  BOOST_CHECK_THROW((void)gap_supremum(net, 0.1, stop), LimitError);
  BOOST_CHECK_THROW((void)gap_of_w(net, stop), LimitError);
  BOOST_CHECK_THROW((void)coupling(net, 0.1, stop), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
