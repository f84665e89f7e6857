#include "app/output.h"

#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "app/console.h"
#include "app/environment.h"
#include "claim/error.h"
#include "claim/output_file.h"
#include "report/document.h"
#include "report/rounding.h"
#include "report/table.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

constexpr int kDigits = 10;

/// One name for each place, also where links lead to files that are not there yet.
std::filesystem::path whole(const std::filesystem::path& path) {
  std::error_code failed;
  const std::filesystem::path found = std::filesystem::weakly_canonical(
      claim::without_links(std::filesystem::absolute(path, failed)), failed);
  return failed ? path : found;
}

}  // namespace

void check_folder_of(const std::string& option, const std::filesystem::path& path) {
  std::filesystem::path folder = whole(path).parent_path();
  std::error_code failed;
  while (!std::filesystem::exists(folder, failed) && folder.has_relative_path())
    folder = folder.parent_path();
  if (!std::filesystem::is_directory(folder, failed))
    throw InputError(option, path.string(),
                     "a path whose folders are folders: " + folder.string() + " is none");
  // Only writing tells: permissions do not bind every user, and some file systems take no files.
  std::string probe = (folder / ".proofgauge.XXXXXX").string();
  const int file = ::mkstemp(probe.data());
  if (file < 0)
    throw InputError(option, path.string(),
                     std::string("a place that can be written: ") + std::strerror(errno));
  ::close(file);
  ::unlink(probe.c_str());
}

void check_place(const std::string& option, const std::filesystem::path& path) {
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed))
    throw InputError(option, path.string(), "the path of a file, not of a directory");
  if (std::filesystem::is_block_file(path, failed) || std::filesystem::is_socket(path, failed))
    throw InputError(option, path.string(), "a file, a FIFO or a character device");
  if (!claim::takes_data(path)) return check_folder_of(option, path);
  if (::access(path.c_str(), W_OK) != 0)  // written straight into: its folder does not matter
    throw InputError(option, path.string(),
                     std::string("a place that can be written: ") + std::strerror(errno));
}

void write_named(const std::string& option, const std::filesystem::path& path,
                 std::string_view text) {
  std::error_code failed;
  const std::filesystem::path folder = claim::without_links(path).parent_path();
  if (!folder.empty()) std::filesystem::create_directories(folder, failed);
  if (failed)
    throw InputError(option, path.string(), "a folder that can be made: " + failed.message());
  report::write_file(path, text, option);
}

void check_output(const Options& options) {
  if (options.output) check_files({{"-o", *options.output}});
}

void check_files(const std::vector<std::pair<std::string, std::filesystem::path>>& files) {
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& [option, path] = files[i];
    check_place(option, path);
    for (std::size_t k = 0; k < i; ++k)
      if (!claim::takes_data(path) && whole(path) == whole(files[k].second))
        throw InputError(option, path.string(), "another file than that of " + files[k].first);
  }
}

void emit(const Options& options, std::string_view text) {
  if (options.output)
    write_named("-o", *options.output, text);
  else
    write_data(text);
}

std::string describe(const claim::Record& r, std::size_t width) {
  constexpr std::size_t kValue = 21;  // where values begin
  const auto line = [width](const std::string& name, const std::string& value) {
    return report::hang("  " + name + " ", value, kValue, width);
  };
  std::string text = r.claim + "\n" + report::wrap(report::one_line(r.statement), 2, width);
  for (const auto& [symbol, range] : r.result)
    text += line(symbol, report::format_range(range, kDigits));
  if (r.worst && !r.worst->index.empty())
    text += line("attained at", report::one_line(r.worst->index));
  for (const std::string& note : r.notes) text += report::wrap(report::one_line(note), 2, width);
  text +=
      line("verdict", fmt::format("{} ({}, scope {})", to_string(r.verdict.status()),
                                  to_string(r.verdict.evidence()), to_string(r.verdict.scope())));
  if (!r.verdict.reason().empty()) text += line("because", report::one_line(r.verdict.reason()));
  if (r.certificate) text += line("certificate", report::one_line(*r.certificate));
  return text;
}

void emit_run(const Options& options, const Run& run, bool summarised) {
  if (options.format == "json") {
    emit(options, report::text_of(run.document));
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
    text += "\n" +
            report::wrap(report::count_line(report::summarise(run.document.records, run.planned)),
                         0, static_cast<std::size_t>(table.width));
  emit(options, text);
}

}  // namespace proofgauge::app
