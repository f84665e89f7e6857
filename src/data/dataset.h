// Data sets as they come, and as points of X.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace proofgauge::data {

/// n rows of p raw features, as read. Exactly one of `bytes` and `reals` is filled (row-major, n *
/// p): `bytes` whenever every feature is an integer in [0, 255], whatever the file format, so that
/// inner products are exact integers and the same rows give the same answer from IDX, CSV or NPY.
struct Dataset {
  std::string name;        ///< what the user called it
  std::string provenance;  ///< file, subset and transformations, for reports
  std::size_t n = 0, p = 0;
  std::vector<std::uint8_t> bytes;
  std::vector<double> reals;
  std::vector<std::int32_t> labels;     ///< n class labels, or empty
  std::vector<std::size_t> source_row;  ///< n row numbers (from 0) in the file; what messages name
  /// Rows of Euclidean norm at most this are zero up to the rounding of the transformation that
  /// made them: 0 for data as read, see transform.h for centred and projected data.
  double zero_norm = 0;

  [[nodiscard]] bool is_integer() const { return !bytes.empty(); }
  [[nodiscard]] double feature(std::size_t row, std::size_t column) const {
    return is_integer() ? static_cast<double>(bytes[row * p + column]) : reals[row * p + column];
  }
};

/// n points of X = {|x| = 1, x_d = 1/2}, row-major n * d, with targets y in [-1, 1].
struct Points {
  std::string name;
  std::string provenance;
  std::size_t n = 0, d = 0;
  std::vector<double> x;
  std::vector<double> y;  ///< n targets, or empty
  std::vector<std::size_t>
      source_row;  ///< n row numbers in the file, or the index for synthetic points

  [[nodiscard]] std::span<const double> point(std::size_t i) const { return {x.data() + i * d, d}; }
};

}  // namespace proofgauge::data
