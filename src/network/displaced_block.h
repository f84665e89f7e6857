// What the vector kernels of the displaced network take (displaced.h), and where they are.
#pragma once

#include <cstddef>

namespace proofgauge::network {

/// Blocks hold a multiple of this many neurons, at most kDisplacedNeurons; every tile height
/// divides it.
constexpr std::size_t kDisplacedMultiple = 48, kDisplacedNeurons = 192;
/// Float additions that one term of a block can pass through before the sum becomes a double: at
/// most 12 in a tile, then one per tile of at least 4 neurons.
constexpr std::size_t kDisplacedAdditions = 12 + kDisplacedNeurons / 4;

/// A block of neurons against points in vector lanes. A neuron that is not there has zeros
/// everywhere and guard -1: it adds nothing.
struct DisplacedBlock {
  const float* alpha;   ///< coordinate k of neuron r at alpha[k * stride + r]
  const float* beta;    ///< beta + alpha_d / 2, by neuron
  const float* height;  ///< what the neuron adds to `step` where zeta >= 0 (H_r, or its square)
  const float* size;    ///< |height|
  const float* sign;    ///< eps_r
  const float* shift;   ///< eps_r m^(-1/6) H_r
  const float* guard;   ///< where |computed zeta| exceeds this its sign is that of zeta
  std::size_t stride, neurons;
  std::size_t steps;  ///< d - 1: the last coordinate of a point is 1/2 and sits in beta
  const float*
      points;  ///< coordinate k of lane l of group v at points[(v * steps + k) * lanes + l]
  std::size_t vectors;
  double* step;    ///< += sum of height 1{zeta >= 0}, per lane
  double* unsure;  ///< += sum of size 1{|zeta| <= guard}
  double* relu;    ///< += sum of sign relu(zeta + shift); null: step and unsure only
};

/// out[i * neurons + r] = sum_k alpha[k * stride + r] x[i * d + k] in double, k in ascending order,
/// each product and each sum rounded: the same bits on every instruction set.
struct ProjectionBlock {
  const float* alpha;
  std::size_t stride, neurons, d, n;
  const double* x;
  double* out;
};

struct DisplacedKernels {
  std::size_t lanes;
  void (*sums)(const DisplacedBlock&);
  void (*project)(const ProjectionBlock&);
};

}  // namespace proofgauge::network

namespace proofgauge::stats::generic {
extern const network::DisplacedKernels kDisplacedKernels;
}
namespace proofgauge::stats::avx2 {
extern const network::DisplacedKernels kDisplacedKernels;
}
namespace proofgauge::stats::avx512 {
extern const network::DisplacedKernels kDisplacedKernels;
}
