// Random nets and points for the tests of this folder.
#pragma once

#include <cmath>
#include <cstdlib>
#include <vector>

#include "network/network.h"
#include "stats/stream.h"

namespace proofgauge::adversary::test {

/// `count` times PROOFGAUGE_TEST_EFFORT.
inline unsigned times(unsigned count) {
  const char* effort = std::getenv("PROOFGAUGE_TEST_EFFORT");
  const int factor = effort == nullptr ? 1 : std::atoi(effort);
  return count * static_cast<unsigned>(factor < 1 ? 1 : factor);
}

/// Drawn as in section 0; each column of W moved by tau = radius m^(-2/3) in a random direction.
inline network::TwoLayerNet random_net(Eigen::Index m, Eigen::Index d, double radius,
                                       std::uint64_t seed) {
  stats::Sequence random(stats::Stream(seed, "adversary_test", "net", stats::Purpose::test));
  const double scale = 1 / std::sqrt(static_cast<double>(m));
  Eigen::MatrixXd w0(d, m), w(d, m);
  Eigen::VectorXd b(m), a(m);
  for (Eigen::Index r = 0; r < m; ++r) {
    for (Eigen::Index k = 0; k < d; ++k) {
      w0(k, r) = scale * random.normal();
      w(k, r) = random.normal();
    }
    b(r) = scale * random.normal();
    a(r) = (random.uniform() < 0.5 ? -1 : 1) / std::cbrt(static_cast<double>(m));
    const double tau = network::neuron_radius(radius, static_cast<std::uint64_t>(m));
    w.col(r) = w0.col(r) + tau / w.col(r).norm() * w.col(r);
  }
  network::TwoLayerNet net(std::move(w0), std::move(b), std::move(a));
  net.set_w(std::move(w));
  return net;
}

/// n points of X, uniform.
inline std::vector<double> random_points(std::uint64_t seed, std::size_t n, std::size_t d) {
  stats::Sequence random(stats::Stream(seed, "adversary_test", "points", stats::Purpose::test));
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

}  // namespace proofgauge::adversary::test
