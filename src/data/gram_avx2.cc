// AVX2 and FMA: byte products as 16-bit pairs (vpmaddwd), exact.
#include <immintrin.h>

#include "data/gram_kernels.h"

namespace proofgauge::data {
namespace {

constexpr std::size_t kRows =
    4;  ///< 4 x 16 cells in 8 registers; even and odd columns of b take four more

/// The even bytes of each 32-bit group and its odd bytes, as pairs of 16-bit numbers.
inline __m256i even(__m256i x) { return _mm256_and_si256(x, _mm256_set1_epi16(0xff)); }
inline __m256i odd(__m256i x) { return _mm256_srli_epi16(x, 8); }
inline __m256i load_bytes(const std::uint8_t* at) {
  __m256i x;
  __builtin_memcpy(&x, at, sizeof x);
  return x;
}

inline void bytes_rows(const std::uint8_t* a, const std::uint8_t* b, std::size_t groups,
                       std::int32_t* cell) {
  __m256i sum[kRows][2];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) sum[r][0] = sum[r][1] = _mm256_setzero_si256();
  for (std::size_t g = 0; g < groups; ++g, a += 4 * kUnit, b += 4 * kUnit) {
    const __m256i b0 = load_bytes(b), b1 = load_bytes(b + 32);
    const __m256i even0 = even(b0), odd0 = odd(b0), even1 = even(b1), odd1 = odd(b1);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      int four;
      __builtin_memcpy(&four, a + 4 * r, 4);
      const __m256i x = _mm256_set1_epi32(four);
      const __m256i x0 = even(x), x1 = odd(x);
      // Each vpmaddwd is at most 2 * 255^2, so the pair of them fits well.
      sum[r][0] = _mm256_add_epi32(
          sum[r][0], _mm256_add_epi32(_mm256_madd_epi16(x0, even0), _mm256_madd_epi16(x1, odd0)));
      sum[r][1] = _mm256_add_epi32(
          sum[r][1], _mm256_add_epi32(_mm256_madd_epi16(x0, even1), _mm256_madd_epi16(x1, odd1)));
    }
  }
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r)
    __builtin_memcpy(cell + r * kUnit, &sum[r], sizeof sum[r]);
}

void bytes(const std::uint8_t* a, const std::uint8_t* b, const std::int32_t* /*offset*/,
           std::size_t groups, std::int32_t* cell) {
  for (std::size_t c = 0; c < kUnit; c += 16)
    for (std::size_t r = 0; r < kUnit; r += kRows)
      bytes_rows(a + 4 * r, b + 4 * c, groups, cell + r * kUnit + c);
}

inline void floats_rows(const float* a, const float* b, std::size_t columns, float* cell,
                        bool first) {
  __m256 sum[kRows][2];
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) sum[r][0] = sum[r][1] = _mm256_setzero_ps();
  for (std::size_t k = 0; k < columns; ++k, a += kUnit, b += kUnit) {
    const __m256 b0 = _mm256_loadu_ps(b), b1 = _mm256_loadu_ps(b + 8);
#pragma GCC unroll 4
    for (std::size_t r = 0; r < kRows; ++r) {
      const __m256 x = _mm256_set1_ps(a[r]);
      sum[r][0] = _mm256_fmadd_ps(x, b0, sum[r][0]);
      sum[r][1] = _mm256_fmadd_ps(x, b1, sum[r][1]);
    }
  }
#pragma GCC unroll 4
  for (std::size_t r = 0; r < kRows; ++r) {
    float* out = cell + r * kUnit;
    _mm256_storeu_ps(out, first ? sum[r][0] : _mm256_add_ps(_mm256_loadu_ps(out), sum[r][0]));
    _mm256_storeu_ps(out + 8,
                     first ? sum[r][1] : _mm256_add_ps(_mm256_loadu_ps(out + 8), sum[r][1]));
  }
}

void floats(const float* a, const float* b, std::size_t columns, float* cell) {
  for (std::size_t k = 0; k < columns; k += kChain) {
    const std::size_t length = columns - k < kChain ? columns - k : kChain;
    for (std::size_t c = 0; c < kUnit; c += 16)
      for (std::size_t r = 0; r < kUnit; r += kRows)
        floats_rows(a + k * kUnit + r, b + k * kUnit + c, length, cell + r * kUnit + c, k == 0);
  }
}

inline __m256 load(const std::int32_t* cell) {
  __m256i x;
  __builtin_memcpy(&x, cell, sizeof x);
  return _mm256_cvtepi32_ps(x);
}
inline __m256 load(const float* cell) { return _mm256_loadu_ps(cell); }
inline void raise(float* at, __m256 key) {
  _mm256_storeu_ps(at, _mm256_max_ps(_mm256_loadu_ps(at), key));
}

template <class Cell>
inline void maxima(const Cell* cell, const KeyUnit& u) {
  const __m256 none = _mm256_set1_ps(-__builtin_inff());
  for (std::size_t c = 0; c < kUnit; c += 8) {
    const __m256 col_scale = _mm256_loadu_ps(u.col_scale + c);
    const std::size_t lane = c % kLanes;
    for (std::size_t r = 0; r < kUnit; ++r) {
      const __m256 inner = load(cell + r * kUnit + c);
      const __m256 row_key = _mm256_mul_ps(inner, col_scale);
      const __m256 col_key = _mm256_mul_ps(inner, _mm256_set1_ps(u.row_scale[r]));
      raise(u.row_max + r * kLanes + lane, row_key);
      raise(u.col_max + c, col_key);
      if (u.row_label == nullptr) continue;
      __m256i label;
      __builtin_memcpy(&label, u.col_label + c, sizeof label);
      const __m256 same =
          _mm256_castsi256_ps(_mm256_cmpeq_epi32(label, _mm256_set1_epi32(u.row_label[r])));
      raise(u.row_diff + r * kLanes + lane, _mm256_blendv_ps(row_key, none, same));
      raise(u.col_diff + c, _mm256_blendv_ps(col_key, none, same));
    }
  }
}

void max_bytes(const std::int32_t* cell, const KeyUnit& u) { maxima(cell, u); }
void max_floats(const float* cell, const KeyUnit& u) { maxima(cell, u); }

}  // namespace

const GramKernels kGramAvx2{"avx2", bytes, floats, max_bytes, max_floats};

}  // namespace proofgauge::data
