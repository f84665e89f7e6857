// The portable kernels: what the others must agree with.
#include "data/gram_kernels.h"

namespace proofgauge::data {
namespace {

void bytes(const std::uint8_t* a, const std::uint8_t* b, const std::int32_t* /*offset*/,
           std::size_t groups, std::int32_t* cell) {
  for (std::size_t i = 0; i < kUnitCells; ++i) cell[i] = 0;
  for (std::size_t g = 0; g < groups; ++g, a += 4 * kUnit, b += 4 * kUnit)
    for (std::size_t r = 0; r < kUnit; ++r) {
      const int a0 = a[4 * r], a1 = a[4 * r + 1], a2 = a[4 * r + 2], a3 = a[4 * r + 3];
      std::int32_t* row = cell + r * kUnit;
      for (std::size_t c = 0; c < kUnit; ++c)
        row[c] += a0 * b[4 * c] + a1 * b[4 * c + 1] + a2 * b[4 * c + 2] + a3 * b[4 * c + 3];
    }
}

void floats(const float* a, const float* b, std::size_t columns, float* cell) {
  for (std::size_t i = 0; i < kUnitCells; ++i) cell[i] = 0;
  for (std::size_t first = 0; first < columns; first += kChain) {
    const std::size_t last = first + kChain < columns ? first + kChain : columns;
    for (std::size_t r = 0; r < kUnit; ++r) {
      float chain[kUnit] = {};
      for (std::size_t k = first; k < last; ++k) {
        const float x = a[k * kUnit + r];
        for (std::size_t c = 0; c < kUnit; ++c) chain[c] += x * b[k * kUnit + c];
      }
      for (std::size_t c = 0; c < kUnit; ++c) cell[r * kUnit + c] += chain[c];
    }
  }
}

inline float larger(float x, float y) { return x > y ? x : y; }

template <class Cell>
void maxima(const Cell* cell, const KeyUnit& u) {
  for (std::size_t r = 0; r < kUnit; ++r)
    for (std::size_t c = 0; c < kUnit; ++c) {
      const float inner = static_cast<float>(cell[r * kUnit + c]);
      const float row_key = inner * u.col_scale[c], col_key = inner * u.row_scale[r];
      const std::size_t lane = r * kLanes + c % kLanes;
      u.row_max[lane] = larger(u.row_max[lane], row_key);
      u.col_max[c] = larger(u.col_max[c], col_key);
      if (u.row_label == nullptr || u.row_label[r] == u.col_label[c]) continue;
      u.row_diff[lane] = larger(u.row_diff[lane], row_key);
      u.col_diff[c] = larger(u.col_diff[c], col_key);
    }
}

void max_bytes(const std::int32_t* cell, const KeyUnit& u) { maxima(cell, u); }
void max_floats(const float* cell, const KeyUnit& u) { maxima(cell, u); }

}  // namespace

const GramKernels kGramGeneric{"generic", bytes, floats, max_bytes, max_floats};

}  // namespace proofgauge::data
