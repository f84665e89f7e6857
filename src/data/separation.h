// How far apart the points of a data set are after the sphere map x = (sqrt(3)/2 v/|v|, 1/2):
// exactly.
//
// |x_i - x_j|^2 = (3/2)(1 - cos(v_i, v_j)). All pairs are screened with keys of proved accuracy,
// and every pair that the keys cannot tell from a winner is compared in exact arithmetic; so
// winners are exact and distances are enclosures.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <stop_token>
#include <vector>

#include "claim/types.h"
#include "data/dataset.h"
#include "numeric/rational.h"

namespace proofgauge::data {

struct SeparationOptions {
  int threads = 1;
  std::stop_token stop = {};  ///< LimitError soon after a request
  std::function<void(double)> progress =
      nullptr;  ///< fraction done; never called by two threads at once
};

/// Rows i < j of the data set (not of its file) and their distance.
struct PairDistance {
  std::size_t i = 0, j = 0;
  claim::Range distance;
};

struct Separation {
  std::size_t n = 0;
  PairDistance closest;  ///< delta; of equally close pairs the first in the order of (i, j)
  std::optional<PairDistance>
      closest_different;  ///< delta over pairs with different labels; none: no such pair
  std::vector<claim::Range> nearest;     ///< n distances to the nearest other row, each enclosed
  std::vector<std::uint32_t> neighbour;  ///< n row numbers: the first of the nearest
  /// Rows that are the same point (positive multiples of each other), each group ascending, groups
  /// by first row.
  std::vector<std::vector<std::size_t>> duplicates;
  unsigned long long examined = 0;  ///< pairs that were decided in exact arithmetic
  double key_error = 0;             ///< proved bound on the error of a screening key, relative to 1
  std::string method;               ///< how inner products were formed, for notes

  /// Rows beyond the first of each group.
  [[nodiscard]] std::size_t duplicate_rows() const;
  /// Encloses the fraction of rows whose nearest neighbour is farther than t.
  [[nodiscard]] claim::Range fraction_farther(double t) const;
  /// Nearest-neighbour distances (midpoints), ascending.
  [[nodiscard]] std::vector<double> sorted_nearest() const;
};

/// Fewer than 2 rows, and a zero row (named by its source row), are InputErrors. The result depends
/// on neither the number of threads nor the instruction set.
[[nodiscard]] Separation separation(const Dataset& data, const SeparationOptions& options = {});

/// What to drop so that the rest is at least t apart.
struct Pruning {
  numeric::Rational t;
  std::size_t edges = 0;  ///< pairs closer than t, each decided exactly
  std::vector<std::size_t>
      drop;  ///< ascending: a vertex cover of these pairs, no row of it redundant
  std::vector<std::pair<std::size_t, std::size_t>>
      matching;  ///< disjoint pairs: no cover is smaller than their number
};

/// `found` is the separation of the same data. t < 0 is an InputError for `--prune`; so are more
/// than 2^25 pairs closer than t. No row of the result is within t of another: every such pair is
/// listed and covered.
[[nodiscard]] Pruning prune(const Dataset& data, const Separation& found,
                            const numeric::Rational& t, const SeparationOptions& options = {});

/// The cover and the matching for given pairs of n rows (first < second, each once). LimitError
/// once `stop` is asked for.
[[nodiscard]] Pruning cover_pairs(std::size_t n,
                                  const std::vector<std::pair<std::uint32_t, std::uint32_t>>& pairs,
                                  const std::stop_token& stop = {});

}  // namespace proofgauge::data
