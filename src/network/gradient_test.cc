#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "network/supremum.h"
#include "network/test_support.h"

using namespace proofgauge;
using network::InitialNetwork;
using network::Side;
using network::SupOptions;

namespace {

double slow_value(const network::test::Neurons& net, const std::vector<double>& x, double t,
                  Side side) {
  const auto s = network::test::slow_sums(net, x.data(), t);
  return side == Side::f_minus_g ? s.relu_signed + s.h_plus : s.h_minus - s.relu_signed;
}

}  // namespace

// Away from kinks the sums are linear between x - step and x + step: the difference quotient errs
// by the rounding of two double sums over 2 step, the kernel by its float sums. Kinks are 1e-7 wide
// of some 1500: a hit would show as an error of the size of one alpha.
BOOST_AUTO_TEST_CASE(gradients_agree_with_finite_differences) {
  constexpr std::size_t kM = 700, kD = 9, kN = 21;
  constexpr double kT = 0.4, kStep = 0x1p-24;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const InitialNetwork net(kM, kD, seed, "gradient_test", "difference", 0);
    const network::test::Neurons slow(net);
    const auto points = network::test::random_points(seed, kN, kD);
    std::vector<Side> side;
    for (std::size_t i = 0; i < kN; ++i)
      side.push_back(i % 3 == 0 ? Side::g_minus_f : Side::f_minus_g);
    double total_alpha = 0;
    for (const double a : slow.alpha) total_alpha += std::abs(a) / kD;
    const double difference_error = kM * 10.0 * 2 * 0x1p-53 * 100 / kStep;
    const double kernel_error = 300 * 0x1p-24 * total_alpha;
    for (const stats::Isa isa : stats::usable_isas()) {
      SupOptions options;
      options.isa = isa;
      const auto g = sup_gradient(net, points, kN, kT, side, options);
      std::size_t wrong = 0, opposite = 0;
      for (std::size_t i = 0; i < kN; ++i) {
        std::vector<double> x(points.begin() + static_cast<std::ptrdiff_t>(i * kD),
                              points.begin() + static_cast<std::ptrdiff_t>((i + 1) * kD));
        const double here = slow_value(slow, x, kT, side[i]);
        wrong += std::abs(g.value[i] - here) <= 1e-5 * kM ? 0 : 1;
        for (std::size_t k = 0; k < kD; ++k) {
          const double centre = x[k];
          x[k] = centre + kStep;
          const double up = slow_value(slow, x, kT, side[i]);
          x[k] = centre - kStep;
          const double quotient = (up - slow_value(slow, x, kT, side[i])) / (2 * kStep);
          x[k] = centre;
          wrong += std::abs(g.gradient[i * kD + k] - quotient) <= difference_error + kernel_error
                       ? 0
                       : 1;
          opposite +=
              std::abs(-g.gradient[i * kD + k] - quotient) <= difference_error + kernel_error ? 1
                                                                                              : 0;
        }
      }
      BOOST_TEST(wrong == 0U, stats::to_string(isa)
                                  << " seed " << seed << ": " << wrong << " wrong");
      BOOST_TEST(opposite < kN * kD / 10);  // the tolerance does tell a gradient from its negative
    }
  }
}

BOOST_AUTO_TEST_CASE(gradients_do_not_depend_on_threads_and_want_one_side_per_point) {
  const InitialNetwork net(3 * (1 << 14) + 5, 5, 1, "gradient_test", "threads", 0);
  const auto points = network::test::random_points(1, 70, 5);
  const std::vector<Side> side(70, Side::f_minus_g);
  SupOptions options;
  const auto one = sup_gradient(net, points, 70, 0.2, side, options);
  options.threads = 2;
  const auto two = sup_gradient(net, points, 70, 0.2, side, options);
  BOOST_TEST((one.gradient == two.gradient && one.value == two.value));
  BOOST_CHECK_THROW((void)sup_gradient(net, points, 70, 0.2, std::span(side).first(69), options),
                    InputError);
}
