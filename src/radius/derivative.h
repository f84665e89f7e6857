// dF/dlambda, lambda = ln k, of a strip function at one k: elementary.
#pragma once

#include "radius/strip_function.h"

namespace proofgauge::radius {

/// A number and a bound on its error, roundings and library functions included.
struct Derivative {
  double value = 0;
  double error = 0;
};

/// k > 0. With G = (2 pi)^(-3/2) exp(-(s^2 + t^2 + (s/k - k t)^2/2)/2) and v = 2k/(1+k^2),
///   d/dlambda of P[cell, feature] = (v/sqrt 2) x (flux of G through the cell's sides along (1,
///   1)),
/// because (d_s + d_t) G v = -(s/k + k t) G. Sides are intervals, so that each flux is exp times a
/// difference of two normal probabilities. statement.md, Proof.
[[nodiscard]] Derivative derivative(const StripFunction& h, double k);

/// A bound of |dF/dlambda| / sup|h| for all complex lambda with |Im| <= pi/6 and exp(Re lambda) in
/// [k0, k1].
[[nodiscard]] double derivative_bound(double k0, double k1);

}  // namespace proofgauge::radius
