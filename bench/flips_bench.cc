// Times the exact flip counts with the coupling sums, and one iteration of the pseudo-network game.
// One JSON line.   flips_bench [m 1048576] [d 16] [points 16] [threads 2] [reps 5]
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "network/flips.h"
#include "online/dual_certificate.h"

namespace {

using namespace proofgauge;

double seconds(const auto& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

int main(int argc, char** argv) {
  const auto argument = [&](int i, unsigned long otherwise) {
    return argc > i ? std::stoul(argv[i]) : otherwise;
  };
  const std::uint64_t m = argument(1, 1UL << 20);
  const std::size_t d = argument(2, 16), points = argument(3, 16);
  const int threads = static_cast<int>(argument(4, 2)), reps = static_cast<int>(argument(5, 5));
  stats::Sequence random(stats::Stream(1, "flips_bench", "points", stats::Purpose::test));
  const auto x = network::uniform_points(points, d, random);
  const network::InitialNetwork net(m, d, 1, "flips_bench", "net", 0);
  double best = 1e300;
  for (int i = 0; i < reps; ++i)
    best = std::min(
        best, seconds([&] {
          (void)network::flip_sums(net, x, points, numeric::ratio(1, 1), {threads, true, {}});
        }));
  constexpr std::uint64_t kGameWidth = 4096;
  constexpr unsigned kIterations = 100;
  const network::TwoLayerNet held =
      network::materialise(network::InitialNetwork(kGameWidth, 8, 1, "flips_bench", "game", 0));
  online::GamePoints game;
  game.d = 8;
  game.groups = 10;
  game.weight = 0.1;
  const auto y = network::uniform_points(70, 8, random);
  for (std::size_t k = 0; k < 70; ++k) game.add({y.data() + 8 * k, 8}, k % 10, k % 2 == 0 ? 1 : -1);
  const double play = seconds([&] {
    (void)online::solve_game(held, game, 10, {kIterations, 0, {}});
  });
  const nlohmann::json line{
      {"flip_sums_seconds", best},
      {"ns_per_neuron_and_point", best * 1e9 / static_cast<double>(m * points)},
      {"game_iteration_ms", play * 1e3 / kIterations},
      {"m", m},
      {"d", d},
      {"points", points},
      {"threads", threads}};
  std::puts(line.dump().c_str());
}
