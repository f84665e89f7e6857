// The input is a checkpoint of a run named `run`, of a net with m = 4 and d = 3.
#include <bit>
#include <cmath>
#include <vector>

#include "claim/error.h"
#include "fuzz.h"
#include "online/run_state.h"

namespace proofgauge::fuzz {
namespace {

constexpr std::uint64_t kWidth = 4;
constexpr std::size_t kDimension = 3;
constexpr double kRadius = 1;

online::WideNet new_net() {
  return online::WideNet(network::InitialNetwork(kWidth, kDimension, 1, "fuzz", "checkpoint", 0),
                         online::NetKind::real, kRadius);
}

std::vector<float> displacement_of(const online::WideNet& net) {
  std::vector<float> d(kWidth * kDimension);
  net.read_displacement(0, kWidth, d.data());
  return d;
}

/// A binary checkpoint as `attack` reads it: with the m and d that it gives itself.
void read_as_network(const std::string& path) {
  try {
    const auto file = online::read_binary_network(path);
    if (!file) return;
    require(file->net.w().allFinite(), "an accepted net is finite");
    require(file->net.radius_used() <=
                network::neuron_radius(file->radius, static_cast<std::uint64_t>(file->net.m())) *
                    (1 + 1e-6),
            "an accepted net lies in B(R)");
    require(file->points.size() == file->n() * static_cast<std::size_t>(file->net.d()),
            "n points of d coordinates");
  } catch (const InputError&) {
  }
}

}  // namespace

void checkpoint(Bytes input) {
  const std::string path = scratch_file("checkpoint", input);
  read_as_network(path);
  online::WideNet net = new_net(), best = new_net();
  online::RunState state;
  try {
    online::read_checkpoint(path, "run", &state, &net, &best);
  } catch (const InputError&) {
    return;
  }
  for (const float x : displacement_of(net)) require(std::isfinite(x), "an accepted net is finite");
  require(net.to_double().radius_used() <= network::neuron_radius(kRadius, kWidth) * (1 + 1e-6),
          "an accepted net lies in B(R)");
  require(state.next_round >= 1 && state.next_round <= 1ULL << 53, "an accepted round is a round");
  planted(state.next_round - state.best_round == 2);
  data::Points points;
  points.n = 1;
  points.d = kDimension;
  points.x = {std::sqrt(0.75), 0, 0.5};
  points.y = {1};
  const std::string copy = scratch_path("checkpoint-again");
  online::write_checkpoint(copy, "run", state, net, &best, points, 0.1, 1);
  online::WideNet net_again = new_net(), best_again = new_net();
  online::RunState again;
  online::read_checkpoint(copy, "run", &again, &net_again, &best_again);
  require(displacement_of(net_again) == displacement_of(net) &&
              displacement_of(best_again) == displacement_of(best),
          "a written checkpoint holds the same nets");
  require(again.next_round == state.next_round && again.best_points == state.best_points &&
              again.visited == state.visited && again.best_loss == state.best_loss &&
              again.log_bytes == state.log_bytes,
          "a written checkpoint holds the same state");
}

}  // namespace proofgauge::fuzz
