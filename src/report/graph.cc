#include "report/graph.h"

#include <fmt/format.h>

#include <stdexcept>

#include "claim/dependency.h"
#include "report/process.h"
#include "report/text.h"

namespace proofgauge::report {
namespace {

struct Node {
  std::vector<std::string> rests_on;
  const Summary* summary = nullptr;
};

/// Claims without twins, from the registry and from records of lemmas that this program does not
/// know.
std::map<std::string, Node> nodes_of(const claim::Registry& registry,
                                     std::span<const Summary> summaries) {
  std::map<std::string, Node> nodes;
  const auto graph = claim::DependencyGraph::of(registry);
  for (const auto& [id, rests_on] : graph.edges()) nodes[id].rests_on = rests_on;
  for (const Summary& s : summaries) {
    if (s.claim.find('!') != std::string::npos) continue;
    const auto [it, unknown] = nodes.try_emplace(s.claim);
    it->second.summary = &s;
    if (unknown) it->second.rests_on = s.worst->rests_on;
  }
  return nodes;
}

/// Weakest over all cells: one sampled cell makes a claim sampled.
claim::Evidence own_evidence(const Summary& s) {
  claim::Evidence weakest = claim::Evidence::exact;
  for (const claim::Record* r : s.cells) weakest = std::max(weakest, r->verdict.evidence());
  return weakest;
}

struct Leaf {
  claim::Evidence evidence = claim::Evidence::assumed;
  claim::Status status = claim::Status::assumed;
};

Leaf leaf_of(const Summary* s) {
  return s == nullptr ? Leaf{} : Leaf{own_evidence(*s), s->worst->verdict.status()};
}

claim::DependencyGraph edges_of(const std::map<std::string, Node>& nodes) {
  claim::DependencyGraph::Edges edges;
  for (const auto& [id, node] : nodes) edges[id] = node.rests_on;
  return claim::DependencyGraph(std::move(edges));
}

std::string dot_string(std::string_view text) {
  std::string out = "\"";
  for (const char c : one_line(text)) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

std::string node_line(const std::string& id, const Standing& s, const Summary* summary) {
  const std::string name = id.substr(id.find('/') + 1);
  const std::string word(summary == nullptr ? "not run"
                                            : claim::to_string(summary->worst->verdict.status()));
  const std::string evidence(s.run ? claim::to_string(s.evidence) : "none");
  std::string label = dot_string(name);
  label.insert(label.size() - 1, "\\n" + word);
  std::string tip = id + ": " + word + ", weakest evidence " + evidence;
  if (!s.through.empty()) tip += " through " + s.through;
  const bool refuted = s.status == claim::Status::refuted;
  return fmt::format("    {} [label={}, class=\"ev-{}{}{}\", URL={}, tooltip={}];\n",
                     dot_string(id), label, evidence, refuted ? " is-refuted" : "",
                     s.open ? " is-open" : "", dot_string("#claim-" + slug(id)), dot_string(tip));
}

}  // namespace

std::map<std::string, Standing> standings(const claim::Registry& registry,
                                          std::span<const Summary> summaries) {
  const std::map<std::string, Node> nodes = nodes_of(registry, summaries);
  const claim::DependencyGraph graph = edges_of(nodes);
  std::map<std::string, Standing> all;
  for (const auto& [id, node] : nodes) {
    Standing s;
    s.run = node.summary != nullptr;
    const std::vector<std::string> under = graph.under(id);
    for (const std::string& u : under) {
      const Summary* summary = nodes.at(u).summary;
      s.open = s.open || summary == nullptr;
      const Leaf leaf = leaf_of(summary);
      s.evidence = std::max(s.evidence, leaf.evidence);
      s.status = claim::weakest(s.status, leaf.status);
    }
    const Leaf own = leaf_of(node.summary);
    for (const std::string& u : under) {
      const Leaf leaf = leaf_of(nodes.at(u).summary);
      const bool weakest =
          s.status != own.status ? leaf.status == s.status : leaf.evidence == s.evidence;
      if (s.run && (s.status != own.status || s.evidence != own.evidence) && weakest) s.through = u;
    }
    all[id] = s;
  }
  return all;
}

std::string graph_dot(const claim::Registry& registry, std::span<const Summary> summaries) {
  const std::map<std::string, Node> nodes = nodes_of(registry, summaries);
  const auto all = standings(registry, summaries);
  std::string dot =
      "digraph claims {\n  rankdir=LR; bgcolor=transparent; nodesep=0.18; ranksep=0.55; pad=0.05;\n"
      "  node [shape=box, style=\"rounded,filled\", fontname=\"Helvetica\", fontsize=11, "
      "height=0.5, margin=\"0.14,0.06\"];\n"
      "  edge [arrowsize=0.7]; graph [fontname=\"Helvetica\", fontsize=11, labeljust=l];\n";
  std::map<std::string, std::string> clusters;
  for (const auto& [id, node] : nodes)
    clusters[id.substr(0, id.find('/'))] += node_line(id, all.at(id), node.summary);
  std::size_t n = 0;
  for (const auto& [lemma, lines] : clusters)
    dot +=
        fmt::format("  subgraph cluster_{} {{\n    label={}; class=lemma; style=rounded;\n{}  }}\n",
                    n++, dot_string(lemma), lines);
  for (const auto& [id, node] : nodes)
    for (const std::string& below : node.rests_on)
      if (nodes.count(below) != 0)
        dot += "  " + dot_string(below) + " -> " + dot_string(id) + ";\n";
  return dot + "}\n";
}

std::string graph_svg(const claim::Registry& registry, std::span<const Summary> summaries) {
  const ProcessResult r = run_process("dot", {"-Tsvg"}, graph_dot(registry, summaries),
                                      "install it: apt install graphviz");
  const std::size_t start = r.out.find("<svg");
  if (r.status != 0 || start == std::string::npos)
    throw std::runtime_error("graphviz could not draw the claims: " + r.err.substr(0, 300));
  return r.out.substr(start);
}

}  // namespace proofgauge::report
