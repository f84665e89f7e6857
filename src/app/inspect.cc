// list, explain, schema: what there is, without running anything.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <stdexcept>

#include "app/app.h"
#include "app/cli.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/dependency.h"
#include "claim/error.h"
#include "claim/json_field.h"
#include "claim/registry.h"
#include "claim/room.h"
#include "report/document.h"
#include "report/schema.h"
#include "report/summary.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

using Json = nlohmann::ordered_json;

/// Worst status of each claim over the cells of the last run, if its records are there.
std::map<std::string, std::string> last_statuses() {
  std::map<std::string, std::string> statuses;
  if (!std::filesystem::exists(last_run_path())) return statuses;
  report::Document document;
  try {
    document = report::read_document(last_run_path());
  } catch (const InputError& e) {  // a statement can be explained without them
    say_line(fmt::format("note: the last run's records cannot be read: {}", e.what()));
  }
  for (const report::Summary& s : report::summarise(document.records))
    statuses[s.claim] =
        std::string(to_string(s.worst->verdict.status())) + (s.vacuous > 0 ? ", vacuous" : "");
  return statuses;
}

/// What explain knows of the claims under the one it explains.
struct Walk {
  claim::DependencyGraph graph;
  std::map<std::string, std::string> statuses;

  [[nodiscard]] std::string status(const std::string& id) const {
    const auto at = statuses.find(id);
    return at == statuses.end() ? "not run" : at->second;
  }
  /// Each claim under its dependants; a claim that was shown before is named, not opened again.
  void text(const std::string& id, std::size_t depth, std::set<std::string>& shown,
            std::string& out) const {
    const bool again = !shown.insert(id).second;
    const auto& below = graph.edges().at(id);
    out += fmt::format("{:{}}{}  [{}]{}\n", "", 2 * depth, id, status(id),
                       again && !below.empty() ? "  (see above)" : "");
    if (again) return;
    for (const std::string& next : below) text(next, depth + 1, shown, out);
  }
  /// The same as a flat list, what is rested on first.
  [[nodiscard]] Json json(const std::string& id) const {
    Json all = Json::array();
    for (const std::string& claim : graph.under(id))
      all.push_back(
          {{"claim", claim}, {"status", status(claim)}, {"rests_on", graph.edges().at(claim)}});
    return all;
  }
};

/// The walk over a graph without problems; a cycle or a dangling name is a defect of the program.
Walk make_walk() {
  Walk walk{claim::DependencyGraph::of(claim::Registry::global()), last_statuses()};
  const std::vector<std::string> problems = walk.graph.problems();
  if (!problems.empty()) throw std::logic_error(problems.front());
  return walk;
}

std::string explain_text(const claim::ClaimInfo& c, const Walk& walk, std::size_t width) {
  std::string out =
      fmt::format("{}  ({}, scope {})\n", c.id, to_string(c.kind), to_string(c.scope));
  const auto section = [&](const char* title, const std::string& body) {
    if (!body.empty()) out += fmt::format("\n{}\n", title) + report::wrap(body, 2, width);
  };
  section("Statement", c.statement);
  if (!c.latex.empty()) out += "\nLaTeX\n" + report::wrap_latex(c.latex, 2, width);
  section("Source", c.source);
  if (!c.assumptions.empty()) out += "\nAssumptions\n";
  for (const auto& a : c.assumptions) out += report::wrap(a.name + "  " + a.text, 2, width);
  if (!c.constants.empty()) out += "\nConstants\n";
  for (const auto& k : c.constants)
    out += report::wrap(fmt::format("{} = {} = {:.6g}  ({}; {}{})", k.symbol, k.expression, k.value,
                                    k.origin, k.profile, k.confirmed ? "" : ", unconfirmed"),
                        2, width);
  section("What is measured", c.measured);
  section("Derivation", c.derivation);
  section("Trivial bound", c.trivial);
  out += "\nFalse twins\n";
  for (const auto& t : c.twins)
    out += report::wrap(fmt::format("{}!{}  {} False: {}", c.id, t.id, t.statement, t.why_false), 2,
                        width);
  if (!c.rests_on.empty()) {
    out += "\nRests on  [status in the last run, " + last_run_path().string() + "]\n";
    std::set<std::string> shown;
    walk.text(c.id, 1, shown, out);
  }
  section("Not checked", c.not_checked);
  return out;
}

Json explain_json(const claim::ClaimInfo& c, const Walk& walk) {
  Json j{{"claim", c.id},
         {"kind", to_string(c.kind)},
         {"scope", to_string(c.scope)},
         {"statement", c.statement},
         {"latex", c.latex},
         {"source", c.source}};
  j["assumptions"] = Json::array();
  for (const auto& a : c.assumptions)
    j["assumptions"].push_back({{"name", a.name}, {"text", a.text}});
  j["constants"] = Json::array();
  for (const auto& k : c.constants)
    j["constants"].push_back({{"symbol", k.symbol},
                              {"expression", k.expression},
                              {"value", k.value},
                              {"origin", k.origin},
                              {"profile", k.profile},
                              {"confirmed", k.confirmed}});
  j["measured"] = c.measured;
  j["derivation"] = c.derivation;
  j["trivial"] = c.trivial;
  j["twins"] = Json::array();
  for (const auto& t : c.twins)
    j["twins"].push_back(
        {{"id", c.id + "!" + t.id}, {"statement", t.statement}, {"why_false", t.why_false}});
  j["rests_on"] = c.rests_on;
  j["dependencies"] = walk.json(c.id);
  j["not_checked"] = c.not_checked;
  return j;
}

}  // namespace

int verb_list(const Options& options) {
  constexpr std::size_t kTitle = 52;  // where the titles begin
  Json all = Json::array();
  std::string text;
  const auto width = static_cast<std::size_t>(std::max(terminal_width(STDOUT_FILENO), 72));
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas()) {
    const std::string lead = lemma->info().id + "  ";
    text += report::hang(lead, lemma->info().title, lead.size(), width);
    for (const claim::ClaimInfo& c : lemma->claims()) {
      const std::string name = fmt::format("  {:<36} {:<12} ", c.id, to_string(c.kind));
      text += report::hang(name, c.title, std::max(kTitle, name.size()), width);
      all.push_back(
          {{"claim", c.id}, {"kind", to_string(c.kind)}, {"title", c.title}, {"source", c.source}});
    }
  }
  emit(options, options.format == "json" ? all.dump(2) + "\n" : text);
  return exit_ok;
}

int verb_explain(const Options& options) {
  if (options.arguments.empty())
    throw InputError("CLAIM", "", "a lemma or lemma/claim; `proofgauge list` names them");
  const Walk walk = make_walk();
  std::string text;
  Json all = Json::array();
  const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
  for (const std::string& id : options.arguments)
    for (const claim::Selection& s : claim::Registry::global().select(id)) {
      text += (text.empty() ? "" : "\n" + std::string(width, '-') + "\n") +
              explain_text(*s.info, walk, width);
      all.push_back(explain_json(*s.info, walk));
    }
  emit(options, options.format == "json" ? all.dump(2) + "\n" : text);
  return exit_ok;
}

int verb_schema(const Options& options) {
  if (!options.arguments.empty()) {
    std::string text;
    nlohmann::ordered_json files = nlohmann::ordered_json::array();
    for (const std::string& file : options.arguments) {
      const report::Document document = report::read_document(file);
      // As written and as the validator has it, and what that makes on its way.
      claim::require_room("checking " + file, 4 * claim::json_bytes(report::text_of(document)));
      const auto complaints = report::validate(report::to_json(document));
      for (const std::string& complaint : complaints) text += file + ": " + complaint + "\n";
      files.push_back({{"file", file}, {"valid", complaints.empty()}, {"complaints", complaints}});
    }
    const bool valid = text.empty();
    if (options.format == "json")
      text = files.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
    else if (valid)
      text = "valid\n";
    emit(options, text);
    return valid ? exit_ok : exit_bad_input;
  }
  emit(options, options.cli ? describe_command_line().dump(2) + "\n"
                            : std::string(report::results_schema()));
  return exit_ok;
}

}  // namespace proofgauge::app
