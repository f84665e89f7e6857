// The vector kernel of normal_block, compiled once per instruction set (see normal_block_lanes.h).
#pragma once

#include "stats/normal_block_job.h"
#include "stats/normal_block_lanes.h"
#include "stats/normal_block_math.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

/// Philox state of one vector of counters: 64-bit lanes whose low halves hold the words (high
/// halves are rubbish).
struct Counters {
  W c0, c1, c2, c3;
};

struct RoundKeys {
  std::uint32_t k0[detail::kPhiloxRounds], k1[detail::kPhiloxRounds];
};

constexpr std::uint32_t kEighth = 1U << 29;  ///< of a turn

PROOFGAUGE_INLINE W word(std::uint32_t x) { return splat(std::uint64_t{x}); }

PROOFGAUGE_INLINE Counters philox_round(Counters c, std::uint32_t k0, std::uint32_t k1) {
  const W p0 = multiply_low_halves(c.c0, word(detail::kPhiloxMultiplier0));
  const W p1 = multiply_low_halves(c.c2, word(detail::kPhiloxMultiplier1));
  return {(p1 >> 32) ^ c.c1 ^ word(k0), p1, (p0 >> 32) ^ c.c3 ^ word(k1), p0};
}

/// What the first two rounds share between all parts and all indices of a call: their products of
/// c2 = draw, and of the first round's c0, which depends on draw and the high half of the index
/// only.
struct Shared {
  std::uint32_t c0, c1, hi0, lo0;
};

/// All rounds but the last. `product` is kPhiloxMultiplier0 times the low index word, the same for
/// all parts.
PROOFGAUGE_INLINE Counters philox(W product, std::uint32_t part, const Shared& s,
                                  const RoundKeys& key) {
  const W c2 = (product >> 32) ^ word(part ^ key.k1[0]);
  const W p1 = multiply_low_halves(c2, word(detail::kPhiloxMultiplier1));
  Counters c = {(p1 >> 32) ^ word(s.c1 ^ key.k0[1]), p1, product ^ word(s.hi0 ^ key.k1[1]),
                word(s.lo0)};
  PROOFGAUGE_UNROLL
  for (int r = 2; r + 1 < detail::kPhiloxRounds; ++r) c = philox_round(c, key.k0[r], key.k1[r]);
  return c;
}

/// The four words of one part, for one vector of indices.
struct Words {
  U w[4];
};

/// The last round, on the counters of the even and of the odd lanes at once: its shifts are the
/// interleaving that the words need anyway.
PROOFGAUGE_INLINE Words last_round(const Counters& a, const Counters& b, const RoundKeys& key) {
  const W m0 = word(detail::kPhiloxMultiplier0), m1 = word(detail::kPhiloxMultiplier1);
  const W a0 = multiply_low_halves(a.c0, m0), a1 = multiply_low_halves(a.c2, m1);
  const W b0 = multiply_low_halves(b.c0, m0), b1 = multiply_low_halves(b.c2, m1);
  constexpr int kLast = detail::kPhiloxRounds - 1;
  return {{high_words(a1, b1) ^ low_words(a.c1, b.c1) ^ splat(key.k0[kLast]), low_words(a1, b1),
           high_words(a0, b0) ^ low_words(a.c3, b.c3) ^ splat(key.k1[kLast]), low_words(a0, b0)}};
}

// The two steps below take N vectors at once, step by step in turn, because each alone is one long
// chain of latencies.

/// sqrt(-2 ln u), u = (w + 1/2) 2^-32 rounded to float. Same operations as radius() in
/// normal_block.cc.
template <int N>
PROOFGAUGE_INLINE void radius(const U (&w)[N], F (&r)[N]) {
  F f[N], e[N], p[N];
  PROOFGAUGE_UNROLL
  for (int n = 0; n < N; ++n) {
    const F v = to_float(w[n]) + 0.5F;
    const U bits = as_word(v) - detail::kSqrtHalfBits;
    e[n] = to_float(reinterpret_cast<S>(bits) >> 23);
    f[n] = as_float((bits & detail::kMantissaMask) + detail::kSqrtHalfBits) - 1.0F;
    p[n] = splat(detail::kLog[8]);
  }
  PROOFGAUGE_UNROLL
  for (int i = 7; i >= 0; --i) {
    PROOFGAUGE_UNROLL
    for (int n = 0; n < N; ++n) p[n] = p[n] * f[n] + detail::kLog[i];
  }
  PROOFGAUGE_UNROLL
  for (int n = 0; n < N; ++n) r[n] = square_root((32.0F - e[n]) * detail::kTwoLn2 + f[n] * p[n]);
}

/// r * (cos, sin)(2 pi w 2^-32). Same operations as turn() in normal_block.cc.
template <int N>
PROOFGAUGE_INLINE void turn(const U (&w)[N], const F (&r)[N], F (&cosine)[N], F (&sine)[N]) {
  F x[N], z[N], s[N], c[N];
  PROOFGAUGE_UNROLL
  for (int n = 0; n < N; ++n) {
    // The residual of w modulo a quarter turn, in the upper 30 bits: as a float it is four times
    // that of the reference, exactly.
    x[n] = to_float(reinterpret_cast<S>(w[n] << 2)) * 0x1p-31F;
    z[n] = x[n] * x[n];
    s[n] = splat(detail::kSin[3]);
    c[n] = splat(detail::kCos[3]);
  }
  PROOFGAUGE_UNROLL
  for (int i = 2; i >= 0; --i) {
    PROOFGAUGE_UNROLL
    for (int n = 0; n < N; ++n) {
      s[n] = s[n] * z[n] + detail::kSin[i];
      c[n] = c[n] * z[n] + detail::kCos[i];
    }
  }
  PROOFGAUGE_UNROLL
  for (int n = 0; n < N; ++n) {
    s[n] *= x[n];
    // quadrant q = shifted >> 30: odd ones swap; the sine is negative in 2 and 3, the cosine in 1
    // and 2
    const U shifted = w[n] + kEighth;
    const S swap = (shifted & 0x40000000U) != 0;
    const U sine_sign = shifted & 0x80000000U;
    const U cosine_sign = (shifted + 0x40000000U) & 0x80000000U;
    cosine[n] = r[n] * as_float(as_word(swap ? s[n] : c[n]) ^ cosine_sign);
    sine[n] = r[n] * as_float(as_word(swap ? c[n] : s[n]) ^ sine_sign);
  }
}

/// `even` and `odd` are kPhiloxMultiplier0 times the low index words of the even and odd lanes.
PROOFGAUGE_INLINE Words words(W even, W odd, std::size_t part, const Shared& shared,
                              const RoundKeys& key) {
  return last_round(philox(even, static_cast<std::uint32_t>(part), shared, key),
                    philox(odd, static_cast<std::uint32_t>(part), shared, key), key);
}

PROOFGAUGE_INLINE void store_row(float* out, F x, std::size_t lanes) {
  if (lanes == kLanes) {
    store(out, x);
  } else {
    __builtin_memcpy(out, &x, lanes * sizeof(float));
  }
}

/// The four numbers of each of Parts parts from `part` on, to rows `stride` apart. Two parts at
/// once hide each other's latencies where the registers suffice.
template <int Parts>
PROOFGAUGE_INLINE void four_rows_each(W even, W odd, std::size_t part, const Shared& shared,
                                      const RoundKeys& key, std::size_t stride, float* row,
                                      std::size_t lanes) {
  U radial[2 * Parts], angular[2 * Parts];
  PROOFGAUGE_UNROLL
  for (int i = 0; i < Parts; ++i) {
    const Words w = words(even, odd, part + static_cast<std::size_t>(i), shared, key);
    radial[2 * i] = w.w[0];
    angular[2 * i] = w.w[1];
    radial[2 * i + 1] = w.w[2];
    angular[2 * i + 1] = w.w[3];
  }
  F r[2 * Parts], cosine[2 * Parts], sine[2 * Parts];
  radius(radial, r);
  turn(angular, r, cosine, sine);
  PROOFGAUGE_UNROLL
  for (int i = 0; i < 2 * Parts; ++i) {
    store_row(row, cosine[i], lanes);
    store_row(row + stride, sine[i], lanes);
    row += 2 * stride;
  }
}

#if PROOFGAUGE_ISA_BYTES == 64
constexpr int kParts = 2;
#else
constexpr int kParts = 1;
#endif

/// All numbers of the first `lanes` indices at `low` (kLanes of them are readable).
PROOFGAUGE_INLINE void normal_vector(const std::uint32_t* low, std::size_t lanes,
                                     const NormalJob& job, const Shared& shared,
                                     const RoundKeys& key, float* row) {
  const W index = reinterpret_cast<W>(load(low));
  const W even = multiply_low_halves(index, word(detail::kPhiloxMultiplier0));
  const W odd = multiply_low_halves(index >> 32, word(detail::kPhiloxMultiplier0));
  std::size_t k = 0;
  for (; k + 4 * kParts <= job.count; k += 4 * kParts) {
    four_rows_each<kParts>(even, odd, k / 4, shared, key, job.stride, row, lanes);
    row += 4 * kParts * job.stride;
  }
  if (kParts > 1 && k + 4 <= job.count) {
    four_rows_each<1>(even, odd, k / 4, shared, key, job.stride, row, lanes);
    row += 4 * job.stride;
    k += 4;
  }
  if (k == job.count) return;
  const Words w = words(even, odd, k / 4, shared, key);
  for (int pair = 0; k < job.count; ++pair) {
    F r[1], cosine[1], sine[1];
    radius<1>({w.w[2 * pair]}, r);
    turn<1>({w.w[2 * pair + 1]}, r, cosine, sine);
    store_row(row, cosine[0], lanes);
    if (++k == job.count) return;
    store_row(row + job.stride, sine[0], lanes);
    row += 2 * job.stride;
    ++k;
  }
}

void normal_kernel(const NormalJob& job) {
  RoundKeys key;
  auto k0 = static_cast<std::uint32_t>(job.key), k1 = static_cast<std::uint32_t>(job.key >> 32);
  for (int r = 0; r < detail::kPhiloxRounds; ++r) {
    key.k0[r] = k0;
    key.k1[r] = k1;
    k0 += detail::kPhiloxWeyl0;
    k1 += detail::kPhiloxWeyl1;
  }
  const std::uint64_t p1 = std::uint64_t{detail::kPhiloxMultiplier1} * job.draw;
  Shared shared{};
  shared.c0 = static_cast<std::uint32_t>(p1 >> 32) ^ job.high ^ key.k0[0];
  shared.c1 = static_cast<std::uint32_t>(p1);
  const std::uint64_t p0 = std::uint64_t{detail::kPhiloxMultiplier0} * shared.c0;
  shared.hi0 = static_cast<std::uint32_t>(p0 >> 32);
  shared.lo0 = static_cast<std::uint32_t>(p0);

  std::size_t i = 0;
  for (; i + kLanes <= job.n; i += kLanes)
    normal_vector(job.low + i, kLanes, job, shared, key, job.out + i);
  if (i == job.n) return;
  std::uint32_t low[kLanes] = {};
  __builtin_memcpy(low, job.low + i, (job.n - i) * sizeof low[0]);
  normal_vector(low, job.n - i, job, shared, key, job.out + i);
}

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
