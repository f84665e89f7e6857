// The statements of this lemma's claims, as the command and the report show them. statement.md
// holds the proofs.
#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::online_regret {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
[[nodiscard]] std::span<const claim::ClaimInfo> claim_infos();
/// The claim of that id; `name` without the lemma, e.g. `convex_regret`.
[[nodiscard]] const claim::ClaimInfo& claim_info(const char* name);

}  // namespace proofgauge::online_regret
