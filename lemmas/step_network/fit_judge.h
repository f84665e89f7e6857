// What the checks of W* share: premises, numbers as intervals, and statements of probability judged
// by independent draws.
#pragma once

#include "numeric/interval.h"
#include "step_network/fit_search.h"

namespace proofgauge::step_network {

/// The numbers of a cell as intervals, for the bounds.
struct Numbers {
  numeric::Interval m, n, R, d, p, eps1;
  Numbers(const Problem&, const FitCell&);
};

/// H1 and H2 of every claim about W*; with `width` H5, m >= 2 (d + 1); with `fit` H4 and H3, that
/// F_h is within eps1 of the step and that the points are as far apart as the step needs.
[[nodiscard]] std::vector<claim::AssumptionResult> premises(const Problem&,
                                                            const FitCell* width = nullptr,
                                                            bool fit = false);

/// A statement that may fail with probability `allowed` is refuted when so many of the draws break
/// it that their true share is above that at the job's confidence.
struct DrawTest {
  unsigned long long above = 0, draws = 0;
  bool refuted = false;
  /// Empty, or why the draws decide nothing: some break it but too few, or all of them could not
  /// refute it.
  std::string undecidable;
};
[[nodiscard]] DrawTest test_draws(const std::vector<bool>& broken, double allowed, double alpha);

/// Where a refutation would be seen.
[[nodiscard]] std::string witness_of(const Problem&, const FitCell&, std::uint64_t seed,
                                     std::size_t draw, const Peak&);

}  // namespace proofgauge::step_network
