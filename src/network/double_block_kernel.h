// The kernel of double_block.h, compiled once per instruction set (see stats/normal_block_lanes.h).
// Coordinates are vector lanes: the points of a round lie anywhere.
#pragma once

#include "network/double_block.h"
#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

using D = double __attribute__((vector_size(PROOFGAUGE_ISA_BYTES), may_alias));
constexpr std::size_t kDoubles = PROOFGAUGE_ISA_BYTES / sizeof(double);
constexpr std::size_t kParts = network::kDoubleMultiple / kDoubles;  ///< vectors of eight sums

PROOFGAUGE_INLINE D load_doubles(const double* p) {
  D x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

/// The eight sums added in the order that double_block.h states.
PROOFGAUGE_INLINE double add_sums(const D (&sum)[kParts]) {
#if PROOFGAUGE_ISA_BYTES == 64
  const auto four = __builtin_shufflevector(sum[0], sum[0], 0, 1, 2, 3) +
                    __builtin_shufflevector(sum[0], sum[0], 4, 5, 6, 7);
#elif PROOFGAUGE_ISA_BYTES == 32
  const auto four = sum[0] + sum[1];
#endif
#if PROOFGAUGE_ISA_BYTES >= 32
  const auto two =
      __builtin_shufflevector(four, four, 0, 1) + __builtin_shufflevector(four, four, 2, 3);
#else
  const D two = (sum[0] + sum[2]) + (sum[1] + sum[3]);
#endif
  return two[0] + two[1];
}

/// So many points at a time leave their sums in registers.
constexpr std::size_t kGroup = PROOFGAUGE_ISA_BYTES == 64 ? 8 : PROOFGAUGE_ISA_BYTES == 32 ? 4 : 2;

/// dot[i] = sum_k weight(i, k, neuron[k ..]) x[i][k ..], i < kGroup.
template <class Weight>
PROOFGAUGE_INLINE void dot_group(const double* neuron, const double* const (&x)[kGroup],
                                 std::size_t length, double* dot, const Weight& weight) {
  D sum[kGroup][kParts] = {};
  for (std::size_t k = 0; k < length; k += network::kDoubleMultiple) {
    PROOFGAUGE_UNROLL
    for (std::size_t part = 0; part < kParts; ++part) {
      const std::size_t at = k + part * kDoubles;
      const D w = load_doubles(neuron + at);
      PROOFGAUGE_UNROLL
      for (std::size_t i = 0; i < kGroup; ++i)
        sum[i][part] += weight(i, at, w) * load_doubles(x[i] + at);
    }
  }
  PROOFGAUGE_UNROLL
  for (std::size_t i = 0; i < kGroup; ++i) dot[i] = add_sums(sum[i]);
}

void double_dot(const double* neuron, const double* rows, std::size_t length,
                const std::uint32_t* points, std::size_t n, double* dot) {
  for (std::size_t i = 0; i < n; i += kGroup) {
    const double* x[kGroup];
    for (std::size_t j = 0; j < kGroup; ++j) x[j] = rows + points[i + j] * length;
    dot_group(
        neuron, x, length, dot + i,
        [](std::size_t, std::size_t, D w) __attribute__((always_inline)) { return w; });
  }
}

void double_moved(const double* neuron, const double* rows, const double* moves, const double* step,
                  std::size_t length, const std::uint32_t* points, std::size_t n, double* dot) {
  for (std::size_t i = 0; i < n; i += kGroup) {
    const double *x[kGroup], *v[kGroup];
    for (std::size_t j = 0; j < kGroup; ++j) {
      x[j] = rows + points[i + j] * length;
      v[j] = moves + points[i + j] * length;
    }
    dot_group(
        neuron, x, length,
        dot + i, [&](std::size_t j, std::size_t at, D w) __attribute__((always_inline)) {
          return w - step[i + j] * load_doubles(v[j] + at);
        });
  }
}

const network::DoubleKernel kDoubleKernel = {double_dot, double_moved};

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
