// The part of this lemma that is about the built network: its claims and their jobs.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "numeric/rational.h"
#include "step_network/fit_step.h"

namespace proofgauge::step_network {

/// Which step: separation, ball, error per point and the rule for A (chord or exact).
struct StepKey {
  numeric::Rational delta, rho, eps1;
  std::string geometry = "chord";
};

/// Makes the h of a step, with |F_h - y| <= eps1 certified, or null if it cannot; called once per
/// key, from a job.
/// Throws LimitError where the context's stop token ends it; nothing is cached then.
using StepMaker =
    std::function<std::shared_ptr<const Step>(const StepKey&, const claim::RunContext&)>;

/// Steps that were made, for cells and claims that share one. Kept by the lemma object; safe to use
/// from many threads.
class StepCache;
[[nodiscard]] std::shared_ptr<StepCache> make_step_cache(StepMaker);

/// expectation, finite_width, finite_width_rate, real_net_fit.
[[nodiscard]] std::span<const claim::ClaimInfo> fit_claims();
/// Letters and options that plan_fit reads.
[[nodiscard]] std::vector<std::string> fit_letters();
/// The jobs for one of fit_claims(). Bad values are InputErrors, before anything runs.
[[nodiscard]] std::vector<claim::Job> plan_fit(const claim::Selection&, const claim::Request&,
                                               const std::shared_ptr<StepCache>&);
[[nodiscard]] std::vector<claim::Figure> fit_figures(std::span<const claim::Record>);

}  // namespace proofgauge::step_network
