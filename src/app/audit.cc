// audit: the separability claims on one data set, printed as a reader of the theory asks for them.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/app.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"

namespace proofgauge::app {

int verb_audit(const Options& given) {
  Options options = given;
  if (options.arguments.size() > 1) throw InputError("DATA", options.arguments[1], "one data set");
  if (!options.arguments.empty()) {
    if (options.words.count("data") != 0)
      throw InputError("--data", options.words["data"], "either DATA or --data, not both");
    options.words["data"] = options.arguments.front();
  }
  if (options.words.count("data") == 0 && options.words.count("synthetic") == 0)
    throw InputError("DATA", "", "fashion-mnist, a path, or --synthetic with --n, --d and --delta");
  if (options.words.count("data") != 0)
    for (const char* letter : {"n", "d", "delta"})
      if (const auto it = options.letters.find(letter); it != options.letters.end())
        throw InputError(std::string("--") + letter, it->second,
                         "--synthetic: a data set has its own");
  check_output(options);
  options.arguments = {"separability"};
  Run run = execute(make_plan(options), options);
  keep(run, options);
  if (options.format != "text") {
    emit_run(options, run, false);
  } else {
    const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
    std::string text;
    for (const claim::Record& r : run.document.records)
      text += (text.empty() ? "" : "\n") + describe(r, width);
    emit(options, text);
  }
  rethrow_failure(run);
  if (!run.stopped.empty()) say_line(fmt::format("stopped early ({})", run.stopped));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
