// certify: one cell of one claim, its certificate, and the same proof in the languages of other
// tools.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/app.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/next.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/summary.h"

namespace proofgauge::app {
namespace {

const claim::Lemma& certifying_lemma(const Options& options) {
  std::string known;
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas()) {
    if (lemma->certified_claim().empty()) continue;
    if (options.arguments.size() == 1 && options.arguments.front() == lemma->info().id)
      return *lemma;
    known += (known.empty() ? "" : " or ") + lemma->info().id;
  }
  throw InputError("LEMMA", options.arguments.empty() ? "" : "'" + options.arguments.front() + "'",
                   options.arguments.size() > 1 ? "one lemma" : known);
}

/// NAME=PATH pairs; every name known to the lemma, none twice.
std::map<std::string, std::filesystem::path> parse_exports(const Options& options,
                                                           const claim::Lemma& lemma) {
  const std::vector<std::string> known = lemma.exports();
  std::string names;
  for (const std::string& name : known) names += (names.empty() ? "" : " or ") + name + "=PATH";
  std::map<std::string, std::filesystem::path> exports;
  for (const std::string& text : options.exports) {
    const auto equals = text.find('=');
    const std::string name = text.substr(0, equals);
    if (equals == std::string::npos || equals + 1 == text.size() ||
        std::find(known.begin(), known.end(), name) == known.end())
      throw InputError("--export", "'" + text + "'",
                       names.empty() ? "nothing: " + lemma.info().id + " has no exports" : names);
    if (!exports.emplace(name, text.substr(equals + 1)).second)
      throw InputError("--export", "'" + text + "'", name + " once");
  }
  return exports;
}

}  // namespace

int verb_certify(const Options& given) {
  const claim::Lemma& lemma = certifying_lemma(given);
  const auto exports = parse_exports(given, lemma);
  std::vector<std::pair<std::string, std::filesystem::path>> files;
  if (given.output) files.emplace_back("-o", *given.output);
  for (const auto& [name, path] : exports) files.emplace_back("--export " + name, path);
  check_files(files);
  if (!given.output) check_place("-o", Certificates().directory / "certificate.json");
  Options options = given;
  options.arguments = {lemma.certified_claim()};
  options.output.reset();  // the certificate goes there, the record to standard output
  const Plan plan = make_plan(options);
  if (plan.jobs.size() != 1)
    throw InputError("certify", std::to_string(plan.jobs.size()) + " cells",
                     "one value of each parameter");
  Certificates certificates;
  certificates.file = given.output;
  for (const auto& [name, path] : exports) certificates.exports.insert(name);
  Run run = execute(plan, options, {}, certificates);
  keep(run, options);
  rethrow_failure(run);
  if (run.document.records.empty())
    throw LimitError("certify: " + run.stopped + "; nothing was finished");
  const claim::Record& record = run.document.records.front();
  if (options.format == "text") {
    const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
    emit(options, describe(record, width));
  } else {
    emit_run(options, run, false);
  }
  for (const auto& [name, path] : exports) {
    const auto text = record.files.find(name);
    if (text == record.files.end())
      say_line(fmt::format("note: nothing to export for {}: no bound was certified", name));
    else
      write_named("--export " + name, path, text->second);
  }
  tell_next(options, next_after_certify(run));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
