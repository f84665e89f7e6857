// What this lemma's radius claims state, as the command shows them.
#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::step_network {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
/// radius, two_atom, direction, delta_scaling, exponent_scaling, exponent.
[[nodiscard]] std::span<const claim::ClaimInfo> radius_claims();

}  // namespace proofgauge::step_network
