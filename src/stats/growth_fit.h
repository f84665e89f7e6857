// Does a quantity grow like a power of a size or exponentially in it? Two laws of a quantile of the
// draws, compared by AICc, with bootstrap intervals.
//
//   power:        log q(s) = a + b log s      exponential:  log q(s) = a + b s
// q(s) is the `quantile` of the draws at size s (the ceil(quantile K)-th smallest of K). Least
// squares on logarithms; AICc = N log(RSS/N) + 2 k + 2 k (k + 1)/(N - k - 1), k = 3 (a, b and the
// variance), with RSS at least N r^2: no fit is called better than the resolution r of the draws.
// Intervals: percentiles of a bootstrap that resamples the draws within each size. A percentile
// interval of a high quantile has no guaranteed coverage at few draws: with K = 30, quantile 0.9
// and lognormal draws of standard deviation 0.5, nominal 95 % covered 90 % or more
// (growth_fit_test.cc).
#pragma once

#include <span>
#include <string>
#include <vector>

#include "claim/types.h"
#include "stats/stream.h"

namespace proofgauge::stats {

struct GrowthCell {
  double size = 0;            ///< positive
  std::vector<double> draws;  ///< positive; infinity: not reached
};

struct GrowthOptions {
  double quantile = 0.9;  ///< in (0, 1)
  double confidence = 0.95;
  double resolution = 0;  ///< of the logarithm of a draw: a standard deviation
  unsigned replicates = 2000;
};

enum class Growth { power, exponential, not_distinguishable };
[[nodiscard]] std::string to_string(Growth);

struct GrowthFit {
  std::string insufficient;  ///< what is missing; else empty. Without a fit nothing below is set
  std::vector<double> quantiles;  ///< per cell
  double exponent = 0, rate = 0;  ///< slopes of the power law, and of the exponential per unit size
  claim::Range exponent_interval, rate_interval;
  double aicc_power = 0, aicc_exponential = 0;
  claim::Range difference;  ///< interval of AICc(power) - AICc(exponential)
  /// AICc(power) - AICc(exponential at the fixed rate), k = 2 for the latter; see fit_growth.
  claim::Range difference_to_fixed;
  Growth preferred = Growth::not_distinguishable;
};

/// AICc of a least-squares fit of k parameters (the variance among them) to n > k + 1 points.
/// std::logic_error otherwise, or where rss is not positive.
[[nodiscard]] double aicc(double rss, unsigned n, unsigned k);

/// Fits both laws. One is preferred where AICc favours it by at least 2 and the interval of the
/// difference agrees. `fixed_rate`: a third law, log q = a + fixed_rate s. Insufficient: fewer than
/// five distinct sizes, a quantile that was not reached. InputError: a size or draw that is not
/// positive, no draw, options outside their range.
[[nodiscard]] GrowthFit fit_growth(std::span<const GrowthCell> cells, double fixed_rate,
                                   const GrowthOptions& options, const Stream& bootstrap);

}  // namespace proofgauge::stats
