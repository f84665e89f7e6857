// What rests on what, as data: the claims of a registry and the ids that each one names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "claim/registry.h"

namespace proofgauge::claim {

/// Nodes are claim ids, an edge leads from a claim to one that it rests on. Any graph can be built;
/// `problems` says what is wrong with it, and the walks below are safe on a wrong one.
class DependencyGraph {
 public:
  using Edges = std::map<std::string, std::vector<std::string>>;  ///< id: what it rests on

  explicit DependencyGraph(Edges edges) : edges_(std::move(edges)) {}
  /// Every claim of every lemma, in ClaimInfo::rests_on's order.
  [[nodiscard]] static DependencyGraph of(const Registry&);

  [[nodiscard]] const Edges& edges() const { return edges_; }
  /// A name that is no claim or is given twice, and every cycle: one sentence each, a
  /// cycle from where the walk met it. Empty: a directed graph without cycles.
  [[nodiscard]] std::vector<std::string> problems() const;
  /// `id` and everything under it that exists, each once, whatever rests on others after them;
  /// empty for an unknown id.
  [[nodiscard]] std::vector<std::string> under(const std::string& id) const;

 private:
  Edges edges_;
};

}  // namespace proofgauge::claim
