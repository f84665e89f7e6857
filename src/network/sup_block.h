// What the vector kernels of the supremum take, and where they are. One block holds neurons of one
// sign only, so that every sum has terms of one sign and no sign multiplies anything in the inner
// loop.
#pragma once

#include <cstddef>

namespace proofgauge::network {

/// Blocks hold a multiple of this many neurons; all tile heights and all vector widths divide it.
constexpr std::size_t kNeuronMultiple = 48;
/// The beta of a neuron that is not there: relu and h vanish (alpha is 0, and T is far below).
constexpr float kAbsentBeta = -3e38F;
/// Number of float additions that a term of one block can pass through before the sum becomes a
/// double: at most 12 in a tile and one per tile of at least 4 of the at most 192 neurons.
constexpr std::size_t kBlockNeurons = 192;
constexpr std::size_t kFloatAdditions = 12 + kBlockNeurons / 4;

/// A block of neurons against points in vector lanes. `vectors` groups of lanes() points each.
struct SupBlock {
  const float* alpha;  ///< coordinate k of neuron r at alpha[k * stride + r]
  const float* beta;   ///< beta + alpha_d / 2, by neuron
  std::size_t stride, neurons;
  std::size_t steps;  ///< d - 1: the last coordinate of a point is 1/2 and sits in beta
  const float*
      points;  ///< coordinate k of lane l of group v at points[(v * steps + k) * lanes() + l]
  std::size_t vectors;
  float t;
  float t_guarded;  ///< the threshold of `active`, a little above t
  bool moments;
  double* relu;       ///< += sum of relu(zeta), per lane
  double* h;          ///< += sum of h_T(zeta)
  double* h_squared;  ///< += sum of h_T(zeta)^2, if moments
  double* active;     ///< += number of |zeta| < t_guarded, if moments
};

/// The same block for gradients. A lane is active where the block's sign is the one whose h enters
/// the lane's value: there the value is relu + h and its slope 1{zeta > 0} - sgn(zeta) 1{|zeta| <
/// T}; elsewhere they are -relu and -1{zeta > 0}.
struct GradientBlock {
  SupBlock block;          ///< relu and h unused
  std::size_t dimensions;  ///< d: rows of alpha that the gradient takes
  const float* active;     ///< 1 or 0 per lane
  float* slopes;           ///< scratch, kSlopeNeurons x 4 x 16 floats
  double* value;           ///< += per lane
  double* gradient;  ///< += row k of lane l of group v at gradient[(k * vectors + v) * lanes() + l]
};
constexpr std::size_t kSlopeNeurons = 96;
constexpr std::size_t kSlopeScratch = kSlopeNeurons * 4 * 16;

/// What prepare() adds about the weights, for the error bound; d + 1 numbers: sums of |alpha_k| for
/// k = 0 .. d - 2, of |beta + alpha_d / 2|, and of the norms |(alpha_0, .., alpha_{d-2}, beta +
/// alpha_d / 2)| above `cap`. In float within a block, so each is short of the exact sum by a
/// factor of at most 1 - (kBlockNeurons + d) 2^-24.
struct Preparation {
  float* alpha_beta;  ///< (d + 1) x stride, the neurons 0 .. n - 1 filled in
  std::size_t stride, n, neurons, d;
  float cap;
  double* weight_sums;
};

struct SupKernels {
  std::size_t lanes;
  void (*sums)(const SupBlock&);
  void (*gradient)(const GradientBlock&);
  /// Adds half of row d - 1 to row d and makes the neurons n .. neurons - 1 absent ones.
  void (*prepare)(const Preparation&);
};

}  // namespace proofgauge::network

namespace proofgauge::stats::generic {
extern const network::SupKernels kSupKernels;
}
namespace proofgauge::stats::avx2 {
extern const network::SupKernels kSupKernels;
}
namespace proofgauge::stats::avx512 {
extern const network::SupKernels kSupKernels;
}
