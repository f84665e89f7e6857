// The figures of the radius claims.
#pragma once

#include <span>
#include <vector>

#include "claim/figure.h"
#include "claim/record.h"

namespace proofgauge::step_network {

/// delta t* against rho/delta, and the local exponents against rho/delta and 1/gamma.
[[nodiscard]] std::vector<claim::Figure> radius_figures(std::span<const claim::Record>);

}  // namespace proofgauge::step_network
