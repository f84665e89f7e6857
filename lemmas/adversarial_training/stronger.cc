// What training reaches, judged by adversaries stronger than the one it trained against.
#include <algorithm>
#include <cmath>

#include "adversarial_training/check.h"
#include "claim/error.h"
#include "online/convergence.h"
#include "online/trainer.h"

namespace proofgauge::adversarial_training {
namespace {

constexpr const char* kJudges = "pgd-10,pgd-100x20";

/// The loss of a net under one adversary, with the rounding of single precision.
claim::Range attacked(const online::WideNet& net, const online::TrainingCell& cell,
                      const adversary::Attack& attack) {
  const online::TrainOptions& o = cell.options;
  const online::NetLoss found =
      online::attack_net(net, *cell.points, o.rho, o.loss, attack, o.seed);
  return {std::max(0.0, found.robust_loss - found.rounding), found.robust_loss + found.rounding};
}

double zero_net(const online::TrainingCell& cell) {
  double total = 0;
  for (const double y : cell.points->y) total += cell.options.loss.value(0, y);
  return total / static_cast<double>(cell.points->n);
}

/// The largest loss under any of the judges, each named in the record.
claim::Range judged(const online::WideNet& net, const online::TrainingCell& cell,
                    const claim::RunContext& context, claim::Measurement* out) {
  claim::Range most{0, 0};
  for (const adversary::Attack& attack : cell.judges) {
    if (context.stop.stop_requested()) throw LimitError("stopped while judging the trained net");
    const claim::Range loss = attacked(net, cell, attack);
    most = {std::max(most.lower, loss.lower), std::max(most.upper, loss.upper)};
    out->result.emplace_back("robust_loss_" + attack.name(), loss);
    out->series["attacked"].push_back(loss.upper);
  }
  return most;
}

claim::Measurement check(online::TrainingCell cell, const claim::RunContext& context,
                         bool judge_twin) {
  online::TrainOptions& o = cell.options;
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.assumptions = {
      {"H1", cell.separated(),
       "rho = " + std::to_string(o.rho) + ", delta/2 = " + std::to_string(cell.delta / 2)}};
  out.trivial = {zero_net(cell), "the robust loss of the zero net, the mean of l(0, y_i)"};
  if (!cell.separated()) {
    f.trials.not_applicable = 1;
    return out;
  }
  o.threads = context.threads;
  const online::WideNet start(online::training_network(o.m, cell.points->d, o.seed), o.kind,
                              o.radius, o.threads);
  const claim::Range untrained = attacked(start, cell, cell.judges.front());
  claim::Range loss;
  if (judge_twin) {
    loss = judged(start, cell, context, &out);
  } else {
    online::TrainHooks hooks;
    hooks.stop = [&] { return context.stop.stop_requested(); };
    hooks.round = [&](const online::RoundView& view) {
      context.progress(static_cast<double>(view.t) / static_cast<double>(o.rounds));
    };
    const online::TrainResult run = online::train(*cell.points, o, hooks);
    if (run.interrupted) throw LimitError("stopped while training");
    loss = judged(run.best ? *run.best : *run.last, cell, context, &out);
    f.twins = {1, untrained.lower > cell.eps ? 1U : 0U};
    if (loss.upper > cell.eps)
      f.undecidable = "the run reached a robust loss of " + std::to_string(loss.upper) +
                      " under its judges, above eps: that refutes no existence";
    out.result.emplace_back("robust_loss_training", claim::Range::point(run.best_loss));
    out.result.emplace_back("radius_used", claim::Range::point(run.radius_used));
    out.worst = claim::Worst{o.seed, 0, "round " + std::to_string(run.best_round)};
  }
  f.comparisons = {{"robust_loss", loss, claim::Range::point(cell.eps), std::nullopt}};
  f.trials.decisive = 1;
  f.witness = cell.parameters.key() + ",seed=" + std::to_string(o.seed);
  out.result.emplace_back("robust_loss", loss);
  out.result.emplace_back("robust_loss_untrained", untrained);
  out.result.emplace_back("n", claim::Range::point(static_cast<double>(cell.points->n)));
  out.result.emplace_back("d", claim::Range::point(static_cast<double>(cell.points->d)));
  out.result.emplace_back("delta", claim::Range::point(cell.delta));
  out.result.emplace_back("rho", claim::Range::point(o.rho));
  out.notes = {
      "robust_loss: the largest over the judges; robust_loss_untrained: of W^0 under the "
      "first judge",
      "a search: points that no judge found may lose more"};
  return out;
}

/// The claim trains against PGD-5 and judges by PGD with more steps or more starts.
void require_stronger(const adversary::Attack& trained, const std::vector<adversary::Attack>& all) {
  const adversary::Attack pgd5{adversary::Attack::Kind::pgd, 5, 1};
  if (trained != pgd5) throw InputError("--adversary", trained.name(), "pgd-5 for this claim");
  for (const adversary::Attack& judge : all)
    if (judge.kind != adversary::Attack::Kind::pgd || judge.steps < pgd5.steps || judge == pgd5)
      throw InputError("--judges", judge.name(), "pgd-KxS that is stronger than pgd-5");
}

}  // namespace

std::vector<claim::Job> stronger_jobs(const claim::Selection& selection,
                                      const claim::Request& request) {
  claim::Request asked = request;
  if (request.word("judges") == nullptr) asked.words.emplace_back("judges", kJudges);
  const std::string* net = request.word("net");
  if (net != nullptr && *net != "real")
    throw InputError("--net", *net, "real: this claim is about f_W");
  if (request.word("sequence") != nullptr)
    throw InputError("--sequence", *request.word("sequence"), "no sequence: trained against pgd-5");
  std::vector<claim::Job> jobs;
  for (online::TrainingCell& cell : online::training_cells(asked)) {
    const auto& o = cell.options;
    require_stronger(o.attack, cell.judges);
    double passes = 7 * static_cast<double>(o.rounds);
    for (const adversary::Attack& a : cell.judges) passes += 2.0 * a.steps * a.restarts;
    claim::Job job;
    job.info = selection.info;
    job.twin = selection.twin;
    job.cell = cell.parameters;
    job.cost = 1e-10 * passes * static_cast<double>(o.m) *
               static_cast<double>(cell.points->n * cell.points->d);
    job.bytes = online::bytes_of(cell);
    job.run = [cell = std::move(cell), info = selection.info, twin = selection.twin,
               seed = request.seed](const claim::RunContext& context) {
      return claim::make_record(*info, twin, cell.parameters, seed, context.alpha,
                                check(cell, context, !twin.empty()));
    };
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace proofgauge::adversarial_training
