// Inner products of 32 rows with 32 rows, and the largest keys among them: the inner loops of the
// separation.
//
// Included by sources that are compiled for one instruction set each, so only plain declarations
// stand here: an inline function of the standard library would be emitted with that instruction set
// and could be the copy that the linker keeps for everyone.
#pragma once

#include <cstddef>
#include <cstdint>

namespace proofgauge::data {

/// Rows per unit. A packed unit of bytes is laid out [column / 4][row][column % 4], a packed unit
/// of floats [column][row]; missing columns are zero. Both sides of a product have the same layout.
inline constexpr std::size_t kUnit = 32;
inline constexpr std::size_t kUnitCells = kUnit * kUnit;
/// Partial maxima kept per row, so that no horizontal reduction stands in the inner loop.
inline constexpr std::size_t kLanes = 16;
/// Columns summed in one chain of roundings before the chain is added to the cell: bounds the
/// rounding error by (min(p, kChain) + ceil(p / kChain)) units instead of p.
inline constexpr std::size_t kChain = 256;

/// One product unit with what is needed to turn inner products into keys. Keys of row r are cell *
/// col_scale[c] (the row's own length is common to them), keys of column c are cell * row_scale[r].
struct KeyUnit {
  const float* row_scale;
  const float* col_scale;
  const std::int32_t*
      row_label;  ///< null: there are no labels, and the `_diff` outputs are not touched
  const std::int32_t* col_label;
  float* row_max;   ///< kUnit * kLanes, raised
  float* col_max;   ///< kUnit, raised
  float* row_diff;  ///< the same over pairs with different labels
  float* col_diff;
};

struct GramKernels {
  const char* name;
  /// cell[r * 32 + c] = sum_k a(r, k) b(c, k), exact while the sum is below 2^31. `offset[r]` is
  /// 128 * sum_k a(r, k).
  void (*bytes)(const std::uint8_t* a, const std::uint8_t* b, const std::int32_t* offset,
                std::size_t groups, std::int32_t* cell);
  /// The same in single precision: any order of summation in chains of at most kChain terms, fused
  /// or not.
  void (*floats)(const float* a, const float* b, std::size_t columns, float* cell);
  /// Raises the maxima of `u` by the keys of this unit.
  void (*max_bytes)(const std::int32_t* cell, const KeyUnit& u);
  void (*max_floats)(const float* cell, const KeyUnit& u);
};

extern const GramKernels kGramGeneric;
#ifdef PROOFGAUGE_GRAM_X86
extern const GramKernels kGramAvx2;
extern const GramKernels kGramAvx512;
#endif

}  // namespace proofgauge::data
