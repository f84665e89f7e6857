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
#include "report/summary.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

/// --resume takes over what the output file already holds; a file that is not there yet is a fresh
/// start.
std::vector<claim::Record> earlier_records(const Options& options) {
  const std::filesystem::path file = options.output.value_or(last_run_path());
  if (!options.resume || !std::filesystem::exists(file)) return {};
  const report::Document document = report::read_document(file);
  const report::Tool now = tool_info();
  if (document.tool.commit != now.commit || document.tool.compiler != now.compiler ||
      document.tool.flags != now.flags) {
    say_line(fmt::format("note: {} was made by another build ({}); nothing is taken over",
                         file.string(), report::one_line(document.tool.commit)));
    return {};
  }
  for (const claim::Record& r : document.records) claim::Registry::global().check(r);
  return document.records;
}

/// What to do next, once per distinct sentence, for everything that is no pass.
void advise(const Run& run) {
  const auto width = static_cast<std::size_t>(std::max(terminal_width(STDERR_FILENO), 40));
  for (const report::Summary& s : report::summarise(run.document.records, run.planned)) {
    if (s.worst == nullptr || s.worst->verdict.is_pass()) continue;
    const std::string& reason = s.worst->verdict.reason();
    const std::string what = fmt::format("{}: {}{}", s.claim, to_string(s.worst->verdict.status()),
                                         reason.empty() ? "" : " - " + report::one_line(reason));
    std::string text = report::wrap(what, 0, width);
    text += report::wrap("next: " + report::one_line(report::next_step(*s.worst)), 2, width);
    if (s.worst->verdict.status() == claim::Status::refuted)
      text += "  replay:\n" + report::wrap_command(report::one_line(s.worst->replay), 4, width);
    say(text);
  }
}

}  // namespace

int verb_verify(const Options& options) {
  if (options.resume && options.format != "json" && options.output)
    throw InputError("--resume", options.format, "--format json together with -o, or no -o");
  check_output(options);
  const Plan plan = make_plan(options);
  if (options.dry_run) return show_plan(options, plan);
  Storing storing(options);
  Hooks hooks = taking_over(earlier_records(options));
  hooks.finished = [&](const claim::Record& r) { storing.put(r); };
  hooks.storing = &storing;
  Run run = execute(plan, options, hooks);
  keep(run, options);
  emit_run(options, run, true);
  if (options.verbosity >= 0) advise(run);
  rethrow_failure(run);
  if (!run.stopped.empty())
    say_line(fmt::format("stopped early ({}): {} records {}", run.stopped,
                         run.document.records.size(),
                         can_resume(options, run) ? "kept; --resume goes on from there"
                                                  : "finished, none of them kept"));
  tell_next(options, next_after_run(options, run));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
