// Exact decisions about pairs of rows: which of two pairs is closer, how far apart a pair is.
#pragma once

#include <cstdint>
#include <memory>

#include "claim/types.h"
#include "data/dataset.h"
#include "numeric/rational.h"

namespace proofgauge::data {

/// Rows i and j. For data of bytes `inner` is <v_i, v_j>, an exact integer; otherwise it is 0 and
/// not used.
struct Pair {
  std::size_t i = 0, j = 0;
  std::int64_t inner = 0;
};

/// Distances after the sphere map, |x_i - x_j|^2 = (3/2)(1 - c), c = G / sqrt(N_i N_j), G = <v_i,
/// v_j>, N_i = <v_i, v_i>. Every answer is that of exact arithmetic on the features as given. No
/// row may be zero.
class PairJudge {
 public:
  PairJudge() = default;
  PairJudge(const PairJudge&) = delete;
  PairJudge& operator=(const PairJudge&) = delete;
  virtual ~PairJudge() = default;

  [[nodiscard]] virtual Pair pair(std::size_t i, std::size_t j) const = 0;
  /// Encloses |x_i - x_j|; relative width below 2^-48, and a point where it is exactly 0.
  [[nodiscard]] virtual claim::Range distance(const Pair&) const = 0;
  /// -1, 0, 1: a is closer than, as far as, farther than b.
  [[nodiscard]] virtual int compare(const Pair& a, const Pair& b) const = 0;
  /// -1, 0, 1: |x_i - x_j| is less than, equal to, greater than t >= 0.
  [[nodiscard]] virtual int compare(const Pair& a, const numeric::Rational& t) const = 0;
};

/// `data` must outlive the judge.
[[nodiscard]] std::unique_ptr<PairJudge> make_pair_judge(const Dataset& data);

}  // namespace proofgauge::data
