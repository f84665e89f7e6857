// falsify: a search over a box of parameters and seeds for the cell where a claim is nearest to
// failing, and a witness that is as simple as it can be made.
#include <fmt/core.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "app/app.h"
#include "app/config.h"
#include "app/console.h"
#include "app/deadline.h"
#include "app/environment.h"
#include "app/falsify_box.h"
#include "app/interrupt.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/rounding.h"
#include "report/text.h"
#include "stats/stream.h"
#include "sweep/search.h"
#include "sweep/search_margin.h"

namespace proofgauge::app {
namespace {

using claim::Record;
using Clock = std::chrono::steady_clock;

constexpr unsigned kBudget = 200, kRestarts = 4;
/// A cell that a lemma expects to take longer, or more memory, has no value here: one of them would
/// cost more than the rest of the search.
constexpr double kMostSeconds = 20, kMostBytes = 0x1p32;

constexpr int kDigits = 6;

/// The claim, the box and how a cell of it is judged.
class Falsifier {
 public:
  explicit Falsifier(const Options& options)
      : options_(options),
        defaults_(Defaults::load(options)),
        box_(options, defaults_),
        alpha_(alpha_of(options, defaults_)),
        seed_(seed_of(options, defaults_)),
        deadline_(timeout_of(options, defaults_)),
        budget_(options.budget > 0 ? options.budget : kBudget),
        progress_(budget_, options.verbosity < 0),
        fresh_(seed_, box_.name(), "falsify", stats::Purpose::test) {}

  Run run() {
    const auto start = Clock::now();
    Run run;
    describe_run(run);
    sweep::SearchOptions search;
    search.budget = budget_;
    search.restarts = options_.restarts > 0 ? options_.restarts : kRestarts;
    search.stop = [&] { return stopping(); };
    search.accept = [&](const sweep::Trial& t) { return accept(t); };
    const stats::Stream seeds(seed_, box_.name(), "falsify", stats::Purpose::search);
    const sweep::Evaluate evaluate = [&](const sweep::Cell& cell, std::uint64_t seed) {
      return judge(cell, seed);
    };
    found_ = sweep::search_box(box_.axes(), search, seeds, evaluate);
    if (auto record = found_.refuted ? simplest(evaluate) : nearest())
      run.document.records.push_back(std::move(*record));
    else if (!stopping())
      throw InputError("box", box_.text(),
                       "a cell where the claim has a value: " + first_obstacle_);
    if (stopping()) run.stopped = deadline_.passed() ? "time limit reached" : "interrupted";
    run.interrupted = InterruptGuard::interrupted();
    run.document.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
    return run;
  }

  /// What a reader at a terminal wants to know beside the record.
  [[nodiscard]] std::string summary() const {
    return fmt::format(
        "  {:<18} {}\n  {:<18} {} evaluations, {} without a value{}\n", "box", box_.text(),
        "search", found_.evaluations, found_.without_value,
        found_.best ? fmt::format(", nearest at evaluation {}", found_.until_best) : std::string());
  }

 private:
  [[nodiscard]] bool stopping() const {
    return deadline_.passed() || InterruptGuard::interrupted();
  }

  void obstacle(const std::string& why) {
    if (first_obstacle_.empty()) first_obstacle_ = why;
  }

  /// The record of a cell that is nearest to failing (a word can stand for several cells); empty
  /// with an obstacle noted.
  std::optional<Record> record_of(const sweep::Cell& cell, std::uint64_t seed, double alpha) {
    std::optional<Record> nearest;
    try {
      for (const claim::Job& job : box_.jobs(cell, seed)) {
        if (job.cost > kMostSeconds || job.peak(1) > kMostBytes) {
          obstacle(fmt::format("{} would take about {:.0f} s", job.cell.key(), job.cost));
          continue;
        }
        claim::RunContext context;
        context.threads = options_.threads > 0 ? options_.threads : default_threads();
        context.stop = deadline_.token();
        context.alpha = alpha;
        Record r = job.run(context);
        if (!nearest || nearer(r, *nearest)) nearest = std::move(r);
      }
    } catch (const InputError& e) {
      obstacle(e.what());
    } catch (const LimitError& e) {
      obstacle(e.what());
      cut(nearest);
    } catch (const std::bad_alloc&) {
      obstacle("out of memory");
      cut(nearest);
    }
    return nearest;
  }

  /// What is left of a cell that was not finished: some of it may be refuted, none of it passed.
  static void cut(std::optional<Record>& nearest) {
    if (nearest && !refuted(*nearest)) nearest.reset();
  }

  static bool refuted(const Record& r) { return r.verdict.status() == claim::Status::refuted; }

  static bool nearer(const Record& a, const Record& b) {
    if (refuted(a) != refuted(b)) return refuted(a);
    const auto x = sweep::margin(a), y = sweep::margin(b);
    return x && (!y || *x > *y);
  }

  sweep::Outcome judge(const sweep::Cell& cell, std::uint64_t seed) {
    progress_.start(box_.name() + "  " + fmt::format("{}", fmt::join(cell, " ")), 1);
    std::optional<Record> r = record_of(cell, seed, alpha_);
    progress_.finish();
    if (!r) return {};
    sweep::Outcome outcome{sweep::margin(*r), refuted(*r)};
    if (!outcome.margin && !outcome.refuted && !r->verdict.reason().empty())
      obstacle(r->verdict.reason());
    if (r->verdict.is_pass() && (!best_pass_ || nearer(*r, best_pass_->record)))
      best_pass_ = {cell, *r};
    last_ = {cell, *r};
    if (outcome.refuted) refuted_at_[{cell, seed}] = std::move(*r);
    return outcome;
  }

  /// Evidence with a confidence was selected by the search: only new data can say whether it holds.
  static bool sampled(const Record& r) { return r.verdict.confidence().has_value(); }

  /// The k-th confirmation spends alpha/2^k: all of them together at most alpha.
  std::optional<Record> confirm(const sweep::Cell& cell) {
    ++confirmations_;
    return record_of(cell, sweep::seed_from(fresh_, confirmations_),
                     alpha_ * std::exp2(-static_cast<double>(confirmations_)));
  }

  bool accept(const sweep::Trial& t) {
    const Record& r = refuted_at_.at({t.cell, t.seed});
    if (!sampled(r)) return true;
    confirmed_ = confirm(t.cell);
    if (confirmed_ && refuted(*confirmed_)) return true;
    if (confirmed_)
      ++unconfirmed_;
    else
      obstacle("a confirmation on new data was not finished");
    return false;
  }

  std::optional<Record> simplest(const sweep::Evaluate& evaluate) {
    const std::vector<std::uint64_t> seeds{seed_};
    const sweep::Trial t = sweep::shrink(
        box_.axes(), *found_.best, seeds, std::max(10U, budget_ / 2), [&] { return stopping(); },
        evaluate);
    const Record& r = refuted_at_.at({t.cell, t.seed});
    if (!sampled(r)) return r;
    if (t.cell == found_.best->cell) return confirmed_;
    std::optional<Record> again = confirm(t.cell);
    return again && refuted(*again) ? again : confirmed_;
  }

  /// Nothing was refuted: the passing cell nearest to failing, with new data where it was sampled.
  std::optional<Record> nearest() {
    if (!best_pass_) return without_a_pass();
    Record r = best_pass_->record;
    if (r.verdict.evidence() == claim::Evidence::statistical)
      if (std::optional<Record> again = confirm(best_pass_->cell)) {
        if (refuted(*again)) return again;
        if (again->verdict.is_pass()) r = std::move(*again);
      }
    r.verdict = claim::Verdict::not_refuted(claim::Evidence::search, claim::Scope::finite_set);
    r.notes.push_back("search over " + box_.text() + ": " + counts() +
                      "; this cell is the nearest to failing among those that pass");
    r.replay = options_.command;
    return r;
  }

  std::optional<Record> without_a_pass() {
    if (!last_) return std::nullopt;
    Record r = last_->record;
    if (r.verdict.status() != claim::Status::outside_assumptions) {
      const std::string why = refuted(r) ? std::string() : ": " + r.verdict.reason();
      r.verdict = claim::Verdict::inconclusive(
          claim::Evidence::search, claim::Scope::finite_set,
          "no cell decided over " + box_.text() + " (" + counts() + ")" + why);
    }
    r.replay = options_.command;
    return r;
  }

  [[nodiscard]] std::string counts() const {
    return fmt::format(
        "{} evaluations, {} without a value{}", found_.evaluations, found_.without_value,
        unconfirmed_ == 0 ? std::string()
                          : fmt::format(", {} refuted by the sample that chose them and not by "
                                        "new data",
                                        unconfirmed_));
  }

  void describe_run(Run& run) const {
    run.planned[box_.name()] = 1;
    run.document = new_document(options_, seed_, alpha_);
  }

  struct Judged {
    sweep::Cell cell;
    Record record;
  };

  const Options& options_;
  Defaults defaults_;
  FalsifyBox box_;
  double alpha_;
  unsigned long long seed_;
  InterruptGuard guard_;
  Deadline deadline_;
  unsigned budget_;
  Progress progress_;
  stats::Stream fresh_;
  sweep::SearchResult found_;
  std::map<std::pair<sweep::Cell, std::uint64_t>, Record> refuted_at_;
  std::optional<Judged> best_pass_, last_;
  std::optional<Record> confirmed_;
  unsigned confirmations_ = 0, unconfirmed_ = 0;
  std::string first_obstacle_;
};

}  // namespace

Run run_falsification(const Options& options, std::string* summary) {
  Falsifier falsifier(options);
  Run run = falsifier.run();
  if (summary != nullptr) *summary = falsifier.summary();
  return run;
}

int verb_falsify(const Options& options) {
  check_output(options);
  std::string summary;
  Run run = run_falsification(options, &summary);
  keep(run, options);
  if (options.format == "json") {
    emit_run(options, run, false);
  } else {
    std::string text;
    for (const Record& r : run.document.records) {
      const auto width = static_cast<std::size_t>(
          options.output ? 120 : std::max(terminal_width(STDOUT_FILENO), 40));
      text += describe(r, width);
      text += fmt::format("  {:<18} {} (seed {})\n", "cell", r.parameters.key(), r.seed);
      for (const auto& [label, range] :
           {std::pair{"measured", r.measured}, {"bound", r.bound}, {"ratio", r.ratio}})
        text += fmt::format("  {:<18} {}\n", label, report::format_range(range, kDigits));
      text += "  replay\n" + report::wrap_command(r.replay, 4, width);
    }
    emit(options, text + summary);
  }
  if (!run.stopped.empty())
    say_line(fmt::format("stopped early ({}): what was found so far is shown", run.stopped));
  return exit_code(run, options.strict);
}

}  // namespace proofgauge::app
