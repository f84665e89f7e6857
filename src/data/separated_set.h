// Search for points on a unit sphere that keep their distance.
#pragma once

#include <cstddef>
#include <stop_token>
#include <vector>

#include "stats/stream.h"

namespace proofgauge::data::detail {

/// n >= 2 unit vectors in R^k, k >= 2, row-major: rows 0 and 1 at distance `chord` to within
/// rounding, every other pair farther than `apart` >= chord.
class SeparatedSet {
 public:
  SeparatedSet(std::size_t n, std::size_t k, double chord, double apart, stats::Sequence& random,
               std::stop_token stop = {});

  /// Bounded work; false if no such set was found. LimitError once `stop` is asked for.
  [[nodiscard]] bool find();
  [[nodiscard]] const std::vector<double>& points() const { return u_; }
  /// The largest least distance, over all pairs but the planted one, of the sets seen by find().
  [[nodiscard]] double best() const { return best_; }

 private:
  double* row(std::size_t i) { return u_.data() + i * k_; }
  [[nodiscard]] double dot(std::size_t i, std::size_t j) const;
  void normalise(std::size_t i);
  void draw(std::size_t i);
  void plant();
  void set_pair_apart();
  bool place_in_turn();
  bool push_apart(double target);
  void sweep(double target);
  [[nodiscard]] double least_distance() const;
  void look() const;  ///< at the request to stop, once for every row that meets the others

  std::size_t n_, k_;
  double chord_, apart_, best_ = 0, work_ = 0, most_work_ = 0;
  stats::Sequence& random_;
  std::stop_token stop_;
  std::vector<double> u_;
};

}  // namespace proofgauge::data::detail
