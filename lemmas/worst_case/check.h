// Left-hand sides: the certified worst case and the attacks on one network.
#pragma once

#include <string>
#include <vector>

#include "adversary/attack.h"
#include "adversary/worst_case.h"
#include "claim/record.h"
#include "claim/registry.h"
#include "network/network_file.h"

namespace proofgauge::worst_case {

struct BallOptions {
  adversary::Loss loss;
  std::vector<adversary::Attack> attacks;
  double gap = 0;                ///< wanted width of the enclosure of f, d >= 4
  std::uint64_t most_cells = 0;  ///< per side of f, d >= 4
};

/// The data points `points` of a network: each certified and attacked. The main comparison is that
/// of the largest worst case. `robust_loss` and the losses of the attacks are those of that point
/// (with one point) or the largest over the points. `twin`: empty or `no_gain`.
[[nodiscard]] claim::Measurement check_ball(const network::NetworkFile& file,
                                            const std::vector<std::size_t>& points,
                                            const BallOptions& options, const std::string& stream,
                                            std::uint64_t seed, const claim::RunContext& context,
                                            const std::string& twin);

/// 4.1 over all of X, d = 3. `twin`: empty or `initial_only`.
[[nodiscard]] claim::Measurement check_gap_supremum(const network::NetworkFile& file,
                                                    std::uint64_t seed,
                                                    const claim::RunContext& context,
                                                    const std::string& twin);

}  // namespace proofgauge::worst_case
