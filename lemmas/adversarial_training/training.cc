// The algorithm itself: what a run reaches, and what other adversaries make of the net it leaves.
#include <algorithm>
#include <cmath>

#include "adversarial_training/check.h"
#include "adversarial_training/claim.h"
#include "adversary/worst_case.h"
#include "claim/error.h"
#include "online/convergence.h"
#include "online/trainer.h"

namespace proofgauge::adversarial_training {

using claim::RunContext;

namespace {

online::TrainOptions options_of(const Cell& cell, const Setting& setting) {
  online::TrainOptions o;
  o.m = cell.width;
  o.radius = cell.radius();
  o.rho = numeric::to_double(cell.rho);
  o.rounds = cell.T;
  o.eta = step(static_cast<double>(cell.width), numeric::to_double(cell.eps), 1.0);
  o.attack = {adversary::Attack::Kind::pgd, 5, 1};
  o.seed = setting.seed;
  o.threads = setting.context.threads;
  return o;
}

/// About 128 points of a run's curve, dense at first.
class Curve {
 public:
  explicit Curve(double rounds) : factor_(std::pow(std::max(rounds, 2.0), 1.0 / 128)) {}
  std::vector<double> t, best, loss;

  [[nodiscard]] online::TrainHooks hooks() {
    online::TrainHooks h;
    h.round = [this](const online::RoundView& view) {
      const auto now = static_cast<double>(view.t);
      if (now < next_) return;
      next_ = std::max(now + 1, now * factor_);
      t.push_back(now);
      best.push_back(view.best);
      loss.push_back(view.robust_loss);
    };
    return h;
  }

 private:
  double factor_, next_ = 1;
};

}  // namespace

std::vector<claim::Job> convergence_jobs(const claim::Selection& selection,
                                         const claim::Request& request) {
  std::vector<claim::Job> jobs = online::convergence_jobs(selection, request);
  std::vector<online::TrainingCell> cells = online::training_cells(request);
  // The same jobs, with the curve of each run kept for the figure.
  for (std::size_t i = 0; i < jobs.size() && i < cells.size(); ++i)
    jobs[i].run = [cell = cells[i], info = selection.info, twin = selection.twin,
                   seed = request.seed](const RunContext& context) {
      Curve curve(static_cast<double>(cell.options.rounds));
      claim::Measurement m =
          online::measure_convergence(cell, !twin.empty(), context, curve.hooks());
      m.series["t"] = curve.t;
      m.series["best"] = curve.best;
      m.series["loss"] = curve.loss;
      return claim::make_record(*info, twin, cell.parameters, seed, context.alpha, std::move(m));
    };
  return jobs;
}

claim::Measurement check_adversaries(const Cell& cell, const Setting& setting, bool judge_twin) {
  using adversary::Attack;
  if (!cell.separated()) return not_separated(cell);
  const data::Points points = points_of(cell, setting.seed, setting.context.stop);
  const online::TrainOptions options = options_of(cell, setting);
  online::TrainHooks hooks;
  hooks.round = [&](const online::RoundView& view) {
    setting.context.progress(0.8 * static_cast<double>(view.t) /
                             static_cast<double>(options.rounds));
  };
  hooks.stop = [&] { return setting.context.stop.stop_requested(); };
  const online::TrainResult run = online::train(points, options, hooks);
  if (run.interrupted) throw LimitError("stopped while training");
  const Attack attacks[] = {{Attack::Kind::identity, 0, 1}, {Attack::Kind::random, 32, 1},
                            {Attack::Kind::one_step, 0, 1}, {Attack::Kind::pgd, 5, 1},
                            {Attack::Kind::pgd, 10, 1},     {Attack::Kind::pgd, 100, 20}};
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::finite_set;
  f.assumptions = {separation_of(cell)};
  const network::TwoLayerNet net = run.last->to_double();
  const adversary::NetOracle oracle(net, setting.context.threads, setting.context.stop);
  const stats::Stream stream(setting.seed, "adversarial_training/adversaries", stream_key(cell),
                             stats::Purpose::search);
  // n quotients and additions of nonnegative numbers, each rounded.
  const double slack = (static_cast<double>(points.n) + 8) * 0x1p-52;
  claim::Range unmoved, strongest{0, 0};
  std::vector<claim::Range> losses;
  for (const Attack& a : attacks) {
    const auto found = adversary::attack(oracle, points.x, points.y, options.rho, options.loss, a,
                                         stream, {.stop = setting.context.stop});
    claim::Range mean{0, 0};
    for (std::size_t i = 0; i < points.n; ++i) {
      const claim::Range f_at = adversary::value_at(net, {found.x.data() + i * cell.d, cell.d});
      const claim::Range one = adversary::loss_at(f_at, points.y[i], options.loss);
      mean.lower += one.lower / static_cast<double>(points.n);
      mean.upper += one.upper / static_cast<double>(points.n);
    }
    mean = {mean.lower * (1 - slack), mean.upper * (1 + slack)};
    losses.push_back(mean);
    if (a.kind == Attack::Kind::identity) unmoved = mean;
    if (mean.lower > strongest.lower) strongest = mean;
    out.result.emplace_back("loss_" + a.name(), mean);
    out.series["attacked"].push_back(mean.lower);
  }
  claim::Range whole{0, 0};
  for (std::size_t i = 0; i < points.n; ++i) {
    adversary::WorstCaseOptions wanted;
    wanted.gap = 1e-3;
    wanted.most_cells = 20000;
    wanted.stop = setting.context.stop;
    const auto worst =
        adversary::worst_case(net, points.point(i), points.y[i], options.rho, {}, wanted);
    whole.lower += worst.loss.lower / static_cast<double>(points.n);
    whole.upper += worst.loss.upper / static_cast<double>(points.n);
  }
  whole = {whole.lower * (1 - slack), whole.upper * (1 + slack)};
  const claim::Range bound = claim::Range::point(judge_twin ? unmoved.upper : whole.upper);
  for (const claim::Range& loss : losses)
    f.comparisons.push_back({"robust_loss", loss, bound, std::nullopt});
  std::stable_sort(f.comparisons.begin(), f.comparisons.end(), [](const auto& a, const auto& b) {
    return a.measured.upper > b.measured.upper;
  });
  f.trials.decisive = losses.size();
  f.witness = stream_key(cell) + ",R=" + numeric::canonical_text(cell.R) +
              ",T=" + std::to_string(cell.T) + ",seed=" + std::to_string(setting.seed);
  if (!judge_twin) f.twins = {1, strongest.lower > unmoved.upper ? 1U : 0U};
  out.trivial = {{}, "none that needs no network: the loss of a network has no bound a priori"};
  out.point = strongest.lower;
  out.result.emplace_back("robust_loss", whole);
  out.notes = {"robust_loss: the certified worst case of the last iterate, mean over the points"};
  return out;
}

}  // namespace proofgauge::adversarial_training
