#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/app.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/next.h"
#include "app/output.h"
#include "app/run.h"
#include "app/storing.h"
#include "claim/error.h"
#include "report/html.h"
#include "report/summary.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

std::vector<claim::Figure> figures_of(const report::Document& document) {
  std::vector<claim::Figure> all;
  for (const claim::Lemma* lemma : claim::Registry::global().lemmas())
    for (claim::Figure& f : lemma->figures(document.records)) all.push_back(std::move(f));
  return all;
}

/// What a report says on stdout: where it is and the counts, or its records in another format.
void emit_report(const Options& options, const Run& run, const std::filesystem::path& page) {
  Options to_stdout = options;
  to_stdout.output.reset();
  if (options.format != "text") {
    emit_run(to_stdout, run, true);
    return;
  }
  const auto width = static_cast<std::size_t>(std::max(terminal_width(STDOUT_FILENO), 40));
  const std::string counts =
      report::count_line(report::summarise(run.document.records, run.planned));
  emit(to_stdout, report::wrap(counts, 0, width) + page.string() + "\n");
}

}  // namespace

int verb_report(const Options& options) {
  const std::filesystem::path directory = options.output.value_or("reports/latest");
  // Before the suite, not after it.
  report::check_place_of_report(directory);
  check_folder_of("-o", directory);
  for (const char* program : {"gnuplot", "dot"})
    if (find_program(program).empty())
      throw MissingError(program, "`proofgauge doctor` says how to get it");
  // The report is put in place whole at the end; what belongs beside it is written after that.
  const Certificates certificates{
      directory / "certificates", "certificates/", std::nullopt, {}, true};
  Run run;
  if (options.where) {
    run = stored_run(options);
  } else {
    const Plan plan = make_plan(options);
    Storing storing(options);
    Hooks hooks;
    hooks.finished = [&](const claim::Record& r) { storing.put(r); };
    hooks.storing = &storing;
    run = execute(plan, options, hooks, certificates);
    keep(run, options);
  }
  report::write_report(run.document, figures_of(run.document), claim::Registry::global(), directory,
                       report::ReportOptions{run.planned});
  for (const claim::Record& r : run.document.records) {
    const auto text = r.files.find("certificate");
    if (text == r.files.end()) continue;
    write_named("-o", certificates.directory / certificate_name(r), text->second);
  }
  emit_report(options, run, directory / "index.html");
  rethrow_failure(run);
  if (!run.stopped.empty())
    say_line(fmt::format("stopped early ({}): the report holds what was finished", run.stopped));
  tell_next(options, next_after_report(options, run, directory / "index.html"));
  return exit_code(run, options.strict);
}

int verb_table(const Options& options) {
  check_output(options);
  if (options.from && (options.store || options.where))
    throw InputError("--from", options.from->string(), "either --from, or --store and --where");
  Run run;
  if (options.from) {
    run.document = report::read_document(*options.from);
    for (const claim::Record& r : run.document.records) claim::Registry::global().check(r);
    std::vector<claim::Record> chosen;
    for (const claim::Record& r : run.document.records) {
      bool wanted = options.arguments.empty();
      for (const std::string& id : options.arguments)
        wanted = wanted || r.claim == id || r.claim.starts_with(id + "/");
      if (wanted) chosen.push_back(r);
    }
    if (chosen.empty())
      throw InputError("CLAIM", options.arguments.empty() ? "" : options.arguments.front(),
                       "a claim with records in " + options.from->string());
    run.document.records = std::move(chosen);
  } else if (options.store || options.where) {
    run = stored_run(options);
  } else {
    run = execute(make_plan(options), options);
    keep(run, options);
  }
  emit_run(options, run, false);
  rethrow_failure(run);
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
