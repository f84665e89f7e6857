// The kernel of near_block.h, compiled once per instruction set (see stats/normal_block_lanes.h).
// Points are vector lanes and neurons are broadcast, as in sup_block_kernel.h.
#pragma once

#include "network/near_block.h"
#include "network/preactivation_lanes.h"
#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

using network::NearBlock;

/// Adds 1 to the lanes of `count` with size <= sure; bit l where sure < size <= most in lane l.
PROOFGAUGE_INLINE std::uint32_t sort_lanes(F size, F sure, F most, S& count) {
#if PROOFGAUGE_ISA_BYTES == 64
  const __mmask16 inside = _mm512_cmp_ps_mask(size, sure, _CMP_LE_OQ);
  const auto old = reinterpret_cast<__m512i>(count);
  count = reinterpret_cast<S>(_mm512_mask_add_epi32(old, inside, old, _mm512_set1_epi32(1)));
  return _mm512_mask_cmp_ps_mask(static_cast<__mmask16>(~inside), size, most, _CMP_LE_OQ);
#else
  const S inside = size <= sure, doubtful = (size <= most) & ~inside;
  count -= inside;
#if PROOFGAUGE_ISA_BYTES == 32
  return static_cast<std::uint32_t>(_mm256_movemask_ps(as_float(reinterpret_cast<U>(doubtful))));
#elif defined(__SSE2__)
  return static_cast<std::uint32_t>(_mm_movemask_ps(as_float(reinterpret_cast<U>(doubtful))));
#else
  std::uint32_t bits = 0;
  for (std::size_t l = 0; l < kLanes; ++l) bits |= (doubtful[l] != 0 ? 1U : 0U) << l;
  return bits;
#endif
#endif
}

template <int R, int P>
PROOFGAUGE_INLINE void near_group(const NearBlock& b, std::size_t vector) {
  const float* const points = b.points + vector * b.d * kLanes;
  F sure[P], most[P];
  S count[P] = {};
  PROOFGAUGE_UNROLL
  for (int p = 0; p < P; ++p) {
    sure[p] = load(b.sure + (vector + static_cast<std::size_t>(p)) * kLanes);
    most[p] = load(b.most + (vector + static_cast<std::size_t>(p)) * kLanes);
  }
  for (std::size_t r = 0; r < b.neurons; r += R) {
    const float* const alpha = b.alpha_beta + r;
    F z[R][P];
    preactivation_tile<R, P>(alpha, alpha + b.d * b.stride, b.stride, b.d, points, z);
    PROOFGAUGE_UNROLL
    for (int i = 0; i < R; ++i) {
      std::uint32_t* const out =
          b.doubtful + (r + static_cast<std::size_t>(i)) * b.vectors + vector;
      PROOFGAUGE_UNROLL
      for (int p = 0; p < P; ++p) {
        out[p] = sort_lanes(absolute(z[i][p]), sure[p], most[p], count[p]);
      }
    }
  }
  for (int p = 0; p < P; ++p) {
    std::uint32_t* const out = b.count + (vector + static_cast<std::size_t>(p)) * kLanes;
    for (std::size_t l = 0; l < kLanes; ++l) out[l] += static_cast<std::uint32_t>(count[p][l]);
  }
}

void near_scan(const NearBlock& b) {
  std::size_t v = 0;
#if PROOFGAUGE_ISA_BYTES == 64
  for (; v + 4 <= b.vectors; v += 4) near_group<4, 4>(b, v);
  for (; v + 2 <= b.vectors; v += 2) near_group<8, 2>(b, v);
#else
  for (; v + 2 <= b.vectors; v += 2) near_group<4, 2>(b, v);
#endif
  for (; v < b.vectors; ++v) near_group<8, 1>(b, v);
}

std::size_t near_list(const std::uint32_t* doubtful, std::size_t vectors, std::uint32_t* out) {
  std::size_t found = 0;
#if PROOFGAUGE_ISA_BYTES == 64
  U lane = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  for (std::size_t v = 0; v < vectors; ++v, lane += static_cast<std::uint32_t>(kLanes)) {
    _mm512_storeu_si512(out + found,
                        _mm512_maskz_compress_epi32(static_cast<__mmask16>(doubtful[v]),
                                                    reinterpret_cast<__m512i>(lane)));
    found += static_cast<std::size_t>(__builtin_popcount(doubtful[v]));
  }
#else
  // Whether there is a next bit cannot be foreseen, and a wrong guess costs more than a few numbers
  // too many: so many are written before it is asked.
  constexpr std::size_t kWords = 64 / kLanes, kAtOnce = 8;
  for (std::size_t v = 0; v < vectors; v += kWords) {
    std::uint64_t bits = 0;
    for (std::size_t i = vectors - v < kWords ? vectors - v : kWords; i-- > 0;)
      bits = bits << kLanes | doubtful[v + i];
    const std::size_t end = found + static_cast<std::size_t>(__builtin_popcountll(bits));
    for (; found < end; found += kAtOnce)
      for (std::size_t i = 0; i < kAtOnce; ++i, bits &= bits - 1)
        out[found + i] = static_cast<std::uint32_t>(
            v * kLanes + (bits != 0 ? static_cast<std::size_t>(__builtin_ctzll(bits)) : 0));
    found = end;
  }
#endif
  return found;
}

const network::NearKernel kNearKernel = {kLanes, near_scan, near_list};

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
