#include "claim/dependency.h"

#include <algorithm>
#include <set>

namespace proofgauge::claim {
namespace {

using Edges = DependencyGraph::Edges;
enum class Mark { open, done };

void visit(const Edges& edges, const std::string& id, std::set<std::string>& seen,
           std::vector<std::string>& order) {
  const auto node = edges.find(id);
  if (node == edges.end() || !seen.insert(id).second) return;
  for (const std::string& below : node->second) visit(edges, below, seen, order);
  order.push_back(id);
}

/// Depth first: an edge back to a claim on the path closes a cycle.
void find_cycles(const Edges& edges, const std::string& id, std::map<std::string, Mark>& marks,
                 std::vector<std::string>& path, std::vector<std::string>& found) {
  marks[id] = Mark::open;
  path.push_back(id);
  for (const std::string& below : edges.at(id)) {
    if (edges.count(below) == 0) continue;
    const auto mark = marks.find(below);
    if (mark == marks.end()) {
      find_cycles(edges, below, marks, path, found);
    } else if (mark->second == Mark::open) {
      std::string text = "a claim rests on itself: ";
      for (auto at = std::find(path.begin(), path.end(), below); at != path.end(); ++at)
        text += *at + " -> ";
      found.push_back(text + below);
    }
  }
  path.pop_back();
  marks[id] = Mark::done;
}

}  // namespace

DependencyGraph DependencyGraph::of(const Registry& registry) {
  Edges edges;
  for (const Lemma* lemma : registry.lemmas())
    for (const ClaimInfo& c : lemma->claims()) edges[c.id] = c.rests_on;
  return DependencyGraph(std::move(edges));
}

std::vector<std::string> DependencyGraph::problems() const {
  std::vector<std::string> found;
  for (const auto& [id, rests_on] : edges_) {
    std::set<std::string> named;
    for (const std::string& below : rests_on) {
      if (edges_.count(below) == 0)
        found.push_back(id + " rests on " + below + ", which is no claim");
      if (!named.insert(below).second) found.push_back(id + " names " + below + " twice");
    }
  }
  std::map<std::string, Mark> marks;
  std::vector<std::string> path;
  for (const auto& [id, rests_on] : edges_)
    if (marks.count(id) == 0) find_cycles(edges_, id, marks, path, found);
  return found;
}

std::vector<std::string> DependencyGraph::under(const std::string& id) const {
  std::set<std::string> seen;
  std::vector<std::string> order;
  visit(edges_, id, seen, order);
  return order;
}

}  // namespace proofgauge::claim
