// From selected claims to records: planning, sharing out alpha, running, stopping in good order.
#pragma once

#include <exception>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "claim/registry.h"
#include "ranks/team.h"
#include "report/document.h"

namespace proofgauge::app {

struct Plan {
  std::vector<claim::Job> jobs;
  std::vector<unsigned long long> seeds;  ///< of each job; empty: `seed` for all
  /// Statistical tests of the whole grid, where this plan is a part of it; 0: those of its jobs. A
  /// job's share of alpha is the same in every shard and after every resumption.
  unsigned tests = 0;
  std::map<std::string, std::size_t> cells;  ///< per claim (with !twin): how many were planned
  double alpha = 0.01;
  unsigned long long seed = 1;
  double timeout = 0;
  double memory = std::numeric_limits<double>::infinity();  ///< bytes that a job may take
};

/// The claims that `arguments` and --filter choose (all, if no argument), with every cell. Nothing
/// has run yet.
[[nodiscard]] Plan make_plan(const Options&);

struct Run {
  report::Document document;
  std::map<std::string, std::size_t> planned;
  std::string stopped;  ///< why it ended early: empty if it did not
  bool interrupted = false;
  bool kept = false;           ///< its records are in last_run_path()
  std::exception_ptr failure;  ///< bad input that only showed while running; rethrown once what was
                               ///< finished is kept
};

/// Where certificates go, and how records name them: `shown` in front of the file's name.
struct Certificates {
  std::filesystem::path directory = "reports/certificates";
  std::string shown = "reports/certificates/";
  std::optional<std::filesystem::path> file;  ///< one path instead, for a run of one job
  std::set<std::string> exports;              ///< asked of every job (RunContext::exports)
  bool later = false;                         ///< only name them: the caller writes them
};

/// 16 hexadecimal digits (FNV-1a) that stand for `text` in a file name: short enough for a table.
[[nodiscard]] std::string file_key(std::string_view text);
/// The file name of a record's certificate: from the claim and its cell alone.
[[nodiscard]] std::string certificate_name(const claim::Record&);

/// Writes the record's certificate, if it has one, and names it in the record.
void write_certificate(claim::Record&, const Certificates&);

class Storing;  // storing.h

/// What a caller does with records as they come.
struct Hooks {
  /// A record to take over instead of running the job again; `key` has its claim, cell, seed,
  /// constants and replay line. A changed data file under the same name is not noticed.
  std::function<std::optional<claim::Record>(const claim::Record& key)> earlier;
  std::function<void(const claim::Record&)> finished;  ///< every record that was made, at once
  Storing* storing = nullptr;  ///< where leaves come from (leaf.h); none: they are computed
  bool keep = true;            ///< write what is finished to last_run_path() every few seconds
};

/// Takes over records of an earlier document of this very program: same replay line and constants.
[[nodiscard]] Hooks taking_over(std::vector<claim::Record> earlier);

/// Runs the jobs in order. Ctrl-C finishes the record in hand; --timeout asks it to stop, and it
/// stops before a job that needs more than --memory. What is finished is kept every few seconds.
[[nodiscard]] Run execute(const Plan&, const Options&, const Hooks& hooks = {},
                          const Certificates& certificates = {});

/// Why a run ended early (Run::stopped).
inline constexpr const char* kInterrupted = "interrupted";
inline constexpr const char* kTimeLimit = "time limit reached";
/// What ends a run that a job threw out of: a limit stops it, anything else is its failure.
void end_by(Run&, const std::exception_ptr&, bool timed_out);
/// Of all jobs, for progress.
[[nodiscard]] double total_cost(const Plan&);

/// train: one run of the paper's algorithm and its record, with log and checkpoint (train.cc).
/// Collective: every rank gets the record.
[[nodiscard]] Run run_training(const Options&, ranks::Team&);

/// --dry-run: per claim its cells, statistical tests, expected time and memory.
[[nodiscard]] int show_plan(const Options&, const Plan&);
/// falsify: the record of the search, and a few lines about it for a reader (falsify.cc).
[[nodiscard]] Run run_falsification(const Options&, std::string* summary = nullptr);

/// After its records were kept and shown: throws what ended the run, if anything did.
void rethrow_failure(const Run&);

/// 4 if it stopped early, 1 if anything is refuted, 5 under --strict if anything is inconclusive,
/// else 0.
[[nodiscard]] int exit_code(const Run&, bool strict);

/// Where the last run's records are kept, so that every verdict can be replayed:
/// reports/records/last.json.
[[nodiscard]] const std::filesystem::path& last_run_path();
/// Sets Run::kept; what goes wrong is a note.
void keep(Run&, const Options&);

}  // namespace proofgauge::app
