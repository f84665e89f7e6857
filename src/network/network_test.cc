#define BOOST_TEST_MODULE network
#include "network/network.h"

#include <Eigen/Dense>
#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "network/test_support.h"

using namespace proofgauge;
using network::InitialNetwork;
using network::TwoLayerNet;

namespace {

InitialNetwork small_net(std::uint64_t m, std::size_t d) {
  return {m, d, 1, "network_test", "small", 2};
}

}  // namespace

BOOST_AUTO_TEST_CASE(neurons_are_the_reference_numbers_in_any_order) {
  const InitialNetwork net = small_net(1000, 6);
  constexpr std::size_t kN = 300, kStride = 304;
  std::vector<float> block(7 * kStride), sign(kN), gathered(7 * kStride);
  net.fill(500, kN, block.data(), kStride, sign.data());
  std::vector<std::uint32_t> backwards;
  for (std::uint32_t i = 0; i < kN; ++i) backwards.push_back(799 - i);
  net.gather(0, backwards, gathered.data(), kStride);
  const network::test::Neurons slow(net);
  std::size_t wrong = 0;
  for (std::size_t i = 0; i < kN; ++i) {
    for (std::size_t k = 0; k <= 6; ++k) {
      const std::size_t r = 500 + i;
      const double expected = k < 6 ? slow.alpha[r * 6 + k] : slow.beta[r];
      wrong += static_cast<double>(block[k * kStride + i]) == expected ? 0 : 1;
      wrong += block[k * kStride + i] == gathered[k * kStride + kN - 1 - i] ? 0 : 1;
    }
    wrong += static_cast<double>(sign[i]) == slow.eps[500 + i] ? 0 : 1;
  }
  BOOST_TEST(wrong == 0U);
}

BOOST_AUTO_TEST_CASE(a_net_in_memory_is_the_initial_net_in_original_units) {
  const InitialNetwork net = small_net(1500, 3);
  const TwoLayerNet dense = network::materialise(net);
  const network::test::Neurons slow(net);
  for (const Eigen::Index r : {0, 1, 1023, 1024, 1499}) {
    const auto at = static_cast<std::size_t>(r);
    // one rounding each for 1 / sqrt(m) and the product
    BOOST_TEST(std::abs(dense.w0()(2, r) * std::sqrt(1500.0) - slow.alpha[at * 3 + 2]) <=
               8 * 0x1p-53 * 7);
    BOOST_TEST(std::abs(dense.b()(r) * std::sqrt(1500.0) - slow.beta[at]) <= 8 * 0x1p-53 * 7);
    BOOST_TEST(dense.a()(r) == net.kappa() * slow.eps[at]);
  }
  BOOST_TEST(std::abs(net.kappa() * net.kappa() * net.kappa() * 1500 - 1) < 16 * 0x1p-53);
  const auto x = network::test::random_points(1, 1, 3);
  const double expected =
      network::test::slow_sums(slow, x.data(), 0).relu_signed * net.kappa() / std::sqrt(1500.0);
  // at most 1500 terms below 7 kappa / sqrt(m) each, 1500 additions
  const double tolerance = 1500.0 * 1500.0 * 0x1p-53 * 7 * net.kappa() / std::sqrt(1500.0);
  BOOST_TEST(std::abs(dense.f(Eigen::Map<const Eigen::VectorXd>(x.data(), 3)) - expected) <
             tolerance);
}

BOOST_AUTO_TEST_CASE(f_and_g_of_two_neurons_by_hand) {
  Eigen::MatrixXd w0(2, 2), w(2, 2);
  w0 << 1, -1, 0, 2;
  w << 3, -1, 0, 6;
  TwoLayerNet net(w0, Eigen::Vector2d(0.5, -4), Eigen::Vector2d(2, -3));
  const Eigen::Vector2d x(1, 1);
  BOOST_TEST(net.f(x) == 3.0);  // z = (1.5, -3)
  BOOST_TEST(net.g(x) == 0.0);
  net.set_w(w);
  BOOST_TEST(net.f(x) == 2 * 3.5 - 3 * 1.0);
  BOOST_TEST(net.g(x) == 2 * 2.0);  // the second neuron is off at W0
  BOOST_TEST(net.radius_used() == 4.0);
}

BOOST_AUTO_TEST_CASE(projection_shortens_only_the_columns_outside_the_ball) {
  Eigen::MatrixXd w0 = Eigen::MatrixXd::Zero(2, 8), w = w0;
  w(0, 0) = 3;  // outside
  w(1, 1) = 0.1;
  TwoLayerNet net(w0, Eigen::VectorXd::Zero(8), Eigen::VectorXd::Ones(8));
  net.set_w(w);
  net.project(4);  // tau = 4 * 8^(-2/3) = 1
  BOOST_TEST(std::abs(net.radius_used() - 1) < 8 * 0x1p-53);
  BOOST_TEST(net.w()(1, 1) == 0.1);
  BOOST_TEST(std::abs(network::standardised_radius(4, 64) - 2) < 8 * 0x1p-53);
}

BOOST_AUTO_TEST_CASE(impossible_nets_are_bad_input) {
  BOOST_CHECK_THROW(small_net(0, 3), InputError);
  BOOST_CHECK_THROW(small_net((std::uint64_t{1} << 62) + 1, 3), InputError);
  BOOST_CHECK_THROW(small_net(10, 1), InputError);
  BOOST_CHECK_THROW((void)network::materialise(small_net(std::uint64_t{1} << 40, 3)), InputError);
  BOOST_CHECK_THROW((void)network::neuron_radius(-1, 10), InputError);
  BOOST_CHECK_THROW((void)network::standardised_radius(std::nan(""), 10), InputError);
  const Eigen::MatrixXd w0 = Eigen::MatrixXd::Zero(2, 3);
  BOOST_CHECK_THROW(TwoLayerNet(w0, Eigen::VectorXd::Zero(2), Eigen::VectorXd::Zero(3)),
                    InputError);
  BOOST_CHECK_THROW(
      TwoLayerNet(w0, Eigen::VectorXd::Zero(3), Eigen::VectorXd::Constant(3, std::nan(""))),
      InputError);
  TwoLayerNet net(w0, Eigen::VectorXd::Zero(3), Eigen::VectorXd::Zero(3));
  BOOST_CHECK_THROW(net.set_w(Eigen::MatrixXd::Zero(3, 2)), InputError);
  BOOST_CHECK_THROW((void)net.f(Eigen::VectorXd::Zero(3)), InputError);
}
