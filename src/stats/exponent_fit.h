// Fits of exponents and of a leading constant to measured cells, with intervals that the draws
// themselves calibrate.
//
// Exponents: log E[Y] = c + sum_k e_k log x_k.   Constant: E[Y] = c (1 + k t).
// A cell is one setting of the regressors with K >= 2 independent draws of Y; its estimate is
// their mean.
//
// Method (formulas: bootstrapped_model.h). Weighted least squares; the weights are inverse
// variances of the cell estimates, smoothed as a power law across cells: raw sample variances are
// correlated with the means and, at K = 16, would cover 91 % instead of 95 %. Intervals:
// studentised bootstrap (Hall, Ann. Statist. 16 (1988) 927-953), every step redone on draws
// resampled within cells. Lack of fit: the weighted residual sum of squares against its bootstrap
// distribution under the fitted law. What a fit can say ends with its cells: it is evidence `fit`,
// never a proof, and its intervals mean nothing where lack_of_fit.p_value is small.
//
// Calibration (fit_calibration_test.cc; 2,000 runs, nominal 95 %): coverage 94.5 to 96.1 % for 16
// or 32 gamma and 64 lognormal draws per cell; above 99 % at K = 2 or 3, where intervals are wide.
// Known weakness: draws as skewed as a lognormal with coefficient of variation 1 are covered at
// 93.9 to 94.8 % with K = 16; take K >= 64. Lack of fit alarms at 0.025 to 0.041 where 0.05 is
// nominal, and almost never at K <= 3.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "claim/types.h"
#include "stats/stream.h"

namespace proofgauge::stats {

struct FitCell {
  std::string name;           ///< as in messages and records: `m=16384,R=1/5`
  std::vector<double> x;      ///< one per regressor: positive for exponents, any finite t otherwise
  std::vector<double> draws;  ///< K >= 2 independent draws, positive and finite
  /// Positive quantities in powers of which the draws' variance varies (only efficiency hangs on
  /// it), equally many in all cells; empty: the regressors themselves.
  std::vector<double> spread;
};

struct FitOptions {
  double alpha = 0.01;  ///< the intervals hold with probability 1 - alpha
  bool joint = true;    ///< all at once (alpha split evenly, union bound); false: each on its own
  unsigned replicates = 2000;  ///< bootstrap replicates, at least 200
  int threads = 1;             ///< changes nothing but time
};

struct Estimate {
  std::string name;  ///< `log_constant` and the regressors' names, or `constant` and `slope`
  double value = 0;
  double standard_error = 0;
  claim::Range interval;
};

/// Q = sum of squared residuals over their variance; about `freedom` if the law holds on these
/// cells. The p-value is the bootstrap probability of a Q at least as large; below 10/replicates it
/// is extrapolated by a gamma tail.
struct LackOfFit {
  double statistic = 0;
  unsigned freedom = 0;
  double p_value = 1;
};

struct SizeCount {
  std::string regressor;
  unsigned distinct = 0;  ///< values more than one part in 2^20 apart
  unsigned needed = 0;
};

/// Either `insufficient` says what is missing and there are no estimates, or it is empty. A
/// mathematical outcome, not an error: too few sizes, regressors that cannot be told apart, draws
/// that do not vary.
struct Fit {
  std::string insufficient;
  std::vector<SizeCount> sizes;
  std::vector<Estimate> estimates;
  LackOfFit lack_of_fit;
  unsigned cells = 0;

  [[nodiscard]] bool sufficient() const { return insufficient.empty(); }
  /// The estimate of that name; std::logic_error if there is none.
  [[nodiscard]] const Estimate& at(std::string_view name) const;
};

/// Distinct sizes per regressor; fewer have no interval worth printing.
inline constexpr unsigned kSizesNeeded = 5;

/// Fits c and the exponents. `bootstrap` is a stream with Purpose::bootstrap; the result is a
/// function of it and the cells. InputError names the cell and the draw or regressor: a value that
/// is not positive and finite, fewer than two draws, a wrong number of regressors; alpha outside
/// (0, 1); too few replicates.
[[nodiscard]] Fit fit_exponents(std::span<const std::string> regressors,
                                std::span<const FitCell> cells, const FitOptions& options,
                                const Stream& bootstrap);

/// Fits c (`constant`) and k (`slope`) of E[Y] = c (1 + k t), t = x[0], on the scale of Y. Where
/// the interval of c reaches 0, that of k is the whole line. Errors as above.
[[nodiscard]] Fit fit_constant(const std::string& regressor, std::span<const FitCell> cells,
                               const FitOptions& options, const Stream& bootstrap);

}  // namespace proofgauge::stats
