// train: the paper's algorithm on one data set, and the convergence claim's record of it.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <limits>

#include "app/app.h"
#include "app/config.h"
#include "app/environment.h"
#include "app/interrupt.h"
#include "app/memory_limit.h"
#include "app/next.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/run.h"
#include "claim/error.h"
#include "claim/failure.h"
#include "numeric/agreement.h"
#include "numeric/letters.h"
#include "online/convergence.h"
#include "report/summary.h"

namespace proofgauge::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr const char* kClaim = "adversarial_training/convergence";
constexpr double kShowSeconds = 0.1;

/// What was typed, as a request; nothing comes from a profile. An option that training does not
/// read is an InputError.
claim::Request request_of(const Options& options, unsigned long long seed) {
  claim::Request request;
  request.seed = seed;
  request.profile = options.profile;
  const std::vector<std::string> accepted = online::training_accepts();
  const auto check = [&](const std::string& name, const std::string& text) {
    if (std::find(accepted.begin(), accepted.end(), name) == accepted.end())
      throw InputError("--" + name, "'" + text + "'", "no such option of train");
  };
  const bool from_file = options.words.count("data") != 0;
  for (const auto& [name, text] : options.letters) {
    check(name, text);
    if (from_file && (name == "n" || name == "d" || name == "delta"))
      throw InputError("--" + name, text, "--synthetic: a data set has its own");
    auto values = numeric::parse_letter(name, text);
    if (values.size() != 1)
      throw InputError("--" + name, "'" + text + "'", "one value: train makes one run");
    request.grid.emplace_back(name, std::move(values));
  }
  for (const auto& [name, text] : options.words) {
    check(name, text);
    request.words.emplace_back(name, text);
  }
  return request;
}

/// Where the files of a run go, but for their extension: the same whenever the same run is asked
/// for.
std::string run_base(const claim::Parameters& cell, unsigned long long seed) {
  return "reports/training/train-" + file_key(cell.key() + "#" + std::to_string(seed));
}

std::string line_of(const online::RoundView& v, std::uint64_t rounds, double per_second) {
  std::string text = fmt::format("t {}/{}  loss {:.4g}  best {:.4g}  radius {:.4g}/{:.4g}", v.t,
                                 rounds, v.robust_loss, v.best, v.radius_used, v.net.radius());
  if (v.net.kind() == online::NetKind::real) text += fmt::format("  flips {:.0f}", v.flips);
  return text + fmt::format("  {:.0f} rounds/s", per_second);
}

/// Shows rounds on stderr, at most ten times a second.
class Live {
 public:
  Live(std::uint64_t rounds, bool quiet)
      : rounds_(rounds), progress_(static_cast<double>(rounds), quiet) {}
  void show(const online::RoundView& v) {
    const auto now = Clock::now();
    if (first_ == 0) first_ = v.t;
    const double since = std::chrono::duration<double>(now - shown_).count();
    if (since < kShowSeconds && v.t != rounds_) return;
    const double spent = std::chrono::duration<double>(now - begin_).count();
    const double rate = spent > 0 ? static_cast<double>(v.t - first_) / spent : 0;
    shown_ = now;
    progress_.start(line_of(v, rounds_, rate), static_cast<double>(rounds_));
    progress_.fraction(static_cast<double>(v.t) / static_cast<double>(rounds_));
  }

 private:
  std::uint64_t rounds_, first_ = 0;
  Progress progress_;
  Clock::time_point begin_ = Clock::now(), shown_{};
};

/// When a file was last written, if it is there.
std::optional<std::filesystem::file_time_type> time_of(const std::filesystem::path& path) {
  std::error_code missing;
  const auto time = std::filesystem::last_write_time(path, missing);
  return missing ? std::nullopt : std::optional(time);
}

/// The training; one that dies of want of memory says what it left behind.
claim::Measurement measured(const online::TrainingCell& cell, const claim::RunContext& context,
                            const online::TrainHooks& hooks) {
  const std::filesystem::path checkpoint = cell.options.checkpoint.value_or("");
  const auto before = time_of(checkpoint);
  try {
    return online::measure_convergence(cell, false, context, hooks);
  } catch (const std::exception&) {
    if (failure_of(std::current_exception()).kind != Failure::Kind::memory) throw;
    const auto after = time_of(checkpoint);
    const bool kept = after && (after != before || cell.options.resume);
    throw LimitError("out of memory; " + (kept ? "--resume goes on from " + checkpoint.string()
                                               : "no checkpoint was written"));
  }
}

online::TrainingCell cell_of(const Options& options, unsigned long long seed) {
  std::vector<online::TrainingCell> cells = online::training_cells(request_of(options, seed));
  online::TrainingCell cell = std::move(cells.front());
  const std::string base = run_base(cell.parameters, seed);
  // An empty path, which nobody can type: none.
  cell.options.checkpoint = options.checkpoint.value_or(base + ".json");
  if (cell.options.checkpoint->empty()) cell.options.checkpoint.reset();
  cell.options.log = options.log.value_or(base + ".csv");
  cell.options.checkpoint_seconds = options.checkpoint_seconds;
  cell.options.resume = options.resume;
  return cell;
}

}  // namespace

Run run_training(const Options& options, ranks::Team& team) {
  const claim::Selection selection = claim::Registry::global().select(kClaim).front();
  Run run;
  run.planned = {{kClaim, 1}};
  const auto start = Clock::now();
  const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - start).count(); };
  online::TrainingCell cell;
  double timeout = 0;
  numeric::agree(team, [&] {  // each rank reads the data itself
    if (!options.arguments.empty())
      throw InputError("train", "'" + options.arguments.front() + "'", "no argument: --data DATA");
    const Defaults defaults = Defaults::load(options);
    run.document = new_document(options, seed_of(options, defaults), alpha_of(options, defaults));
    timeout = timeout_of(options, defaults);
    cell = cell_of(options, run.document.seed);
    require_memory(cell.parameters.key(), online::bytes_of(cell) / team.count(),
                   memory_of(options, defaults));
  });
  const report::Tool tool = run.document.tool;
  numeric::require_same_on_all(team, "build", tool.version + " " + tool.commit + " " + tool.flags);
  // A rank that sees other points could leave before the others begin.
  numeric::require_same_on_all(
      team, "data", cell.parameters.key() + (cell.separated() ? "" : ", rho >= delta/2"));
  cell.options.ranks = {std::shared_ptr<numeric::Ranks>(), &team};  // not owned

  claim::RunContext context;
  context.threads = options.threads > 0 ? options.threads : shared_threads(team.on_this_machine());
  context.alpha = run.document.alpha;
  Live live(cell.options.rounds, options.verbosity < 0 || team.index() > 0);
  const InterruptGuard guard;
  online::TrainHooks hooks;
  hooks.round = [&](const online::RoundView& view) { live.show(view); };
  hooks.stop = [&] { return InterruptGuard::interrupted() || seconds() > timeout; };
  claim::Record record = claim::make_record(*selection.info, "", cell.parameters, run.document.seed,
                                            context.alpha, measured(cell, context, hooks));
  record.replay = "proofgauge train" + cell.parameters.command_line() + " --seed " +
                  std::to_string(run.document.seed);
  record.wall_s = seconds();
  run.document.records.push_back(std::move(record));
  run.document.wall_s = seconds();
  return run;
}

/// --dry-run: the run as a plan of one job, and what it would take.
int show_training(const Options& options) {
  const unsigned long long seed = seed_of(options, Defaults::load(options));
  const claim::Selection selection = claim::Registry::global().select(kClaim).front();
  Plan plan;
  plan.jobs = online::convergence_jobs(selection, request_of(options, seed));
  plan.cells[kClaim] = plan.jobs.size();
  return show_plan(options, plan);
}

void check_training_files(const Options& options) {
  check_output(options);
  std::vector<std::pair<std::string, std::filesystem::path>> files;
  if (options.output) files.emplace_back("-o", *options.output);
  if (options.log) files.emplace_back("--log", *options.log);
  if (options.checkpoint) files.emplace_back("--checkpoint", *options.checkpoint);
  check_files(files);
}

int verb_train(const Options& options, ranks::Team& team) {
  const bool writes = team.index() == 0;  // all files, and all that is said
  if (options.dry_run) {
    check_output(options);
    return writes ? show_training(options) : exit_ok;
  }
  numeric::agree(team, [&] {
    if (writes) check_training_files(options);
  });
  Run run = run_training(options, team);
  if (!writes) return exit_ok;
  keep(run, options);
  if (options.format == "text") {
    const auto width = static_cast<std::size_t>(std::clamp(terminal_width(STDOUT_FILENO), 40, 100));
    emit(options, describe(run.document.records.front(), width));
  } else {
    emit_run(options, run, false);
  }
  const claim::Record& made = run.document.records.front();
  tell_next(options, next_after_train(run, options.checkpoint.value_or(
                                               run_base(made.parameters, made.seed) + ".json")));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
