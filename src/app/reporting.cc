#include <fmt/core.h>

#include "app/app.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/html.h"
#include "report/summary.h"

namespace proofgauge::app {
namespace {

std::vector<claim::Figure> figures_of(const report::Document& document) {
  std::vector<claim::Figure> all;
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas())
    for (claim::Figure& f : lemma->figures(document.records)) all.push_back(std::move(f));
  return all;
}

}  // namespace

int verb_report(const Options& options) {
  const std::filesystem::path directory = options.output.value_or("reports/latest");
  Run run = execute(make_plan(options), options);
  keep(run, options);
  report::write_report(run.document, figures_of(run.document), claim::Registry::global(), directory, report::ReportOptions{run.planned});
  fmt::print("{}\n", report::count_line(report::summarise(run.document.records, run.planned)));
  fmt::print("{}\n", (directory / "index.html").string());
  if (!run.stopped.empty()) fmt::print(stderr, "stopped early ({}): the report holds what was finished\n", run.stopped);
  return exit_code(run, options.strict);
}

int verb_table(const Options& options) {
  Run run;
  if (options.from) {
    run.document = report::read_document(*options.from);
    std::vector<claim::Record> chosen;
    for (const claim::Record& r : run.document.records) {
      bool wanted = options.arguments.empty();
      for (const std::string& id : options.arguments) wanted = wanted || r.claim == id || r.claim.starts_with(id + "/");
      if (wanted) chosen.push_back(r);
    }
    if (chosen.empty()) throw InputError("CLAIM", options.arguments.empty() ? "" : options.arguments.front(), "a claim with records in " + options.from->string());
    run.document.records = std::move(chosen);
  } else {
    run = execute(make_plan(options), options);
    keep(run, options);
  }
  emit_run(options, run, false);
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
