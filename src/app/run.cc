#include "app/run.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <memory>
#include <regex>
#include <unordered_map>

#include "app/app.h"
#include "app/config.h"
#include "app/console.h"
#include "app/deadline.h"
#include "app/environment.h"
#include "app/interrupt.h"
#include "app/job_runner.h"
#include "app/output.h"
#include "app/progress.h"
#include "app/storing.h"
#include "claim/error.h"
#include "numeric/grid_limit.h"
#include "sweep/store.h"

namespace proofgauge::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kKeepSeconds = 5;

std::string claim_of(const claim::Job& job) {
  return job.info->id + (job.twin.empty() ? "" : "!" + job.twin);
}

std::vector<claim::Selection> selections(const Options& options) {
  const claim::Registry& registry = claim::Registry::global();
  std::vector<claim::Selection> chosen;
  const auto add = [&](const std::string& id) {
    for (const claim::Selection& s : registry.select(id)) {
      const bool known = std::any_of(chosen.begin(), chosen.end(), [&](const auto& c) {
        return c.info == s.info && c.twin == s.twin;
      });
      if (!known) chosen.push_back(s);
    }
  };
  for (const std::string& id : options.arguments) add(id);
  if (options.arguments.empty())
    for (const claim::Lemma* lemma : registry.lemmas()) add(lemma->info().id);
  if (options.filter) {
    try {
      const std::regex wanted(*options.filter);
      std::erase_if(chosen, [&](const auto& s) { return !std::regex_search(s.info->id, wanted); });
    } catch (const std::regex_error&) {
      throw InputError("--filter", "'" + *options.filter + "'", "a regular expression");
    }
    if (chosen.empty())
      throw InputError("--filter", "'" + *options.filter + "'",
                       "an expression that matches at least one claim");
  }
  return chosen;
}

double seconds_since(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

}  // namespace

std::string file_key(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return fmt::format("{:016x}", hash);
}

std::string certificate_name(const claim::Record& record) {
  return record.claim.substr(0, record.claim.find('/')) + "-" +
         file_key(record.claim + " " + record.parameters.key()) + ".json";
}

void write_certificate(claim::Record& record, const Certificates& where) {
  const auto text = record.files.find("certificate");
  if (text == record.files.end()) return;
  const std::string name = certificate_name(record);
  const std::filesystem::path path = where.file.value_or(where.directory / name);
  record.certificate = where.file ? path.string() : where.shown + name;
  if (where.later) return;
  write_named(where.file ? "-o" : "certificate", path, text->second);
}

Hooks taking_over(std::vector<claim::Record> earlier) {
  if (earlier.empty()) return {};
  // A replay line says everything that determines a record but its constants.
  auto by_line = std::make_shared<std::unordered_multimap<std::string, claim::Record>>();
  for (claim::Record& r : earlier) by_line->emplace(r.replay, std::move(r));
  Hooks hooks;
  hooks.earlier = [by_line](const claim::Record& key) -> std::optional<claim::Record> {
    const auto [begin, end] = by_line->equal_range(key.replay);
    for (auto it = begin; it != end; ++it)
      if (sweep::constants_key(it->second) == sweep::constants_key(key)) return it->second;
    return std::nullopt;
  };
  return hooks;
}

Plan make_plan(const Options& options) {
  const Defaults defaults = Defaults::load(options);
  Plan plan;
  plan.alpha = alpha_of(options, defaults);
  plan.seed = seed_of(options, defaults);
  plan.timeout = timeout_of(options, defaults);
  plan.memory = memory_of(options, defaults);
  std::vector<const claim::Lemma*> lemmas;
  const std::vector<claim::Selection> chosen = selections(options);
  const auto lemma_of = [](const claim::Selection& s) {
    return claim::Registry::global().find(s.info->id.substr(0, s.info->id.find('/')));
  };
  for (const claim::Selection& s : chosen) lemmas.push_back(lemma_of(s));
  check_options_are_used(options, lemmas);
  for (const claim::Selection& s : chosen) {
    const claim::Lemma& lemma = *lemma_of(s);
    const claim::Request request = request_for(s, lemma, options, defaults);
    numeric::check_grid(request, plan.jobs.size());
    for (claim::Job& job : lemma.plan(s, request)) {
      ++plan.cells[claim_of(job)];
      plan.jobs.push_back(std::move(job));
    }
  }
  return plan;
}

double total_cost(const Plan& plan) {
  double cost = 0;
  for (const claim::Job& job : plan.jobs) cost += job.cost;
  return cost;
}

void end_by(Run& run, const std::exception_ptr& failure, bool timed_out) {
  try {
    std::rethrow_exception(failure);
  } catch (const LimitError& e) {
    run.stopped = timed_out ? kTimeLimit : e.what();
  } catch (const std::bad_alloc&) {
    run.stopped = "out of memory";
  } catch (...) {
    run.failure = failure;
  }
}

Run execute(const Plan& plan, const Options& options, const Hooks& hooks,
            const Certificates& certificates) {
  Run run;
  run.planned = plan.cells;
  run.document = new_document(options, plan.seed, plan.alpha);
  const auto start = Clock::now();
  auto kept = start;
  const InterruptGuard guard;
  const Deadline deadline(plan.timeout);
  Progress progress(total_cost(plan), options.verbosity < 0);
  claim::RunContext context;
  context.threads = options.threads > 0 ? options.threads : default_threads();
  context.stop = deadline.token();
  context.exports = certificates.exports;
  context.progress = [&](double f) { progress.fraction(f); };
  const JobRunner runner(plan, context);
  for (std::size_t i = 0; i < plan.jobs.size(); ++i) {
    if (InterruptGuard::interrupted()) run.stopped = kInterrupted;
    if (deadline.passed()) run.stopped = kTimeLimit;
    if (!run.stopped.empty()) break;
    progress.start(runner.title(i), plan.jobs[i].cost);
    try {
      if (auto old = hooks.earlier ? hooks.earlier(runner.key(i)) : std::nullopt) {
        run.document.records.push_back(std::move(*old));
        progress.finish();
        continue;
      }
      claim::Record record = runner.run(i, hooks.storing);
      write_certificate(record, certificates);
      run.document.records.push_back(std::move(record));
      if (hooks.finished) hooks.finished(run.document.records.back());
    } catch (...) {
      end_by(run, std::current_exception(), deadline.passed());
      if (run.failure) break;
    }
    progress.finish();
    if (hooks.keep && seconds_since(kept) > kKeepSeconds) {
      keep(run, options);
      kept = Clock::now();
    }
  }
  try {
    if (hooks.storing != nullptr) hooks.storing->finish();
  } catch (...) {
    end_by(run, std::current_exception(), false);
  }
  run.interrupted = InterruptGuard::interrupted();
  run.document.wall_s = seconds_since(start);
  return run;
}

void rethrow_failure(const Run& run) {
  if (run.failure) std::rethrow_exception(run.failure);
}

int exit_code(const Run& run, bool strict) {
  const auto any = [&](claim::Status s) {
    return std::any_of(run.document.records.begin(), run.document.records.end(),
                       [&](const claim::Record& r) { return r.verdict.status() == s; });
  };
  if (any(claim::Status::refuted)) return exit_refuted;
  if (!run.stopped.empty()) return exit_limit;
  if (strict && any(claim::Status::inconclusive)) return exit_inconclusive;
  return exit_ok;
}

const std::filesystem::path& last_run_path() {
  static const std::filesystem::path path = "reports/records/last.json";
  return path;
}

void keep(Run& run, const Options& options) {
  run.kept = false;
  try {
    std::filesystem::create_directories(last_run_path().parent_path());
    report::write_document(run.document, last_run_path());
    run.kept = true;
    if (options.verbosity > 0) say_line("records kept in " + last_run_path().string());
  } catch (const std::exception& e) {
    say_line(fmt::format("note: the records could not be kept in {} ({}); use -o",
                         last_run_path().string(), e.what()));
  }
}

}  // namespace proofgauge::app
