// list, explain, schema: what there is, without running anything.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/cli.h"
#include "app/environment.h"
#include "app/output.h"
#include "claim/error.h"
#include "claim/registry.h"
#include "report/document.h"
#include "report/schema.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

using Json = nlohmann::ordered_json;

std::string explain_text(const claim::ClaimInfo& c, std::size_t width) {
  std::string out =
      fmt::format("{}  ({}, scope {})\n", c.id, to_string(c.kind), to_string(c.scope));
  const auto section = [&](const char* title, const std::string& body) {
    if (!body.empty()) out += fmt::format("\n{}\n", title) + report::wrap(body, 2, width);
  };
  section("Statement", c.statement);
  section("LaTeX", c.latex);
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
  if (!c.rests_on.empty()) out += "\nRests on\n";
  for (const auto& r : c.rests_on) out += "  " + r + "\n";
  section("Not checked", c.not_checked);
  return out;
}

Json explain_json(const claim::ClaimInfo& c) {
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
  j["not_checked"] = c.not_checked;
  return j;
}

}  // namespace

int verb_list(const Options& options) {
  Json all = Json::array();
  std::string text;
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas()) {
    text += fmt::format("{}  {}\n", lemma->info().id, lemma->info().title);
    for (const claim::ClaimInfo& c : lemma->claims()) {
      text += fmt::format("  {:<36} {:<12} {}\n", c.id, to_string(c.kind), c.title);
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
  std::string text;
  Json all = Json::array();
  const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
  for (const std::string& id : options.arguments)
    for (const claim::Selection& s : claim::Registry::global().select(id)) {
      text += (text.empty() ? "" : "\n" + std::string(width, '-') + "\n") +
              explain_text(*s.info, width);
      all.push_back(explain_json(*s.info));
    }
  emit(options, options.format == "json" ? all.dump(2) + "\n" : text);
  return exit_ok;
}

int verb_schema(const Options& options) {
  if (!options.arguments.empty()) {
    std::string complaints;
    for (const std::string& file : options.arguments)
      for (const std::string& complaint :
           report::validate(report::to_json(report::read_document(file))))
        complaints += file + ": " + complaint + "\n";
    emit(options, complaints.empty() ? "valid\n" : complaints);
    return complaints.empty() ? exit_ok : exit_bad_input;
  }
  emit(options, options.cli ? describe_command_line().dump(2) + "\n"
                            : std::string(report::results_schema()));
  return exit_ok;
}

}  // namespace proofgauge::app
