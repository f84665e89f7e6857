// Whether two intervals can be of one number: the statistics behind `regress`.
//
// Setting. Two independent samples gave estimates x, y with confidence intervals at confidences
// c, c'. The records do not say how an interval grows with its confidence, so two laws bracket it:
// the normal one and Student's t with (decisive trials - 1) degrees of freedom. Under each, the
// half-width h that looks towards the other estimate gives a standard error s = h / q((1 + c)/2)
// with q the law's quantile, and (x - y)/sqrt(s^2 + s'^2) is compared with the same law (for t,
// with the smaller of the two degrees of freedom: Welch's are no fewer, so this has the heavier
// tail). The p-value is the larger of the two: an interval whose true law lies between them has a
// rate of false alarms that is no higher. Intervals wider than their confidence asks for
// (bootstraps at a smaller alpha than printed, confidence sequences, which hold at all sample sizes
// at once) only make s larger. Calibration: regression_test.cc,
// tests/sweep/regression_calibration_test.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "claim/types.h"

namespace proofgauge::sweep {

/// An estimate as a record states it. `point` empty: the middle of the interval.
struct SampledValue {
  claim::Range interval;
  std::optional<double> point;
  double confidence = 0;            ///< of the interval, in (0, 1)
  unsigned long long decisive = 0;  ///< trials behind it

  /// Whether it can be compared: finite ends, a positive width, a confidence, two trials or more.
  [[nodiscard]] bool usable() const;
  [[nodiscard]] double centre() const;
};

/// Two-sided p-value of "both are of one number". std::logic_error unless both are usable.
[[nodiscard]] double same_value_p(const SampledValue& a, const SampledValue& b);

/// Holm's step-down procedure (Scand. J. Statist. 6 (1979) 65-70): which hypotheses are rejected so
/// that the probability of any false rejection is at most alpha, whatever the dependence. In the
/// order of `p`. NaN is never rejected.
[[nodiscard]] std::vector<bool> holm(std::span<const double> p, double alpha);

}  // namespace proofgauge::sweep
