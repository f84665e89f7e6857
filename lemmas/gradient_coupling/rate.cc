// The exponents and the constant of the flip count, fitted over many cells.
#include <algorithm>
#include <cmath>

#include "gradient_coupling/check.h"
#include "gradient_coupling/claim.h"
#include "network/flips.h"
#include "numeric/parallel.h"
#include "stats/exponent_fit.h"
#include "stats/rate_cells.h"

namespace proofgauge::gradient_coupling {
namespace {

constexpr const char* kClaim = "gradient_coupling/flip_rate";
/// Below this a law does not fit. Fixed, not a share of alpha: it only withholds verdicts.
constexpr double kLackOfFit = 0.01;
/// The coverage of fitted intervals was tested at this level (stats/exponent_fit.h).
constexpr double kCalibrated = 0.95;
// Wider intervals could not tell 5/6 from 4/5, 1 from other half-integers, or the constant from
// 0.95 of itself.
constexpr double kResolutionM = 0.03, kResolutionR = 0.2, kResolutionConstant = 0.03;

/// Mean count over the points of each draw.
std::vector<double> counts(const Cell& cell, const Setting& setting) {
  const std::string key = stream_key(cell);
  const stats::Stream points(setting.seed, kClaim, key, stats::Purpose::points);
  std::vector<double> draws(cell.draws);
  numeric::parallel_for(cell.draws, setting.context.threads, [&](std::size_t k) {
    const auto draw = static_cast<std::uint32_t>(k);
    stats::Sequence random(points, draw);
    const auto x = network::uniform_points(cell.points, cell.d, random);
    const network::InitialNetwork net(cell.width, cell.d, setting.seed, kClaim, key, draw);
    network::FlipOptions options;
    options.stop = setting.context.stop;
    for (const std::uint64_t n : network::flip_sums(net, x, cell.points, cell.R, options).within)
      draws[k] += static_cast<double>(n) / static_cast<double>(cell.points);
  });
  return draws;
}

}  // namespace

claim::Measurement check_rate(const std::vector<Cell>& all, const Setting& setting,
                              const numeric::Rational& claimed_m) {
  const std::vector<Cell> cells = stats::cells_of_small_radius(all);
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::fit;
  f.scope = claim::Scope::finite_set;
  f.assumptions = {
      {"H1", true, "points drawn on X"},
      {"H2", true, "drawn so"},
      {"H3", std::nullopt,
       std::to_string(cells.size()) + " of " + std::to_string(all.size()) + " cells are fitted"}};
  f.trials.not_applicable = all.size() - cells.size();
  f.undecidable = stats::missing_cells(cells);
  if (!f.undecidable.empty()) {
    f.trials.undecided = cells.size();
    return out;
  }
  // The mean is c R m^(5/6) (1 - t/12 + O(t^2)), t = R^2 m^(-1/3): no pure power law at finite
  // sizes. The coefficient is fitted too; in logarithms its regressor is exp(t).
  std::vector<stats::FitCell> raw, scaled;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Cell& cell = cells[i];
    const double m = static_cast<double>(cell.width), R = cell.radius(), t = R * R / std::cbrt(m);
    const double order = R * std::pow(m, 5.0 / 6);
    const std::vector<double> draws = counts(cell, setting);
    raw.push_back({stream_key(cell), {m, R, std::exp(t)}, draws, {m, R}});
    scaled.push_back({stream_key(cell), {t}, draws, {m, R}});
    for (double& y : scaled.back().draws) y /= order;
    setting.context.progress(static_cast<double>(i + 1) / static_cast<double>(cells.size()));
  }
  // A draw without a single flip has no logarithm; the cell is then too small for a fit.
  for (const auto& cell : raw)
    if (*std::min_element(cell.draws.begin(), cell.draws.end()) <= 0)
      f.undecidable = "no neuron can flip in a draw of " + cell.name + ": larger m R are needed";
  if (!f.undecidable.empty()) return out;
  stats::FitOptions options;
  options.alpha = setting.context.alpha / 3;
  options.joint = false;
  options.threads = setting.context.threads;
  const std::string letters[] = {"m", "R", "exp(R^2 m^(-1/3))"};
  const stats::Fit exponents = stats::fit_exponents(
      letters, raw, options, {setting.seed, kClaim, "exponents", stats::Purpose::bootstrap});
  const stats::Fit constant = stats::fit_constant(
      "t", scaled, options, {setting.seed, kClaim, "constant", stats::Purpose::bootstrap});
  if (!exponents.sufficient() || !constant.sufficient()) {
    f.undecidable = exponents.insufficient + constant.insufficient;
    return out;
  }
  using numeric::Interval;
  using numeric::to_range;
  const claim::Range in_m = exponents.at("m").interval, in_R = exponents.at("R").interval;
  const claim::Range c = constant.at("constant").interval;
  // |grad f - grad g| is kappa times the count, kappa = m^(-1/3) without noise.
  const double third = 1.0 / 3;
  const claim::Range in_gradient{std::nextafter(in_m.lower - third, -1.0),
                                 std::nextafter(in_m.upper - third, 2.0)};
  const numeric::Rational claimed_gradient =
      exponent_gradient() + claimed_m - gradient_coupling::exponent_m();
  f.confidence = std::min(kCalibrated, 1 - setting.context.alpha);
  f.comparisons = {
      {"exponent_m", in_m, to_range(numeric::interval(claimed_m)), kResolutionM},
      {"exponent_R", in_R, to_range(numeric::interval(exponent_R())), kResolutionR},
      {"exponent_gradient", in_gradient, to_range(numeric::interval(claimed_gradient)),
       kResolutionM},
      {"constant", c, to_range(Interval(1 / sqrt(numeric::pi()))), kResolutionConstant}};
  f.trials.decisive = cells.size();
  f.twins = {1, in_m.contains(numeric::to_double(twin::exponent_m())) ? 0U : 1U};
  f.witness = "the " + std::to_string(cells.size()) +
              " cells of the fit, seed=" + std::to_string(setting.seed);
  const double worst = std::min(exponents.lack_of_fit.p_value, constant.lack_of_fit.p_value);
  if (worst < kLackOfFit)
    f.undecidable = "the law does not fit these cells (lack-of-fit p = " + std::to_string(worst) +
                    "): no exponent is worth printing";
  out.point = exponents.at("m").value;
  out.critical_constant = c;
  out.result = {{"exponent_m", in_m},
                {"exponent_R", in_R},
                {"exponent_gradient", in_gradient},
                {"constant", c},
                {"lack_of_fit_p", claim::Range::point(exponents.lack_of_fit.p_value)},
                {"lack_of_fit_p_constant", claim::Range::point(constant.lack_of_fit.p_value)}};
  out.notes = {"fitted with the first finite-size term 1 + k R^2 m^(-1/3), whose k is free",
               "intervals are computed at this job's share of alpha; the confidence printed is the "
               "level at which their coverage was tested"};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    double mean = 0;
    for (const double y : raw[i].draws) mean += y / static_cast<double>(raw[i].draws.size());
    out.series["m"].push_back(static_cast<double>(cells[i].width));
    out.series["R"].push_back(cells[i].radius());
    out.series["flips"].push_back(mean);
  }
  return out;
}

}  // namespace proofgauge::gradient_coupling
