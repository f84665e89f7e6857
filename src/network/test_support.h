// Slow double-precision versions for the tests of this folder, from the scalar reference of the
// numbers.
#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "network/network.h"
#include "stats/normal_block.h"

namespace proofgauge::network::test {

/// All neurons of a small net: alpha[r * d + k], beta, eps.
struct Neurons {
  std::size_t m, d;
  std::vector<double> alpha, beta, eps;

  explicit Neurons(const InitialNetwork& net) : m(static_cast<std::size_t>(net.m())), d(net.d()) {
    for (std::size_t r = 0; r < m; ++r) {
      for (std::size_t k = 0; k <= d; ++k) {
        const auto value = static_cast<double>(
            stats::normal_reference(net.weights(), r, net.draw(), static_cast<std::uint32_t>(k)));
        (k < d ? alpha : beta).push_back(value);
      }
      const auto words = net.signs().block(r / 128, net.draw(), 0);
      eps.push_back((words[r % 128 / 32] >> (r % 32) & 1U) != 0 ? 1.0 : -1.0);
    }
  }
  [[nodiscard]] double zeta(std::size_t r, const double* x) const {
    double z = beta[r];
    for (std::size_t k = 0; k < d; ++k) z += alpha[r * d + k] * x[k];
    return z;
  }
};

struct Sums {
  double relu_signed = 0, relu_total = 0, h_plus = 0, h_minus = 0, h_squared = 0, active = 0;
};

inline Sums slow_sums(const Neurons& net, const double* x, double t) {
  Sums s;
  for (std::size_t r = 0; r < net.m; ++r) {
    const double z = net.zeta(r, x);
    const double relu = std::max(z, 0.0), h = std::max(0.0, t - std::abs(z));
    s.relu_signed += net.eps[r] * relu;
    s.relu_total += relu;
    (net.eps[r] > 0 ? s.h_plus : s.h_minus) += h;
    s.h_squared += h * h;
    s.active += h > 0 ? 1 : 0;
  }
  return s;
}

/// n points of X, uniform, from the test's own stream.
inline std::vector<double> random_points(std::uint64_t seed, std::size_t n, std::size_t d) {
  stats::Sequence random(stats::Stream(seed, "network_test", "points", stats::Purpose::test));
  std::vector<double> points;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> v(d - 1);
    double squares = 0;
    for (double& c : v) {
      c = random.normal();
      squares += c * c;
    }
    for (const double c : v) points.push_back(c * std::sqrt(0.75 / squares));
    points.push_back(0.5);
  }
  return points;
}

}  // namespace proofgauge::network::test
