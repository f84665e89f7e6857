#include "app/output.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cstdio>
#include <nlohmann/json.hpp>

#include "app/environment.h"
#include "claim/error.h"
#include "report/document.h"
#include "report/table.h"

namespace proofgauge::app {

void check_output(const Options& options) {
  if (options.output && std::filesystem::is_directory(*options.output))
    throw InputError("-o", options.output->string(), "the path of a file, not of a directory");
}

void emit(const Options& options, std::string_view text) {
  if (options.output) {
    report::write_file(*options.output, text);
    return;
  }
  fmt::print("{}", text);
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0)
    throw MissingError("a working standard output", "the data could not be written; use -o PATH");
}

void emit_run(const Options& options, const Run& run, bool summarised) {
  if (options.format == "json") {
    emit(options, report::to_json(run.document)
                          .dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) +
                      "\n");
    return;
  }
  const report::Format format = report::parse_format(options.format);
  report::TableOptions table;
  table.width = options.output ? 120 : terminal_width(STDOUT_FILENO);
  table.color = !options.output && use_color(options.color, STDOUT_FILENO);
  table.summarised = summarised && format != report::Format::csv;
  table.planned = run.planned;
  std::string text = report::table(run.document.records, format, table);
  if (format == report::Format::text)
    text += "\n" + report::count_line(report::summarise(run.document.records, run.planned)) + "\n";
  emit(options, text);
}

}  // namespace proofgauge::app
