#include "network/supremum.h"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "network/test_support.h"
#include "stats/isa.h"

using namespace proofgauge;
using network::InitialNetwork;
using network::SupOptions;
using network::SupSums;
using network::SupValues;
using network::TwoLayerNet;

namespace {

/// Errors of the double-precision oracle: m terms of d + 1 products each, none above 50.
double oracle_error(std::size_t m, std::size_t d) {
  return static_cast<double>(m) * static_cast<double>(m + d + 4) * 50 * 0x1p-53;
}

struct Comparison {
  bool sound = true;   ///< every value within its rounding of the oracle
  double largest = 0;  ///< error / rounding
};

Comparison compare(const SupSums& sums, const network::test::Neurons& slow,
                   const std::vector<double>& points, double oracle_t) {
  const std::size_t n = points.size() / slow.d;
  const SupValues v = sup_values(sums, slow.m);
  const double scale =
      1 / (std::cbrt(static_cast<double>(slow.m)) * std::sqrt(static_cast<double>(slow.m)));
  Comparison result;
  const auto check = [&](double value, double exact, double rounding) {
    const double error = std::abs(value - scale * exact) - scale * oracle_error(slow.m, slow.d);
    if (!(error <= rounding)) result.sound = false;
    result.largest = std::max(result.largest, error / rounding);
  };
  for (std::size_t i = 0; i < n; ++i) {
    const auto s = network::test::slow_sums(slow, points.data() + i * slow.d, oracle_t);
    check(v.f0[i], s.relu_signed, v.rounding_f0[i]);
    check(v.sup_f_minus_g[i], s.relu_signed + s.h_plus, v.rounding_sup[i]);
    check(v.sup_g_minus_f[i], s.h_minus - s.relu_signed, v.rounding_sup[i]);
    check(v.main[i], (s.h_plus + s.h_minus) / 2, v.rounding_main[i]);
    if (sums.active[i] < s.active) result.sound = false;
  }
  return result;
}

bool equal(const SupSums& a, const SupSums& b) {
  return a.relu_signed == b.relu_signed && a.relu_total == b.relu_total && a.h_plus == b.h_plus &&
         a.h_minus == b.h_minus && a.h_squared == b.h_squared && a.zeta_error == b.zeta_error &&
         a.active == b.active;
}

}  // namespace

BOOST_AUTO_TEST_CASE(sums_agree_with_the_slow_oracle_within_their_rounding) {
  struct Shape {
    std::uint64_t m;
    std::size_t d, n;
    double t;
  };
  // Widths around the block and tile sizes, points around the vector widths, dimensions with
  // smaller blocks.
  for (const Shape& shape :
       {Shape{1, 2, 1, 0.7}, Shape{7, 3, 5, 0.0}, Shape{193, 5, 17, 2.5}, Shape{3000, 5, 64, 0.02},
        Shape{3000, 33, 49, 0.3}, Shape{600, 200, 3, 0.5}, Shape{20000, 4, 33, 0.1}}) {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const InitialNetwork net(shape.m, shape.d, seed, "supremum_test", "oracle", 3);
      const network::test::Neurons slow(net);
      const auto points = network::test::random_points(seed, shape.n, shape.d);
      for (const stats::Isa isa : stats::usable_isas()) {
        for (const bool moments : {false, true}) {
          SupOptions options;
          options.isa = isa;
          options.moments = moments;
          const Comparison c =
              compare(sup_sums(net, points, shape.n, shape.t, options), slow, points, shape.t);
          BOOST_TEST(c.sound, stats::to_string(isa)
                                  << " m " << shape.m << " d " << shape.d << " seed " << seed
                                  << " error / bound " << c.largest);
        }
      }
      if (shape.m > 7 &&
          shape.t < 2) {  // a threshold wrong by one part in a hundred is outside the bound
        SupOptions options;
        options.moments = true;
        BOOST_TEST(
            !compare(sup_sums(net, points, shape.n, shape.t, options), slow, points, 1.01 * shape.t)
                 .sound);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(moments_tighten_the_bound_of_the_main_term_and_square_the_hats) {
  const InitialNetwork net(30000, 32, 1, "supremum_test", "moments", 0);
  const network::test::Neurons slow(net);
  const auto points = network::test::random_points(1, 4, 32);
  constexpr double kT = 0.02;
  SupOptions options;
  const SupValues loose = sup_values(sup_sums(net, points, 4, kT, options), net.m());
  options.moments = true;
  const SupSums sums = sup_sums(net, points, 4, kT, options);
  const SupValues tight = sup_values(sums, net.m());
  for (std::size_t i = 0; i < 4; ++i) {
    const auto s = network::test::slow_sums(slow, points.data() + i * 32, kT);
    BOOST_TEST(tight.main[i] == loose.main[i]);
    BOOST_TEST(tight.rounding_main[i] < 0.1 * loose.rounding_main[i]);
    BOOST_TEST(tight.rounding_main[i] < 0.01 * tight.main[i]);
    // each square moves by at most 2 T times the error of its hat
    BOOST_TEST(std::abs(sums.h_squared[i] - s.h_squared) <
               2.1 * kT * sums.zeta_error_active[i] + 1e-4 * kT * kT);
    // the guard is narrow: it admits few neurons more than those with a positive hat
    BOOST_TEST(sums.active[i] <= 1.05 * s.active + 5);
  }
}

BOOST_AUTO_TEST_CASE(threads_do_not_change_a_bit) {
  const InitialNetwork net(5 * (1 << 14) + 77, 4, 1, "supremum_test", "threads", 0);
  const auto points = network::test::random_points(2, 20, 4);
  SupOptions options;
  options.moments = true;
  const SupSums one = sup_sums(net, points, 20, 0.3, options);
  for (const int threads : {2, 5}) {
    options.threads = threads;
    BOOST_TEST(equal(one, sup_sums(net, points, 20, 0.3, options)));
  }
  BOOST_TEST(!equal(one, sup_sums(net, points, 20, 0.31, options)));
}

// theory 4.1 for a small net: over a grid of t_r in [-tau, tau] nothing exceeds the closed form,
// the endpoints attain it, and the W built from them attains it through f and g themselves;
// projected random W stay below.
BOOST_AUTO_TEST_CASE(closed_form_is_the_maximum_over_the_ball) {
  constexpr std::size_t kM = 60, kD = 4;
  constexpr double kR = 2.5;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const InitialNetwork initial(kM, kD, seed, "supremum_test", "ball", 0);
    TwoLayerNet net = network::materialise(initial);
    const auto point = network::test::random_points(seed, 1, kD);
    const Eigen::Map<const Eigen::VectorXd> x(point.data(), kD);
    const SupValues v =
        sup_values(sup_sums(initial, point, 1, network::standardised_radius(kR, kM)), kM);
    const double tau = network::neuron_radius(kR, kM);
    const double slack =
        v.rounding_sup[0] + 1000 * 0x1p-53;  // the dense net: a few hundred operations below 1
    const Eigen::VectorXd z = net.w0().transpose() * x + net.b();
    for (const double side : {1.0, -1.0}) {
      const double closed = side > 0 ? v.sup_f_minus_g[0] : v.sup_g_minus_f[0];
      double grid_sum = 0;
      Eigen::MatrixXd w = net.w0();
      for (Eigen::Index r = 0; r < net.m(); ++r) {
        double best = -1e300, best_t = 0;
        for (int i = -200; i <= 200; ++i) {
          const double t = tau * i / 200;
          const double value =
              side * net.a()(r) * (std::max(z(r) + t, 0.0) - (z(r) >= 0 ? t : 0.0));
          if (value > best) {
            best = value;
            best_t = t;
          }
        }
        grid_sum += best;
        w.col(r) += best_t * x;  // |x| = 1
      }
      BOOST_TEST(std::abs(grid_sum - closed) <= slack);
      net.set_w(w);
      BOOST_TEST(net.radius_used() <= tau * (1 + 8 * 0x1p-53));
      BOOST_TEST(std::abs(side * (net.f(x) - net.g(x)) - closed) <= slack);
      stats::Sequence random(stats::Stream(seed, "supremum_test", "search", stats::Purpose::test));
      for (int trial = 0; trial < 50; ++trial) {
        Eigen::MatrixXd other = w;
        for (Eigen::Index i = 0; i < other.size(); ++i) other(i) += 0.5 * tau * random.normal();
        net.set_w(other);
        net.project(kR);
        BOOST_TEST(side * (net.f(x) - net.g(x)) <= closed + slack);
      }
      // outside the ball the bound does not hold: the search would see it
      net.set_w(net.w0() + 3 * (w - net.w0()));
      BOOST_TEST(side * (net.f(x) - net.g(x)) > closed + slack);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_stop_request_ends_the_stream_and_progress_counts_to_m) {
  const InitialNetwork net(std::uint64_t{1} << 20, 2, 1, "supremum_test", "stop", 0);
  const auto points = network::test::random_points(1, 1, 2);
  SupOptions options;
  std::uint64_t last = 0;
  options.progress = [&](std::uint64_t done, std::uint64_t) { last = done; };
  (void)sup_sums(net, points, 1, 0.1, options);
  BOOST_TEST(last == net.m());
  std::stop_source source;
  source.request_stop();
  options.stop = source.get_token();
  BOOST_CHECK_THROW((void)sup_sums(net, points, 1, 0.1, options), LimitError);
}

BOOST_AUTO_TEST_CASE(points_off_the_sphere_and_bad_thresholds_are_bad_input) {
  const InitialNetwork net(100, 3, 1, "supremum_test", "input", 0);
  auto points = network::test::random_points(1, 2, 3);
  const auto rejects = [&](const std::vector<double>& p, std::size_t n, double t) {
    try {
      (void)sup_sums(net, p, n, t);
    } catch (const InputError& error) {
      return error.field();
    }
    return std::string();
  };
  BOOST_TEST(rejects(points, 2, 0.1).empty());
  BOOST_TEST(rejects(points, 3, 0.1) == "points");
  BOOST_TEST(rejects({}, 0, 0.1) == "points");
  BOOST_TEST(rejects(points, 2, std::nan("")) == "T");
  BOOST_TEST(rejects(points, 2, -0.1) == "T");
  auto inside = points;
  inside[5] += 9e-10;
  BOOST_TEST(rejects(inside, 2, 0.1).empty());
  // and the bound then covers that x_d was taken as 1/2
  BOOST_TEST(sup_sums(net, inside, 2, 0.1).zeta_error[1] >
             sup_sums(net, points, 2, 0.1).zeta_error[1] + 5e-8);
  auto off = points;
  off[3] *= 1 + 1e-8;
  off[4] *= 1 + 1e-8;
  BOOST_TEST(rejects(off, 2, 0.1) == "points row 1");
  off = points;
  off[2] = std::nan("");
  BOOST_TEST(rejects(off, 2, 0.1) == "points row 0");
}
