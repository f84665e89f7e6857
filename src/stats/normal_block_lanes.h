// Vectors of floats for the kernels: one width per translation unit. Included only by the sources
// that are compiled once per instruction set; PROOFGAUGE_ISA names the set's namespace and
// PROOFGAUGE_ISA_BYTES the width.
//
// Everything here has internal linkage or lives in the set's own namespace, and nothing of the
// standard library is instantiated: otherwise the linker could keep one wide copy of a shared
// function for all callers.
#pragma once

#include <cstddef>
#include <cstdint>

#if PROOFGAUGE_ISA_BYTES > 16 || defined(__SSE2__)
#include <immintrin.h>
#endif

#if defined(__clang__)
#define PROOFGAUGE_UNROLL _Pragma("unroll")
#else
#define PROOFGAUGE_UNROLL _Pragma("GCC unroll 16")
#endif
#define PROOFGAUGE_INLINE [[gnu::always_inline]] inline

namespace proofgauge::stats::PROOFGAUGE_ISA {

using F = float __attribute__((vector_size(PROOFGAUGE_ISA_BYTES), may_alias));
using S = std::int32_t __attribute__((vector_size(PROOFGAUGE_ISA_BYTES), may_alias));
using U = std::uint32_t __attribute__((vector_size(PROOFGAUGE_ISA_BYTES), may_alias));
using W = std::uint64_t __attribute__((vector_size(PROOFGAUGE_ISA_BYTES), may_alias));
constexpr std::size_t kLanes = PROOFGAUGE_ISA_BYTES / sizeof(float);

PROOFGAUGE_INLINE F as_float(U x) { return reinterpret_cast<F>(x); }
PROOFGAUGE_INLINE U as_word(F x) { return reinterpret_cast<U>(x); }
PROOFGAUGE_INLINE F splat(float x) { return x - F{}; }  // x - 0 is x for every x, -0 included
PROOFGAUGE_INLINE U splat(std::uint32_t x) { return U{} + x; }
PROOFGAUGE_INLINE W splat(std::uint64_t x) { return W{} + x; }
PROOFGAUGE_INLINE F load(const float* p) {
  F x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}
PROOFGAUGE_INLINE U load(const std::uint32_t* p) {
  U x;
  __builtin_memcpy(&x, p, sizeof x);
  return x;
}
PROOFGAUGE_INLINE void store(float* p, F x) { __builtin_memcpy(p, &x, sizeof x); }
PROOFGAUGE_INLINE F to_float(S x) { return __builtin_convertvector(x, F); }
PROOFGAUGE_INLINE F absolute(F x) { return as_float(as_word(x) & 0x7fffffffU); }

/// Low halves of the 64-bit lanes: 32 x 32 -> 64 bits. The high halves are ignored.
PROOFGAUGE_INLINE W multiply_low_halves(W a, W b) {
#if PROOFGAUGE_ISA_BYTES == 64
  return reinterpret_cast<W>(
      _mm512_mul_epu32(reinterpret_cast<__m512i>(a), reinterpret_cast<__m512i>(b)));
#elif PROOFGAUGE_ISA_BYTES == 32
  return reinterpret_cast<W>(
      _mm256_mul_epu32(reinterpret_cast<__m256i>(a), reinterpret_cast<__m256i>(b)));
#elif defined(__SSE2__)
  return reinterpret_cast<W>(
      _mm_mul_epu32(reinterpret_cast<__m128i>(a), reinterpret_cast<__m128i>(b)));
#else
  return (a & 0xffffffffU) * (b & 0xffffffffU);
#endif
}

/// The low halves of the 64-bit lanes of both: word 2 i is even's, word 2 i + 1 odd's of lane i.
PROOFGAUGE_INLINE U low_words(W even, W odd) {
#if PROOFGAUGE_ISA_BYTES == 64
  return reinterpret_cast<U>(_mm512_mask_shuffle_epi32(
      reinterpret_cast<__m512i>(even), 0xaaaa, reinterpret_cast<__m512i>(odd), _MM_PERM_CCAA));
#elif PROOFGAUGE_ISA_BYTES == 32
  return reinterpret_cast<U>(_mm256_blend_epi32(reinterpret_cast<__m256i>(even),
                                                reinterpret_cast<__m256i>(odd << 32), 0xaa));
#else
  return reinterpret_cast<U>((even & 0xffffffffU) | (odd << 32));
#endif
}

/// The same of the high halves.
PROOFGAUGE_INLINE U high_words(W even, W odd) {
#if PROOFGAUGE_ISA_BYTES == 64
  return reinterpret_cast<U>(_mm512_mask_shuffle_epi32(
      reinterpret_cast<__m512i>(odd), 0x5555, reinterpret_cast<__m512i>(even), _MM_PERM_DDBB));
#elif PROOFGAUGE_ISA_BYTES == 32
  return reinterpret_cast<U>(_mm256_blend_epi32(reinterpret_cast<__m256i>(even >> 32),
                                                reinterpret_cast<__m256i>(odd), 0xaa));
#else
  return reinterpret_cast<U>((even >> 32) | (odd & ~std::uint64_t{0xffffffffU}));
#endif
}

/// The float nearest to the unsigned word: one rounding in every set, because the product and both
/// halves are exact.
PROOFGAUGE_INLINE F to_float(U x) {
#if PROOFGAUGE_ISA_BYTES == 64
  return _mm512_cvtepu32_ps(reinterpret_cast<__m512i>(x));
#else
  return to_float(reinterpret_cast<S>(x >> 16)) * 65536.0F +
         to_float(reinterpret_cast<S>(x & 0xffffU));
#endif
}

/// Correctly rounded in every set.
PROOFGAUGE_INLINE F square_root(F x) {
#if PROOFGAUGE_ISA_BYTES == 64
  return _mm512_sqrt_ps(x);
#elif PROOFGAUGE_ISA_BYTES == 32
  return _mm256_sqrt_ps(x);
#elif defined(__SSE2__)
  return _mm_sqrt_ps(x);
#else
  for (std::size_t i = 0; i < kLanes; ++i) x[i] = __builtin_sqrtf(x[i]);
  return x;
#endif
}

/// max(0, x); 0 where x is NaN, which no caller has.
PROOFGAUGE_INLINE F positive_part(F x) {
#if PROOFGAUGE_ISA_BYTES == 64
  return _mm512_max_ps(x, F{});
#elif PROOFGAUGE_ISA_BYTES == 32
  return _mm256_max_ps(x, F{});
#elif defined(__SSE2__)
  return _mm_max_ps(x, F{});
#else
  return as_float(as_word(x) & reinterpret_cast<U>(x > F{}));
#endif
}

/// a b + c, with one rounding where the set has the instruction and two elsewhere: never used where
/// bits must agree.
PROOFGAUGE_INLINE F multiply_add(F a, F b, F c) {
#if PROOFGAUGE_ISA_BYTES == 64
  return _mm512_fmadd_ps(a, b, c);
#elif PROOFGAUGE_ISA_BYTES == 32
  return _mm256_fmadd_ps(a, b, c);
#else
  return a * b + c;
#endif
}

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
