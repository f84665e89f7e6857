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

/// `product` is kPhiloxMultiplier0 times the low index word, the same for all parts.
PROOFGAUGE_INLINE Counters philox(W product, std::uint32_t part, const Shared& s,
                                  const RoundKeys& key) {
  const W c2 = (product >> 32) ^ word(part ^ key.k1[0]);
  const W p1 = multiply_low_halves(c2, word(detail::kPhiloxMultiplier1));
  Counters c = {(p1 >> 32) ^ word(s.c1 ^ key.k0[1]), p1, product ^ word(s.hi0 ^ key.k1[1]),
                word(s.lo0)};
  PROOFGAUGE_UNROLL
  for (int r = 2; r < detail::kPhiloxRounds; ++r) c = philox_round(c, key.k0[r], key.k1[r]);
  return c;
}

/// Words of the even and of the odd lanes, interleaved.
PROOFGAUGE_INLINE U interleave(W even, W odd) {
  return reinterpret_cast<U>((even & 0xffffffffU) | (odd << 32));
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
    const F high = to_float(reinterpret_cast<S>(w[n] >> 16)),
            low = to_float(reinterpret_cast<S>(w[n] & 0xffffU));
    const F v = (high * 65536.0F + low) + 0.5F;
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
    x[n] = to_float(reinterpret_cast<S>(w[n] - ((w[n] + kEighth) & 0xc0000000U))) * 0x1p-29F;
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
    const S swap = reinterpret_cast<S>(shifted << 1) < 0;
    const U sine_sign = shifted & 0x80000000U;
    const U cosine_sign = (shifted + 0x40000000U) & 0x80000000U;
    cosine[n] = r[n] * as_float(as_word(swap ? s[n] : c[n]) ^ cosine_sign);
    sine[n] = r[n] * as_float(as_word(swap ? c[n] : s[n]) ^ sine_sign);
  }
}

/// The four words of part `part` for one vector of indices. `even` and `odd` are kPhiloxMultiplier0
/// times the low index words of the even and odd lanes.
struct Words {
  U w[4];
};
PROOFGAUGE_INLINE Words words(W even, W odd, std::size_t part, const Shared& shared,
                              const RoundKeys& key) {
  const Counters a = philox(even, static_cast<std::uint32_t>(part), shared, key);
  const Counters b = philox(odd, static_cast<std::uint32_t>(part), shared, key);
  return {{interleave(a.c0, b.c0), interleave(a.c1, b.c1), interleave(a.c2, b.c2),
           interleave(a.c3, b.c3)}};
}

PROOFGAUGE_INLINE void store_row(float* out, F x, std::size_t lanes) {
  if (lanes == kLanes) {
    store(out, x);
  } else {
    __builtin_memcpy(out, &x, lanes * sizeof(float));
  }
}

/// All numbers of the first `lanes` indices at `low` (kLanes of them are readable).
PROOFGAUGE_INLINE void normal_vector(const std::uint32_t* low, std::size_t lanes,
                                     const NormalJob& job, const Shared& shared,
                                     const RoundKeys& key, float* out) {
  const W index = reinterpret_cast<W>(load(low));
  const W even = multiply_low_halves(index, word(detail::kPhiloxMultiplier0));
  const W odd = multiply_low_halves(index >> 32, word(detail::kPhiloxMultiplier0));
  for (std::size_t k = 0; k < job.count; k += 4) {
    const Words w = words(even, odd, k / 4, shared, key);
    float* const row = out + k * job.stride;
    const std::size_t rows = job.count - k;
    if (rows <= 2) {
      F r[1], cosine[1], sine[1];
      radius<1>({w.w[0]}, r);
      turn<1>({w.w[1]}, r, cosine, sine);
      store_row(row, cosine[0], lanes);
      if (rows == 2) store_row(row + job.stride, sine[0], lanes);
      return;
    }
    F r[2], cosine[2], sine[2];
    radius<2>({w.w[0], w.w[2]}, r);
    turn<2>({w.w[1], w.w[3]}, r, cosine, sine);
    store_row(row, cosine[0], lanes);
    store_row(row + job.stride, sine[0], lanes);
    store_row(row + 2 * job.stride, cosine[1], lanes);
    if (rows > 3) store_row(row + 3 * job.stride, sine[1], lanes);
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
