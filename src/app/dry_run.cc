#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/environment.h"
#include "app/memory_limit.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"

namespace proofgauge::app {
namespace {

struct Row {
  std::string claim;
  std::size_t cells = 0;
  unsigned tests = 0;
  double seconds = 0, bytes = 0;  ///< of all cells; of the largest
};

std::vector<Row> rows_of(const Plan& plan, int threads) {
  std::vector<Row> rows;
  for (const claim::Job& job : plan.jobs) {
    const std::string claim = job.info->id + (job.twin.empty() ? "" : "!" + job.twin);
    auto row =
        std::find_if(rows.begin(), rows.end(), [&](const Row& r) { return r.claim == claim; });
    if (row == rows.end()) row = rows.insert(rows.end(), Row{claim, 0, 0, 0, 0});
    ++row->cells;
    row->tests += job.tests;
    row->seconds += job.cost;
    row->bytes = std::max(row->bytes, job.peak(threads));
  }
  return rows;
}

std::string duration(double s) {
  if (s < 1) return "< 1 s";
  if (s < 120) return fmt::format("{:.0f} s", s);
  return s < 7200 ? fmt::format("{:.0f} min", s / 60) : fmt::format("{:.1f} h", s / 3600);
}

std::string memory(double bytes) { return bytes < 256e6 ? "small" : memory_text(bytes); }

}  // namespace

int show_plan(const Options& options, const Plan& plan) {
  const std::vector<Row> rows =
      rows_of(plan, options.threads > 0 ? options.threads : default_threads());
  Row all{"all", 0, 0, 0, 0};
  nlohmann::ordered_json list = nlohmann::ordered_json::array();
  std::string text = fmt::format("{:<40}{:>8}{:>8}{:>12}{:>10}\n", "claim", "cells", "tests",
                                 "one core", "memory");
  const auto line = [](const Row& r) {
    return fmt::format("{:<40}{:>8}{:>8}{:>12}{:>10}\n", r.claim, r.cells, r.tests,
                       duration(r.seconds), memory(r.bytes));
  };
  for (const Row& r : rows) {
    text += line(r);
    list.push_back({{"claim", r.claim},
                    {"cells", r.cells},
                    {"tests", r.tests},
                    {"seconds", r.seconds},
                    {"bytes", r.bytes}});
    all.cells += r.cells;
    all.tests += r.tests;
    all.seconds += r.seconds;
    all.bytes = std::max(all.bytes, r.bytes);
  }
  text += line(all) + "Rough figures; nothing was run.\n";
  if (options.format != "text" && options.format != "json")
    throw InputError("--format", options.format, "text or json with --dry-run");
  emit(options, options.format == "json" ? list.dump(2) + "\n" : text);
  return exit_ok;
}

}  // namespace proofgauge::app
