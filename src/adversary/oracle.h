// What an adversary may ask of a network: values and gradients in x, for a batch of points.
#pragma once

#include <cstddef>
#include <span>
#include <stop_token>
#include <vector>

#include "network/network.h"

namespace proofgauge::adversary {

/// A function f on R^d. Implementations are deterministic: the same call gives the same numbers,
/// whatever the number of threads.
class Oracle {
 public:
  Oracle() = default;
  Oracle(const Oracle&) = delete;
  Oracle& operator=(const Oracle&) = delete;
  virtual ~Oracle() = default;

  [[nodiscard]] virtual std::size_t d() const = 0;
  /// f at N = f.size() points (row-major N x d) and its gradient in x (N x d, all d coordinates;
  /// where f has none, that of one side). An empty `gradient` asks for the values alone.
  virtual void evaluate(std::span<const double> x, std::span<double> f,
                        std::span<double> gradient) const = 0;
};

/// f_W of a net in memory, in double precision. Neurons go in blocks of a fixed size whose sums are
/// added in order, so values do not depend on `threads`. The net must outlive the oracle, which
/// sees its W as it is at each call. LimitError once `stop` is asked for.
class NetOracle final : public Oracle {
 public:
  explicit NetOracle(const network::TwoLayerNet& net, int threads = 1, std::stop_token stop = {})
      : net_(net), threads_(threads), stop_(std::move(stop)) {}

  [[nodiscard]] std::size_t d() const override { return static_cast<std::size_t>(net_.d()); }
  /// InputError (x, f or gradient) where the sizes do not fit each other.
  void evaluate(std::span<const double> x, std::span<double> f,
                std::span<double> gradient) const override;

 private:
  const network::TwoLayerNet& net_;
  int threads_;
  std::stop_token stop_;
};

}  // namespace proofgauge::adversary
