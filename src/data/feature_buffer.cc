#include "data/feature_buffer.h"

#include <utility>

namespace proofgauge::data {

void FeatureBuffer::push(double value) {
  if (!is_real_) {
    if (value >= 0 && value <= 255 && value == static_cast<double>(static_cast<int>(value))) {
      bytes_.push_back(static_cast<std::uint8_t>(value));
      return;
    }
    is_real_ = true;
    reals_.assign(bytes_.begin(), bytes_.end());
    bytes_ = {};
  }
  reals_.push_back(value);
}

void FeatureBuffer::move_to(Dataset& set) {
  set.bytes = std::move(bytes_);
  set.reals = std::move(reals_);
}

}  // namespace proofgauge::data
