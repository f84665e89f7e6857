// Our side of the worst-case comparison: one JSON line. The net is a function of (m, seed) that
// worst_case_peers.py repeats from the file this program writes.
//   worst_case_bench M POINTS REPEATS [NET.bin]
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <functional>
#include <vector>

#include "adversary/branch.h"
#include "adversary/circle_net.h"

using namespace proofgauge;

namespace {

network::TwoLayerNet make_net(std::uint64_t m) {
  network::TwoLayerNet net = network::materialise(
      network::InitialNetwork(m, 3, 1, "bench/worst_case", "m=" + std::to_string(m), 0));
  stats::Sequence random(stats::Stream(1, "bench/worst_case", "W", stats::Purpose::points));
  const double tau = network::neuron_radius(3, m);
  Eigen::MatrixXd w = net.w0();
  for (Eigen::Index r = 0; r < w.cols(); ++r) {
    const double angle = 6.283185307179586 * random.uniform();
    w(0, r) += tau * std::cos(angle);
    w(1, r) += tau * std::sin(angle);
  }
  net.set_w(std::move(w));
  return net;
}

/// W (3 m), b (m), a (m) as doubles, for the peer.
void dump(const network::TwoLayerNet& net, const char* path) {
  std::ofstream out(path, std::ios::binary);
  const auto put = [&](const double* x, Eigen::Index n) {
    out.write(reinterpret_cast<const char*>(x), static_cast<std::streamsize>(8 * n));
  };
  put(net.w().data(), net.w().size());
  put(net.b().data(), net.m());
  put(net.a().data(), net.m());
}

/// Processor time: the work is single-threaded, and other programs do not count.
double seconds(const std::function<void()>& work) {
  const std::clock_t start = std::clock();
  work();
  return static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

}  // namespace

int main(int argc, char** argv) {
  const auto m = static_cast<std::uint64_t>(argc > 1 ? std::atoll(argv[1]) : 1 << 20);
  const int points = argc > 2 ? std::atoi(argv[2]) : 3, repeats = argc > 3 ? std::atoi(argv[3]) : 3;
  const network::TwoLayerNet net = make_net(m);
  if (argc > 4) dump(net, argv[4]);
  for (const double rho : {0.1, 1.0, 2.0}) {
    for (int i = 0; i < points; ++i) {
      const double angle = 0.7 + 2.1 * i, s = std::sqrt(0.75);
      const std::vector<double> x{s * std::cos(angle), s * std::sin(angle), 0.5};
      double best = 1e9;
      adversary::Extremes e;
      for (int k = 0; k < repeats; ++k)
        best = std::min(best, seconds([&] { e = adversary::ball_extremes(net, x, rho); }));
      fmt::print(
          "{{\"side\": \"proofgauge\", \"m\": {}, \"rho\": {}, \"angle\": {}, \"seconds\": {:.6f}, "
          "\"max\": {:.17g}, \"width\": {:.3g}}}\n",
          m, rho, angle, best, e.max.lower, e.max.width());
    }
  }
  const double tau = network::neuron_radius(3, m);
  adversary::GapSupremum gap;
  double best = 1e9;
  for (int k = 0; k < repeats; ++k)
    best = std::min(best, seconds([&] { gap = adversary::gap_supremum(net, tau); }));
  fmt::print(
      "{{\"side\": \"proofgauge\", \"m\": {}, \"what\": \"gap over the circle\", \"seconds\": "
      "{:.6f}, \"gap\": {:.17g}, \"width\": {:.3g}}}\n",
      m, best, gap.gap.lower, gap.gap.width());
  return 0;
}
