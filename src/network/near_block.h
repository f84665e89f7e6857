// What the vector kernels that look for small |zeta| take, and where they are.
#pragma once

#include <cstddef>
#include <cstdint>

namespace proofgauge::network {

/// Blocks hold a multiple of this many neurons; all tile heights divide it.
constexpr std::size_t kNearMultiple = 8;

constexpr std::size_t kNearSlack = 16;  ///< numbers that a list may write beyond its last

/// A block of neurons against points in vector lanes, `vectors` groups of lanes each.
struct NearBlock {
  const float* alpha_beta;  ///< coordinate k of neuron r at [k * stride + r], beta in row d
  std::size_t stride, neurons, d;
  const float* points;  ///< coordinate k of lane l of group v at points[(v * d + k) * lanes + l]
  std::size_t vectors;
  const float *sure, *most;  ///< per lane
  std::uint32_t* count;      ///< per lane += number of neurons with |zeta| <= sure
  /// Bit l of doubtful[r * vectors + v]: sure < |zeta| <= most for neuron r at lane l of group v.
  std::uint32_t* doubtful;
};

struct NearKernel {
  std::size_t lanes;
  void (*scan)(const NearBlock&);
  /// The lanes v * lanes + l of the bits l of doubtful[v], v < vectors, in order; how many they
  /// are.
  std::size_t (*list)(const std::uint32_t* doubtful, std::size_t vectors, std::uint32_t* out);
};

}  // namespace proofgauge::network

namespace proofgauge::stats::generic {
extern const network::NearKernel kNearKernel;
}
namespace proofgauge::stats::avx2 {
extern const network::NearKernel kNearKernel;
}
namespace proofgauge::stats::avx512 {
extern const network::NearKernel kNearKernel;
}
