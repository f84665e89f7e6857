// The statements of this lemma.
#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::step_polynomial {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
[[nodiscard]] std::span<const claim::ClaimInfo> claim_infos();

}  // namespace proofgauge::step_polynomial
