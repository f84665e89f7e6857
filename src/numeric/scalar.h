// The few functions that bounds need on both of their scalars: double (plots, sampling) and
// Interval (proofs).
#pragma once

#include <algorithm>
#include <cmath>
#include <numbers>

#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::numeric::scalar {

/// The constant q on the scalar of the second argument.
inline double of(const Rational& q, double) { return to_double(q); }
inline Interval of(const Rational& q, const Interval&) { return interval(q); }
inline double pi(double) { return std::numbers::pi; }
inline Interval pi(const Interval&) { return numeric::pi(); }
/// x^(k/p), x >= 0.
inline double root_power(double x, int k, int p) { return std::pow(x, static_cast<double>(k) / p); }
inline Interval root_power(const Interval& x, int k, int p) { return power(x, k, p); }
inline double erf(double x) { return std::erf(x); }
inline Interval erf(const Interval& x) { return numeric::erf(x); }
/// 1 - exp(-x).
inline double one_minus_exp(double x) { return -std::expm1(-x); }
inline Interval one_minus_exp(const Interval& x) { return 1 - exp(Interval(-x)); }
/// max(x, 0).
inline double positive_part(double x) { return x > 0 ? x : 0; }
inline Rational positive_part(const Rational& x) { return x > 0 ? x : Rational(0); }
inline Interval positive_part(const Interval& x) {
  return interval(std::max(0.0, lower(x)), std::max(0.0, upper(x)));
}
inline double least(double a, double b) { return a < b ? a : b; }
/// Encloses min(a, b).
inline Interval least(const Interval& a, const Interval& b) {
  return interval(std::min(lower(a), lower(b)), std::min(upper(a), upper(b)));
}

}  // namespace proofgauge::numeric::scalar
