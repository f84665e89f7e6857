// The functionals of theory 8 for a net in d = 3, each enclosed.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "adversary/circle.h"
#include "claim/types.h"
#include "network/network.h"

namespace proofgauge::adversary {

/// The supremum and infimum of a function on a part of X, each enclosed, with a point near which it
/// is attained (exactly attained up to the width of the enclosure, but for jumps).
struct Extremes {
  claim::Range max, min;
  std::vector<double> at_max, at_min;  ///< d coordinates
};

// All take d = 3 (InputError for `d` otherwise) and weights of at most 1e100 in size; LimitError
// soon after `stop` is asked for.

/// f_W on B_2(x, rho) and X, x within 1e-9 of X (its direction counts).
[[nodiscard]] Extremes ball_extremes(const network::TwoLayerNet& net, std::span<const double> x,
                                     double rho, const std::stop_token& stop = {});

/// The supremum over X and B(R) of f_W - g_W and of g_W - f_W (4.1), for tau = R m^(-2/3); W itself
/// does not matter.
struct GapSupremum {
  claim::Range f_minus_g, g_minus_f;
  claim::Range gap;       ///< the larger of the two
  claim::Range initial;   ///< sup |f_{W^0}| over X
  std::vector<double> x;  ///< where the larger one is attained
  std::size_t breakpoints = 0;
};
[[nodiscard]] GapSupremum gap_supremum(const network::TwoLayerNet& net, double tau,
                                       const std::stop_token& stop = {});

/// The supremum over X of |f_W - g_W| at this W, with one-sided limits where g_W jumps.
struct GapOfW {
  claim::Range gap;
  std::vector<double> x;
};
[[nodiscard]] GapOfW gap_of_w(const network::TwoLayerNet& net, const std::stop_token& stop = {});

/// C of 6.2: the supremum over X of the larger of sum (tau + |z_r|) 1{|z_r| < tau} |a_r| over a_r >
/// 0 and over a_r < 0, with one-sided limits at |z_r| = tau.
struct Coupling {
  claim::Range c, positive, negative;
  std::vector<double> x;
};
[[nodiscard]] Coupling coupling(const network::TwoLayerNet& net, double tau,
                                const std::stop_token& stop = {});

}  // namespace proofgauge::adversary
