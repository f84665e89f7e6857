// The exponents and the constant of the main term, fitted over many cells.
#include <cmath>
#include <numbers>

#include "real_vs_pseudo/sampling.h"
#include "stats/exponent_fit.h"
#include "stats/rate_cells.h"

namespace proofgauge::real_vs_pseudo {
namespace {

constexpr const char* kClaim = "real_vs_pseudo/main_term_rate";
/// Below this a law does not fit. Fixed, not a share of alpha: it only withholds verdicts.
constexpr double kLackOfFit = 0.01;
/// The coverage of fitted intervals was tested at this level; smaller alphas widen them, but
/// promise no more.
constexpr double kCalibrated = 0.95;
// Wider intervals could not tell -1/6 from -1/5, 2 from other half-integers, or the constant from
// 0.9 of itself.
constexpr double kResolutionM = 0.05, kResolutionR = 0.3, kResolutionConstant = 0.02;

stats::FitCell fit_cell(const Cell& cell, const std::vector<MainTermDraw>& draws, bool leading) {
  const double m = static_cast<double>(cell.width);
  const double order = cell.radius * cell.radius / std::pow(m, 1.0 / 6);
  stats::FitCell out;
  out.name = stream_key(cell);
  // 4.2 is c R^2 m^(-1/6) (1 + k t + O(t^2)) with t = R^2 m^(-1/3): at finite sizes no pure power
  // law. k is fitted too; in logarithms its regressor is exp(t).
  const double t = cell.radius * cell.radius / std::cbrt(m);
  if (leading)
    out.x = {t};
  else
    out.x = {m, cell.radius, std::exp(t)};
  out.spread = {m, cell.radius};
  for (const MainTermDraw& d : draws)
    out.draws.push_back(d.h_mean / m * main_term_scale(cell) / (leading ? order : 1.0));
  return out;
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

  std::vector<stats::FitCell> raw, leading;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    Setting one = setting;
    one.context.progress = [&, i](double share) {
      setting.context.progress((static_cast<double>(i) + share) /
                               static_cast<double>(cells.size()));
    };
    const auto draws = main_term_draws(cells[i], kClaim, one);
    raw.push_back(fit_cell(cells[i], draws, false));
    leading.push_back(fit_cell(cells[i], draws, true));
  }
  stats::FitOptions options;
  options.alpha =
      setting.context.alpha / 3;  // exponent_m, exponent_R and the constant share this job's alpha
  options.joint = false;
  options.threads = setting.context.threads;
  const std::string letters[] = {"m", "R", "exp(R^2 m^(-1/3))"};
  const stats::Fit exponents = stats::fit_exponents(
      letters, raw, options, {setting.seed, kClaim, "exponents", stats::Purpose::bootstrap});
  const stats::Fit constant = stats::fit_constant(
      "t", leading, options, {setting.seed, kClaim, "constant", stats::Purpose::bootstrap});
  if (!exponents.sufficient() || !constant.sufficient()) {
    f.undecidable = exponents.insufficient + constant.insufficient;
    return out;
  }

  const claim::Range in_m = exponents.at("m").interval, in_R = exponents.at("R").interval;
  const claim::Range c = constant.at("constant").interval;
  using numeric::to_range;
  const numeric::Interval sqrt_pi = sqrt(numeric::pi());
  const claim::Range claimed_constant =
      to_range(numeric::Interval(numeric::interval(setting.constants.c_main) / sqrt_pi));
  f.confidence = std::min(kCalibrated, 1 - setting.context.alpha);
  f.comparisons = {{"exponent_m", in_m, to_range(numeric::interval(claimed_m)), kResolutionM},
                   {"exponent_R", in_R, to_range(numeric::interval(exponent_R())), kResolutionR},
                   {"constant", c, claimed_constant, kResolutionConstant}};
  f.trials.decisive = cells.size();
  f.twins = {1, in_m.contains(numeric::to_double(twin::exponent_m())) ? 0U : 1U};
  f.witness = "the " + std::to_string(cells.size()) +
              " cells of the fit, seed=" + std::to_string(setting.seed);
  const double worst_fit = std::min(exponents.lack_of_fit.p_value, constant.lack_of_fit.p_value);
  if (worst_fit < kLackOfFit)
    f.undecidable =
        "the law does not fit these cells (lack-of-fit p = " + std::to_string(worst_fit) +
        "): no exponent is worth printing";
  out.point = exponents.at("m").value;
  out.critical_constant = c;
  out.result = {{"exponent_m", in_m},
                {"exponent_R", in_R},
                {"constant", c},
                {"lack_of_fit_p", claim::Range::point(exponents.lack_of_fit.p_value)},
                {"lack_of_fit_p_constant", claim::Range::point(constant.lack_of_fit.p_value)}};
  out.notes = {"fitted with the first finite-size term of 4.2, 1 + k R^2 m^(-1/3), whose k is free",
               "intervals are computed at this job's share of alpha; the confidence printed is the "
               "level at which their coverage was tested"};
  for (std::size_t i = 0; i < cells.size(); ++i) {
    double mean = 0;
    for (const double y : raw[i].draws) mean += y / static_cast<double>(raw[i].draws.size());
    out.series["m"].push_back(static_cast<double>(cells[i].width));
    out.series["R"].push_back(cells[i].radius);
    out.series["main_term"].push_back(mean);
  }
  return out;
}

}  // namespace proofgauge::real_vs_pseudo
