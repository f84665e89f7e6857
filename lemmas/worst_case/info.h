#pragma once

#include <span>

#include "claim/claim.h"

namespace proofgauge::worst_case {

[[nodiscard]] const claim::LemmaInfo& lemma_info();
[[nodiscard]] std::span<const claim::ClaimInfo> claim_infos();

}  // namespace proofgauge::worst_case
