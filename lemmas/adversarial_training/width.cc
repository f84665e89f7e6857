// The critical width m*(eps): the least width at which training reaches eps, by bisection per seed,
// a quantile over seeds with a bootstrap interval.
#include <algorithm>
#include <cmath>

#include "adversarial_training/check.h"
#include "adversarial_training/claim.h"
#include "numeric/parallel.h"
#include "online/critical_width.h"
#include "stats/binomial.h"

namespace proofgauge::adversarial_training {
namespace {

constexpr unsigned kReplicates = 2000;
constexpr double kQuantile = 0.9, kConfidence = 0.95;

/// The run of one seed, data set and W^0 alike, against PGD-5.
std::size_t least_width(const Cell& cell, const std::vector<std::uint64_t>& widths,
                        std::uint64_t seed, const Setting& setting) {
  online::TrainOptions o;
  o.radius = cell.radius();
  o.rho = numeric::to_double(cell.rho);
  o.rounds = cell.T;
  o.attack = {adversary::Attack::Kind::pgd, 5, 1};
  o.seed = seed;
  return online::least_reaching(points_of(cell, seed, setting.context.stop), o, widths,
                                numeric::to_double(cell.eps),
                                [&] { return setting.context.stop.stop_requested(); });
}

/// The smallest value that at least a share kQuantile of them do not exceed.
std::size_t quantile(std::vector<std::size_t> values) {
  std::sort(values.begin(), values.end());
  const auto rank =
      static_cast<std::size_t>(std::ceil(kQuantile * static_cast<double>(values.size())));
  return values[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

claim::Measurement check_critical_width(const Cell& cell, const std::vector<std::uint64_t>& widths,
                                        unsigned seeds, const Setting& setting, bool judge_twin) {
  if (!cell.separated()) return not_separated(cell);
  std::vector<std::size_t> least(seeds);
  numeric::parallel_for(seeds, setting.context.threads, [&](std::size_t k) {
    // Runs of one cell take consecutive seeds, data set and W^0 alike.
    least[k] = least_width(cell, widths, setting.seed + k, setting);
  });
  setting.context.progress(1);
  const auto width_at = [&](std::size_t i) {
    return i < widths.size() ? static_cast<double>(widths[i]) : HUGE_VAL;
  };
  const auto failed =
      static_cast<unsigned long long>(std::count(least.begin(), least.end(), widths.size()));
  stats::Sequence random(stats::Stream(setting.seed, "adversarial_training/critical_width",
                                       stream_key(cell), stats::Purpose::bootstrap));
  std::vector<std::size_t> replicates(kReplicates);
  for (std::size_t& one : replicates) {
    std::vector<std::size_t> sample(seeds);
    for (std::size_t& s : sample) s = least[random.below(seeds)];
    one = quantile(std::move(sample));
  }
  std::sort(replicates.begin(), replicates.end());
  const double tail = (1 - kConfidence) / 2;
  const auto at = [&](double share) {
    return replicates[std::min<std::size_t>(
        kReplicates - 1, static_cast<std::size_t>(share * static_cast<double>(kReplicates)))];
  };
  // The lower end must also stand on its own: width w is too small only where more than a tenth of
  // all seeds need more, at this job's confidence (Clopper-Pearson).
  std::size_t proved = 0;
  for (std::size_t j = 0; j < widths.size(); ++j) {
    const auto above = static_cast<std::uint64_t>(
        std::count_if(least.begin(), least.end(), [&](std::size_t i) { return i > j; }));
    if (stats::clopper_pearson_lower(above, seeds, setting.context.alpha).lower > 1 - kQuantile)
      proved = j + 1;
  }
  const claim::Range interval{width_at(std::min(at(tail), proved)), width_at(at(1 - tail))};
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - setting.context.alpha;
  f.assumptions = {separation_of(cell), {"H2", true, "drawn so"}};
  const double limit = static_cast<double>(judge_twin ? widths.front() : widths.back());
  f.comparisons = {{"m_critical", interval, claim::Range::point(limit), std::nullopt}};
  f.trials.decisive = seeds - failed;
  f.trials.undecided = failed;
  f.witness = stream_key(cell) + ",R=" + numeric::canonical_text(cell.R) +
              ",eps=" + numeric::canonical_text(cell.eps) + ",T=" + std::to_string(cell.T) +
              ",seeds " + std::to_string(setting.seed) + " to " +
              std::to_string(setting.seed + seeds - 1);
  if (std::isinf(interval.upper))
    f.undecidable = std::to_string(failed) + " of " + std::to_string(seeds) +
                    " seeds do not reach eps at the largest width: add larger ones";
  if (!judge_twin) f.twins = {1, interval.lower > static_cast<double>(widths.front()) ? 1U : 0U};
  out.trivial = {{}, "none: no width is known a priori to be enough"};
  out.point = width_at(quantile(least));
  out.result = {{"m_critical", interval},
                {"quantile", claim::Range::point(kQuantile)},
                {"seeds", claim::Range::point(seeds)},
                {"seeds_that_fail", claim::Range::point(static_cast<double>(failed))}};
  out.notes = {
      "m_critical: bootstrap percentile interval (95 %) of the 0.9 quantile over seeds of "
      "the least width that reaches eps; with few seeds its coverage is not known",
      "bisection takes reaching for monotone in the width, which single seeds need not be"};
  for (const std::size_t i : least) out.series["least_width"].push_back(width_at(i));
  return out;
}

}  // namespace proofgauge::adversarial_training
