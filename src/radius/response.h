// F_h(u) = E[h(alpha, beta) Phi((u alpha + beta)/sqrt(1-u^2))] of a strip function, enclosed for
// every u at once.
//
// With k = tan(theta/2), u = cos theta, the feature is Phi((s/k - k t)/sqrt 2). The derivative in
// lambda = ln k is, cell by cell, a sum of line integrals of a Gaussian over the cell's sides,
// hence elementary; it is analytic for |Im lambda| <= pi/6 with an explicit bound. F is F at k = 0
// plus the integral of a Chebyshev interpolant of that derivative on each of a few dozen panels,
// and every error (interpolation, rounding, library functions) is bounded and added to the
// enclosure.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "claim/types.h"
#include "radius/strip_function.h"

namespace proofgauge::radius {

using claim::Range;

/// F on one panel [k0, k1]: a Chebyshev series in x, lambda = middle + half x, within `error`.
struct Panel {
  double k0 = 0, k1 = 0;
  double middle = 0, half = 0;
  std::vector<double> c;
  double error = 0;
};

class Response {
 public:
  /// `knots`: k values at which panels begin and end (interval ends, where an extremum is wanted);
  /// the least is where the expansion starts, below it F is enclosed by its modulus of continuity
  /// from k = 0. Increasing, positive, finite, at least two. `threads` share the panels.
  /// LimitError once `stop` is asked for.
  Response(const StripFunction& h, std::span<const double> knots, int threads = 1,
           const std::stop_token& stop = {});

  /// F at u in [-1/2, 1] (or as far as the last knot), enclosed.
  [[nodiscard]] Range at_u(double u) const;
  /// F at k = tan(theta/2) in [0, last knot], enclosed.
  [[nodiscard]] Range at_k(double k) const;
  /// A superset of { u^p F : k in [from, to] }, p 0 or 1, sharp to a small share of its length;
  /// from and to are knots, or from = 0.
  [[nodiscard]] Range over(double from, double to, int p = 0) const;

  /// F without its error at 65 points of each panel between two knots, for searches.
  struct Sample {
    double k, value;
  };
  [[nodiscard]] std::vector<Sample> samples(double from, double to) const;

  [[nodiscard]] const std::vector<Panel>& panels() const { return panels_; }
  [[nodiscard]] Range at_zero() const { return at_zero_; }
  /// The largest half-width of the enclosure of F at a point.
  [[nodiscard]] double error() const;

 private:
  double sup_ = 0;
  Range at_zero_;
  std::vector<Panel> panels_;
};

}  // namespace proofgauge::radius
