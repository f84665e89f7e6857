// The coupling constant C of 6.2: its mean by sampling, its leading order by enclosures, its
// supremum over x by search.
#include <algorithm>
#include <cmath>

#include "network/flips.h"
#include "numeric/half_line.h"
#include "numeric/plan.h"
#include "online_regret/check.h"
#include "online_regret/claim.h"
#include "stats/binomial.h"
#include "stats/confidence_sequence.h"

namespace proofgauge::online_regret {

using numeric::Interval;
using numeric::Rational;

namespace {

constexpr double kResolution = 0.2;

}  // namespace

std::string stream_key(const Cell& cell) {
  return "d=" + std::to_string(cell.d) + ",m=" + std::to_string(cell.width) +
         ",R=" + numeric::canonical_text(cell.R);
}

claim::Measurement check_coupling_leading_order(const Rational& factor) {
  numeric::QuotientOnHalfLine q;
  q.above = [](const Interval& u) { return mean_jump(u); };
  q.below = [](const Interval& u) { return leading_jump(u); };
  // mean_jump(u) <= u + sqrt(2/pi), and that over 3 u^2/sqrt(2 pi) falls.
  const Interval large = numeric::interval(q.large);
  q.tail = (large + sqrt(Interval(2 / numeric::pi()))) / leading_jump(large);
  claim::Measurement m = numeric::judge_quotient(q, "rho", factor, twin::nine_tenths());
  m.finding.assumptions = {{"H4", std::nullopt, "defines the law of z"}};
  m.trivial = {{}, "each neuron costs at most 2 tau: C <= R"};
  return m;
}

claim::Measurement check_coupling_constant(const Cell& cell, const Setting& setting,
                                           const Rational& factor) {
  constexpr const char* kClaim = "online_regret/coupling_constant";
  const std::string key = stream_key(cell);
  const stats::Stream points(setting.seed, kClaim, key, stats::Purpose::points);
  network::FlipOptions options;
  options.threads = setting.context.threads;
  options.stop = setting.context.stop;
  options.coupling = true;
  stats::ConfidenceSequence sequence;
  const double t = network::standardised_radius(cell.radius(), cell.width);
  const auto width = static_cast<double>(cell.width);
  double larger = 0;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(points, k);
    const auto x = network::uniform_points(cell.points, cell.d, random);
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, kClaim, key, k);
    const auto sums = network::flip_sums(net, x, cell.points, cell.R, options);
    // Y_r = (T + |zeta_r|) 1{|zeta_r| <= T}/(2 T), averaged over points, in [0, 1]; either sign has
    // half of its mean, so both are used.
    double total = 0, error = 0;
    for (std::size_t p = 0; p < cell.points; ++p) {
      total += sums.plus[p] + sums.minus[p];
      error += 2 * sums.error[p];
      larger += std::max(sums.plus[p], sums.minus[p]);
    }
    const double per = 2 * t * static_cast<double>(cell.points), mean = total / per;
    const double slack = error / per + mean * 0x1p-48;
    sequence.add_block(cell.width, mean, mean + 2 * slack, slack);
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  // kappa m^(-1/2) (m/2) 2 T E Y = R E Y.
  const claim::Range measured =
      stats::scaled(sequence.interval(setting.context.alpha), 0, cell.radius());
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R);
  const Interval exact = mean_coupling(m, R), leading = coupling_leading_order(m, R);
  const claim::Range twin =
      numeric::to_range(Interval(numeric::interval(twin::nine_tenths()) * exact));
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::statistical;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - setting.context.alpha;
  f.assumptions = {{"H4", true, "drawn so; points drawn on X"}};
  f.comparisons = {{"coupling", measured,
                    numeric::to_range(Interval(numeric::interval(factor) * exact)),
                    kResolution * numeric::upper(exact)}};
  f.trials.decisive = cell.draws;
  f.witness = key + ",draws=" + std::to_string(cell.draws) +
              ",points=" + std::to_string(cell.points) + ",seed=" + std::to_string(setting.seed);
  f.twins = {1, measured.lower > twin.upper || measured.upper < twin.lower ? 1U : 0U};
  out.point = sequence.mean() * cell.radius();
  out.trivial = {cell.radius(),
                 "each neuron costs at most 2 tau: one sign's sum has mean at most R"};
  out.critical_constant =
      claim::ratio(measured, numeric::to_range(Interval(leading * 4 * sqrt(numeric::pi()) / 3)));
  const double scale =
      std::cbrt(1 / width) / std::sqrt(width) / static_cast<double>(cell.points * cell.draws);
  out.result = {{"coupling", measured},
                {"exact_mean", numeric::to_range(exact)},
                {"leading_order", numeric::to_range(leading)},
                {"ratio_to_exact", claim::ratio(measured, numeric::to_range(exact))},
                {"ratio_to_leading", claim::ratio(measured, numeric::to_range(leading))},
                {"larger_sign", claim::Range::point(larger * scale)}};
  out.notes = {"larger_sign: sample mean of the maximum over the two signs, without an interval"};
  return out;
}

claim::Measurement check_coupling_uniform(const Cell& cell, const Setting& setting,
                                          bool judge_twin) {
  constexpr const char* kClaim = "online_regret/coupling_uniform";
  const std::string key = stream_key(cell);
  const stats::Stream stream(setting.seed, kClaim, key, stats::Purpose::search);
  network::FlipOptions options;
  options.threads = setting.context.threads;
  options.stop = setting.context.stop;
  std::vector<double> found;
  std::size_t best = 0;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(stream, k);
    const auto starts = network::uniform_points(cell.points, cell.d, random);
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, kClaim, key, k);
    found.push_back(network::search_flips(net, starts, cell.points, cell.R,
                                          network::FlipObjective::coupling, cell.rounds, random,
                                          options)
                        .value);
    if (found[k] > found[best]) best = k;
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R),
                 p = numeric::interval(cell.p), d = static_cast<int>(cell.d);
  const double two_p = 2 * numeric::to_double(cell.p), alpha = setting.context.alpha;
  const double theta = best_theta(static_cast<double>(cell.width), cell.radius(),
                                  static_cast<double>(cell.d), numeric::to_double(cell.p));
  const claim::Range claimed = numeric::to_range(uniform_coupling(m, R, d, p, Interval(theta)));
  const claim::Range false_one =
      numeric::to_range(Interval(numeric::interval(twin::nine_tenths()) * mean_coupling(m, R)));
  const claim::Range bound = judge_twin ? false_one : claimed;
  const auto draws_above = [&](double limit) {
    return static_cast<std::uint64_t>(
        std::count_if(found.begin(), found.end(), [&](double v) { return v > limit; }));
  };
  const auto refutes = [&](std::uint64_t above) {
    return above > 0 && stats::clopper_pearson_lower(above, found.size(), alpha).lower > two_p;
  };
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - alpha;
  f.assumptions = {{"H4", true, "drawn so"}};
  f.comparisons = {{"coupling", claim::Range::at_least(found[best]), bound, std::nullopt}};
  f.trials.decisive = found.size();
  f.witness = key + ",draw=" + std::to_string(best) + ",seed=" + std::to_string(setting.seed);
  const std::uint64_t above = draws_above(bound.upper);
  if (above > 0 && !refutes(above))
    f.undecidable = std::to_string(above) + " of " + std::to_string(found.size()) +
                    " draws exceed the bound: not enough to exclude the allowed share 2p";
  if (found.size() == 1 || !refutes(found.size()))
    f.undecidable = numeric::count_of_draws(found.size()) +
                    ": too few to refute a statement that may fail with probability 2p; "
                    "raise --draws";
  if (!judge_twin) f.twins = {1, refutes(draws_above(false_one.upper)) ? 1U : 0U};
  out.trivial = {2 * cell.radius(), "each of the m neurons costs at most 2 tau: C <= 2 R"};
  out.worst = claim::Worst{setting.seed, best, "point found by search"};
  out.critical_constant = claim::Range::at_least(
      claim::ratio(
          claim::Range::point(found[best]),
          numeric::to_range(Interval(coupling_leading_order(m, R) * 4 * sqrt(numeric::pi()) / 3)))
          .lower);
  out.result = {{"coupling", claim::Range::at_least(found[best])},
                {"theta", claim::Range::point(theta)},
                {"exact_mean", numeric::to_range(mean_coupling(m, R))},
                {"draws_above_bound", claim::Range::point(static_cast<double>(above))}};
  out.series["found_per_draw"] = found;
  return out;
}

}  // namespace proofgauge::online_regret
