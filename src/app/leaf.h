// Records that a claim rests on, while it runs: from the results store if they are there, else made
// now and stored.
#pragma once

#include <functional>
#include <string>

#include "claim/registry.h"

namespace proofgauge::app {

class Storing;

using LeafProvider = std::function<claim::Record(const std::string&, const claim::Parameters&)>;

/// Plans and runs the job of that claim on that cell through the registry, in `context`, unless
/// `storing` (which outlives the provider) has its record by this very build. Without `storing`
/// every leaf is computed. A claim or a cell that is not one job is a std::logic_error: the asking
/// lemma's defect.
[[nodiscard]] LeafProvider leaf_provider(claim::RunContext context, unsigned long long seed,
                                         Storing* storing);

}  // namespace proofgauge::app
