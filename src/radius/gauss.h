// The normal distribution in double precision, with the accuracy that proofs may assume of it.
#pragma once

#include <cmath>
#include <numbers>

namespace proofgauge::radius {

/// What proofs assume of std::exp (relative, where the result is at least 2^-1000) and of std::erfc
/// (relative to its value for x <= 0, absolute for x > 0): 128 units in the last place. gauss_test
/// compares both with MPFR.
inline constexpr double kLibraryError = 0x1p-45;

/// Phi(x): absolute error at most 2^-45 from erfc and 2^-52 from rounding x/sqrt 2 (times max |x|
/// phi(x) < 1/4), in all below kCdfError; an absolute error e of x adds at most e/2.
inline double cdf(double x) { return 0.5 * std::erfc(-x * (std::numbers::sqrt2 / 2)); }
inline constexpr double kCdfError = 0x1p-44;

/// The standard normal density.
inline double density(double x) {
  return std::exp(-0.5 * x * x) * (std::numbers::inv_sqrtpi * std::numbers::sqrt2 / 2);
}

}  // namespace proofgauge::radius
