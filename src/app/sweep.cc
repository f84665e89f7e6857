#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>

#include "app/app.h"
#include "app/config.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/next.h"
#include "app/output.h"
#include "app/run.h"
#include "app/shared_run.h"
#include "app/storing.h"
#include "claim/error.h"
#include "numeric/grid_limit.h"
#include "report/summary.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

struct Shard {
  std::size_t index = 1, count = 1;
};

Shard shard_of(const Options& options) {
  if (!options.shard) return {};
  const std::string& text = *options.shard;
  Shard s;
  const char* end = text.data() + text.size();
  const auto [slash, first] = std::from_chars(text.data(), end, s.index);
  const bool split = first == std::errc{} && slash != end && *slash == '/';
  const auto [rest, second] = std::from_chars(split ? slash + 1 : end, end, s.count);
  if (!split || second != std::errc{} || rest != end || s.index < 1 || s.index > s.count ||
      s.count > 1000000)
    throw InputError("--shard", "'" + text + "'", "i/n with 1 <= i <= n, such as 2/8");
  return s;
}

/// Every seed has as many cells as the first.
void check_seeds(const Options& options, std::size_t cells, const Shard& shard) {
  const double all = static_cast<double>(cells) * options.seeds / static_cast<double>(shard.count);
  if (all > static_cast<double>(numeric::kMostCells))
    throw InputError("--seeds", std::to_string(options.seeds),
                     fmt::format("at most {} cells in one run or shard; each seed has {}",
                                 numeric::kMostCells, cells));
}

/// The grid for every seed, then every count-th cell of it from index on. The tests of the whole
/// grid stay counted, so a cell's alpha does not depend on the shard that it is in.
Plan sweep_plan(const Options& options) {
  if (options.arguments.empty())
    throw InputError("sweep", "no claim", "lemma, lemma/claim or lemma/claim!twin, or --merge");
  const Shard shard = shard_of(options);
  const unsigned long long first = seed_of(options, Defaults::load(options));
  Plan plan;
  std::size_t place = 0;
  for (unsigned k = 0; k < options.seeds; ++k) {
    Options one = options;
    one.seed = std::to_string(first + k);
    Plan grid = make_plan(one);
    if (k == 0) check_seeds(options, grid.jobs.size(), shard);
    plan.alpha = grid.alpha;
    plan.timeout = grid.timeout;
    plan.memory = grid.memory;
    plan.seed = first;
    for (claim::Job& job : grid.jobs) {
      plan.tests += job.tests;
      if (place++ % shard.count != shard.index - 1) continue;
      ++plan.cells[job.info->id + (job.twin.empty() ? "" : "!" + job.twin)];
      plan.seeds.push_back(first + k);
      plan.jobs.push_back(std::move(job));
    }
  }
  return plan;
}

/// Merging runs nothing: what only a run reads is refused.
void check_merge(const Options& options) {
  const auto refuse = [](const std::string& name, const std::string& value) {
    throw InputError(name, value, "nothing beside --merge but --store");
  };
  if (!options.arguments.empty()) refuse("CLAIM", options.arguments.front());
  for (const auto& [name, text] : options.letters) refuse("--" + name, text);
  if (options.shard) refuse("--shard", *options.shard);
  if (options.dry_run) refuse("--dry-run", "it");
  if (options.resume) refuse("--resume", "it");
  if (options.format != "text") refuse("--format", options.format);
  for (const std::string& file : options.merge) {
    std::error_code unknown;
    if (std::filesystem::equivalent(file, store_path(options), unknown))
      throw InputError("--merge", file, "another file than --store");
  }
}

int merge_stores(const Options& options) {
  check_merge(options);
  std::vector<sweep::Store> others;
  for (const std::string& file : options.merge)
    others.emplace_back(file, sweep::Store::Mode::read, "--merge");
  sweep::Store into(store_path(options), sweep::Store::Mode::write);
  int code = exit_ok;
  std::string text;
  for (std::size_t i = 0; i < others.size(); ++i) {
    const std::string& file = options.merge[i];
    const sweep::Store& other = others[i];
    const sweep::Store::Merge found = into.merge(other);
    text += fmt::format("{}: {} records added, {} were there\n", file, found.added, found.equal);
    for (const std::string& line : found.conflicts) {
      text += fmt::format("  differs, kept as it was: {}\n", line);
      code = exit_refuted;
    }
  }
  emit(options, text);
  return code;
}

}  // namespace

int verb_sweep(const Options& options, ranks::Team& team) {
  const bool runs = options.merge.empty() && !options.dry_run;
  if (team.index() > 0) {  // it shows and writes nothing
    if (runs) take_part([&] { return sweep_plan(options); }, options, team);
    return exit_ok;
  }
  std::optional<sweep::Foreman> foreman;  // first of all: whatever happens, the others are told
  if (runs && team.count() > 1) foreman.emplace(team);
  check_output(options);
  if (!options.merge.empty()) return merge_stores(options);
  const Plan plan = sweep_plan(options);
  if (options.dry_run) return show_plan(options, plan);
  Options named = options;  // a sweep without its store would be a verify
  named.store = store_path(options);
  Storing storing(named);
  std::size_t taken = 0;
  Hooks hooks;
  hooks.finished = [&](const claim::Record& r) { storing.put(r); };
  hooks.storing = &storing;
  hooks.keep = false;
  if (options.resume)
    hooks.earlier = [&](const claim::Record& key) {
      auto found = storing.find(key);
      taken += found ? 1 : 0;
      return found;
    };
  const Run run = foreman ? execute_shared(plan, options, hooks, team, *foreman)
                          : execute(plan, options, hooks);
  foreman.reset();
  emit_run(options, run, true);
  if (options.verbosity >= 0) {
    const double whole = std::max({run.document.wall_s, storing.waited(), 1e-9});
    const std::string line = fmt::format(
        "{}: {} records stored, {} were there; {:.1f} % of {:.2f} s waiting for the store, {:.2f} "
        "s "
        "of writing beside it",
        named.store->string(), storing.stored(), taken, 100 * storing.waited() / whole, whole,
        storing.wrote());
    say(report::wrap(line, 0, static_cast<std::size_t>(terminal_width(STDERR_FILENO))));
  }
  rethrow_failure(run);
  if (!run.stopped.empty())
    say_line(fmt::format("stopped early ({}); --resume goes on from there", run.stopped));
  tell_next(named, next_after_run(named, run));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
