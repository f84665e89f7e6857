// The means by sampling: exact counts of the neurons that can flip, and gradients of explicit W.
#include <algorithm>
#include <cmath>

#include "gradient_coupling/check.h"
#include "gradient_coupling/claim.h"
#include "network/flips.h"
#include "stats/confidence_sequence.h"

namespace proofgauge::gradient_coupling {

using numeric::Interval;

namespace {

/// An interval wider than a quarter of the mean says little about it.
constexpr double kResolution = 0.25;

/// What both claims report of a mean `scale * E Y`.
claim::Measurement judge_mean(const Cell& cell, const Setting& setting, const char* symbol,
                              const stats::ConfidenceSequence& sequence, double scale,
                              const Interval& exact, const Interval& twin, const Interval& leading,
                              const Interval& claimed) {
  claim::Measurement out;
  claim::Finding& f = out.finding;
  const claim::Range measured = stats::scaled(sequence.interval(setting.context.alpha), 0, scale);
  const claim::Range other = numeric::to_range(twin);
  f.evidence = claim::Evidence::statistical;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - setting.context.alpha;
  f.assumptions = {{"H1", true, "points drawn on X"}, {"H2", true, "drawn so"}};
  f.comparisons = {
      {symbol, measured, numeric::to_range(claimed), kResolution * numeric::upper(exact)}};
  f.trials.decisive = cell.draws;
  f.witness = stream_key(cell) + ",draws=" + std::to_string(cell.draws) +
              ",points=" + std::to_string(cell.points) + ",seed=" + std::to_string(setting.seed);
  f.twins = {1, measured.lower > other.upper || measured.upper < other.lower ? 1U : 0U};
  out.point = sequence.mean() * scale;
  out.trivial.value = scale;
  const claim::Range order = numeric::to_range(leading);
  out.critical_constant =
      claim::ratio(measured, numeric::to_range(Interval(leading * sqrt(numeric::pi()))));
  out.result = {{symbol, measured},
                {"exact_mean", numeric::to_range(exact)},
                {"leading_order", order},
                {"ratio_to_exact", claim::ratio(measured, numeric::to_range(exact))},
                {"ratio_to_leading", claim::ratio(measured, order)}};
  return out;
}

}  // namespace

std::string stream_key(const Cell& cell) {
  return "d=" + std::to_string(cell.d) + ",m=" + std::to_string(cell.width) +
         ",R=" + numeric::canonical_text(cell.R);
}

claim::Measurement check_mean_flips(const Cell& cell, const Setting& setting,
                                    const numeric::Rational& radius_factor) {
  constexpr const char* kClaim = "gradient_coupling/mean_flips";
  const std::string key = stream_key(cell);
  const stats::Stream points(setting.seed, kClaim, key, stats::Purpose::points);
  stats::ConfidenceSequence sequence;
  network::FlipOptions options;
  options.threads = setting.context.threads;
  options.stop = setting.context.stop;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(points, k);
    const auto x = network::uniform_points(cell.points, cell.d, random);
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, kClaim, key, k);
    const auto sums = network::flip_sums(net, x, cell.points, cell.R, options);
    double hits = 0;
    for (const std::uint64_t n : sums.within) hits += static_cast<double>(n);
    const double mean = hits / static_cast<double>(cell.points);
    // Y_r lies in [0, 1], so Y_r^2 <= Y_r.
    sequence.add_block(cell.width, mean, mean * (1 + 0x1p-40), mean * 0x1p-50);
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R);
  const Interval half = numeric::interval(numeric::Rational(cell.R * twin::half_radius()));
  const Interval claimed = numeric::interval(numeric::Rational(cell.R * radius_factor));
  return judge_mean(cell, setting, "flips", sequence, static_cast<double>(cell.width),
                    mean_flips(m, R), mean_flips(m, half), flips_leading_order(m, R),
                    mean_flips(m, claimed));
}

claim::Measurement check_mean_gradient(const Cell& cell, const Setting& setting,
                                       const numeric::Rational& radius_factor) {
  constexpr const char* kClaim = "gradient_coupling/mean_gradient";
  const std::string key = stream_key(cell);
  const stats::Stream points(setting.seed, kClaim, key, stats::Purpose::points);
  const stats::Stream directions(setting.seed, kClaim, key, stats::Purpose::search);
  stats::ConfidenceSequence sequence;
  network::FlipOptions options;
  options.threads = setting.context.threads;
  options.stop = setting.context.stop;
  double random_share = 0;
  std::uint64_t unsure_in_all = 0, above_bound = 0;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(points, k);
    const auto x = network::uniform_points(cell.points, cell.d, random);
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, kClaim, key, k);
    const auto gaps =
        network::gradient_gaps(net, x, cell.points, cell.radius(), directions, options);
    const auto bound = network::flip_sums(net, x, cell.points, cell.R, options);
    double hits = 0, unsure = 0;
    for (std::size_t p = 0; p < cell.points; ++p) {
      hits += static_cast<double>(gaps.worst_flips[p]);
      unsure += static_cast<double>(gaps.unsure[p]);
      random_share += static_cast<double>(gaps.random_flips[p]);
      // No W may flip more than N_tau.
      above_bound += gaps.worst_flips[p] > bound.within[p] ? 1 : 0;
      above_bound += gaps.random_flips[p] > bound.within[p] ? 1 : 0;
    }
    unsure_in_all += static_cast<std::uint64_t>(unsure);
    const double mean = hits / static_cast<double>(cell.points);
    const double error = unsure / static_cast<double>(cell.points) + mean * 0x1p-50;
    sequence.add_block(cell.width, mean, mean * (1 + 0x1p-40) + error, error);
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }
  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R);
  const Interval half = numeric::interval(numeric::Rational(cell.R * twin::half_radius()));
  const Interval claimed = numeric::interval(numeric::Rational(cell.R * radius_factor));
  // kappa m: every column differs.
  const double all = numeric::upper(numeric::power(m, 2, 3));
  claim::Measurement out =
      judge_mean(cell, setting, "gradient", sequence, all, mean_gradient(m, R),
                 mean_gradient(m, half), gradient_leading_order(m, R), mean_gradient(m, claimed));
  if (above_bound > 0)
    out.finding.undecidable = "an explicit W flips more neurons than N_tau: flip_bound is wrong";
  out.result.emplace_back(
      "random_W",
      claim::Range::point(random_share * std::cbrt(1 / static_cast<double>(cell.width)) /
                          static_cast<double>(cell.points * cell.draws)));
  out.result.emplace_back("unsure", claim::Range::point(static_cast<double>(unsure_in_all)));
  return out;
}

}  // namespace proofgauge::gradient_coupling
