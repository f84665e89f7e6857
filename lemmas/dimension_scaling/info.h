// The statements of this folder's claims, as the command and the report show them.
#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::dimension_scaling {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
[[nodiscard]] std::span<const claim::ClaimInfo> claim_infos();

}  // namespace proofgauge::dimension_scaling
