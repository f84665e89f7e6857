// The micro-kernels of the displaced network, compiled once per instruction set (see
// stats/normal_block_lanes.h).
//
// As in sup_block_kernel.h, points are vector lanes and neurons are broadcast: a tile of R neurons
// x P point vectors keeps R P preactivations in registers over the d - 1 steps of the product and
// turns them into sums at once.
#pragma once

#include "network/displaced_block.h"
#include "network/preactivation_lanes.h"
#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

using network::DisplacedBlock;

/// x where `keep` is all ones, 0 where it is all zeros.
PROOFGAUGE_INLINE F where(S keep, F x) { return as_float(reinterpret_cast<U>(keep) & as_word(x)); }

PROOFGAUGE_INLINE void add_lanes_to(double* out, F x) {
  float lane[kLanes];
  store(lane, x);
  for (std::size_t i = 0; i < kLanes; ++i) out[i] += static_cast<double>(lane[i]);
}

template <int R, int P, bool Relu>
PROOFGAUGE_INLINE void displaced_group(const DisplacedBlock& b, std::size_t vector) {
  F step[P] = {}, unsure[P] = {}, relu[P] = {};
  const float* const points = b.points + vector * b.steps * kLanes;
  for (std::size_t r = 0; r < b.neurons; r += R) {
    F z[R][P];
    preactivation_tile<R, P>(b.alpha + r, b.beta + r, b.stride, b.steps, points, z);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      // Short runs first: R terms, then one addition per tile.
      F step_run = {}, unsure_run = {}, relu_run = {};
      PROOFGAUGE_UNROLL
      for (int i = 0; i < R; ++i) {
        const std::size_t at = r + static_cast<std::size_t>(i);
        const F x = z[i][p];
        step_run += where(x >= F{}, splat(b.height[at]));
        unsure_run += where(absolute(x) <= splat(b.guard[at]), splat(b.size[at]));
        if constexpr (Relu) relu_run += splat(b.sign[at]) * positive_part(x + splat(b.shift[at]));
      }
      step[p] += step_run;
      unsure[p] += unsure_run;
      if constexpr (Relu) relu[p] += relu_run;
    }
  }
  for (int p = 0; p < P; ++p) {
    const std::size_t lane = (vector + static_cast<std::size_t>(p)) * kLanes;
    add_lanes_to(b.step + lane, step[p]);
    add_lanes_to(b.unsure + lane, unsure[p]);
    if constexpr (Relu) add_lanes_to(b.relu + lane, relu[p]);
  }
}

/// Tile heights by width: about 24 live accumulators of 32 registers, 12 of 16.
#if PROOFGAUGE_ISA_BYTES == 64
constexpr int kMostGroup = 4, kTall = 12, kTallOf2 = 12, kTallOf3 = 8, kTallOf4 = 6;
#else
constexpr int kMostGroup = 3, kTall = 12, kTallOf2 = 6, kTallOf3 = 4, kTallOf4 = 4;
#endif

template <bool Relu>
void displaced_sums_of(const DisplacedBlock& b) {
  std::size_t v = 0;
  for (; v + kMostGroup <= b.vectors; v += kMostGroup)
    displaced_group<kMostGroup == 4 ? kTallOf4 : kTallOf3, kMostGroup, Relu>(b, v);
  switch (b.vectors - v) {
    case 3:
      return displaced_group<kTallOf3, 3, Relu>(b, v);
    case 2:
      return displaced_group<kTallOf2, 2, Relu>(b, v);
    case 1:
      return displaced_group<kTall, 1, Relu>(b, v);
    default:
      return;
  }
}

void displaced_sums_block(const DisplacedBlock& b) {
  b.relu != nullptr ? displaced_sums_of<true>(b) : displaced_sums_of<false>(b);
}

void displaced_project_block(const network::ProjectionBlock& b) {
  for (std::size_t i = 0; i < b.n; ++i) {
    double* const out = b.out + i * b.neurons;
    const double* const x = b.x + i * b.d;
    for (std::size_t r = 0; r < b.neurons; ++r) out[r] = static_cast<double>(b.alpha[r]) * x[0];
    for (std::size_t k = 1; k < b.d; ++k) {
      const float* const a = b.alpha + k * b.stride;
      for (std::size_t r = 0; r < b.neurons; ++r) out[r] += static_cast<double>(a[r]) * x[k];
    }
  }
}

const network::DisplacedKernels kDisplacedKernels = {kLanes, displaced_sums_block,
                                                     displaced_project_block};

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
