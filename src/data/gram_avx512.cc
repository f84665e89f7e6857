// AVX-512 with VNNI: 64 byte products per instruction, four times the single-precision FMA rate.
#include <immintrin.h>

#include "data/gram_kernels.h"

namespace proofgauge::data {
namespace {

constexpr std::size_t kRows =
    8;  ///< 8 x 32 cells in 16 registers: enough chains to hide the latency

/// vpdpbusd takes one unsigned and one signed side. b - 128 is signed, and
/// sum a b = sum a (b - 128) + 128 sum a, so the chain starts at 128 sum a and ends exact (modulo
/// 2^32).
inline void bytes_rows(const std::uint8_t* a, const std::uint8_t* b, const std::int32_t* offset,
                       std::size_t groups, std::int32_t* cell) {
  const __m512i flip = _mm512_set1_epi8(-128);
  __m512i sum[kRows][2];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) sum[r][0] = sum[r][1] = _mm512_set1_epi32(offset[r]);
  for (std::size_t g = 0; g < groups; ++g, a += 4 * kUnit, b += 4 * kUnit) {
    const __m512i b0 = _mm512_xor_si512(_mm512_loadu_si512(b), flip);
    const __m512i b1 = _mm512_xor_si512(_mm512_loadu_si512(b + 64), flip);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows; ++r) {
      int four;
      __builtin_memcpy(&four, a + 4 * r, 4);
      const __m512i x = _mm512_set1_epi32(four);
      sum[r][0] = _mm512_dpbusd_epi32(sum[r][0], x, b0);
      sum[r][1] = _mm512_dpbusd_epi32(sum[r][1], x, b1);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
    _mm512_storeu_si512(cell + r * kUnit, sum[r][0]);
    _mm512_storeu_si512(cell + r * kUnit + 16, sum[r][1]);
  }
}

void bytes(const std::uint8_t* a, const std::uint8_t* b, const std::int32_t* offset,
           std::size_t groups, std::int32_t* cell) {
  for (std::size_t r = 0; r < kUnit; r += kRows)
    bytes_rows(a + 4 * r, b, offset + r, groups, cell + r * kUnit);
}

inline void floats_rows(const float* a, const float* b, std::size_t columns, float* cell,
                        bool first) {
  __m512 sum[kRows][2];
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) sum[r][0] = sum[r][1] = _mm512_setzero_ps();
  for (std::size_t k = 0; k < columns; ++k, a += kUnit, b += kUnit) {
    const __m512 b0 = _mm512_loadu_ps(b), b1 = _mm512_loadu_ps(b + 16);
#pragma GCC unroll 8
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m512 x = _mm512_set1_ps(a[r]);
      sum[r][0] = _mm512_fmadd_ps(x, b0, sum[r][0]);
      sum[r][1] = _mm512_fmadd_ps(x, b1, sum[r][1]);
    }
  }
#pragma GCC unroll 8
  for (std::size_t r = 0; r < kRows; ++r) {
    float* out = cell + r * kUnit;
    _mm512_storeu_ps(out, first ? sum[r][0] : _mm512_add_ps(_mm512_loadu_ps(out), sum[r][0]));
    _mm512_storeu_ps(out + 16,
                     first ? sum[r][1] : _mm512_add_ps(_mm512_loadu_ps(out + 16), sum[r][1]));
  }
}

void floats(const float* a, const float* b, std::size_t columns, float* cell) {
  for (std::size_t k = 0; k < columns; k += kChain) {
    const std::size_t length = columns - k < kChain ? columns - k : kChain;
    for (std::size_t r = 0; r < kUnit; r += kRows)
      floats_rows(a + k * kUnit + r, b + k * kUnit, length, cell + r * kUnit, k == 0);
  }
}

inline __m512 load(const std::int32_t* cell) {
  return _mm512_cvtepi32_ps(_mm512_loadu_si512(cell));
}
inline __m512 load(const float* cell) { return _mm512_loadu_ps(cell); }
inline void raise(float* at, __m512 key) {
  _mm512_storeu_ps(at, _mm512_max_ps(_mm512_loadu_ps(at), key));
}

template <class Cell>
inline void maxima(const Cell* cell, const KeyUnit& u) {
  for (std::size_t half = 0; half < kUnit; half += 16) {
    const __m512 col_scale = _mm512_loadu_ps(u.col_scale + half);
    __m512 col_max = _mm512_loadu_ps(u.col_max + half);
    if (u.row_label == nullptr) {
      for (std::size_t r = 0; r < kUnit; ++r) {
        const __m512 inner = load(cell + r * kUnit + half);
        raise(u.row_max + r * kLanes, _mm512_mul_ps(inner, col_scale));
        col_max = _mm512_max_ps(col_max, _mm512_mul_ps(inner, _mm512_set1_ps(u.row_scale[r])));
      }
    } else {
      const __m512i label = _mm512_loadu_si512(u.col_label + half);
      __m512 col_diff = _mm512_loadu_ps(u.col_diff + half);
      for (std::size_t r = 0; r < kUnit; ++r) {
        const __m512 inner = load(cell + r * kUnit + half);
        const __m512 row_key = _mm512_mul_ps(inner, col_scale);
        const __m512 col_key = _mm512_mul_ps(inner, _mm512_set1_ps(u.row_scale[r]));
        const __mmask16 differ = _mm512_cmpneq_epi32_mask(label, _mm512_set1_epi32(u.row_label[r]));
        raise(u.row_max + r * kLanes, row_key);
        col_max = _mm512_max_ps(col_max, col_key);
        float* row_diff = u.row_diff + r * kLanes;
        const __m512 old = _mm512_loadu_ps(row_diff);
        _mm512_storeu_ps(row_diff, _mm512_mask_max_ps(old, differ, old, row_key));
        col_diff = _mm512_mask_max_ps(col_diff, differ, col_diff, col_key);
      }
      _mm512_storeu_ps(u.col_diff + half, col_diff);
    }
    _mm512_storeu_ps(u.col_max + half, col_max);
  }
}

void max_bytes(const std::int32_t* cell, const KeyUnit& u) { maxima(cell, u); }
void max_floats(const float* cell, const KeyUnit& u) { maxima(cell, u); }

}  // namespace

const GramKernels kGramAvx512{"avx512", bytes, floats, max_bytes, max_floats};

}  // namespace proofgauge::data
