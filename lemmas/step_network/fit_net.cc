// 3.4: the real net at W* on the rho-balls, and the three terms that bound it.
#include <algorithm>
#include <cmath>

#include "step_network/fit_judge.h"

namespace proofgauge::step_network {
namespace {

constexpr const char* kClaim = "step_network/real_net_fit";

struct Bounds {
  claim::Range fit, approximation, deviation, coupling, twin;
};

Bounds bounds_of(const Numbers& x, const network::GapConstants& c) {
  using numeric::to_range;
  return {to_range(real_net_bound(x.m, x.n, x.R, x.d, x.p, x.eps1, c)),
          to_range(numeric::Interval(x.n * x.eps1)),
          to_range(finite_width_bound(x.m, x.R, x.d, x.p)),
          to_range(coupling_bound(x.m, x.R, x.d, x.p, c)), to_range(twin::half_error(x.eps1))};
}

/// The largest of each over the draws.
struct Largest {
  Peak fit, approximation, deviation, coupling;
  std::size_t draw = 0;  ///< of the fit
  double radius_used = 0;
};

void raise(Peak& peak, const Peak& other) {
  if (other.value > peak.value) peak = other;
}

}  // namespace

claim::Measurement check_real_net(const Problem& problem, const FitCell& cell,
                                  const FitSetting& setting, bool twin) {
  const Numbers x(problem, cell);
  const Bounds bound = bounds_of(x, setting.constants);
  Largest all;
  std::vector<bool> broken, twin_broken;
  claim::Measurement out;
  for (unsigned k = 0; k < cell.draws; ++k) {
    const Peaks p = search(problem, cell, setting, Goal::fit, kClaim, k);
    if (p.fit.value > all.fit.value) all.draw = k;
    raise(all.fit, p.fit);
    raise(all.approximation, p.approximation);
    raise(all.deviation, p.deviation);
    raise(all.coupling, p.coupling);
    all.radius_used = std::max(all.radius_used, p.radius_used);
    broken.push_back(p.fit.value > bound.fit.upper || p.deviation.value > bound.deviation.upper ||
                     p.coupling.value > bound.coupling.upper);
    twin_broken.push_back(p.fit.value > bound.twin.upper);
    out.series["fit_per_draw"].push_back(p.fit.value);
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  const double allowed = 3 * numeric::to_double(cell.p), alpha = setting.context.alpha;
  const DrawTest test = test_draws(twin ? twin_broken : broken, allowed, alpha);
  // A smaller target is met with a smaller error: F_h y is off by eps1 |y| only.
  const bool twin_applies = problem.w.n == 1 && std::abs(problem.w.y[0]) == 1;
  const auto from_below = [](const Peak& p) { return claim::Range::at_least(p.value); };

  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - alpha;
  f.assumptions = premises(problem, &cell, true);
  f.comparisons = {{"fit", from_below(all.fit), twin ? bound.twin : bound.fit, std::nullopt}};
  if (!twin) {
    f.comparisons.push_back(
        {"approximation", from_below(all.approximation), bound.approximation, std::nullopt});
    f.comparisons.push_back(
        {"deviation", from_below(all.deviation), bound.deviation, std::nullopt});
    f.comparisons.push_back({"coupling", from_below(all.coupling), bound.coupling, std::nullopt});
  }
  f.trials.decisive = cell.draws;
  f.undecidable = test.undecidable;
  f.witness = witness_of(problem, cell, setting.seed, all.draw, all.fit);
  if (twin_applies) f.twins = {1, test_draws(twin_broken, allowed, alpha).refuted ? 1U : 0U};
  if (twin && !twin_applies)
    f.assumptions.push_back(
        {"twin premise", false, "the twin is false for one point with |y| = 1 only"});

  double zero_net = 0;
  for (const double y : problem.w.y) zero_net = std::max(zero_net, std::abs(y));
  out.trivial.value = zero_net;
  out.worst = claim::Worst{setting.seed, all.draw, all.fit.where};
  out.result = {
      {"fit", from_below(all.fit)},
      {"approximation", from_below(all.approximation)},
      {"deviation", from_below(all.deviation)},
      {"coupling", from_below(all.coupling)},
      {"bound_fit", bound.fit},
      {"bound_approximation", bound.approximation},
      {"bound_deviation", bound.deviation},
      {"bound_coupling", bound.coupling},
      {"tightness", claim::ratio(from_below(all.fit), bound.fit)},
      {"tightness_approximation", claim::ratio(from_below(all.approximation), bound.approximation)},
      {"tightness_deviation", claim::ratio(from_below(all.deviation), bound.deviation)},
      {"tightness_coupling", claim::ratio(from_below(all.coupling), bound.coupling)},
      {"R", numeric::to_range(x.R)},
      {"R_used", claim::Range::point(all.radius_used)},
      {"draws_above_bound", claim::Range::point(static_cast<double>(test.above))}};
  return out;
}

}  // namespace proofgauge::step_network
