// Dimension scaling: the right-hand sides, each written once. Left-hand sides: check.h.
//
// Letters as in statement.md: d input dimension, m* the critical width.
#pragma once

#include <cmath>

#include "numeric/rational.h"
#include "online/regret_bound.h"

namespace proofgauge::dimension_scaling {

using online::horizon;

/// The power of d in the derived width at fixed n, R, delta, rho, eps: the chaining terms
/// m^(-1/3) sqrt(d) of 4.3 and 6.2 are at most eps from m = (sqrt(d)/eps)^3 on, those of 3.3 from a
/// multiple of d on, and t* does not depend on d.
[[nodiscard]] inline numeric::Rational derived_exponent() { return numeric::ratio(3, 2); }

/// AICc(power) - AICc(exponential) of a power law that describes the widths no worse.
[[nodiscard]] inline numeric::Rational no_worse() { return numeric::ratio(0, 1); }

/// log of the factor by which an exponential requirement 2^d grows per dimension.
[[nodiscard]] inline double doubling_rate() { return std::log(2); }

/// What the false twins of statement.md state in place of the bound.
namespace twin {

inline numeric::Rational minus_derived_exponent() { return -derived_exponent(); }

}  // namespace twin

}  // namespace proofgauge::dimension_scaling
