// attack: the worst_case claims on one network file, printed as a table of points and attacks.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/app.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/rounding.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

constexpr int kMostDigits = 8, kLeastDigits = 4;
constexpr std::string_view kAttack = "loss_";

using Table = std::vector<std::vector<std::string>>;

/// Rows of cells, each column as wide as its widest cell. Columns that no longer fit go into
/// further blocks below, each behind the first column again.
std::string aligned(const Table& rows, std::size_t width) {
  std::vector<std::size_t> widths(rows.front().size(), 0);
  for (const auto& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k)
      widths[k] = std::max(widths[k], report::width_of(row[k]));
  std::string text;
  for (std::size_t from = 1; from < widths.size();) {
    std::size_t to = from, used = widths[0];
    while (to < widths.size() && (to == from || used + 2 + widths[to] <= width))
      used += 2 + widths[to++];
    if (!text.empty()) text += "\n";
    for (const auto& row : rows) {
      std::string line = report::pad(row[0], widths[0]);
      for (std::size_t k = from; k < to; ++k) line += "  " + report::pad(row[k], widths[k]);
      text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
    }
    from = to;
  }
  return text;
}

bool is_ball(const claim::Record& r) {
  return std::any_of(r.result.begin(), r.result.end(),
                     [](const auto& one) { return one.first == "robust_loss"; });
}

/// One line per data point: the certified interval, then the loss that each attack reached at
/// least.
Table point_table(const std::vector<claim::Record>& records, int digits) {
  Table rows;
  for (const claim::Record& r : records) {
    if (!is_ball(r)) continue;
    std::vector<std::string> head{"point", "certified worst case", "verdict", "clean"};
    std::vector<std::string> row(head.size());
    row[0] = r.parameters.has("point") ? r.parameters.text("point") : "";
    row[2] = to_string(r.verdict.status());
    for (const auto& [symbol, range] : r.result) {
      if (symbol == "robust_loss") row[1] = report::format_range(range, digits);
      if (symbol == "clean") row[3] = report::format_end(range, false, digits);
      if (!symbol.starts_with(kAttack)) continue;
      head.push_back(symbol.substr(kAttack.size()));
      row.push_back(report::format_end(range, false, digits));
    }
    if (rows.empty()) rows.push_back(head);
    row.resize(rows.front().size());  // a record outside its assumptions has no attacks
    rows.push_back(row);
  }
  return rows;
}

/// In one block if fewer digits make it fit, else in full.
std::string point_text(const std::vector<claim::Record>& records, std::size_t width) {
  if (point_table(records, kMostDigits).empty()) return "";
  for (int digits = kMostDigits; digits >= kLeastDigits; --digits) {
    const std::string text = aligned(point_table(records, digits), width);
    if (text.find("\n\n") == std::string::npos) return text;
  }
  return aligned(point_table(records, kMostDigits), width);
}

}  // namespace

int verb_attack(const Options& given) {
  Options options = given;
  if (options.arguments.size() != 1)
    throw InputError("NETWORK", options.arguments.empty() ? "" : options.arguments[1],
                     "the path of one network file");
  if (const auto it = options.words.find("network"); it != options.words.end())
    throw InputError("--network", it->second, "NETWORK alone");
  options.words["network"] = options.arguments.front();
  check_output(options);
  options.arguments = {"worst_case"};
  Run run = execute(make_plan(options), options);
  keep(run, options);
  if (options.format != "text") {
    emit_run(options, run, false);
  } else {
    const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
    std::string text = point_text(run.document.records, width);
    for (const claim::Record& r : run.document.records)
      if (is_ball(r) ? !r.verdict.is_pass()
                     : r.verdict.status() != claim::Status::outside_assumptions)
        text += (text.empty() ? "" : "\n") + describe(r, width);
    emit(options, text);
  }
  rethrow_failure(run);
  if (!run.stopped.empty()) say_line(fmt::format("stopped early ({})", run.stopped));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
