// What the sampled checks share: random points of X, and the main term of one draw.
#pragma once

#include <vector>

#include "network/supremum.h"
#include "real_vs_pseudo/check.h"
#include "stats/stream.h"

namespace proofgauge::real_vs_pseudo {

/// n points of X, uniform: row-major n * d.
[[nodiscard]] std::vector<double> random_points(std::size_t n, std::size_t d,
                                                stats::Sequence& random);

/// One draw of W^0 at `points` fresh points, averaged over them.
struct MainTermDraw {
  double h_mean = 0;  ///< sum over neurons of the mean over points of h_T(zeta)/T, each in [0, 1]
  double h_square =
      0;               ///< the same of (h_T/T)^2: at least the sum of squares of the means (Jensen)
  double h_error = 0;  ///< floating-point error of h_mean, bounded
};

/// Draws 0 .. draws - 1 of the streams of (seed, claim, stream_key(cell)). In parallel over draws
/// where that fills the threads, else within each draw; the numbers are the same.
[[nodiscard]] std::vector<MainTermDraw> main_term_draws(const Cell&, const char* claim,
                                                        const Setting&);

/// kappa m tau / 2 = R/2: the main term is this times the mean over neurons of h/tau.
[[nodiscard]] double main_term_scale(const Cell&);

}  // namespace proofgauge::real_vs_pseudo
