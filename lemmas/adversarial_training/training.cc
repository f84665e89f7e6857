// The algorithm itself: what a run reaches, and what other adversaries make of the net it leaves.
#include <algorithm>
#include <cmath>

#include "adversarial_training/check.h"
#include "adversarial_training/claim.h"
#include "adversary/worst_case.h"
#include "claim/error.h"
#include "online/trainer.h"

namespace proofgauge::adversarial_training {

using numeric::Interval;

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

claim::AssumptionResult separated(const Cell& c) {
  return {
      "H1", 2 * c.rho < c.delta,
      "rho = " + numeric::canonical_text(c.rho) + ", delta = " + numeric::canonical_text(c.delta)};
}

/// Where the coupling alone already exceeds eps the proof's M_0 is not reached; where it does not,
/// nothing here says that it is.
claim::AssumptionResult wide_enough(const Cell& c, std::string& undecidable) {
  const Interval least = least_width(numeric::interval(c.R), numeric::interval(c.eps));
  const double exponent = std::log10(numeric::upper(least));
  const bool short_of = numeric::certainly_less(numeric::interval(c.m), least);
  if (!short_of)
    undecidable = "M_0 of the composed theorem is not known to be at most m: an observation";
  const std::string value = "m = " + std::to_string(c.width) + "; the coupling alone needs 10^" +
                            std::to_string(exponent).substr(0, 5);
  if (short_of) return {"H3", false, value};
  return {"H3", std::nullopt, value};
}

double mean_zero_loss(const data::Points& points) {
  double sum = 0;
  for (const double y : points.y) sum += std::abs(y);
  return sum / static_cast<double>(points.n);
}

struct Progress {
  const Setting& setting;
  double rounds;
  std::vector<double> t, best, loss;

  [[nodiscard]] online::TrainHooks hooks() {
    online::TrainHooks h;
    const auto stride = std::max(1.0, std::floor(rounds / 128));
    h.round = [this, stride](const online::RoundView& view) {
      const auto now = static_cast<double>(view.t);
      setting.context.progress(now / rounds);
      if (std::fmod(now, stride) != 0 && view.t != 1) return;
      t.push_back(now);
      best.push_back(view.best);
      loss.push_back(view.robust_loss);
    };
    h.stop = [this] { return setting.context.stop.stop_requested(); };
    return h;
  }
};

}  // namespace

claim::Measurement check_convergence(const Cell& cell, const Setting& setting, bool one_step) {
  const data::Points points = points_of(cell, setting.seed);
  online::TrainOptions options = options_of(cell, setting);
  if (one_step) options.rounds = twin::rounds();
  const double eps = numeric::to_double(cell.eps);
  options.stop_at = eps;
  Progress progress{setting, static_cast<double>(options.rounds), {}, {}, {}};
  const online::TrainResult run = online::train(points, options, progress.hooks());
  if (run.interrupted) throw LimitError("stopped while training");
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::instance;
  f.assumptions = {separated(cell), {"H2", true, "drawn so"}};
  if (!one_step) f.assumptions.push_back(wide_enough(cell, f.undecidable));
  const claim::Range reached{run.best_loss - run.best_rounding, run.best_loss + run.best_rounding};
  f.comparisons = {
      {"robust_loss", reached, numeric::to_range(numeric::interval(cell.eps)), std::nullopt}};
  f.trials.decisive = 1;
  f.witness = stream_key(cell) + ",R=" + numeric::canonical_text(cell.R) +
              ",eps=" + numeric::canonical_text(cell.eps) + ",T=" + std::to_string(options.rounds) +
              ",seed=" + std::to_string(setting.seed);
  out.point = run.best_loss;
  out.trivial = {mean_zero_loss(points), "the zero net's robust loss: the mean of |y_i|"};
  out.result = {
      {"robust_loss", reached},
      {"last_loss", {run.last_loss - run.last_rounding, run.last_loss + run.last_rounding}},
      {"best_round", claim::Range::point(static_cast<double>(run.best_round))},
      {"T", claim::Range::point(static_cast<double>(options.rounds))},
      {"rounds_run", claim::Range::point(static_cast<double>(run.rounds_run))},
      {"eta", claim::Range::point(options.eta)},
      {"R", claim::Range::point(cell.radius())},
      {"radius_used", claim::Range::point(run.radius_used)},
      {"flipped_signs", claim::Range::point(run.flips_most)},
      {"gap", claim::Range::point(run.gap_most)},
      {"coupling", claim::Range::point(run.coupling_most)}};
  if (!one_step) {
    // The question asked first: what a stronger adversary makes of it.
    const online::WideNet& net = run.best ? *run.best : *run.last;
    for (const adversary::Attack& a : {adversary::Attack{adversary::Attack::Kind::pgd, 5, 1},
                                       adversary::Attack{adversary::Attack::Kind::pgd, 20, 5}}) {
      const auto loss = online::attack_net(net, points, options.rho, options.loss, a, setting.seed);
      out.result.emplace_back("loss_" + a.name(),
                              claim::Range::at_least(loss.robust_loss - loss.rounding));
    }
  }
  out.notes = {
      "an observation: the run stops as soon as eps is reached; the losses under attacks "
      "are those of the best iterate, each a lower bound on its worst case"};
  out.series["t"] = progress.t;
  out.series["best"] = progress.best;
  out.series["loss"] = progress.loss;
  return out;
}

claim::Measurement check_adversaries(const Cell& cell, const Setting& setting, bool judge_twin) {
  using adversary::Attack;
  const data::Points points = points_of(cell, setting.seed);
  const online::TrainOptions options = options_of(cell, setting);
  Progress progress{setting, static_cast<double>(options.rounds), {}, {}, {}};
  const online::TrainResult run = online::train(points, options, progress.hooks());
  if (run.interrupted) throw LimitError("stopped while training");
  const Attack attacks[] = {{Attack::Kind::identity, 0, 1}, {Attack::Kind::random, 32, 1},
                            {Attack::Kind::one_step, 0, 1}, {Attack::Kind::pgd, 5, 1},
                            {Attack::Kind::pgd, 10, 1},     {Attack::Kind::pgd, 100, 20}};
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::finite_set;
  f.assumptions = {separated(cell)};
  const network::TwoLayerNet net = run.last->to_double();
  const adversary::NetOracle oracle(net, setting.context.threads);
  const stats::Stream stream(setting.seed, "adversarial_training/adversaries", stream_key(cell),
                             stats::Purpose::search);
  claim::Range training, strongest{0, 0};
  std::vector<claim::Range> losses;
  for (const Attack& a : attacks) {
    const auto found = adversary::attack(oracle, points.x, points.y, options.rho, options.loss, a,
                                         stream, {true, 0, 0});
    claim::Range mean{0, 0};
    for (std::size_t i = 0; i < points.n; ++i) {
      const claim::Range f_at = adversary::value_at(net, {found.x.data() + i * cell.d, cell.d});
      const claim::Range one = adversary::loss_at(f_at, points.y[i], options.loss);
      mean.lower += one.lower / static_cast<double>(points.n);
      mean.upper += one.upper / static_cast<double>(points.n);
    }
    losses.push_back(mean);
    if (a == options.attack) training = mean;
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
  const double slack = (static_cast<double>(points.n) + 8) * 0x1p-52;
  whole = {whole.lower * (1 - slack), whole.upper * (1 + slack)};
  // Sums and quotients round by a few units, which slack covers on both sides.
  for (claim::Range& loss : losses) loss = {loss.lower * (1 - slack), loss.upper};
  const claim::Range bound = claim::Range::point(judge_twin ? training.upper : whole.upper);
  for (const claim::Range& loss : losses)
    f.comparisons.push_back({"robust_loss", loss, bound, std::nullopt});
  std::stable_sort(f.comparisons.begin(), f.comparisons.end(), [](const auto& a, const auto& b) {
    return a.measured.upper > b.measured.upper;
  });
  f.trials.decisive = losses.size();
  f.witness = stream_key(cell) + ",R=" + numeric::canonical_text(cell.R) +
              ",T=" + std::to_string(cell.T) + ",seed=" + std::to_string(setting.seed);
  if (!judge_twin) f.twins = {1, strongest.lower * (1 - slack) > training.upper ? 1U : 0U};
  out.trivial = {{}, "none that needs no network: the loss of a network has no bound a priori"};
  out.point = strongest.lower;
  out.result.emplace_back("robust_loss", whole);
  out.notes = {"robust_loss: the certified worst case of the last iterate, mean over the points"};
  return out;
}

}  // namespace proofgauge::adversarial_training
