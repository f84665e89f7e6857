// One job of a plan, in the context that the plan gives it.
#pragma once

#include "app/leaf.h"
#include "app/run.h"
#include "stats/alpha_budget.h"

namespace proofgauge::app {

/// Jobs may run in any order and in any process that has the same plan: each has its own share of
/// alpha. `plan` outlives it.
class JobRunner {
 public:
  JobRunner(const Plan& plan, claim::RunContext context);

  /// The record without what is found: its claim, cell, seed, constants and replay line.
  [[nodiscard]] claim::Record key(std::size_t job) const;
  /// `leaves`: see leaf.h. LimitError, before anything is allocated, where the job needs more
  /// memory than the plan allows.
  [[nodiscard]] claim::Record run(std::size_t job, LeafStore* leaves) const;
  /// Of the job, for a reader.
  [[nodiscard]] std::string title(std::size_t job) const;

 private:
  [[nodiscard]] double alpha(std::size_t job) const;
  [[nodiscard]] unsigned long long seed(std::size_t job) const;

  const Plan& plan_;
  claim::RunContext context_;
  stats::AlphaBudget budget_;
};

}  // namespace proofgauge::app
