// The dependency graph of claims, coloured by the weakest evidence that each one stands on.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "report/summary.h"

namespace proofgauge::report {

/// What a claim stands on, itself and everything under it.
struct Standing {
  bool run = false;                                   ///< it has a record of its own
  claim::Evidence evidence = claim::Evidence::exact;  ///< the weakest
  claim::Status status = claim::Status::verified;     ///< the weakest leaf
  std::string through;  ///< the claim that is weakest, where that is another one
  bool open = false;    ///< something under it was not run
};

/// Standing of every claim of the registry and of the records, by id. A claim that was not run
/// counts as assumed. Cycles and names that nobody declares are tolerated: a claim rests on what
/// can be found.
[[nodiscard]] std::map<std::string, Standing> standings(const claim::Registry& registry,
                                                        std::span<const Summary> summaries);

/// The graph in graphviz's language: one cluster per lemma, an edge from each claim to what rests
/// on it.
[[nodiscard]] std::string graph_dot(const claim::Registry& registry,
                                    std::span<const Summary> summaries);

/// Inline SVG without a prolog, colours by CSS class (`ev-exact`, ..., `ev-none`), nodes linked to
/// `#claim-<slug>`. graphviz missing is a MissingError.
[[nodiscard]] std::string graph_svg(const claim::Registry& registry,
                                    std::span<const Summary> summaries);

}  // namespace proofgauge::report
