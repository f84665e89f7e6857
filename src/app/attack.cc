// attack: the worst_case claims on one network file, printed as a table of points and attacks.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/app.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/rounding.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

constexpr int kDigits = 8;
constexpr std::string_view kAttack = "loss_";

/// Rows of cells, each column as wide as its widest cell.
std::string aligned(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::size_t> widths;
  for (const auto& row : rows)
    for (std::size_t k = 0; k < row.size(); ++k) {
      if (k == widths.size()) widths.push_back(0);
      widths[k] = std::max(widths[k], report::width_of(row[k]));
    }
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t k = 0; k < row.size(); ++k)
      line += (k == 0 ? "" : "  ") + report::pad(row[k], widths[k]);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + "\n";
  }
  return text;
}

bool is_ball(const claim::Record& r) {
  return std::any_of(r.result.begin(), r.result.end(),
                     [](const auto& one) { return one.first == "robust_loss"; });
}

/// One line per data point: the certified interval, then the loss that each attack reached at
/// least.
std::string point_table(const std::vector<claim::Record>& records) {
  std::vector<std::vector<std::string>> rows;
  for (const claim::Record& r : records) {
    if (!is_ball(r)) continue;
    std::vector<std::string> head{"point", "certified worst case", "clean"}, row{"", "", ""};
    row[0] = r.parameters.has("point") ? r.parameters.text("point") : "";
    for (const auto& [symbol, range] : r.result) {
      if (symbol == "robust_loss") row[1] = report::format_range(range, kDigits);
      if (symbol == "clean") row[2] = report::format_end(range, false, kDigits);
      if (!symbol.starts_with(kAttack)) continue;
      head.push_back(symbol.substr(kAttack.size()));
      row.push_back(report::format_end(range, false, kDigits));
    }
    head.emplace_back("verdict");
    row.emplace_back(to_string(r.verdict.status()));
    if (rows.empty()) rows.push_back(head);
    rows.push_back(row);
  }
  return rows.empty() ? "" : aligned(rows);
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
  const Run run = execute(make_plan(options), options);
  keep(run, options);
  if (options.format != "text") {
    emit_run(options, run, false);
  } else {
    const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
    std::string text = point_table(run.document.records);
    for (const claim::Record& r : run.document.records)
      if (is_ball(r) ? !r.verdict.is_pass()
                     : r.verdict.status() != claim::Status::outside_assumptions)
        text += (text.empty() ? "" : "\n") + describe(r, width);
    emit(options, text);
  }
  rethrow_failure(run);
  if (!run.stopped.empty()) fmt::print(stderr, "stopped early ({})\n", run.stopped);
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
