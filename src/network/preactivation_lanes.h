// The product that the kernels over points share, compiled once per instruction set (see
// stats/normal_block_lanes.h): points are vector lanes, neurons are broadcast.
#pragma once

#include <cstddef>

#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

/// z[i][p] = beta[i] + sum_k alpha[k * stride + i] points[p * panel + k * kLanes ..], k = 0 ..
/// steps - 1 in this order, panel = steps kLanes: zeta of R neurons at the lanes of P vectors.
template <int R, int P>
PROOFGAUGE_INLINE void preactivation_tile(const float* alpha, const float* beta, std::size_t stride,
                                          std::size_t steps, const float* points, F (&z)[R][P]) {
  PROOFGAUGE_UNROLL
  for (int i = 0; i < R; ++i) {
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) z[i][p] = splat(beta[i]);
  }
  const std::size_t panel = steps * kLanes;
  for (std::size_t k = 0; k < steps; ++k) {
    F x[P];
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) x[p] = load(points + static_cast<std::size_t>(p) * panel);
    PROOFGAUGE_UNROLL
    for (int i = 0; i < R; ++i) {
      const F weight = splat(alpha[i]);
      PROOFGAUGE_UNROLL
      for (int p = 0; p < P; ++p) z[i][p] = multiply_add(weight, x[p], z[i][p]);
    }
    alpha += stride;
    points += kLanes;
  }
}

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
