#include "app/job_runner.h"

#include <algorithm>
#include <chrono>

#include "app/memory_limit.h"

namespace proofgauge::app {
namespace {

unsigned tests_of(const Plan& plan) {
  if (plan.tests > 0) return plan.tests;
  unsigned tests = 0;
  for (const claim::Job& job : plan.jobs) tests += job.tests;
  return std::max(tests, 1U);
}

}  // namespace

JobRunner::JobRunner(const Plan& plan, claim::RunContext context)
    : plan_(plan), context_(std::move(context)), budget_(plan.alpha, tests_of(plan)) {}

double JobRunner::alpha(std::size_t job) const {
  const unsigned tests = plan_.jobs[job].tests;
  return tests > 0 ? budget_.share(tests) : plan_.alpha;
}

unsigned long long JobRunner::seed(std::size_t job) const {
  return plan_.seeds.empty() ? plan_.seed : plan_.seeds[job];
}

claim::Record JobRunner::key(std::size_t job) const {
  const claim::Job& j = plan_.jobs[job];
  return claim::make_record(*j.info, j.twin, j.cell, seed(job), alpha(job), {});
}

claim::Record JobRunner::run(std::size_t job, LeafStore* leaves) const {
  require_memory(title(job), plan_.jobs[job].peak(context_.threads), plan_.memory);
  claim::RunContext context = context_;
  // Before alpha is set: a leaf is the same record whichever job asks for it first.
  context.leaf = leaf_provider(context_, plan_.seed, leaves);
  context.alpha = alpha(job);
  const auto began = std::chrono::steady_clock::now();
  claim::Record record = plan_.jobs[job].run(context);
  record.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  return record;
}

std::string JobRunner::title(std::size_t job) const {
  const claim::Job& j = plan_.jobs[job];
  return j.info->id + (j.twin.empty() ? "" : "!" + j.twin) + "  " + j.cell.key();
}

}  // namespace proofgauge::app
