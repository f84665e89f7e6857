// The streamed W* against the slow double version, a net held in memory and closed forms.
#define BOOST_TEST_MODULE displaced
#include "network/displaced.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "claim/error.h"
#include "network/test_support.h"

using namespace proofgauge;
using namespace proofgauge::network;

namespace {

/// Two bang-bang pieces and a cell-constant one; |h| <= 3.5.
double wild(double alpha, double beta) {
  return 2 * (alpha + beta >= 0 ? 1 : -1) - (alpha - 0.3 * beta >= 0 ? 1 : -1) +
         0.5 * std::sin(std::floor(3 * alpha));
}

PlaneFunction plane(double (*h)(double, double)) {
  return [h](std::size_t n, const double* alpha, const double* beta, double* out) {
    for (std::size_t j = 0; j < n; ++j) out[j] = h(alpha[j], beta[j]);
  };
}

Displacement displacement(std::size_t n, std::size_t d, double (*h)(double, double), double sup) {
  Displacement w;
  w.n = n;
  w.d = d;
  w.x = test::random_points(7, n, d);
  for (std::size_t i = 0; i < n; ++i) w.y.push_back(i % 2 == 0 ? 1 : -0.5);
  w.h = plane(h);
  w.sup_h = sup;
  return w;
}

struct Slow {
  double g = 0, f = 0, square = 0;
};

std::vector<double> slow_heights(const test::Neurons& net, const Displacement& w,
                                 double (*h)(double, double)) {
  std::vector<double> heights(net.m);
  for (std::size_t r = 0; r < net.m; ++r)
    for (std::size_t i = 0; i < w.n; ++i) {
      double alpha = 0;
      for (std::size_t k = 0; k < w.d; ++k) alpha += net.alpha[r * w.d + k] * w.x[i * w.d + k];
      heights[r] += w.y[i] * h(alpha, net.beta[r]);
    }
  return heights;
}

Slow slow(const test::Neurons& net, const std::vector<double>& heights, const double* x) {
  const auto m = static_cast<double>(net.m);
  Slow s;
  for (std::size_t r = 0; r < net.m; ++r) {
    const double z = net.zeta(r, x), H = heights[r];
    if (z >= 0) {
      s.g += H / m;
      s.square += H * H / m;
    }
    s.f += net.eps[r] * std::max(0.0, z + net.eps[r] * std::pow(m, -1.0 / 6) * H) *
           std::pow(m, -5.0 / 6);
  }
  return s;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(displaced)

BOOST_AUTO_TEST_CASE(every_instruction_set_stays_within_its_rounding_of_the_slow_sums) {
  for (const auto& [m, d, n, points] : {std::tuple{1ULL, 2, 1, 1},
                                        {191ULL, 3, 2, 5},
                                        {16385ULL, 8, 3, 70},
                                        {20000ULL, 33, 10, 33}}) {
    const auto dim = static_cast<std::size_t>(d), count = static_cast<std::size_t>(points);
    const InitialNetwork net(m, dim, 5, "displaced_test", "c", 2);
    const Displacement w = displacement(static_cast<std::size_t>(n), dim, wild, 3.5);
    auto x = test::random_points(11, count, dim);
    std::copy(w.x.begin(), w.x.begin() + d, x.begin());  // a training point too
    const test::Neurons neurons(net);
    const auto heights = slow_heights(neurons, w, wild);
    for (const stats::Isa isa : stats::usable_isas()) {
      SupOptions options;
      options.isa = isa;
      options.moments = true;
      const DisplacedValues v = displaced_values(net, w, x, count, options);
      for (std::size_t i = 0; i < count; ++i) {
        const Slow s = slow(neurons, heights, x.data() + i * dim);
        BOOST_TEST_CONTEXT(to_string(isa) << " m " << m << " point " << i) {
          BOOST_CHECK_LE(std::abs(v.g[i] - s.g), v.rounding_g[i]);
          BOOST_CHECK_LE(std::abs(v.f[i] - s.f), v.rounding_f[i]);
          BOOST_CHECK_LE(s.square, v.square_upper[i]);
          BOOST_CHECK_LE(v.square_upper[i], s.square * 1.002 + 12.25 * 8 / static_cast<double>(m));
          // Accurate enough, apart from sound: a neuron of doubtful sign costs |H_r| / m.
          BOOST_CHECK_LE(v.rounding_g[i], 2e-5 * 35 + 4 * 35.0 / static_cast<double>(m));
          BOOST_CHECK_LE(v.rounding_f[i], 1e-3);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(values_are_those_of_the_net_held_in_memory) {
  const std::size_t d = 5, m = 3000;
  const InitialNetwork net(m, d, 9, "displaced_test", "memory", 0);
  const Displacement w = displacement(2, d, wild, 3.5);
  TwoLayerNet kept = materialise(net);
  const test::Neurons neurons(net);
  const auto heights = slow_heights(neurons, w, wild);
  Eigen::MatrixXd moved = kept.w0();
  for (std::size_t r = 0; r < m; ++r)
    moved(static_cast<Eigen::Index>(d - 1), static_cast<Eigen::Index>(r)) +=
        neurons.eps[r] * std::pow(static_cast<double>(m), -2.0 / 3) * heights[r] * 2;
  kept.set_w(std::move(moved));
  const auto x = test::random_points(3, 20, d);
  const DisplacedValues v = displaced_values(net, w, x, 20);
  for (std::size_t i = 0; i < 20; ++i) {
    const Eigen::Map<const Eigen::VectorXd> at(x.data() + i * d, static_cast<Eigen::Index>(d));
    BOOST_CHECK_LE(std::abs(v.g[i] - kept.g(at)), v.rounding_g[i] + 1e-12);
    BOOST_CHECK_LE(std::abs(v.f[i] - kept.f(at)), v.rounding_f[i] + 1e-12);
  }
  BOOST_CHECK_CLOSE_FRACTION(v.radius_used * std::pow(static_cast<double>(m), -2.0 / 3),
                             kept.radius_used(), 1e-9);
}

// f - g at W* is one value under the supremum over all W that move no preactivation farther.
BOOST_AUTO_TEST_CASE(coupling_gap_lies_below_the_exact_supremum_over_W) {
  const std::size_t d = 8;
  const std::uint64_t m = 40000;
  const InitialNetwork net(m, d, 4, "displaced_test", "sup", 0);
  const Displacement w = displacement(3, d, wild, 3.5);
  const auto x = test::random_points(5, 40, d);
  const DisplacedValues v = displaced_values(net, w, x, 40);
  // R / 2 = n sup h at most; here with the largest |H_r| that occurs.
  const SupValues sup =
      sup_values(sup_sums(net, x, 40, standardised_radius(v.radius_used / 2 * (1 + 1e-12), m)), m);
  for (std::size_t i = 0; i < 40; ++i) {
    const double slack = v.rounding_g[i] + v.rounding_f[i] + sup.rounding_sup[i];
    BOOST_CHECK_LE(v.f[i] - v.g[i], sup.sup_f_minus_g[i] + slack);
    BOOST_CHECK_LE(v.g[i] - v.f[i], sup.sup_g_minus_f[i] + slack);
  }
}

// h = 1, n = 1: g is the share of active neurons, half of them in the mean.
BOOST_AUTO_TEST_CASE(constant_h_counts_active_neurons) {
  const std::size_t d = 4;
  const std::uint64_t m = 1 << 18;
  const InitialNetwork net(m, d, 2, "displaced_test", "one", 0);
  const Displacement w = displacement(
      1, d, [](double, double) { return 1.0; }, 1);
  const auto x = test::random_points(6, 64, d);
  SupOptions options;
  options.moments = true;
  const DisplacedValues v = displaced_values(net, w, x, 64, options);
  for (std::size_t i = 0; i < 64; ++i) {
    BOOST_CHECK_LE(std::abs(v.g[i] - 0.5), 6 * 0.5 / std::sqrt(static_cast<double>(m)));
    BOOST_CHECK_LE(std::abs(v.square_upper[i] - v.g[i]), 2e-3);
  }
  BOOST_CHECK_EQUAL(v.radius_used, 2);
}

BOOST_AUTO_TEST_CASE(threads_change_no_bit) {
  const InitialNetwork net(100001, 6, 1, "displaced_test", "threads", 0);
  const Displacement w = displacement(2, 6, wild, 3.5);
  const auto x = test::random_points(8, 37, 6);
  SupOptions one, three;
  one.moments = three.moments = true;
  three.threads = 3;
  const DisplacedValues a = displaced_values(net, w, x, 37, one),
                        b = displaced_values(net, w, x, 37, three);
  BOOST_CHECK(a.g == b.g && a.f == b.f && a.rounding_g == b.rounding_g &&
              a.rounding_f == b.rounding_f && a.square_upper == b.square_upper);
}

BOOST_AUTO_TEST_CASE(bad_input_names_the_field) {
  const InitialNetwork net(64, 4, 1, "displaced_test", "bad", 0);
  const Displacement good = displacement(1, 4, wild, 3.5);
  const auto x = test::random_points(8, 2, 4);
  auto off = x;
  off[7] = 0.4;
  BOOST_CHECK_THROW((void)displaced_values(net, good, off, 2), InputError);
  BOOST_CHECK_THROW((void)displaced_values(net, good, {}, 0), InputError);
  Displacement bad = good;
  bad.y[0] = 1.5;
  BOOST_CHECK_THROW((void)displaced_values(net, bad, x, 2), InputError);
  bad = good;
  bad.d = 3;
  BOOST_CHECK_THROW((void)displaced_values(net, bad, x, 2), InputError);
  bad = good;
  bad.sup_h = 1;  // a false statement about h must not pass
  BOOST_CHECK_THROW((void)displaced_values(net, bad, x, 2), std::logic_error);
  std::stop_source stop;
  stop.request_stop();
  SupOptions options;
  options.stop = stop.get_token();
  BOOST_CHECK_THROW((void)displaced_values(net, good, x, 2, options), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
