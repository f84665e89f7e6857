// One alpha for a whole run, shared out over its statistical tests.
#pragma once

namespace proofgauge::stats {

/// Union bound: if test i errs with probability at most a_i and sum a_i <= total, then the
/// probability that any test of the run errs is at most total, whatever the dependence between them
/// (Boole; Bonferroni 1936).
///
/// A unit u is the largest double with u * tests <= total as real numbers, and share(w) <= w * u,
/// so every set of shares whose weights sum to at most `tests` sums to at most `total` as real
/// numbers, not only after rounding.
class AlphaBudget {
 public:
  /// InputError: total outside (0, 1), no tests, or so many that a share is no longer a normal
  /// double.
  AlphaBudget(double total, unsigned tests);

  /// The alpha of a job that performs `weight` of the tests; it may split this among them.
  /// InputError: weight is 0 or above the number of tests.
  [[nodiscard]] double share(unsigned weight = 1) const;

  [[nodiscard]] double total() const { return total_; }
  [[nodiscard]] unsigned tests() const { return tests_; }

 private:
  double total_;
  unsigned tests_;
  double unit_;
};

}  // namespace proofgauge::stats
