#include "radius/derivative.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "radius/gauss.h"

namespace proofgauge::radius {
namespace {

constexpr double kLargestExponent = 690;  ///< exp of less than minus this counts as an error only:
                                          ///< 2^-41 of 1e-250 is still above exp(-690)

/// exp(-x), and exp(-x) (1 + x), which bounds what a relative error of x does to it.
struct Weight {
  double value = 0, error = 0;
};
Weight weight(double x) {
  if (x > kLargestExponent) return {0, 1e-250};
  const double e = std::exp(-x);
  return {e, e * (1 + x)};
}

}  // namespace

Derivative derivative(const StripFunction& h, double k) {
  const double det = (k + 1 / k) * (k + 1 / k) / 2;
  const double at = 1 + k * k / 2, as = 1 + 1 / (2 * k * k);
  const double root_at = std::sqrt(at), root_as = std::sqrt(as);
  const double mt = det / (2 * at), ms = det / (2 * as);
  const double shift_t = 1 / (2 * root_at), shift_s = 1 / (2 * root_as);
  const auto& edge = h.edge();
  double vertical = 0, horizontal = 0, size_vertical = 0, size_horizontal = 0;
  double above_previous = 0, above_previous_size = 0;  // H of the strip below at their common edge
  std::size_t most_cuts = 0;
  for (std::size_t j = 0; j < h.strips().size(); ++j) {
    const Strip& strip = h.strips()[j];
    const bool has_low = j > 0, has_high = j < edge.size();
    const double t_low = has_low ? edge[j - 1] : 0, t_high = has_high ? edge[j] : 0;
    most_cuts = std::max(most_cuts, strip.cut.size());
    double side = 0, side_size = 0, low = 0, high = 0, jumps = 0;
    for (std::size_t i = 0; i < strip.cut.size(); ++i) {
      const double jump = strip.value[i] - strip.value[i + 1], e = strip.cut[i];
      if (jump == 0) continue;
      jumps += std::abs(jump);
      const Weight w = weight(e * e * mt);
      if (w.value > 0) {
        const double below = has_low ? cdf(root_at * t_low - shift_t * e) : 0;
        const double above = has_high ? cdf(root_at * t_high - shift_t * e) : 1;
        side += jump * w.value * (above - below);
      }
      side_size += std::abs(jump) * w.error;
      if (has_low) low += jump * cdf(root_as * e - shift_s * t_low);
      if (has_high) high += jump * cdf(root_as * e - shift_s * t_high);
    }
    low += strip.value.back();
    high += strip.value.back();
    const double size = jumps + std::abs(strip.value.back());
    vertical += side;
    size_vertical += side_size;
    if (has_low) {
      const Weight w = weight(t_low * t_low * ms);
      horizontal += w.value * (above_previous - low);
      size_horizontal += w.error * (above_previous_size + size);
    }
    above_previous = high;
    above_previous_size = size;
  }
  const double common = std::numbers::sqrt2 * k / (1 + k * k) / (2 * std::numbers::pi);
  const double v = common / root_at, w = common / root_as;
  // Per term: exp and the two cdf (2^-44 each, 2^-44 more for the rounding of their arguments,
  // whose two parts are below 64 where cdf is neither 0 nor 1 to 2^-1000), then products: below
  // 2^-41. Sums of `depth` terms: depth 2^-53 more.
  const auto depth = static_cast<double>(most_cuts + h.strips().size() + 16);
  const double relative = 0x1p-41 + depth * 0x1p-52;
  return {v * vertical + w * horizontal,
          relative * (v * size_vertical + w * size_horizontal) * 1.01};
}

double derivative_bound(double k0, double k1) {
  // |dF/dlambda| <= sup E(|s|/k + k |t|) under exp(-x' M x/2), c = cos(2 Im lambda) >= 1/2, and
  // with q = k^2 + 1/k^2: (1/(pi sqrt 2)) sqrt(q + 1 + 2 sqrt(5/4 + q/2)) / (3/4 + c^2/4 + c q/2),
  // the root taken at c = 1. At c = 1/2 this falls in q: the logarithmic derivative of the root is
  // at most (2/3)/(q + 4), that of the denominator 1/(q + 13/4). So the k nearest 1 counts.
  const double k = std::clamp(1.0, k0, k1), q = k * k + 1 / (k * k), c = 0.5;
  return std::sqrt(q + 1 + 2 * std::sqrt(1.25 + q / 2)) / (0.75 + c * c / 4 + c * q / 2) /
         (std::numbers::pi * std::numbers::sqrt2);
}

}  // namespace proofgauge::radius
