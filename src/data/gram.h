// Packed rows and blocked products of all pairs, with the instruction set chosen when the program
// runs.
#pragma once

#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "data/dataset.h"
#include "data/gram_kernels.h"

namespace proofgauge::data {

/// The kernels for this machine: AVX-512 with VNNI, AVX2 with FMA, or portable. The environment
/// variable PROOFGAUGE_ISA = generic | avx2 | avx512 selects one; an unknown or unsupported one is
/// an InputError.
[[nodiscard]] const GramKernels& gram_kernels();

/// The most columns for which an inner product of bytes fits 31 bits: floor((2^31 - 1) / 255^2).
inline constexpr std::size_t kMaxByteColumns = 2147483647 / (255 * 255);

/// Uninitialised storage at cache line boundaries.
template <class T>
class AlignedArray {
 public:
  explicit AlignedArray(std::size_t size = 0)
      : data_(static_cast<T*>(::operator new (size * sizeof(T) + kLine, std::align_val_t{kLine}))) {
  }
  [[nodiscard]] T* data() { return data_.get(); }
  [[nodiscard]] const T* data() const { return data_.get(); }

 private:
  static constexpr std::size_t kLine = 64;
  struct Free {
    void operator()(T* p) const { ::operator delete (p, std::align_val_t{kLine}); }
  };
  std::unique_ptr<T, Free> data_;
};

/// The inner products of one unit with another; which of the two is filled depends on
/// PackedRows::exact().
struct Products {
  alignas(64) std::int32_t exact[kUnitCells];
  alignas(64) float rounded[kUnitCells];
};

/// |key - true key| <= relative * |true key| + absolute.
struct KeyBound {
  double relative = 0, absolute = 0;
  /// The least key that an entry can have whose true key is not below that of an entry with key
  /// `largest`.
  [[nodiscard]] float threshold(float largest) const;
};

/// A unit of 32 rows collected from anywhere.
struct GatheredUnit {
  AlignedArray<std::uint8_t> bytes;
  AlignedArray<float> floats;
  std::int32_t offset[kUnit] = {};
};

/// Rows of a data set in the layout of the kernels, as bytes (inner products exact) or as unit
/// vectors in single precision. Keys: with bytes <v_i, v_j> / |v_j|, else the cosine; for one i
/// both order the j alike.
class PackedRows {
 public:
  /// Packs `rows` of `data`, in this order. Throws InputError naming the source row of a vector
  /// that is zero or not finite.
  PackedRows(const Dataset& data, std::span<const std::uint32_t> rows, int threads);

  [[nodiscard]] std::size_t size() const { return n_; }
  [[nodiscard]] std::size_t units() const { return (n_ + kUnit - 1) / kUnit; }
  [[nodiscard]] std::size_t bytes_per_row() const {
    return exact_ ? groups_ * 4 : p_ * sizeof(float);
  }
  [[nodiscard]] bool exact() const { return exact_; }
  [[nodiscard]] bool has_labels() const { return !labels_.empty(); }
  [[nodiscard]] const GramKernels& kernels() const { return kernels_; }
  /// The error bound of the keys, derived in separation_screen.h.
  [[nodiscard]] KeyBound key_bound() const;

  void multiply(std::size_t unit_a, std::size_t unit_b, Products& out) const;
  /// Replaces the cells of no pair (a row with itself, padding) by one that is below every key.
  void remove_non_pairs(std::size_t unit_a, std::size_t unit_b, Products& out) const;
  void raise_maxima(std::size_t unit_a, std::size_t unit_b, const Products& products,
                    float* row_max, float* col_max, float* row_diff, float* col_diff) const;

  [[nodiscard]] GatheredUnit gathered() const;
  void gather(std::span<const std::uint32_t> rows, GatheredUnit& unit) const;
  void multiply(const GatheredUnit& a, std::size_t unit_b, Products& out) const;

  /// The key of a pair for its row: cell `r * kUnit + c` of a product whose column is packed row j.
  [[nodiscard]] float key(const Products& products, std::size_t cell, std::size_t j) const {
    return exact_ ? static_cast<float>(products.exact[cell]) * scale_[j] : products.rounded[cell];
  }
  /// key * row_factor(i) is the cosine.
  [[nodiscard]] double row_factor(std::size_t i) const { return exact_ ? inverse_length_[i] : 1; }
  [[nodiscard]] std::int32_t label(std::size_t i) const { return labels_[i]; }

 private:
  void pack_bytes(const Dataset& data, std::span<const std::uint32_t> rows, std::size_t unit);
  void pack_floats(const Dataset& data, std::span<const std::uint32_t> rows, std::size_t unit);

  const GramKernels& kernels_;
  std::size_t n_ = 0, p_ = 0, groups_ = 0;
  bool exact_ = false;
  AlignedArray<std::uint8_t> bytes_;
  AlignedArray<float> floats_;
  std::vector<std::int32_t> offset_, labels_;  ///< padded to whole units
  std::vector<float> scale_;                   ///< 1 / |v_j| with bytes, else 1
  std::vector<double> inverse_length_;
};

}  // namespace proofgauge::data
