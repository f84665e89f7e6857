// A confidence sequence: an interval for a mean that is valid at all sample sizes at once.
//
// Setting. Y_1, Y_2, ... in [0, 1], adapted to a filtration F_t, E[Y_t | F_(t-1)] = mu. (If the
// conditional means vary, everything below holds for their running average.) Nothing else is
// assumed: no independence, no variance.
//
// 1. For xi >= -1 and 0 <= l < 1:
//      exp(l xi - psi(l) xi^2) <= 1 + l xi,  psi(l) = -log(1-l) - l.
//    Proof: u -> (log(1+u) - u)/u^2 increases on (-1, inf), as it is -int_0^1 s/(1+us) ds. With
//    u = l xi >= -l it is at least its value at -l, which is -psi(l)/l^2; multiply by (l xi)^2.
//    (Fan, Grama and Liu, Electron. J. Probab. 20 (2015), no. 1, prove this inequality.)
// 2. Let c_t in [0, 1] be predictable and xi_t = Y_t - c_t >= -1. As 1 + l (mu - c_t) <=
//    exp(l (mu - c_t)), step 1 gives
//      E[exp(l (Y_t - mu) - psi(l) (Y_t - c_t)^2) | F_(t-1)] <= 1.
//    So with S_n = sum Y_t and V_n = sum (Y_t - c_t)^2,
//      M_n(l) = exp(l (S_n - n mu) - psi(l) V_n)
//    is a nonnegative supermartingale from 1, and so is any mixture sum_j w_j M_n(l_j) with fixed
//    w_j >= 0, sum w_j <= 1.
// 3. Ville: P[some n has sum_j w_j M_n(l_j) >= 2/alpha] <= alpha/2. The mixture increases with
//    S_n - n mu, hence S_n - n mu < D_n for all n at once, where D_n > 0 solves
//      sum_j w_j exp(l_j D - psi(l_j) V_n) = 2/alpha.
// 4. 1 - Y_t with 1 - c_t has the same V_n: n mu - S_n < D_n for all n, on another event of
//    probability >= 1 - alpha/2. Together: |S_n/n - mu| < D_n/n for all n with probability
//    >= 1 - alpha.
// Predictable plug-in centres: Howard, Ramdas, McAuliffe and Sekhon, Ann. Statist. 49 (2021)
// 1055-1080; Waudby-Smith and Ramdas, J. R. Stat. Soc. B 86 (2024) 1-27.
//
// Grid: l_0 = 7/8, l_j = 2^(-j/2) for j = 1..39, equal weights 1/40: the best l is near
// sqrt(2 log(.)/V), and V <= n <= 2^40. Neighbours a factor sqrt 2 apart cost at most 1.5 % of the
// width, and the weights at most log(40) in the exponent.
#pragma once

#include <cstdint>

#include "claim/types.h"

namespace proofgauge::stats {

class ConfidenceSequence {
 public:
  /// `start` in [0, 1]: the centre c_1 before any observation; 0 suits sparse variables.
  explicit ConfidenceSequence(double start = 0);

  /// One observation in [0, 1]; its centre is the running mean before it. InputError: outside [0,
  /// 1] or NaN.
  void add(double y);
  /// n observations of which only the sum and an upper bound on the sum of squares are known, all
  /// centred at the running mean before the block (which is predictable); the sequence then speaks
  /// at block ends. |sum - true sum| <= sum_error. InputError: n = 0, a total above 2^40,
  /// a sum outside [0, n], squares below sum^2/n, NaN.
  void add_block(std::uint64_t n, double sum, double sum_of_squares_upper, double sum_error = 0);

  /// Holds mu, for all n at once, with probability >= 1 - alpha; inside [0, 1], rounded outward.
  /// [0, 1] before the first observation. InputError: alpha outside (0, 1).
  [[nodiscard]] claim::Range interval(double alpha) const;

  [[nodiscard]] std::uint64_t n() const { return n_; }
  /// S_n / n, or `start` before the first observation.
  [[nodiscard]] double mean() const;

 private:
  void put(std::uint64_t n, double sum, double sum_error, double squared_deviations);

  double start_;
  std::uint64_t n_ = 0, puts_ = 0;
  double sum_ = 0, sum_low_ = 0;  ///< S_n as two doubles: n up to 2^40 leaves no visible rounding
  double sum_error_ = 0;
  double v_ = 0;  ///< V_n, rounded up
};

/// The smallest D >= 0 (rounded up) with sum_j w_j exp(l_j D - psi(l_j) v) >= threshold: step 3.
/// v >= 0; threshold > 1.
[[nodiscard]] double mixture_deviation(double v, double threshold);

/// [low + (high - low) a, low + (high - low) b], rounded outward: the mean of a variable in [low,
/// high] from the interval [a, b] of its image in [0, 1]. InputError: ends not finite or not low <
/// high, or `unit` not valid.
[[nodiscard]] claim::Range scaled(const claim::Range& unit, double low, double high);

}  // namespace proofgauge::stats
