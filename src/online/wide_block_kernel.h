// The micro-kernels of a wide net, compiled once per instruction set (see
// stats/normal_block_lanes.h).
//
// Neurons are vector lanes and points are broadcast. A panel of P points goes through a whole
// block: tiles of P x 3 vectors keep their preactivations in registers over the d - 1 steps of the
// product and leave only the signed mask of the panel (P x kBlockNeurons floats) in the first-level
// cache; then tiles of 3 rows x P points add rows times mask, again over neurons in lanes, so that
// the sums stay vectors and are added across lanes only once per chunk of blocks. 12 (24)
// accumulators need 7 (11) loads.
#pragma once

#include "online/wide_block.h"
#include "stats/normal_block_lanes.h"

namespace proofgauge::stats::PROOFGAUGE_ISA {

using online::kBlockNeurons;
using online::WideBlock;
using online::WideFlips;
using online::WideUpdate;

#if PROOFGAUGE_ISA_BYTES == 64
constexpr int kPanel = 8;
#else
constexpr int kPanel = 4;
#endif
constexpr int kVectors = 3;
constexpr std::size_t kTile = kVectors * kLanes;

/// z[p][v] += sum_{k < steps} x[k * P + p] w[k * stride + v * kLanes ..].
template <int P>
PROOFGAUGE_INLINE void product(const float* w, std::size_t stride, const float* x,
                               std::size_t steps, F (&z)[P][kVectors]) {
  for (std::size_t k = 0; k < steps; ++k) {
    F row[kVectors];
    PROOFGAUGE_UNROLL
    for (int v = 0; v < kVectors; ++v) row[v] = load(w + static_cast<std::size_t>(v) * kLanes);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      const F c = splat(x[p]);
      PROOFGAUGE_UNROLL
      for (int v = 0; v < kVectors; ++v) z[p][v] = multiply_add(c, row[v], z[p][v]);
    }
    w += stride;
    x += P;
  }
}

/// Preactivations of the tile at neuron r for the panel of points at x.
template <int P>
PROOFGAUGE_INLINE void preactivations(const float* weights, std::size_t d, std::size_t r,
                                      const float* x, F (&z)[P][kVectors]) {
  PROOFGAUGE_UNROLL
  for (int v = 0; v < kVectors; ++v) {
    const F beta = load(weights + d * kBlockNeurons + r + static_cast<std::size_t>(v) * kLanes);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) z[p][v] = beta;
  }
  product<P>(weights + r, kBlockNeurons, x, d - 1, z);
}

PROOFGAUGE_INLINE F sign_of(const float* weights, std::size_t d, std::size_t r, int v) {
  return load(weights + (d + 1) * kBlockNeurons + r + static_cast<std::size_t>(v) * kLanes);
}

/// mask[p * stride + ..] = sign 1{z >= 0} for the tile at neuron r.
template <int P>
PROOFGAUGE_INLINE void masks(const float* weights, std::size_t d, std::size_t r, const float* x,
                             float* mask, std::size_t stride) {
  F z[P][kVectors];
  preactivations<P>(weights, d, r, x, z);
  PROOFGAUGE_UNROLL
  for (int v = 0; v < kVectors; ++v) {
    const F sign = sign_of(weights, d, r, v);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      store(mask + static_cast<std::size_t>(p) * stride + static_cast<std::size_t>(v) * kLanes,
            z[p][v] >= F{} ? sign : F{});
    }
  }
}

/// sums of rows k .. k + R - 1 at points i .. i + P - 1 += rows times mask.
template <int R, int P>
PROOFGAUGE_INLINE void add_rows(const WideBlock& b, std::size_t i, std::size_t k) {
  F sum[R][P];
  float* const out = b.sums + (i * (b.d + 1) + k) * kLanes;
  const std::size_t next = (b.d + 1) * kLanes;
  PROOFGAUGE_UNROLL
  for (int j = 0; j < R; ++j) {
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p)
      sum[j][p] =
          load(out + static_cast<std::size_t>(p) * next + static_cast<std::size_t>(j) * kLanes);
  }
  const float* row = b.rows + k * kBlockNeurons;
  const float* mask = b.mask;
  for (std::size_t r = 0; r < kBlockNeurons; r += kLanes) {
    F w[R];
    PROOFGAUGE_UNROLL
    for (int j = 0; j < R; ++j) w[j] = load(row + static_cast<std::size_t>(j) * kBlockNeurons + r);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      const F on = load(mask + static_cast<std::size_t>(p) * kBlockNeurons + r);
      PROOFGAUGE_UNROLL
      for (int j = 0; j < R; ++j) sum[j][p] = multiply_add(w[j], on, sum[j][p]);
    }
  }
  PROOFGAUGE_UNROLL
  for (int j = 0; j < R; ++j) {
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p)
      store(out + static_cast<std::size_t>(p) * next + static_cast<std::size_t>(j) * kLanes,
            sum[j][p]);
  }
}

/// Calls body.template run<P>(i) for the panels of n points (or coordinates) in order: full ones,
/// then one of the remainder.
template <class Body>
PROOFGAUGE_INLINE void for_panels(std::size_t n, const Body& body) {
  std::size_t i = 0;
  for (; i + kPanel <= n; i += kPanel) body.template run<kPanel>(i);
  switch (n - i) {
#if PROOFGAUGE_ISA_BYTES == 64
    case 7:
      return body.template run<7>(i);
    case 6:
      return body.template run<6>(i);
    case 5:
      return body.template run<5>(i);
    case 4:
      return body.template run<4>(i);
#endif
    case 3:
      return body.template run<3>(i);
    case 2:
      return body.template run<2>(i);
    case 1:
      return body.template run<1>(i);
    default:
      return;
  }
}

/// The next block's store, a share of it per panel: the hardware does not follow rows this short.
PROOFGAUGE_INLINE void fetch_ahead(const WideBlock& b, std::size_t i) {
  constexpr std::size_t kLine = 16;
  const std::size_t lines = (b.d + 2) * kBlockNeurons / kLine;
  const std::size_t panels = (b.n + kPanel - 1) / kPanel, at = i / kPanel;
  const float* const next = b.store + (b.d + 2) * kBlockNeurons;
  for (std::size_t l = at * lines / panels; l < (at + 1) * lines / panels; ++l)
    __builtin_prefetch(next + l * kLine);
}

struct GradientPanels {
  const WideBlock& b;
  template <int P>
  void run(std::size_t i) const {
    fetch_ahead(b, i);
    const float* const x = b.points + i * (b.d - 1);
    for (std::size_t r = 0; r < kBlockNeurons; r += kTile)
      masks<P>(b.store, b.d, r, x, b.mask + r, kBlockNeurons);
    std::size_t k = 0;
    for (; k + 3 <= b.d + 1; k += 3) add_rows<3, P>(b, i, k);
    for (; k < b.d + 1; ++k) add_rows<1, P>(b, i, k);
  }
};
void wide_gradient(const WideBlock& b) { for_panels(b.n, GradientPanels{b}); }

PROOFGAUGE_INLINE double add_lanes(F x) {
  double total = 0;
  for (std::size_t l = 0; l < kLanes; ++l) total += static_cast<double>(x[l]);
  return total;
}

struct ValuePanels {
  const WideBlock& b;
  template <int P>
  void run(std::size_t i) const {
    fetch_ahead(b, i);
    const float* const x = b.points + i * (b.d - 1);
    F value[P] = {};
    for (std::size_t r = 0; r < kBlockNeurons; r += kTile) {
      F z[P][kVectors];
      preactivations<P>(b.store, b.d, r, x, z);
      PROOFGAUGE_UNROLL
      for (int v = 0; v < kVectors; ++v) {
        const F sign = sign_of(b.store, b.d, r, v);
        PROOFGAUGE_UNROLL
        for (int p = 0; p < P; ++p) value[p] = multiply_add(sign, positive_part(z[p][v]), value[p]);
      }
    }
    for (int p = 0; p < P; ++p) b.values[i + static_cast<std::size_t>(p)] += add_lanes(value[p]);
  }
};
void wide_values(const WideBlock& b) { for_panels(b.n, ValuePanels{b}); }

/// mask[i * kTile + ..] of one tile for all points.
struct TileMasks {
  const WideBlock& b;
  std::size_t r;
  template <int P>
  void run(std::size_t i) const {
    masks<P>(b.store, b.d, r, b.points + i * (b.d - 1), b.mask + i * kTile, kTile);
  }
};

/// Rows k .. k + P - 1 of the tile's D += mask times steps; their squares to norm2.
struct StepRows {
  const WideUpdate& u;
  std::size_t r;
  F* norm2;
  template <int P>
  void run(std::size_t k) const {
    F z[P][kVectors];
    float* const out = u.displacement + k * kBlockNeurons + r;
    const auto at = [&](int p, int v) {
      return out + static_cast<std::size_t>(p) * kBlockNeurons +
             static_cast<std::size_t>(v) * kLanes;
    };
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      PROOFGAUGE_UNROLL
      for (int v = 0; v < kVectors; ++v) z[p][v] = load(at(p, v));
    }
    product<P>(u.block.mask, kTile, u.steps + k * u.block.n, u.block.n, z);
    PROOFGAUGE_UNROLL
    for (int p = 0; p < P; ++p) {
      PROOFGAUGE_UNROLL
      for (int v = 0; v < kVectors; ++v) {
        store(at(p, v), z[p][v]);
        norm2[v] = multiply_add(z[p][v], z[p][v], norm2[v]);
      }
    }
  }
};

/// Scales the neurons of one vector back into their balls, and rewrites the store from D.
PROOFGAUGE_INLINE F finish_vector(const WideUpdate& u, std::size_t r, F norm2) {
  const F radius = splat(u.radius), square = radius * radius;
  const F shrink = radius / square_root(norm2);
  const F scale = norm2 > square ? shrink : splat(1.0F);
  const std::size_t d = u.block.d;
  for (std::size_t k = 0; k < d; ++k) {
    float* const row = u.displacement + k * kBlockNeurons + r;
    const F moved = load(row) * scale;
    store(row, moved);
    if (u.initial != nullptr)
      store(u.store + k * kBlockNeurons + r, load(u.initial + k * kBlockNeurons + r) + moved);
  }
  const F half = splat(0.5F) * load(u.displacement + (d - 1) * kBlockNeurons + r);
  store(u.displacement + d * kBlockNeurons + r, half);
  if (u.initial != nullptr) {
    // beta + (w_d^0 + D_d) / 2, of the rounded weight that the other rows hold.
    const F weight = load(u.store + (d - 1) * kBlockNeurons + r);
    store(u.store + d * kBlockNeurons + r,
          load(u.initial + d * kBlockNeurons + r) + splat(0.5F) * weight);
  }
  return norm2 > square ? square : norm2;
}

void wide_update(const WideUpdate& u) {
  F largest = {}, poison = {};
  for (std::size_t r = 0; r < kBlockNeurons; r += kTile) {
    for_panels(u.block.n, TileMasks{u.block, r});
    F norm2[kVectors] = {};
    for_panels(u.block.d, StepRows{u, r, norm2});
    for (int v = 0; v < kVectors; ++v) {
      const F size = finish_vector(u, r + static_cast<std::size_t>(v) * kLanes, norm2[v]);
      largest = size > largest ? size : largest;
      poison += norm2[v] * F{};  // NaN once a step was infinite or NaN
    }
  }
  float most = 0, bad = 0;
  for (std::size_t l = 0; l < kLanes; ++l) {
    const float size = largest[l];
    most = size > most ? size : most;
    bad += poison[l];
  }
  *u.largest = most + bad;
}

struct FlipPanels {
  const WideFlips& f;
  template <int P>
  void run(std::size_t i) const {
    const WideBlock& b = f.block;
    const float* const x = b.points + i * (b.d - 1);
    const F radius = splat(f.radius);
    F count[P] = {}, near[P] = {}, near_signed[P] = {};
    for (std::size_t r = 0; r < kBlockNeurons; r += kTile) {
      F now[P][kVectors], then[P][kVectors];
      preactivations<P>(b.store, b.d, r, x, now);
      preactivations<P>(f.initial, b.d, r, x, then);
      for (int v = 0; v < kVectors; ++v) {
        const F sign = sign_of(b.store, b.d, r, v), present = sign * sign;
        for (int p = 0; p < P; ++p) {
          const U differ =
              reinterpret_cast<U>(now[p][v] >= F{}) ^ reinterpret_cast<U>(then[p][v] >= F{});
          count[p] += as_float(differ & as_word(present));
          const F size = absolute(then[p][v]);
          const F term = size < radius ? radius + size : F{};
          near[p] += term * present;
          near_signed[p] += term * sign;
        }
      }
    }
    for (int p = 0; p < P; ++p) {
      const std::size_t at = i + static_cast<std::size_t>(p);
      f.flips[at] += add_lanes(count[p]);
      f.coupling[at] += add_lanes(near[p]);
      f.signed_coupling[at] += add_lanes(near_signed[p]);
    }
  }
};
void wide_flips(const WideFlips& f) { for_panels(f.block.n, FlipPanels{f}); }

const online::WideKernels kWideKernels = {
    kLanes, static_cast<std::size_t>(kPanel), wide_gradient, wide_values, wide_update, wide_flips};

}  // namespace proofgauge::stats::PROOFGAUGE_ISA
