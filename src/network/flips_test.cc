// Flip counts and coupling sums against slow scalar evaluations, and laws of the search.
#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "network/flips.h"
#include "network/test_support.h"
#include "stats/normal_block.h"

using namespace proofgauge;
using namespace proofgauge::network;

namespace {

const numeric::Rational kHalf = numeric::ratio(1, 2);

}  // namespace

BOOST_AUTO_TEST_SUITE(flips)

// Rows that fill the kernel's vectors and rows that do not, more than a round of points, and a last
// block that is not whole.
BOOST_AUTO_TEST_CASE(counts_and_sums_equal_the_slow_ones) {
  for (const std::size_t d : {2, 7, 8, 31, 32})
    for (const std::size_t n : {1, 8, 9, 20}) {
      const InitialNetwork net(3001, d, 4, "flips_test", "cell", 2);
      const test::Neurons slow(net);
      const auto x = test::random_points(1, n, d);
      for (const auto& R : {numeric::ratio(1, 10), numeric::ratio(3, 1), numeric::ratio(30, 1)}) {
        const double t = standardised_radius(numeric::to_double(R), net.m());
        const FlipSums sums = flip_sums(net, x, n, R, {1, true, {}});
        for (std::size_t p = 0; p < n; ++p) {
          std::uint64_t count = 0;
          double plus = 0, minus = 0;
          for (std::size_t r = 0; r < slow.m; ++r) {
            const double z = std::abs(slow.zeta(r, x.data() + p * d));
            if (z > t) continue;
            ++count;
            (slow.eps[r] > 0 ? plus : minus) += t + z;
          }
          BOOST_CHECK_EQUAL(sums.within[p], count);
          // Both evaluations are within the stated error of the exact sum.
          BOOST_CHECK_SMALL(sums.plus[p] - plus, 2 * sums.error[p]);
          BOOST_CHECK_SMALL(sums.minus[p] - minus, 2 * sums.error[p]);
          BOOST_CHECK_LT(sums.error[p], 1e-9 * (1 + plus));
        }
      }
    }
}

// At R^6 = zeta^6 m doubles cannot decide; one unit of R to either side can.
BOOST_AUTO_TEST_CASE(a_neuron_exactly_at_the_threshold_is_counted) {
  const std::size_t d = 2;
  const std::uint64_t m = 64;  // m^(1/6) = 2, so T = R/2
  const InitialNetwork net(m, d, 1, "flips_test", "edge", 0);
  // sqrt(3)/2 is no double, so zeta is as exact a rational as the coordinates are.
  const std::vector<double> x{std::sqrt(0.75), 0.5};
  const test::Neurons slow(net);
  numeric::Rational zeta(slow.beta[5]);
  for (std::size_t k = 0; k < d; ++k)
    zeta += numeric::Rational(slow.alpha[5 * d + k]) * numeric::Rational(x[k]);
  const numeric::Rational R = 2 * abs(zeta), tiny = numeric::ratio(1, 1'000'000'000'000'000'000);
  const auto at = [&](const numeric::Rational& radius) {
    return flip_sums(net, x, 1, radius).within[0];
  };
  BOOST_CHECK_EQUAL(at(R), at(R + tiny * tiny));
  BOOST_CHECK_EQUAL(at(R), at(R - tiny * tiny) + 1);
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_threads) {
  const std::size_t d = 4, n = 3;
  const InitialNetwork net(100'000, d, 1, "flips_test", "threads", 0);
  const auto x = test::random_points(2, n, d);
  const FlipSums one = flip_sums(net, x, n, kHalf, {1, true, {}});
  const FlipSums two = flip_sums(net, x, n, kHalf, {3, true, {}});
  BOOST_CHECK(one.within == two.within && one.plus == two.plus && one.minus == two.minus);
}

BOOST_AUTO_TEST_CASE(the_worst_weights_flip_all_that_can_be_flipped_and_none_flip_more) {
  const std::size_t d = 6, n = 5;
  const InitialNetwork net(20'000, d, 3, "flips_test", "worst", 1);
  const auto x = test::random_points(3, n, d);
  const stats::Stream directions(3, "flips_test", "worst", stats::Purpose::search);
  for (const double R : {0.5, 4.0}) {
    const auto gaps = gradient_gaps(net, x, n, R, directions);
    const auto sums = flip_sums(net, x, n, numeric::Rational(R));
    for (std::size_t p = 0; p < n; ++p) {
      BOOST_CHECK_EQUAL(gaps.worst_flips[p] + gaps.unsure[p], sums.within[p]);
      BOOST_CHECK_LE(gaps.random_flips[p], sums.within[p]);
      BOOST_CHECK_GT(gaps.random_flips[p], 0U);
      BOOST_CHECK_CLOSE_FRACTION(gaps.worst[p],
                                 net.kappa() * static_cast<double>(gaps.worst_flips[p]), 1e-12);
    }
  }
}

// The preactivations at the worst and at the random W of every neuron, far ones too.
BOOST_AUTO_TEST_CASE(flips_are_those_of_the_weights_themselves) {
  const stats::Stream directions(3, "flips_test", "slow", stats::Purpose::search);
  for (const std::size_t d : {2, 8, 31}) {
    const std::size_t n = 20;
    const InitialNetwork net(2001, d, 3, "flips_test", "slow", 1);
    const test::Neurons slow(net);
    const auto x = test::random_points(4, n, d);
    for (const double R : {0.5, 4.0, 40.0}) {
      const auto gaps = gradient_gaps(net, x, n, R, directions);
      const double t = standardised_radius(R, net.m());
      for (std::size_t p = 0; p < n; ++p) {
        const double* const at = x.data() + p * d;
        double norm = 0;
        for (std::size_t k = 0; k < d; ++k) norm += at[k] * at[k];
        std::uint64_t worst = 0, random = 0;
        for (std::size_t r = 0; r < slow.m; ++r) {
          const double z = slow.zeta(r, at);
          double along = 0, squares = 0;
          for (std::size_t k = 0; k < d; ++k) {
            const auto v = static_cast<double>(
                stats::normal_reference(directions, r, net.draw(), static_cast<std::uint32_t>(k)));
            along += v * at[k];
            squares += v * v;
          }
          worst += (z >= 0) != ((z >= 0 ? z - t * norm : z + t * norm) >= 0) ? 1 : 0;
          random += (z >= 0) != (z + t * along / std::sqrt(squares) >= 0) ? 1 : 0;
        }
        BOOST_CHECK_EQUAL(gaps.unsure[p], 0U);
        BOOST_CHECK_EQUAL(gaps.worst_flips[p], worst);
        BOOST_CHECK_EQUAL(gaps.random_flips[p], random);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(flipped_signs_of_a_net_are_counted_from_its_weights) {
  TwoLayerNet net = materialise(InitialNetwork(500, 3, 1, "flips_test", "net", 0));
  const auto x = test::random_points(5, 1, 3);
  const Eigen::Vector3d at(x[0], x[1], x[2]);
  BOOST_CHECK_EQUAL(flipped_signs(net, at), 0U);
  // W = -W0 - (b, doubled in the constant coordinate) turns every preactivation around.
  Eigen::MatrixXd w = -net.w0();
  w.row(2) -= 4 * net.b().transpose();
  net.set_w(w);
  BOOST_CHECK_EQUAL(flipped_signs(net, at), 500U);
}

BOOST_AUTO_TEST_CASE(search_never_falls_below_its_best_start_and_is_a_value_of_its_point) {
  const std::size_t d = 4, n = 8;
  const InitialNetwork net(5000, d, 1, "flips_test", "search", 0);
  stats::Sequence random(stats::Stream(1, "flips_test", "search", stats::Purpose::test));
  const auto starts = uniform_points(n, d, random);
  const FlipSearch found = search_flips(net, starts, n, kHalf, FlipObjective::count, 5, random);
  const auto at_starts = flip_sums(net, starts, n, kHalf).within;
  const double best = static_cast<double>(*std::max_element(at_starts.begin(), at_starts.end()));
  BOOST_CHECK_GE(found.value, best);
  BOOST_CHECK_EQUAL(found.value,
                    static_cast<double>(flip_sums(net, found.point, 1, kHalf).within[0]));
}

BOOST_AUTO_TEST_CASE(bad_points_and_radii_are_named) {
  const InitialNetwork net(10, 3, 1, "flips_test", "bad", 0);
  const std::vector<double> off{0.1, 0.2, 0.5};
  BOOST_CHECK_THROW((void)flip_sums(net, off, 1, kHalf), InputError);
  const auto x = test::random_points(1, 1, 3);
  BOOST_CHECK_THROW((void)flip_sums(net, x, 1, numeric::ratio(0, 1)), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
