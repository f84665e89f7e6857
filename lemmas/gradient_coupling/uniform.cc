// The largest count over x, found from below by search, held against the uniform bounds.
#include <algorithm>
#include <cmath>

#include "gradient_coupling/check.h"
#include "gradient_coupling/claim.h"
#include "network/flips.h"
#include "numeric/plan.h"
#include "stats/binomial.h"

namespace proofgauge::gradient_coupling {

using numeric::Interval;

namespace {

struct Bounds {
  Interval theta, vc;
  double best_theta = 0;
};

Bounds bounds_of(const Cell& cell) {
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R),
                 p = numeric::interval(cell.p), d = static_cast<int>(cell.d);
  Bounds b;
  // Any theta gives a bound; the nearest double to the best one is as good.
  b.best_theta = best_theta(static_cast<double>(cell.width), cell.radius(),
                            static_cast<double>(cell.d), numeric::to_double(cell.p));
  b.theta = uniform_theta(m, R, d, p, Interval(b.best_theta));
  const Interval patterns = numeric::interval(numeric::Rational(slab_patterns(cell.width, cell.d)));
  b.vc = uniform_vc(m, R, Interval(log(patterns)), p);
  return b;
}

/// True where so many draws exceed a bound of probability 1 - p that their share is above p at the
/// job's confidence.
bool refuted_by_draws(const std::vector<double>& found, double bound, double p, double alpha,
                      std::size_t& above) {
  above = static_cast<std::size_t>(
      std::count_if(found.begin(), found.end(), [&](double v) { return v > bound; }));
  return above > 0 && stats::clopper_pearson_lower(above, found.size(), alpha).lower > p;
}

}  // namespace

claim::Measurement check_uniform(const Cell& cell, const Setting& setting,
                                 const std::shared_ptr<const data::Points>& given,
                                 bool judge_twin) {
  constexpr const char* kClaim = "gradient_coupling/uniform_flips";
  const std::string key = stream_key(cell);
  const stats::Stream stream(setting.seed, kClaim, key, stats::Purpose::search);
  network::FlipOptions options;
  options.threads = setting.context.threads;
  options.stop = setting.context.stop;
  std::vector<double> found;
  std::size_t best = 0;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(stream, k);
    std::vector<double> starts;
    const std::size_t from_data = given == nullptr ? 0 : std::min(cell.points, given->n);
    if (given != nullptr)
      starts.assign(given->x.begin(),
                    given->x.begin() + static_cast<std::ptrdiff_t>(from_data * cell.d));
    const auto rest = network::uniform_points(cell.points - from_data, cell.d, random);
    starts.insert(starts.end(), rest.begin(), rest.end());
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, kClaim, key, k);
    found.push_back(network::search_flips(net, starts, cell.points, cell.R,
                                          network::FlipObjective::count, cell.rounds, random,
                                          options)
                        .value);
    if (found[k] > found[best]) best = k;
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  const Bounds b = bounds_of(cell);
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R);
  const claim::Range claimed = numeric::to_range(scalar::least(b.theta, b.vc));
  const claim::Range false_one =
      numeric::to_range(Interval(numeric::interval(twin::nine_tenths()) * mean_flips(m, R)));
  const claim::Range bound = judge_twin ? false_one : claimed;
  const double p = numeric::to_double(cell.p), alpha = setting.context.alpha;
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - alpha;
  f.assumptions = {{"H2", true, "drawn so"}};
  f.comparisons = {{"flips", claim::Range::at_least(found[best]), bound, std::nullopt}};
  f.trials.decisive = found.size();
  f.witness = key + ",draw=" + std::to_string(best) + ",seed=" + std::to_string(setting.seed);
  std::size_t above = 0, above_twin = 0;
  const bool refuted = refuted_by_draws(found, bound.upper, p, alpha, above);
  if (above > 0 && !refuted)
    f.undecidable = std::to_string(above) + " of " + std::to_string(found.size()) +
                    " draws exceed the bound: not enough to exclude the allowed share p";
  if (found.size() == 1 ||
      !(stats::clopper_pearson_lower(found.size(), found.size(), alpha).lower > p))
    f.undecidable = numeric::count_of_draws(found.size()) +
                    ": too few to refute a statement that may fail with probability p; raise "
                    "--draws";
  if (!judge_twin)
    f.twins = {1, refuted_by_draws(found, false_one.upper, p, alpha, above_twin) ? 1U : 0U};
  out.trivial = {static_cast<double>(cell.width), "N_tau <= m: there are no more neurons"};
  out.worst = claim::Worst{setting.seed, best, "point found by search"};
  out.critical_constant = claim::Range::at_least(
      claim::ratio(claim::Range::point(found[best]),
                   numeric::to_range(Interval(flips_leading_order(m, R) * sqrt(numeric::pi()))))
          .lower);
  out.result = {{"flips", claim::Range::at_least(found[best])},
                {"bound_theta", numeric::to_range(b.theta)},
                {"theta", claim::Range::point(b.best_theta)},
                {"bound_vc", numeric::to_range(b.vc)},
                {"exact_mean", numeric::to_range(mean_flips(m, R))},
                {"draws_above_bound", claim::Range::point(static_cast<double>(above))}};
  out.series["found_per_draw"] = found;
  return out;
}

}  // namespace proofgauge::gradient_coupling
