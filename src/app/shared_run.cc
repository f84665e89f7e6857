#include "app/shared_run.h"

#include <fmt/core.h>

#include <chrono>
#include <optional>
#include <stdexcept>

#include "app/console.h"
#include "app/deadline.h"
#include "app/environment.h"
#include "app/interrupt.h"
#include "app/job_runner.h"
#include "app/progress.h"
#include "app/storing.h"
#include "claim/error.h"
#include "claim/failure.h"
#include "report/text.h"
#include "sweep/parcel.h"

namespace proofgauge::app {
namespace {

/// Leaves of a rank without a store: it asks the one that has it. The first byte of a question says
/// what is wanted, a parcel follows.
class AskedLeaves final : public LeafStore {
 public:
  static constexpr char kFind = 'f', kPut = 'p';

  explicit AskedLeaves(const sweep::Ask& ask) : ask_(ask) {}
  [[nodiscard]] std::optional<claim::Record> find_cell(const claim::Record& key) override {
    const std::string answer = ask_(kFind + sweep::pack(key));
    if (answer.empty()) return std::nullopt;
    return sweep::unpack_record(answer);
  }
  void put(const claim::Record& record) override { ask_(kPut + sweep::pack(record)); }

  /// Rank 0: the answer.
  static std::string answer(LeafStore* store, const std::string& question) {
    if (store == nullptr) return {};
    const claim::Record record = sweep::unpack_record(std::string_view(question).substr(1));
    if (question.front() == kPut) {
      store->put(record);
      return {};
    }
    const auto found = store->find_cell(record);
    return found ? sweep::pack(*found) : std::string();
  }

 private:
  const sweep::Ask& ask_;
};

claim::RunContext context_of(const Options& options, const ranks::Team& team,
                             const Deadline& deadline) {
  claim::RunContext context;
  context.threads = options.threads > 0 ? options.threads : shared_threads(team.on_this_machine());
  context.stop = deadline.token();
  return context;
}

/// Packed, as results travel. A limit reached after the deadline is the deadline.
sweep::Compute computing(const JobRunner& runner, const Deadline& deadline) {
  return [&](std::size_t job, const sweep::Ask& ask) {
    AskedLeaves leaves(ask);
    try {
      return sweep::pack(runner.run(job, &leaves));
    } catch (const LimitError&) {
      if (!deadline.passed()) throw;
      throw LimitError(kTimeLimit);
    }
  };
}

/// Records are equal per build and instruction set only, so these must be.
std::string build_of(const Options& options) { return origin_of(options, 0.5, "").build; }

/// What rank 0 does about each job.
class SharedRun {
 public:
  SharedRun(const Plan& plan, const Options& options, const Hooks& hooks, Run& run,
            const JobRunner& runner, const Deadline& deadline)
      : plan_(plan),
        options_(options),
        hooks_(hooks),
        run_(run),
        runner_(runner),
        deadline_(deadline),
        progress_(total_cost(plan), options.verbosity < 0),
        made_(plan.jobs.size()) {}

  [[nodiscard]] sweep::Desk desk() {
    sweep::Desk desk;
    desk.cells = plan_.jobs.size();
    desk.build = build_of(options_);
    desk.stop = [this] { return stop(); };
    desk.wanted = [this](std::size_t job) { return wanted(job); };
    desk.finished = [this](std::size_t job, int rank, const std::string& result) {
      guarded(job, [&] { finished(job, rank, result); });
    };
    desk.failed = [this](std::size_t job, int rank, const std::exception_ptr& e, bool again) {
      failed(job, rank, e, again);
    };
    desk.absent = [this](int rank, const std::exception_ptr& why) {
      note(fmt::format("rank {} takes no part: {}", rank, what_of(why)));
    };
    desk.answer = [this](const std::string& question) {
      return AskedLeaves::answer(hooks_.storing, question);
    };
    return desk;
  }

  /// What was finished, in the order of the plan.
  void collect() {
    for (std::optional<claim::Record>& record : made_)
      if (record) run_.document.records.push_back(std::move(*record));
  }

 private:
  [[nodiscard]] bool stop() {
    if (InterruptGuard::interrupted()) run_.stopped = kInterrupted;
    if (deadline_.passed()) run_.stopped = kTimeLimit;
    return !run_.stopped.empty() || run_.failure;
  }

  bool wanted(std::size_t job) {
    guarded(job, [&] {
      if (hooks_.earlier) made_[job] = hooks_.earlier(runner_.key(job));
    });
    if (made_[job]) advance(job);
    return !made_[job] && !stop();
  }

  void finished(std::size_t job, int rank, const std::string& result) {
    claim::Record record = sweep::unpack_record(result);
    if (record.replay != runner_.key(job).replay)
      throw std::runtime_error(
          fmt::format("rank {} has another plan than rank 0: do both read the same files?", rank));
    write_certificate(record, {});
    made_[job] = std::move(record);
    if (hooks_.finished) hooks_.finished(*made_[job]);
    advance(job);
  }

  void failed(std::size_t job, int rank, const std::exception_ptr& e, bool again) {
    if (sweep::worth_a_retry(e))
      note(fmt::format("{} failed on rank {} ({}){}", runner_.title(job), rank, what_of(e),
                       again ? "; it is run once more" : ""));
    if (!again) end(job, e);
  }

  /// Of several failures the one that a single process would have met first.
  void end(std::size_t job, const std::exception_ptr& e) {
    Run ended;
    end_by(ended, e, deadline_.passed());
    if (!ended.stopped.empty()) run_.stopped = ended.stopped;
    if (!ended.failure || (run_.failure && failed_ < job)) return;
    run_.failure = ended.failure;
    failed_ = job;
  }

  template <class Action>
  void guarded(std::size_t job, Action action) {
    try {
      action();
    } catch (...) {
      end(job, std::current_exception());
    }
  }

  void advance(std::size_t job) {
    progress_.start(runner_.title(job), plan_.jobs[job].cost);
    progress_.finish();
  }

  void note(const std::string& text) const {
    if (options_.verbosity >= 0) say_line("note: " + report::one_line(text));
  }

  const Plan& plan_;
  const Options& options_;
  const Hooks& hooks_;
  Run& run_;
  const JobRunner& runner_;
  const Deadline& deadline_;
  Progress progress_;
  std::vector<std::optional<claim::Record>> made_;
  std::size_t failed_ = 0;  ///< the job of run_.failure
};

}  // namespace

Run execute_shared(const Plan& plan, const Options& options, const Hooks& hooks, ranks::Team& team,
                   sweep::Foreman& foreman) {
  using Clock = std::chrono::steady_clock;
  Run run;
  run.planned = plan.cells;
  run.document = new_document(options, plan.seed, plan.alpha);
  const auto start = Clock::now();
  const InterruptGuard guard;
  const Deadline deadline(plan.timeout);
  const JobRunner runner(plan, context_of(options, team, deadline));
  SharedRun shared(plan, options, hooks, run, runner, deadline);
  foreman.hand_out(shared.desk(), computing(runner, deadline));
  shared.collect();
  try {
    if (hooks.storing != nullptr) hooks.storing->finish();
  } catch (...) {
    end_by(run, std::current_exception(), false);
  }
  run.interrupted = InterruptGuard::interrupted();
  run.document.wall_s = std::chrono::duration<double>(Clock::now() - start).count();
  return run;
}

void take_part(const std::function<Plan()>& make, const Options& options, ranks::Team& team) {
  const InterruptGuard guard;  // rank 0, which gets the same signal, says when to stop
  Plan plan;
  std::optional<Deadline> deadline;
  std::optional<JobRunner> runner;
  std::string build;
  try {
    plan = make();
    deadline.emplace(plan.timeout);
    runner.emplace(plan, context_of(options, team, *deadline));
    build = build_of(options);
  } catch (...) {  // the others do without this rank
    return sweep::stand_by(team, std::current_exception());
  }
  sweep::take_part(team, build, computing(*runner, *deadline));
}

}  // namespace proofgauge::app
