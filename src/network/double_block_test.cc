// Double-precision products of a neuron with listed points: the stated order of summation, and the
// same bits on every instruction set.
#include <array>
#include <boost/test/unit_test.hpp>
#include <vector>

#include "network/double_block.h"
#include "stats/isa.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::network;

namespace {

/// start + sum_k (a[k] - step x[k]) x[k].
double in_stated_order(const double* a, double start, double step, const double* x,
                       std::size_t length) {
  std::array<double, kDoubleMultiple> s{};
  for (std::size_t k = 0; k < length; ++k) s[k % kDoubleMultiple] += (a[k] - step * x[k]) * x[k];
  return start + (((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7])));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(double_block)

BOOST_AUTO_TEST_CASE(every_set_gives_the_bits_of_the_stated_order) {
  stats::Sequence random(stats::Stream(1, "double_block_test", "", stats::Purpose::test));
  const auto numbers = [&](std::size_t n) {
    std::vector<double> v(n);
    for (double& x : v) x = random.normal();
    return v;
  };
  constexpr std::size_t kRows = 19;
  for (const std::size_t length : {8, 16, 40}) {
    const auto neuron = numbers(length), rows = numbers(kRows * length);
    for (const std::size_t n : {8, 24}) {
      const auto step = numbers(n);
      std::vector<std::uint32_t> points;
      for (std::size_t i = 0; i < n; ++i)
        points.push_back(static_cast<std::uint32_t>(i * 7 % kRows));
      for (const stats::Isa isa : stats::usable_isas()) {
        BOOST_TEST_CONTEXT(stats::to_string(isa) << ", length " << length << ", n " << n) {
          std::vector<double> dot(n, -1.0), moved(n, -1.0);
          const DoubleKernel& kernel = PROOFGAUGE_KERNEL(isa, kDoubleKernel);
          kernel.dot(neuron.data(), 0.3, rows.data(), length, points.data(), n, dot.data());
          kernel.moved(neuron.data(), 0.7, step.data(), rows.data(), length, points.data(), n,
                       moved.data());
          for (std::size_t i = 0; i < n; ++i) {
            const double* const x = &rows[points[i] * length];
            BOOST_CHECK_EQUAL(dot[i], in_stated_order(neuron.data(), 0.3, 0, x, length));
            BOOST_CHECK_EQUAL(moved[i], in_stated_order(neuron.data(), 0.7, step[i], x, length));
          }
        }
      }
    }
  }
}

BOOST_AUTO_TEST_SUITE_END()
