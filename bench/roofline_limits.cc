#include "roofline_limits.h"

#if defined(PROOFGAUGE_X86_KERNELS)
#include <immintrin.h>
#endif

namespace proofgauge::bench {
namespace {

/// Latency times throughput of the cores in question is at most 10; 12 leave room for the operands
/// where there are 16 registers. Variables, not an array: each must stay in a register.
constexpr std::size_t kChains = 12;

// Each chain passes through an empty statement: the compiler can neither merge the chains nor drop
// them.
#define STEP(chain)       \
  chain = ADVANCE(chain); \
  asm volatile("" : "+x"(chain));
#define ROUNDS(vector, one)                                                                        \
  vector a = one, b = one, c = one, d = one, e = one, f = one, g = one, h = one, i = one, j = one, \
         k = one, l = one;                                                                         \
  for (std::size_t round = 0; round < rounds; ++round) {                                           \
    STEP(a)                                                                                        \
    STEP(b) STEP(c) STEP(d) STEP(e) STEP(f) STEP(g) STEP(h) STEP(i) STEP(j) STEP(k) STEP(l)        \
  }

#if defined(PROOFGAUGE_X86_KERNELS)

#define ADVANCE(x) _mm512_fmadd_ps(x, factor, term)
[[gnu::target("avx512f")]] void wide(std::size_t rounds) {
  const __m512 factor = _mm512_set1_ps(0.999999F), term = _mm512_set1_ps(1e-6F);
  ROUNDS(__m512, term)
}
#undef ADVANCE

#define ADVANCE(x) _mm256_fmadd_ps(x, factor, term)
[[gnu::target("avx2,fma")]] void middle(std::size_t rounds) {
  const __m256 factor = _mm256_set1_ps(0.999999F), term = _mm256_set1_ps(1e-6F);
  ROUNDS(__m256, term)
}
#undef ADVANCE

#define ADVANCE(x) _mm_add_ps(_mm_mul_ps(x, factor), term)
void narrow(std::size_t rounds) {
  const __m128 factor = _mm_set1_ps(0.999999F), term = _mm_set1_ps(1e-6F);
  ROUNDS(__m128, term)
}
#undef ADVANCE

#endif

}  // namespace

std::size_t lanes_of(stats::Isa isa) {
  return isa == stats::Isa::avx512 ? 16 : isa == stats::Isa::avx2 ? 8 : 4;
}

double multiply_adds(stats::Isa isa, std::size_t rounds) {
#if defined(PROOFGAUGE_X86_KERNELS)
  switch (isa) {
    case stats::Isa::avx512:
      wide(rounds);
      break;
    case stats::Isa::avx2:
      middle(rounds);
      break;
    default:
      narrow(rounds);
  }
#endif
  return 2.0 * static_cast<double>(rounds * kChains * lanes_of(isa));
}

}  // namespace proofgauge::bench
