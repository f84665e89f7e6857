// How m*(d) grows: its power law, and whether an exponential describes it better.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <string>

#include "dimension_scaling/check.h"
#include "dimension_scaling/claim.h"
#include "numeric/interval.h"
#include "stats/growth_fit.h"

namespace proofgauge::dimension_scaling {
namespace {

constexpr double kQuantile = 0.9, kConfidence = 0.95;

stats::GrowthFit fit_of(const Cell& cell, const Scan& least, const Setting& setting) {
  std::vector<stats::GrowthCell> cells;
  for (std::size_t i = 0; i < cell.d.size(); ++i)
    cells.push_back({static_cast<double>(cell.d[i]), least[i]});
  stats::GrowthOptions options;
  options.quantile = kQuantile;
  options.confidence = kConfidence;
  // A width is known to a factor sqrt 2: its logarithm is uniform on a step of that length.
  options.resolution = std::log(std::numbers::sqrt2) / std::sqrt(12.0);
  return stats::fit_growth(
      cells, doubling_rate(), options,
      {setting.seed, "dimension_scaling", "growth", stats::Purpose::bootstrap});
}

/// log10 M_0 of the derived theorem at dimension d, from the ledger's record of it.
std::optional<claim::Range> derived_width(const Cell& cell, std::size_t d,
                                          const claim::RunContext& context) {
  claim::Parameters p;
  const auto put = [&](const char* name, const numeric::Rational& x) {
    p.set_number(name, numeric::canonical_text(x), numeric::to_double(x));
  };
  put("n", numeric::Rational(cell.n));
  put("d", numeric::Rational(d));
  put("delta", cell.delta);
  put("rho", cell.rho);
  put("eps", cell.eps);
  p.set("direction", "x_i");
  p.set("form", "derived");
  const claim::Record record = context.leaf("main_theorem/composition", p);
  for (const auto& [symbol, range] : record.result)
    if (symbol == "log10_M0" && std::isfinite(range.upper)) return range;
  return std::nullopt;
}

/// The derived theorem's width beside the measured ones, at both ends of the dimensions.
void add_derived_widths(const Cell& cell, const claim::RunContext& context,
                        claim::Measurement& out) {
  if (!context.leaf) return;  // nobody composes here
  const auto first = derived_width(cell, cell.d.front(), context),
             last = derived_width(cell, cell.d.back(), context);
  if (first) out.result.emplace_back("log10_M0_first_d", *first);
  if (last) out.result.emplace_back("log10_M0_last_d", *last);
  out.notes.push_back(
      first && last
          ? "log10_M0_first_d, log10_M0_last_d: the ledger's derived width along x_i (L = 1, "
            "p = 0.01, chord geometry, built-in constants) at "
            "d = " +
                std::to_string(cell.d.front()) + " and " + std::to_string(cell.d.back())
          : "the ledger certifies no width for these parameters");
}

/// What both claims say of the same scan: no verdict is in it.
claim::Measurement described(const Cell& cell, const Scan& least, const stats::GrowthFit& fit,
                             const Setting& setting) {
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::fit;
  f.scope = claim::Scope::finite_set;
  f.confidence = kConfidence;
  f.assumptions = {{"H1", cell.separated(),
                    "rho = " + numeric::canonical_text(cell.rho) +
                        ", delta = " + numeric::canonical_text(cell.delta)},
                   {"H2", true, "drawn so, data set and W^0 anew for each dimension and seed"}};
  f.undecidable = fit.insufficient;
  f.witness = "d = " + std::to_string(cell.d.front()) + " to " + std::to_string(cell.d.back()) +
              ", " + std::to_string(cell.seeds) + " draws of seed " + std::to_string(setting.seed);
  (fit.insufficient.empty() ? f.trials.decisive : f.trials.undecided) = cell.d.size();
  out.trivial = {{}, "none: no width is known a priori to be enough"};
  for (std::size_t i = 0; i < cell.d.size(); ++i) {
    out.series["d"].push_back(static_cast<double>(cell.d[i]));
    out.series["m_critical"].push_back(i < fit.quantiles.size() ? fit.quantiles[i] : HUGE_VAL);
    for (const double w : least[i]) out.series["least_width"].push_back(w);
  }
  out.notes = {
      "m_critical: the 0.9 quantile over seeds; intervals: bootstrap percentiles (95 %) over "
      "seeds, "
      "whose coverage at few seeds is not guaranteed",
      "bisection takes reaching for monotone in the width, which single seeds need not be",
      "an exponential requirement of Gao et al. 2019, 2^d with every hidden constant 1 "
      "(unconfirmed), has log10 = log10_exponential at the largest d; the terms of the derived "
      "width that grow with d have the power derived_exponent"};
  out.result.emplace_back(
      "log10_exponential",
      claim::Range::point(static_cast<double>(cell.d.back()) * doubling_rate() / std::log(10)));
  out.result.emplace_back("derived_exponent",
                          claim::Range::point(numeric::to_double(derived_exponent())));
  add_derived_widths(cell, setting.context, out);
  // The search knows only that the first width reaches, not that a smaller one would not.
  for (std::size_t i = 0; i < cell.d.size() && fit.insufficient.empty(); ++i)
    if (fit.quantiles[i] <= static_cast<double>(cell.widths.front()))
      f.undecidable = "at d = " + std::to_string(cell.d[i]) +
                      " the smallest width, m = " + std::to_string(cell.widths.front()) +
                      ", already reaches eps: add smaller --m";
  if (!fit.insufficient.empty()) return out;
  const auto [low, high] = std::minmax_element(fit.quantiles.begin(), fit.quantiles.end());
  out.result.emplace_back("m_critical", claim::Range{*low, *high});
  out.result.emplace_back("exponent", fit.exponent_interval);
  out.result.emplace_back("rate_per_dimension", fit.rate_interval);
  out.result.emplace_back("aicc_power", claim::Range::point(fit.aicc_power));
  out.result.emplace_back("aicc_exponential", claim::Range::point(fit.aicc_exponential));
  out.result.emplace_back("aicc_difference", fit.difference);
  out.notes.push_back("power law against exponential: " + stats::to_string(fit.preferred));
  return out;
}

claim::Measurement not_separated(const Cell& cell, const Setting& setting) {
  stats::GrowthFit none;
  none.insufficient = "nothing was run";
  claim::Measurement out =
      described(cell, Scan(cell.d.size()), none, {setting.seed, {}});  // no ledger either
  out.finding.trials = {0, 0, cell.d.size()};
  out.series.clear();
  out.result.clear();
  out.notes = {"rho is not below delta/2: nothing was run"};
  return out;
}

}  // namespace

claim::Measurement check_exponent(const Cell& cell, const Scan& least, const Setting& setting,
                                  bool judge_twin) {
  if (!cell.separated()) return not_separated(cell, setting);
  const stats::GrowthFit fit = fit_of(cell, least, setting);
  claim::Measurement out = described(cell, least, fit, setting);
  if (!fit.insufficient.empty()) return out;
  const claim::Range claimed = numeric::to_range(numeric::interval(derived_exponent())),
                     false_one =
                         numeric::to_range(numeric::interval(twin::minus_derived_exponent()));
  out.point = fit.exponent;
  out.finding.comparisons = {
      {"exponent", fit.exponent_interval, judge_twin ? false_one : claimed, std::nullopt}};
  if (!judge_twin) out.finding.twins = {1, fit.exponent_interval.lower > false_one.upper ? 1U : 0U};
  if (!judge_twin && fit.preferred == stats::Growth::exponential)
    out.finding.undecidable =
        "an exponential fits these dimensions better: an exponent says little";
  // A limit is not refuted by finitely many sizes.
  if (!judge_twin && fit.exponent_interval.lower > claimed.upper)
    out.finding.undecidable =
        "these dimensions grow faster than the derived width, which may "
        "begin later: no limit is refuted by finitely many sizes";
  return out;
}

claim::Measurement check_power_law(const Cell& cell, const Scan& least, const Setting& setting,
                                   bool judge_twin) {
  if (!cell.separated()) return not_separated(cell, setting);
  const stats::GrowthFit fit = fit_of(cell, least, setting);
  claim::Measurement out = described(cell, least, fit, setting);
  if (!fit.insufficient.empty()) return out;
  const claim::Range bound = numeric::to_range(numeric::interval(no_worse()));
  const claim::Range& to_doubling = fit.difference_to_fixed;
  out.result.emplace_back("aicc_difference_to_doubling", to_doubling);
  out.point = fit.aicc_power - fit.aicc_exponential;
  if (judge_twin) {
    // The twin's own difference, AICc(2^d) - AICc(power), turned.
    out.finding.comparisons = {
        {"aicc_difference", {-to_doubling.upper, -to_doubling.lower}, bound, std::nullopt}};
    return out;
  }
  out.finding.comparisons = {{"aicc_difference", fit.difference, bound, std::nullopt}};
  out.finding.twins = {1, to_doubling.upper < bound.lower ? 1U : 0U};
  if (fit.preferred == stats::Growth::not_distinguishable)
    out.finding.undecidable =
        "power law and exponential are not distinguishable on these dimensions and seeds";
  if (fit.preferred == stats::Growth::exponential)
    out.finding.undecidable =
        "an exponential describes these dimensions better; no limit is refuted by finitely many";
  return out;
}

}  // namespace proofgauge::dimension_scaling
