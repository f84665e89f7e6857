// What the vector kernels of a wide net take, and where they are. A block holds kBlockNeurons
// neurons; every array is rows of kBlockNeurons floats, one lane per neuron, so that products,
// masks, steps and projections are all vertical and nothing of size n x m is ever in memory.
//
// Units are standardised: a row holds sqrt(m) times the weight. A net's store has d + 2 rows: w_1
// .. w_d, then beta + w_d / 2 (the preactivation on X at zero first coordinates, x_d = 1/2), then
// the sign of a_r (0 for a neuron that is not there). A displacement has d + 1 rows: D_1 .. D_d,
// D_d / 2.
#pragma once

#include <cstddef>

namespace proofgauge::online {

constexpr std::size_t kBlockNeurons = 192;  ///< 3 vectors of every width divide it
constexpr std::size_t kMostPanel = 8;       ///< points that a tile takes at once, at most
/// Float additions that a term passes through before its block's sum becomes a double: in one lane
/// of a vector, at most kBlockNeurons / 4.
constexpr std::size_t kLaneTerms = kBlockNeurons / 4;

struct WideBlock {
  const float* store;  ///< d + 2 rows: whose signs make the mask 1{z >= 0}
  const float* rows;   ///< d + 1 rows that are added up under the mask: `store` again, or D
  std::size_t d, n;
  /// Packed points: those of the panel that starts at point i are at points[i * (d - 1) + k * P +
  /// j] for j < P, P = min(panel, n - i).
  const float* points;
  float* mask;     ///< scratch: kBlockNeurons * max(kMostPanel, n) floats
  float* sums;     ///< gradient: += row k of point i in lanes at sums[(i * (d + 1) + k) * lanes]
  double* values;  ///< values: += sum of sign relu(z) at point i
};

/// D <- Proj(D + sum_i mask_i step_i), neuron by neuron, and the store anew from it.
struct WideUpdate {
  WideBlock block;
  /// Packed like the points with rows for points and points for steps: coordinate k of step i, k <
  /// d, at steps[k0 * n + i * P + (k - k0)] in the panel that starts at k0.
  const float* steps;
  float* displacement;   ///< d + 1 rows
  const float* initial;  ///< d + 1 rows: w^0 and beta; null: leave the store as it is (pseudo-net)
  float* store;          ///< d + 2 rows, or null
  float radius;          ///< of each neuron's ball, standardised
  float* largest;        ///< the largest |D_r|^2 of the block after the projection; NaN
                         ///< if a step was infinite or NaN
};

/// Per point, how many signs differ between two stores, and the sums of 6.2 over |z| < radius at
/// the initial one: of radius + |z|, and of the same times the sign of a_r.
struct WideFlips {
  WideBlock block;                             ///< rows and sums unused
  const float* initial;                        ///< d + 2 rows in the layout of a store
  float radius;                                ///< T, standardised
  double *flips, *coupling, *signed_coupling;  ///< += per point
};

struct WideKernels {
  std::size_t lanes, panel;
  void (*gradient)(const WideBlock&);
  void (*values)(const WideBlock&);
  void (*update)(const WideUpdate&);
  void (*flips)(const WideFlips&);
};

}  // namespace proofgauge::online

namespace proofgauge::stats::generic {
extern const online::WideKernels kWideKernels;
}
namespace proofgauge::stats::avx2 {
extern const online::WideKernels kWideKernels;
}
namespace proofgauge::stats::avx512 {
extern const online::WideKernels kWideKernels;
}
