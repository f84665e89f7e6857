// Certified distance between a polynomial and an analytic function.
#pragma once

#include <functional>
#include <span>

#include "numeric/chebyshev.h"
#include "numeric/polynomial_proof.h"

namespace proofgauge::numeric {

/// |f - sum_k c[k] T_k| <= error on [-1, 1].
struct CertifiedSeries {
  std::vector<Rational> c;
  Rational error;
};

/// Interpolates f at the degree + 1 zeros of T_{degree+1}, in interval arithmetic. `bound` is at
/// least |f| in the ellipse with foci -1, 1 and half-axes (radius +- 1/radius)/2, in which f must
/// be analytic; then the error is at most 4 bound radius^-degree / (radius - 1) (Trefethen,
/// Approximation Theory and Approximation Practice, Theorem 8.2: each coefficient past the degree
/// is at most 2 bound radius^-k and counts twice, once cut off and once aliased), plus what
/// rounding adds. radius <= 1, a negative bound or degree are an InputError.
[[nodiscard]] CertifiedSeries certified_series(const std::function<Interval(const Interval&)>& f,
                                               const Rational& radius, const Rational& bound,
                                               int degree);

/// Encloses the largest |p - f| on `on`, within [-1, 1]: upper <= lower (1 + tolerance) up to twice
/// the error of f's series.
[[nodiscard]] SupEnclosure sup_distance(std::span<const Rational> p, const CertifiedSeries& f,
                                        const ClosedInterval& on, double tolerance);

}  // namespace proofgauge::numeric
