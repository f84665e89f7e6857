// Counter-based random streams (Philox4x32-10): every number is a function of its address.
//
// An address is (seed, claim, cell, purpose) -> 64-bit key, and (index, draw, part) -> 128-bit
// counter. Nothing is consumed in order, so results do not depend on threads, ranks or block sizes,
// and any neuron can be regenerated.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace proofgauge::stats {

/// Separates the uses of randomness within one cell: selection never shares a stream with
/// estimation.
enum class Purpose : std::uint32_t {
  weights = 1,
  signs = 2,
  points = 3,
  search = 4,
  bootstrap = 5,
  data = 6,
  test = 7
};

class Stream {
 public:
  Stream(std::uint64_t seed, std::string_view claim, std::string_view cell, Purpose purpose);

  [[nodiscard]] std::uint64_t key() const { return key_; }
  /// Four independent uniform 32-bit words. `index` names a neuron or sample, `draw` a repetition,
  /// `part` a group of four words within it.
  [[nodiscard]] std::array<std::uint32_t, 4> block(std::uint64_t index, std::uint32_t draw,
                                                   std::uint32_t part) const;

 private:
  std::uint64_t key_;
};

/// Numbers in order, for scalar work (synthetic data, bootstraps, search starts); one sequence per
/// (stream, draw). Satisfies UniformRandomBitGenerator.
class Sequence {
 public:
  using result_type = std::uint32_t;

  explicit Sequence(const Stream& stream, std::uint32_t draw = 0) : stream_(stream), draw_(draw) {}

  [[nodiscard]] static constexpr result_type min() { return 0; }
  [[nodiscard]] static constexpr result_type max() { return 0xffffffffU; }
  result_type operator()();
  /// Uniform on the odd multiples of 2^-53 in (0, 1): never 0 or 1.
  double uniform();
  /// Standard normal, by inversion (Boost.Math quantile), one uniform each.
  double normal();
  /// Uniform on {0, ..., n - 1}, n >= 1, without bias (rejection).
  std::uint64_t below(std::uint64_t n);

 private:
  Stream stream_;
  std::uint32_t draw_;
  std::uint64_t index_ = 0;
  unsigned used_ = 4;
  std::array<std::uint32_t, 4> words_{};
};

}  // namespace proofgauge::stats
