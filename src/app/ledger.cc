// ledger: the theorem's constants under each form, for one set of parameters or a data set.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/composed.h"
#include "app/environment.h"
#include "app/next.h"
#include "app/output.h"
#include "app/setting.h"
#include "claim/error.h"
#include "report/ledger.h"

namespace proofgauge::app {

int verb_ledger(const Options& given) {
  if (!given.arguments.empty())
    throw InputError("ledger", "'" + given.arguments.front() + "'", "no argument");
  check_output(given);
  if (const auto m = given.letters.find("m"); m != given.letters.end())
    throw InputError("--m", m->second, "no width: the ledger finds it; `premises` takes one");
  const Measured setting = measured(given);
  const Composed composed = compose(setting.options);
  Run run = composed.run;
  if (setting.source) run.document.records.insert(run.document.records.begin(), *setting.source);
  run.document.command = given.command;
  keep(run, given);
  if (given.format == "json") {
    emit_run(given, run, false);
  } else if (given.format == "latex") {
    emit(given, report::ledger_latex(*composed.ledger));
  } else {
    const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 80, 100));
    std::string text = report::ledger_text(*composed.ledger, std::min<std::size_t>(width, 80));
    for (const claim::Record& r : run.document.records)
      if (r.claim == "separability/separation")
        text += fmt::format("delta is measured: `proofgauge audit`; letters as above\n");
    emit(given, text);
  }
  tell_next(given, next_after_ledger(given, run));
  return exit_code(run, given.strict);
}

}  // namespace proofgauge::app
