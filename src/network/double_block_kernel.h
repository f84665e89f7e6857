// The kernel of double_block.h, compiled once per instruction set (see stats/normal_block_lanes.h).
// Coordinates are vector lanes: the points of a round lie anywhere.
#pragma once

#include "network/double_block.h"
#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

using D = double __attribute__((vector_size(PROOFGAUGE_ISA_BYTES), may_alias));
constexpr std::size_t kDoubles = PROOFGAUGE_ISA_BYTES / sizeof(double);
constexpr std::size_t kSumVectors = network::kDoubleMultiple / kDoubles;  ///< of the eight sums

PROOFGAUGE_INLINE D load_doubles(const double* p) {
  D x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}

/// The eight sums added in the order that double_block.h states.
PROOFGAUGE_INLINE double add_sums(const D (&sum)[kSumVectors]) {
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
static_assert(network::kDoubleRound % kGroup == 0 && network::kDoubleMultiple % kDoubles == 0);

/// out[i] = start + sum_k weight(i, neuron[k], x_i[k]) x_i[k].
template <class Weight>
PROOFGAUGE_INLINE void double_sums(const double* neuron, double start, const double* rows,
                                   std::size_t length, const std::uint32_t* points, std::size_t n,
                                   double* out, const Weight& weight) {
  for (std::size_t first = 0; first < n; first += kGroup) {
    const double* x[kGroup];
    for (std::size_t i = 0; i < kGroup; ++i) x[i] = rows + points[first + i] * length;
    D sum[kGroup][kSumVectors] = {};
    for (std::size_t k = 0; k < length; k += network::kDoubleMultiple) {
      PROOFGAUGE_UNROLL
      for (std::size_t part = 0; part < kSumVectors; ++part) {
        const std::size_t at = k + part * kDoubles;
        const D w = load_doubles(neuron + at);
        PROOFGAUGE_UNROLL
        for (std::size_t i = 0; i < kGroup; ++i) {
          const D y = load_doubles(x[i] + at);
          sum[i][part] += weight(first + i, w, y) * y;
        }
      }
    }
    PROOFGAUGE_UNROLL
    for (std::size_t i = 0; i < kGroup; ++i) out[first + i] = start + add_sums(sum[i]);
  }
}

void double_dot(const double* neuron, double start, const double* rows, std::size_t length,
                const std::uint32_t* points, std::size_t n, double* out) {
  double_sums(
      neuron, start, rows, length, points, n, out,
      [](std::size_t, D w, D) __attribute__((always_inline)) { return w; });
}

void double_moved(const double* neuron, double start, const double* step, const double* rows,
                  std::size_t length, const std::uint32_t* points, std::size_t n, double* out) {
  double_sums(
      neuron, start, rows, length, points, n,
      out, [step](std::size_t i, D w, D x) __attribute__((always_inline)) {
        return w - step[i] * x;
      });
}

const network::DoubleKernel kDoubleKernel = {double_dot, double_moved};

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
