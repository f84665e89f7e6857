// The convergence theorem (theory 7) as an experiment: cells from a request, a run of the paper's
// algorithm, and what a record says of it. The theorem's own premise, m >= M_0, is out of reach: a
// run is an observation, never a pass.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "numeric/rational.h"
#include "online/trainer.h"

namespace proofgauge::online {

/// Letters and words that training_cells reads: m, R, rho, eps, T, eta; data or synthetic with n,
/// d, delta; loss, adversary or sequence, judges, net, stop-at.
[[nodiscard]] std::vector<std::string> training_accepts();

/// One run to be made.
struct TrainingCell {
  claim::Parameters parameters;  ///< as typed: what replays the record
  std::shared_ptr<const data::Points> points;
  TrainOptions options;
  double eps = 0;
  double delta = 0;                       ///< measured: least distance of two points
  std::vector<adversary::Attack> judges;  ///< of the trained nets
  /// rho < delta/2; where it is not, nothing is run.
  [[nodiscard]] bool separated() const { return 2 * options.rho < delta; }
};

/// T = ceil(L^2 R^2/eps^2), exactly. InputError (T) beyond 2^62.
[[nodiscard]] std::uint64_t paper_rounds(const numeric::Rational& lipschitz,
                                         const numeric::Rational& radius,
                                         const numeric::Rational& eps);
/// eta = eps m^(-1/3)/L^2, to a few units in the last place.
[[nodiscard]] double paper_step(double lipschitz, double eps, std::uint64_t m);

/// The product of m, R, eps, rho, T and eta over one data set. Defaults: T and eta the paper's, rho
/// = delta/4, absolute loss, pgd-5, the real net, judges pgd-100x20. Bad or missing values are
/// InputErrors.
[[nodiscard]] std::vector<TrainingCell> training_cells(const claim::Request& request);

/// What a run of the cell takes, in all its ranks together.
[[nodiscard]] double bytes_of(const TrainingCell& cell);

/// Runs the cell and measures. Not separated: no run and no number. `one_step`: the false twin,
/// that two rounds are enough. LimitError where hooks.stop or the context's token ended the run.
[[nodiscard]] claim::Measurement measure_convergence(TrainingCell cell, bool one_step,
                                                     const claim::RunContext& context,
                                                     const TrainHooks& hooks = {});

/// The jobs of adversarial_training/convergence or of its twin `one_step`.
[[nodiscard]] std::vector<claim::Job> convergence_jobs(const claim::Selection& selection,
                                                       const claim::Request& request);

}  // namespace proofgauge::online
