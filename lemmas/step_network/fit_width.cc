// 3.3: the deviation of g from its mean, over all of X, from below.
#include <algorithm>

#include "step_network/fit_judge.h"

namespace proofgauge::step_network {
namespace {

constexpr const char* kClaim = "step_network/finite_width";

}  // namespace

claim::Measurement check_finite_width(const Problem& problem, const FitCell& cell,
                                      const FitSetting& setting, bool twin) {
  const Numbers x(problem, cell);
  const claim::Range by_vc = numeric::to_range(finite_width_bound(x.m, x.R, x.d, x.p));
  const claim::Range by_cells =
      numeric::to_range(finite_width_by_cells(x.m, cell.width, x.R, problem.w.d, x.p));
  const claim::Range of_twin = numeric::to_range(twin::one_over_m(x.m, x.R));

  std::vector<Peaks> draws;
  std::size_t best = 0;
  std::vector<bool> broken, twin_broken;
  for (unsigned k = 0; k < cell.draws; ++k) {
    draws.push_back(search(problem, cell, setting, Goal::deviation, kClaim, k));
    const double found = draws.back().deviation.value;
    if (found > draws[best].deviation.value) best = k;
    broken.push_back(found > std::min(by_vc.upper, by_cells.upper));
    twin_broken.push_back(found > of_twin.upper);
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  const double allowed = numeric::to_double(cell.p), alpha = setting.context.alpha;
  const DrawTest test = test_draws(twin ? twin_broken : broken, allowed, alpha);
  const Peak& peak = draws[best].deviation;
  const claim::Range measured = claim::Range::at_least(peak.value);

  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - alpha;
  f.assumptions = premises(problem, &cell);
  f.comparisons = {{"deviation", measured, twin ? of_twin : by_vc, std::nullopt}};
  if (!twin) f.comparisons.push_back({"deviation", measured, by_cells, std::nullopt});
  f.trials.decisive = draws.size();
  f.undecidable = test.undecidable;
  f.witness = witness_of(problem, cell, setting.seed, best, peak);
  f.twins = {1, test_draws(twin_broken, allowed, alpha).refuted ? 1U : 0U};

  out.trivial.value = numeric::lower(numeric::Interval(3 * x.R / 4));
  out.worst = claim::Worst{setting.seed, best, peak.where};
  out.critical_constant = claim::ratio(measured, numeric::to_range(x.R));
  out.result = {{"deviation", measured},
                {"R", numeric::to_range(x.R)},
                {"bound_vc", by_vc},
                {"bound_cells", by_cells},
                {"tightness", claim::ratio(measured, by_vc)},
                {"tightness_cells", claim::ratio(measured, by_cells)},
                {"draws_above_bound", claim::Range::point(static_cast<double>(test.above))},
                {"points_visited", claim::Range::point(static_cast<double>(draws[best].visited))}};
  for (const Peaks& p : draws) out.series["deviation_per_draw"].push_back(p.deviation.value);
  return out;
}

}  // namespace proofgauge::step_network
