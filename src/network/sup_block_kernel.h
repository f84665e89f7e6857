// The micro-kernels of the supremum, compiled once per instruction set (see
// stats/normal_block_lanes.h).
//
// Points are vector lanes and neurons are broadcast: a tile of R neurons x P point vectors keeps R
// P accumulators in registers over the d - 1 steps of the product, then turns them into relu and h
// sums at once; zeta is never stored. P vectors of points and R broadcasts feed R P multiply-adds
// per step, so 6 x 4 needs 10 loads for 24.
#pragma once

#include "network/preactivation_lanes.h"
#include "network/sup_block.h"
#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

using network::GradientBlock;
using network::SupBlock;

/// h_T(z) = max(0, T - |z|), as T - min(|z|, T) where one instruction gives the latter.
PROOFGAUGE_INLINE F hat(F z, F t) {
#if PROOFGAUGE_ISA_BYTES == 64
  return t - static_cast<F>(_mm512_range_ps(z, t, 0b1010));
#else
  return positive_part(t - absolute(z));
#endif
}

/// 1{|z| < t}.
PROOFGAUGE_INLINE F indicator(F z, F t) { return absolute(z) < t ? splat(1.0F) : F{}; }

PROOFGAUGE_INLINE void add_to(double* out, F x) {
  float lane[kLanes];
  store(lane, x);
  for (std::size_t i = 0; i < kLanes; ++i) out[i] += static_cast<double>(lane[i]);
}

template <int R, int P, bool Moments>
PROOFGAUGE_INLINE void sum_group(const SupBlock& b, std::size_t vector) {
  const F t = splat(b.t), guarded = splat(b.t_guarded);
  F relu[P] = {}, h[P] = {}, squares[P] = {}, active[P] = {};
  const float* const points = b.points + vector * b.steps * kLanes;
  for (std::size_t r = 0; r < b.neurons; r += R) {
    F z[R][P];
    preactivation_tile<R, P>(b.alpha + r, b.beta + r, b.stride, b.steps, points, z);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      // Short runs first: R terms, then one addition per tile.
      const F h0 = hat(z[0][p], t);
      F relu_run = positive_part(z[0][p]), h_run = h0, square_run = h0 * h0,
        active_run = indicator(z[0][p], guarded);
      PROOFGAUGE_UNROLL
      for (int i = 1; i < R; ++i) {
        const F hi = hat(z[i][p], t);
        relu_run += positive_part(z[i][p]);
        h_run += hi;
        if constexpr (Moments) square_run += hi * hi;
        if constexpr (Moments) active_run += indicator(z[i][p], guarded);
      }
      relu[p] += relu_run;
      h[p] += h_run;
      if constexpr (Moments) squares[p] += square_run;
      if constexpr (Moments) active[p] += active_run;
    }
  }
  for (int p = 0; p < P; ++p) {
    const std::size_t lane = (vector + static_cast<std::size_t>(p)) * kLanes;
    add_to(b.relu + lane, relu[p]);
    add_to(b.h + lane, h[p]);
    if constexpr (Moments) add_to(b.h_squared + lane, squares[p]);
    if constexpr (Moments) add_to(b.active + lane, active[p]);
  }
}

/// Tile heights by width: about 24 live accumulators of 32 registers, 12 of 16.
#if PROOFGAUGE_ISA_BYTES == 64
constexpr int kMostVectors = 4;
constexpr int kRows1 = 12, kRows2 = 12, kRows3 = 8, kRows4 = 6;
#else
constexpr int kMostVectors = 3;
constexpr int kRows1 = 12, kRows2 = 6, kRows3 = 4, kRows4 = 4;
#endif

template <bool Moments>
void sums(const SupBlock& b) {
  std::size_t v = 0;
  for (; v + kMostVectors <= b.vectors; v += kMostVectors) {
    sum_group<kMostVectors == 4 ? kRows4 : kRows3, kMostVectors, Moments>(b, v);
  }
  switch (b.vectors - v) {
    case 3:
      return sum_group<kRows3, 3, Moments>(b, v);
    case 2:
      return sum_group<kRows2, 2, Moments>(b, v);
    case 1:
      return sum_group<kRows1, 1, Moments>(b, v);
    default:
      return;
  }
}

void sup_sums_block(const SupBlock& b) { b.moments ? sums<true>(b) : sums<false>(b); }

/// Slopes of `neurons` neurons from r on, to g.slopes[(neuron * P + p) * kLanes + lane]; the values
/// to `value`.
template <int R, int P>
PROOFGAUGE_INLINE void slopes_group(const GradientBlock& g, std::size_t vector, std::size_t r,
                                    std::size_t neurons, F (&value)[P]) {
  const F t = splat(g.block.t);
  const float* const points = g.block.points + vector * g.block.steps * kLanes;
  U active[P];
  for (int p = 0; p < P; ++p) {
    active[p] =
        reinterpret_cast<U>(load(g.active + (vector + static_cast<std::size_t>(p)) * kLanes) > F{});
  }
  const U one = as_word(splat(1.0F));
  for (std::size_t i0 = 0; i0 < neurons; i0 += R) {
    F z[R][P];
    preactivation_tile<R, P>(g.block.alpha + r + i0, g.block.beta + r + i0, g.block.stride,
                             g.block.steps, points, z);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      F run = {};
      PROOFGAUGE_UNROLL
      for (int i = 0; i < R; ++i) {
        const F x = z[i][p];
        // For zeta > 0 the active slope is 1{zeta >= T}, for zeta < 0 it is 1{zeta > -T}.
        const U positive = reinterpret_cast<U>(x > F{}),
                inside = reinterpret_cast<U>(absolute(x) < t);
        const F slope = as_float(((positive ^ inside) & active[p] & one) |
                                 (positive & ~active[p] & (one | 0x80000000U)));
        const F relu = positive_part(x);
        run += as_float((as_word(relu + hat(x, t)) & active[p]) | (as_word(-relu) & ~active[p]));
        store(g.slopes +
                  ((i0 + static_cast<std::size_t>(i)) * P + static_cast<std::size_t>(p)) * kLanes,
              slope);
      }
      value[p] += run;
    }
  }
}

/// gradient rows k .. k + R - 1 += alpha times slopes.
template <int R, int P>
PROOFGAUGE_INLINE void slopes_times_alpha(const GradientBlock& g, std::size_t vector, std::size_t r,
                                          std::size_t neurons, std::size_t k) {
  F sum[R][P] = {};
  const float* const a = g.block.alpha + k * g.block.stride + r;
  const float* slope = g.slopes;
  for (std::size_t i = 0; i < neurons; ++i) {
    F s[P];
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) s[p] = load(slope + static_cast<std::size_t>(p) * kLanes);
    PROOFGAUGE_UNROLL
    for (int j = 0; j < R; ++j) {
      const F weight = splat(a[static_cast<std::size_t>(j) * g.block.stride + i]);
      PROOFGAUGE_UNROLL
      for (int p = 0; p < P; ++p) sum[j][p] = multiply_add(weight, s[p], sum[j][p]);
    }
    slope += static_cast<std::size_t>(P) * kLanes;
  }
  PROOFGAUGE_UNROLL
  for (int j = 0; j < R; ++j) {
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      const std::size_t row = (k + static_cast<std::size_t>(j)) * g.block.vectors + vector;
      add_to(g.gradient + (row + static_cast<std::size_t>(p)) * kLanes, sum[j][p]);
    }
  }
}

template <int R, int P>
PROOFGAUGE_INLINE void gradient_group(const GradientBlock& g, std::size_t vector) {
  F value[P] = {};
  for (std::size_t r = 0; r < g.block.neurons; r += network::kSlopeNeurons) {
    const std::size_t left = g.block.neurons - r;
    const std::size_t neurons = left < network::kSlopeNeurons ? left : network::kSlopeNeurons;
    slopes_group<R, P>(g, vector, r, neurons, value);
    std::size_t k = 0;
    for (; k + R <= g.dimensions; k += R) slopes_times_alpha<R, P>(g, vector, r, neurons, k);
    for (; k < g.dimensions; ++k) slopes_times_alpha<1, P>(g, vector, r, neurons, k);
  }
  for (int p = 0; p < P; ++p)
    add_to(g.value + (vector + static_cast<std::size_t>(p)) * kLanes, value[p]);
}

void sup_gradient_block(const GradientBlock& g) {
  std::size_t v = 0;
  for (; v + kMostVectors <= g.block.vectors; v += kMostVectors) {
    gradient_group<kMostVectors == 4 ? kRows4 : kRows3, kMostVectors>(g, v);
  }
  for (; v < g.block.vectors; ++v) gradient_group<kRows1, 1>(g, v);
}

double add_lanes(F x) {
  double total = 0;
  for (std::size_t l = 0; l < kLanes; ++l) total += static_cast<double>(x[l]);
  return total;
}

void prepare_block(const network::Preparation& p) {
  float* const beta = p.alpha_beta + p.d * p.stride;
  for (std::size_t k = 0; k <= p.d; ++k) {
    for (std::size_t r = p.n; r < p.neurons; ++r) p.alpha_beta[k * p.stride + r] = 0.0F;
  }
  for (std::size_t r = 0; r < p.n; ++r) beta[r] += 0.5F * beta[r - p.stride];
  F large = {};
  for (std::size_t r = 0; r < p.neurons; r += kLanes) {
    F squares = load(beta + r) * load(beta + r);
    for (std::size_t k = 0; k + 1 < p.d; ++k) {
      const F a = load(p.alpha_beta + k * p.stride + r);
      squares = multiply_add(a, a, squares);
    }
    const F norm = square_root(squares);
    large += norm > splat(p.cap) ? norm : F{};
  }
  p.weight_sums[p.d] += add_lanes(large);
  for (std::size_t k = 0; k < p.d; ++k) {
    const float* const row = k + 1 < p.d ? p.alpha_beta + k * p.stride : beta;
    F sum = {};
    for (std::size_t r = 0; r < p.neurons; r += kLanes) sum += absolute(load(row + r));
    p.weight_sums[k] += add_lanes(sum);
  }
  for (std::size_t r = p.n; r < p.neurons; ++r) beta[r] = network::kAbsentBeta;
}

const network::SupKernels kSupKernels = {kLanes, sup_sums_block, sup_gradient_block, prepare_block};

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
