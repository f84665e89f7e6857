// What the claims of this lemma state; no numerics.
#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::main_theorem {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
[[nodiscard]] std::span<const claim::ClaimInfo> claim_infos();
/// By the name after the slash; std::logic_error if there is none.
[[nodiscard]] const claim::ClaimInfo& claim_info(const char* name);

}  // namespace proofgauge::main_theorem
