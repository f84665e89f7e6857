// Features as they are read: bytes as long as every one is an integer in [0, 255], reals from then
// on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/dataset.h"

namespace proofgauge::data {

/// Collects features in file order. Whether the result is `bytes` or `reals` depends on the values
/// alone, not on the format that spelled them.
class FeatureBuffer {
 public:
  void push(double value);
  void push_byte(std::uint8_t value) {
    if (is_real_)
      reals_.push_back(value);
    else
      bytes_.push_back(value);
  }
  [[nodiscard]] std::size_t size() const { return is_real_ ? reals_.size() : bytes_.size(); }
  /// Moves the features into `set`.
  void move_to(Dataset& set);
  /// Puts entry from(k) at place k, for every k.
  template <class From>
  void permute(From from) {
    if (is_real_)
      permute_vector(reals_, from);
    else
      permute_vector(bytes_, from);
  }

 private:
  template <class T, class From>
  static void permute_vector(std::vector<T>& values, From from) {
    std::vector<T> moved(values.size());
    for (std::size_t k = 0; k < values.size(); ++k) moved[k] = values[from(k)];
    values = std::move(moved);
  }

  bool is_real_ = false;
  std::vector<std::uint8_t> bytes_;
  std::vector<double> reals_;
};

}  // namespace proofgauge::data
