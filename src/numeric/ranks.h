// Processes that share one computation. Only sums of integers and maxima are offered: their result
// does not depend on the order in which the ranks arrive, so neither do the numbers made from them.
#pragma once

#include <cstdint>
#include <span>

namespace proofgauge::numeric {

/// One of `count` processes that all call the same members in the same order (collectively).
class Ranks {
 public:
  Ranks() = default;
  Ranks(const Ranks&) = delete;
  Ranks& operator=(const Ranks&) = delete;
  virtual ~Ranks() = default;

  [[nodiscard]] virtual int index() const = 0;  ///< from 0
  [[nodiscard]] virtual int count() const = 0;
  /// Element-wise over all ranks; every rank gets the same values.
  virtual void sum(std::span<std::int64_t> values) = 0;
  virtual void maximum(std::span<double> values) = 0;
  /// The bytes of rank 0, on every rank; all spans have one size.
  virtual void broadcast(std::span<char> bytes) = 0;
};

/// A computation that nobody shares.
class Alone final : public Ranks {
 public:
  [[nodiscard]] int index() const override { return 0; }
  [[nodiscard]] int count() const override { return 1; }
  void sum(std::span<std::int64_t>) override {}
  void maximum(std::span<double>) override {}
  void broadcast(std::span<char>) override {}
};

}  // namespace proofgauge::numeric
