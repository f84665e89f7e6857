// The statements of this lemma's claims, as the command and the report show them. statement.md
// holds the proofs.
#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::gram_stability {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
[[nodiscard]] std::span<const claim::ClaimInfo> claim_infos();

}  // namespace proofgauge::gram_stability
