#include "online/convergence.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "adversary/worst_case.h"
#include "claim/error.h"
#include "numeric/agreement.h"
#include "online/dual_certificate.h"
#include "online/regret_bound.h"
#include "online/run_state.h"

namespace proofgauge::online {
namespace {

using claim::AssumptionResult;
using claim::Measurement;
using claim::Range;

constexpr std::uint64_t kRoundsOfTwin = 2;
constexpr std::size_t kMostCertified = 6;  ///< dimensions in which a worst case is certified
/// d m up to which losses are taken again in extended precision.
constexpr std::uint64_t kMostExact = std::uint64_t{1} << 22;

/// The mean loss of a net in double at n points, enclosed.
Range exact_loss(const network::TwoLayerNet& net, const data::Points& points,
                 std::span<const double> x, const adversary::Loss& loss) {
  Range sum{0, 0};
  for (std::size_t i = 0; i < points.n; ++i) {
    const Range one = adversary::loss_at(
        adversary::value_at(net, x.subspan(i * points.d, points.d)), points.y[i], loss);
    sum.lower += one.lower;
    sum.upper += one.upper;
  }
  // n additions and a division of nonnegative numbers.
  const double n = static_cast<double>(points.n), slack = (n + 2) * 0x1p-52;
  return {sum.lower / n * (1 - slack), sum.upper / n * (1 + slack)};
}

Range with_rounding(double value, double rounding) {
  return {std::max(0.0, value - rounding), value + rounding};
}

double zero_net_loss(const TrainingCell& cell) {
  double total = 0;
  for (const double y : cell.points->y) total += cell.options.loss.value(0, y);
  return total / static_cast<double>(cell.points->n);
}

/// The least width at which the leading term of 6.2's coupling alone is at most eps: below it the
/// proof says nothing, whatever its other terms. The term falls like m^(-1/6).
double log10_least_width(double radius, double eps) {
  return 6 * std::log10(coupling_leading_order(1.0, radius) / eps);
}

std::vector<AssumptionResult> assumptions(const TrainingCell& cell, bool one_step) {
  const TrainOptions& o = cell.options;
  std::vector<AssumptionResult> all;
  all.push_back({"H1", cell.separated(),
                 fmt::format("rho = {:.10g}, delta/2 = {:.10g}", o.rho, cell.delta / 2)});
  all.push_back({"H2", true, "the streams of seed " + std::to_string(o.seed)});
  if (one_step) return all;
  const double least = log10_least_width(o.radius, cell.eps),
               have = std::log10(static_cast<double>(o.m));
  if (have < least) {
    all.push_back(
        {"H3", false,
         fmt::format("m = {} = 10^{:.2f}, and 6.2 alone needs 10^{:.2f}", o.m, have, least)});
  } else {
    all.push_back({"H3", std::nullopt, "M_0 is not known for this R: existence was not checked"});
  }
  return all;
}

void add(Measurement* m, const std::string& symbol, const Range& range) {
  m->result.emplace_back(symbol, range);
}

/// Whether any rank is asked to stop.
bool stops(const claim::RunContext& context, numeric::Ranks& ranks) {
  std::array wish{context.stop.stop_requested() ? 1.0 : 0.0};
  ranks.maximum(wish);
  return wish[0] > 0;
}

/// Stronger adversaries, and the certified worst case where there is one, on one net. Of several
/// ranks every one certifies the whole net, which is small.
void judge(const TrainingCell& cell, const WideNet& net, const std::string& suffix,
           const claim::RunContext& context, Measurement* m) {
  const TrainOptions& o = cell.options;
  for (const adversary::Attack& attack : cell.judges) {
    if (stops(context, net.ranks())) throw LimitError("stopped while judging the trained net");
    const NetLoss found = attack_net(net, *cell.points, o.rho, o.loss, attack, o.seed);
    add(m, "robust_loss_" + found.attack + suffix,
        std::isfinite(found.rounding) ? with_rounding(found.robust_loss, found.rounding)
                                      : Range::point(found.robust_loss));
  }
  if (o.kind != NetKind::real || net.d() > kMostCertified || net.m() * net.d() > kMostExact) return;
  const network::TwoLayerNet exact = net.to_double();
  Range sum{0, 0};
  numeric::agree(net.ranks(), [&] {
    for (std::size_t i = 0; i < cell.points->n; ++i) {
      adversary::WorstCaseOptions options;
      options.stop = context.stop;
      const auto worst = adversary::worst_case(exact, cell.points->point(i), cell.points->y[i],
                                               o.rho, o.loss, options);
      sum.lower += worst.loss.lower;
      sum.upper += worst.loss.upper;
    }
  });
  const double n = static_cast<double>(cell.points->n), slack = (n + 2) * 0x1p-52;
  add(m, "robust_loss_certified" + suffix,
      {sum.lower / n * (1 - slack), sum.upper / n * (1 + slack)});
}

/// The regret of a run of the pseudo-network under absolute loss, enclosed by a primal solution and
/// a dual certificate of the best W in B(R) in hindsight. The run's own losses are floating point.
void add_regret(const TrainingCell& cell, const TrainResult& r, const claim::RunContext& context,
                Measurement* m) {
  const std::size_t d = cell.points->d, n = cell.points->n, count = r.visited.size() / d;
  if (count == 0 || cell.options.loss.kind != adversary::LossKind::absolute) return;
  GamePoints game;
  game.d = d;
  game.groups = count;
  game.weight = 1 / static_cast<double>(count);
  for (std::size_t j = 0; j < count; ++j)
    game.add(std::span(r.visited).subspan(j * d, d), j, cell.points->y[j % n]);
  Range upper;
  double lower = 0;
  numeric::agree(r.last->ranks(), [&] {  // every rank plays the whole game
    const network::TwoLayerNet net = network::materialise(r.last->initial());
    GameOptions options;
    options.most_iterations = 1000;
    options.stop = context.stop;
    const GameSolution best = solve_game(net, game, cell.options.radius, options);
    upper = loss_on_points(net, game, best.q, cell.options.radius);
    lower = certify(net, game, best.lambda, cell.options.radius).at(cell.options.radius);
  });
  const Range comparator{std::max(0.0, lower), upper.upper};
  add(m, "comparator_loss", comparator);
  add(m, "regret", {r.mean_loss - comparator.upper, r.mean_loss - comparator.lower});
}

void describe(const TrainingCell& cell, const TrainResult& r, const Range& best,
              const claim::RunContext& context, Measurement* m) {
  const TrainOptions& o = cell.options;
  const bool real = o.kind == NetKind::real;
  add(m, "robust_loss", best);
  add(m, "robust_loss_last", with_rounding(r.last_loss, real ? r.last_rounding : 0));
  add(m, "T", Range::point(static_cast<double>(o.rounds)));
  add(m, "rounds_run", Range::point(static_cast<double>(r.rounds_run)));
  add(m, "best_round", Range::point(static_cast<double>(r.best_round)));
  add(m, "eta", Range::point(o.eta));
  add(m, "R", Range::point(o.radius));
  add(m, "radius_used", Range::point(r.radius_used));
  add(m, "mean_loss", Range::point(r.mean_loss));
  add(m, "delta", Range::point(cell.delta));
  add(m, "rho", Range::point(o.rho));
  add(m, "convex_regret_bound",
      Range::point(convex_regret_bound(o.radius, o.m, o.eta, static_cast<double>(r.rounds_run))));
  if (real) {
    add(m, "flips", Range::point(r.flips_most));
    add(m, "gap", Range::point(r.gap_most));
    add(m, "coupling", Range::point(r.coupling_most));
  }
  if (!real) add_regret(cell, r, context, m);
  if (r.best) judge(cell, *r.best, "", context, m);
  judge(cell, *r.last, "_last", context, m);
}

std::string notes_of(const TrainingCell& cell, const TrainResult& r) {
  const TrainOptions& o = cell.options;
  std::string text = fmt::format(
      "an observation: {} net, {} loss, trained against {}; least loss in round {} of {}",
      o.kind == NetKind::real ? "real" : "pseudo", adversary::to_string(o.loss.kind),
      o.sequence.empty() ? o.attack.name() : "a given sequence", r.best_round, r.rounds_run);
  if (r.reached_stop) text += ", where --stop-at ended the run";
  return text;
}

}  // namespace

Measurement measure_convergence(TrainingCell cell, bool one_step, const claim::RunContext& context,
                                const TrainHooks& hooks) {
  TrainOptions& o = cell.options;
  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::instance;
  m.finding.assumptions = assumptions(cell, one_step);
  m.trivial = {zero_net_loss(cell), "the robust loss of the zero net, the mean of l(0, y_i)"};
  if (!cell.separated()) {
    m.finding.trials.not_applicable = 1;
    m.notes.push_back("rho is not below delta/2: nothing was run");
    return m;
  }
  if (one_step) o.rounds = std::min(o.rounds, kRoundsOfTwin);
  o.threads = context.threads;
  TrainHooks watched = hooks;
  watched.round = [&](const RoundView& view) {
    if (view.t % 64 == 0)
      context.progress(static_cast<double>(view.t) / static_cast<double>(o.rounds));
    if (hooks.round) hooks.round(view);
  };
  watched.stop = [&] { return context.stop.stop_requested() || (hooks.stop && hooks.stop()); };
  const TrainResult r = train(*cell.points, o, watched);
  if (r.interrupted) {
    throw LimitError(fmt::format(
        "training stopped after {} of {} rounds{}", r.rounds_run, o.rounds,
        o.checkpoint ? "; --resume goes on from " + o.checkpoint->string() : std::string()));
  }
  // Of the net as it is saved, in extended precision where it is small; of the pseudo-net no
  // rounding bound is known, so its numbers are those of a search.
  Range best = Range::point(r.best_loss);
  if (o.kind == NetKind::pseudo)
    m.finding.evidence = claim::Evidence::search;
  else if (r.best)
    best = exact_loss(r.best->to_double(), *cell.points, r.best_points, o.loss);
  else
    best = with_rounding(r.best_loss, r.best_rounding);
  m.finding.comparisons.push_back({"robust_loss", best, Range::point(cell.eps), {}});
  m.finding.trials.decisive = 1;
  m.finding.witness = fmt::format("seed {}, round {}: robust loss {:.10g} against eps = {}", o.seed,
                                  r.best_round, best.lower, cell.eps);
  if (one_step) {
    add(&m, "robust_loss", best);
  } else {
    m.finding.twins = {1, r.early_loss > cell.eps ? 1U : 0U};
    m.finding.undecidable =
        o.kind == NetKind::real
            ? "the theorem's premise m >= M_0 was not established: a run is an observation"
            : "the theorem is about the real net; this run trained its pseudo-network";
    describe(cell, r, best, context, &m);
  }
  m.worst = claim::Worst{o.seed, 0, fmt::format("round {}", r.best_round)};
  m.notes.push_back(notes_of(cell, r));
  return m;
}

double bytes_of(const TrainingCell& cell) {
  const std::uint64_t m = cell.options.m;
  const std::size_t d = cell.points->d;
  return training_bytes(m, d) +
         (cell.options.checkpoint ? checkpoint_bytes(m, d, cell.points->n) : 0);
}

std::vector<claim::Job> convergence_jobs(const claim::Selection& selection,
                                         const claim::Request& request) {
  std::vector<claim::Job> jobs;
  const bool twin = !selection.twin.empty();
  for (TrainingCell& cell : training_cells(request)) {
    claim::Job job;
    job.info = selection.info;
    job.twin = selection.twin;
    job.cell = cell.parameters;
    const double passes = twin ? 2 : static_cast<double>(cell.options.rounds);
    constexpr double kProductsPerSecond = 1e10;
    job.cost = passes * 20 * static_cast<double>(cell.options.m) *
               static_cast<double>(cell.points->n * cell.points->d) / kProductsPerSecond;
    job.bytes = bytes_of(cell);
    const unsigned long long seed = request.seed;
    job.run = [cell = std::move(cell), info = selection.info, name = selection.twin, twin,
               seed](const claim::RunContext& context) {
      return claim::make_record(*info, name, cell.parameters, seed, context.alpha,
                                measure_convergence(cell, twin, context));
    };
    jobs.push_back(std::move(job));
  }
  return jobs;
}

}  // namespace proofgauge::online
