// The float scan against double precision: nothing is counted or passed over that it cannot place.
#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <span>
#include <utility>

#include "network/near.h"
#include "network/test_support.h"
#include "stats/isa.h"
#include "stats/normal_block.h"

using namespace proofgauge;
using namespace proofgauge::network;

namespace {

/// What a scan of n neurons did, point by point.
struct Placed {
  std::vector<double> counted;
  std::vector<std::vector<bool>> visited;  ///< by point and neuron
};

struct Case {
  std::size_t d, n, stride, points;
  std::vector<double> x;
  std::vector<float> alpha_beta;

  Case(std::size_t dimension, std::size_t neurons, std::size_t n_points)
      : d(dimension),
        n(neurons),
        stride((neurons + 7) / 8 * 8),
        points(n_points),
        x(test::random_points(1, n_points, dimension)),
        alpha_beta((dimension + 1) * stride) {
    stats::normal_block(stats::Stream(1, "near_test", "", stats::Purpose::weights), 0, 0, n, d + 1,
                        alpha_beta.data(), stride);
  }
  [[nodiscard]] double zeta(std::size_t r, std::size_t p) const {
    double z = static_cast<double>(alpha_beta[d * stride + r]);
    for (std::size_t k = 0; k < d; ++k)
      z += x[p * d + k] * static_cast<double>(alpha_beta[k * stride + r]);
    return z;
  }
  [[nodiscard]] Placed scan(double sure, double most) const {
    NearScan scan(x, points, d, std::vector<double>(points, sure),
                  std::vector<double>(points, most));
    Placed placed{std::vector<double>(points),
                  std::vector<std::vector<bool>>(points, std::vector<bool>(n))};
    auto block = alpha_beta;
    std::size_t last = 0;
    scan(block.data(), stride, n, placed.counted.data(),
         [&](std::size_t r, std::span<const std::uint32_t> list) {
           BOOST_CHECK(!list.empty() && r >= last);
           BOOST_CHECK(std::is_sorted(list.begin(), list.end()));
           for (const std::uint32_t p : list) {
             BOOST_REQUIRE_LT(p, points);
             BOOST_CHECK(!placed.visited[p][r]);
             placed.visited[p][r] = true;
           }
           last = r;
         });
    return placed;
  }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(near)

// Numbers of points that fill vectors, leave lanes empty and need every tile; blocks with absent
// neurons.
BOOST_AUTO_TEST_CASE(every_neuron_is_counted_visited_or_far) {
  for (const std::size_t points : {1, 4, 16, 33, 100}) {
    const Case c(7, 201, points);
    for (const auto& [sure, most] : {std::pair{0.3, 0.4}, std::pair{-1.0, 0.2}, std::pair{1.0, 1.0},
                                     std::pair{1e3, 1e4}, std::pair{-1.0, 1e4}}) {
      const Placed placed = c.scan(sure, most);
      for (std::size_t p = 0; p < points; ++p) {
        double certain = 0;
        for (std::size_t r = 0; r < c.n; ++r) {
          const double size = std::abs(c.zeta(r, p));
          if (placed.visited[p][r]) {
            BOOST_CHECK(size > sure - 1e-4 && size < most + 1e-4);
            continue;
          }
          BOOST_CHECK(size <= sure || size > most);
          certain += size <= sure ? 1 : 0;
        }
        BOOST_CHECK_EQUAL(placed.counted[p], certain);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(a_neuron_at_a_threshold_is_visited_whatever_its_rounding) {
  const Case c(5, 96, 3);
  for (std::size_t r = 0; r < c.n; ++r) {
    const double size = std::abs(c.zeta(r, 1));
    BOOST_CHECK(c.scan(size, size).visited[1][r]);
    BOOST_CHECK(c.scan(size - 1e-7, size).visited[1][r]);
    BOOST_CHECK(!c.scan(size + 1e-3, size + 2e-3).visited[1][r]);
  }
}

// Words of every pattern, the last group of them full or not; nothing is written beyond the slack.
BOOST_AUTO_TEST_CASE(lists_are_the_bits_in_order_on_every_set) {
  constexpr std::uint32_t kUntouched = 0xdeadbeef;
  stats::Sequence random(stats::Stream(1, "near_test", "lists", stats::Purpose::test));
  for (const stats::Isa isa : stats::usable_isas()) {
    const NearKernel& kernel = PROOFGAUGE_KERNEL(isa, kNearKernel);
    const std::uint32_t all = (1U << kernel.lanes) - 1;
    for (const std::size_t vectors : {1, 2, 7, 8, 9, 15, 16, 17, 33})
      for (const double density : {0.0, 0.02, 0.1, 0.5, 1.0}) {
        std::vector<std::uint32_t> words(vectors), expected;
        for (std::size_t v = 0; v < vectors; ++v)
          for (std::size_t l = 0; l < kernel.lanes; ++l)
            if (random.uniform() < density) {
              words[v] |= 1U << l;
              expected.push_back(static_cast<std::uint32_t>(v * kernel.lanes + l));
            }
        if (density == 1.0) BOOST_CHECK(words[0] == all && words[vectors - 1] == all);
        const std::size_t room = expected.size() + kNearSlack;
        std::vector<std::uint32_t> out(room + 16, kUntouched);
        const std::size_t found = kernel.list(words.data(), vectors, out.data());
        BOOST_REQUIRE_EQUAL(found, expected.size());
        BOOST_CHECK(std::equal(expected.begin(), expected.end(), out.begin()));
        BOOST_CHECK(std::all_of(out.begin() + static_cast<std::ptrdiff_t>(room), out.end(),
                                [](std::uint32_t word) { return word == kUntouched; }));
      }
  }
}

BOOST_AUTO_TEST_SUITE_END()
