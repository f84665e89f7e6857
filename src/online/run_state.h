// What a training run carries from round to round, and its checkpoint.
//
// A checkpoint is one JSON network file (d, m, R, rho, W0, b, a, W, points) with a member
// `training` where d m <= 2^18, and a binary file (eight bytes of name, the length of a JSON
// header, the header, the displacements as floats) where it is larger. It is written under another
// name and renamed: a killed run leaves the old one or the new one, never half of one.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "data/dataset.h"
#include "network/network_file.h"
#include "online/wide_net.h"

namespace proofgauge::online {

/// Everything that a round changes except W itself.
struct RunState {
  std::uint64_t next_round = 1;
  std::uint64_t best_round = 0;
  double best_loss = 0, best_rounding = 0;
  double last_loss = 0, last_rounding = 0;
  double early_loss = 0;               ///< least L_A(W_t), rounding taken off, over t <= 2
  double loss_sum = 0, loss_lost = 0;  ///< compensated sum of L_A(W_t)
  double start_sum = 0;                ///< sum of L_t(W^0) over the rounds that were logged,
  std::uint64_t start_rounds = 0;      ///< and how many those are
  double radius_used = 0;              ///< largest over the run
  double net_radius_used = 0, best_radius_used = 0;  ///< of the two nets, as their last step said
  bool reached = false;                              ///< ended by stop_at
  double flips = 0, flips_most = 0, gap_most = 0, coupling_most = 0;
  std::uint64_t log_bytes = 0;  ///< length of the log when this was true
  std::vector<double> best_points;
  std::vector<double> visited;  ///< all rounds' points, where the run keeps them
};

/// Writes the state of a run. `identity` says its options and data as text, so that a checkpoint of
/// another run is refused. `best` may be null. Collective over the net's ranks: the file is written
/// by rank 0, the same for any number of them.
void write_checkpoint(const std::filesystem::path& path, const std::string& identity,
                      const RunState& state, const WideNet& net, const WideNet* best,
                      const data::Points& points, double rho, std::uint64_t seed);
/// Rough bytes that writing takes beside the nets and the points.
[[nodiscard]] double checkpoint_bytes(std::uint64_t m, std::size_t d, std::size_t points);
/// Reads it into `state`, `net` and `best` (may be null). InputError where the file is damaged or
/// of another run. Collective: rank 0 reads.
void read_checkpoint(const std::filesystem::path& path, const std::string& identity,
                     RunState* state, WideNet* net, WideNet* best);
/// The last net of a binary checkpoint with its data, as a network file holds them; empty where the
/// file is none (a JSON checkpoint is a network file itself). InputError where it is damaged, or
/// (d + 1) m exceeds 2^28.
[[nodiscard]] std::optional<network::NetworkFile> read_binary_network(
    const std::filesystem::path& path);

}  // namespace proofgauge::online
