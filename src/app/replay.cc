#include <fmt/core.h>

#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/cli.h"
#include "app/config.h"
#include "app/console.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

using Json = nlohmann::ordered_json;

struct Target {
  std::filesystem::path file;
  std::optional<std::size_t> index;
};

Target parse_target(const std::string& text) {
  const auto hash = text.rfind('#');
  if (hash == std::string::npos || std::filesystem::exists(text)) return {text, std::nullopt};
  std::size_t index = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data() + hash + 1, end, index);
  if (error != std::errc{} || stop != end)
    throw InputError("RECORD", "'" + text + "'", "FILE or FILE#K with K an integer from 0");
  return {text.substr(0, hash), index};
}

std::vector<claim::Record> targets(const std::string& text) {
  const Target target = parse_target(text);
  std::vector<claim::Record> all = report::read_document(target.file).records;
  if (!target.index) return all;
  if (*target.index >= all.size())
    throw InputError(
        "RECORD", "'" + text + "'",
        "K below " + std::to_string(all.size()) + ", the number of records in the file");
  return {all[*target.index]};
}

/// The names of the fields in which two records differ; time, and where a certificate was put,
/// aside.
std::vector<std::string> differences(const claim::Record& before, const claim::Record& after) {
  const Json a = to_json(before), b = to_json(after);
  std::vector<std::string> fields;
  for (const auto& [name, value] : b.items())
    if (name != "wall_s" && name != "certificate" && (!a.contains(name) || a[name] != value))
      fields.push_back(name);
  return fields;
}

/// A training writes a log and a checkpoint. A replay's log goes to a folder that does not outlive
/// it, not over the run's own; nothing goes on from a replay, so it needs no checkpoint.
class ReplayFiles {
 public:
  explicit ReplayFiles(Options& options) {
    if (options.verb != "train") return;
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("proofgauge-replay-{}", static_cast<long>(getpid()));
    options.log = folder_ / "log.csv";
    options.checkpoint = std::filesystem::path();
  }
  ~ReplayFiles() {
    std::error_code ignored;
    if (!folder_.empty()) std::filesystem::remove_all(folder_, ignored);
  }
  ReplayFiles(const ReplayFiles&) = delete;
  ReplayFiles& operator=(const ReplayFiles&) = delete;

 private:
  std::filesystem::path folder_;
};

/// The seconds of --timeout that are left, as the option's text.
class TimeLeft {
 public:
  explicit TimeLeft(const Options& options) : seconds_(timeout_of(options, Defaults())) {}
  [[nodiscard]] double seconds() const {
    return seconds_ - std::chrono::duration<double>(Clock::now() - start_).count();
  }
  [[nodiscard]] std::optional<std::string> option() const {
    if (!std::isfinite(seconds_)) return std::nullopt;
    return fmt::format("{:.6f}", std::max(seconds(), 1e-6));
  }

 private:
  using Clock = std::chrono::steady_clock;
  double seconds_;
  Clock::time_point start_ = Clock::now();
};

/// A record's line with this call's own limits. The line may be a stranger's: what it runs is said
/// before it runs.
Options options_of(const claim::Record& record, const Options& given, const TimeLeft& left) {
  Options again = parse_replay_line(record.replay);
  again.threads = given.threads;
  again.verbosity = given.verbosity;
  if (const auto seconds = left.option()) again.timeout = seconds;
  if (given.memory) again.memory = given.memory;
  if (given.verbosity >= 0)
    say("replaying:\n" + report::wrap_command(report::one_line(record.replay), 2, 80));
  return again;
}

Run run_again(const Options& options) {
  if (options.verb == "train") {
    ranks::Single alone;
    return run_training(options, alone);
  }
  if (options.verb == "falsify") return run_falsification(options);
  return execute(make_plan(options), options);
}

using Json = nlohmann::ordered_json;

/// A record beside its replay: the fields that differ, none where it was reproduced.
Json comparison(const claim::Record& before, const claim::Record& after) {
  Json fields = Json::array();
  for (const std::string& f : differences(before, after))
    fields.push_back({{"field", f}, {"was", to_json(before)[f]}, {"is", to_json(after)[f]}});
  return {{"claim", after.claim},
          {"verdict", to_string(after.verdict.status())},
          {"reproduced", fields.empty()},
          {"differences", fields}};
}

/// Bytes of a data set's name that are no UTF-8 do not end the run.
std::string written(const Json& value, int indent) {
  return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

std::string shortened(const Json& value) { return written(value, -1).substr(0, 200); }

std::string text_of(const Json& all) {
  std::string text;
  for (const Json& c : all) {
    text +=
        fmt::format("{}: {}, {}\n", c["claim"].get<std::string>(), c["verdict"].get<std::string>(),
                    c["reproduced"] ? "reproduced in every field" : "NOT reproduced");
    for (const Json& d : c["differences"])
      text += fmt::format("  {}: was {}, is {}\n", d["field"].get<std::string>(),
                          shortened(d["was"]), shortened(d["is"]));
  }
  return text;
}

claim::Record replayed(const claim::Record& before, Options again) {
  const ReplayFiles files(again);
  const Run run = run_again(again);
  rethrow_failure(run);
  if (run.interrupted) throw LimitError("interrupted");
  if (!run.stopped.empty()) throw LimitError(run.stopped);
  if (run.document.records.size() != 1)
    throw InputError("replay", "'" + before.replay.substr(0, 60) + "'",
                     "a line that makes exactly one record");
  return run.document.records.front();
}

}  // namespace

int verb_replay(const Options& options) {
  if (options.arguments.size() != 1)
    throw InputError("RECORD", std::to_string(options.arguments.size()) + " arguments",
                     "one: FILE or FILE#K");
  Json all = Json::array();
  std::string stopped;
  bool good = true;
  const TimeLeft left(options);
  for (const claim::Record& before : targets(options.arguments.front())) {
    try {
      if (left.seconds() <= 0) throw LimitError("time limit reached");
      const claim::Record after = replayed(before, options_of(before, options, left));
      all.push_back(comparison(before, after));
      good = good && all.back()["reproduced"] && after.verdict.status() != claim::Status::refuted;
    } catch (const LimitError& e) {
      stopped = e.what();
      break;
    }
  }
  emit(options, options.format == "json" ? written(all, 2) + "\n" : text_of(all));
  if (!stopped.empty())
    throw LimitError("replay stopped after " + std::to_string(all.size()) + " records: " + stopped);
  return good ? exit_ok : exit_refuted;
}

}  // namespace proofgauge::app
