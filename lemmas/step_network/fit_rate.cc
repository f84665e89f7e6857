// The exponent of the deviation g - E g in m: its root mean square and its maximum over fixed
// points.
#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "numeric/parallel.h"
#include "stats/exponent_fit.h"
#include "step_network/fit_judge.h"
#include "step_network/fit_points.h"

namespace proofgauge::step_network {
namespace {

constexpr const char* kClaim = "step_network/finite_width_rate";
/// Below this a law does not fit. Fixed, not a share of alpha: it only withholds verdicts.
constexpr double kLackOfFit = 0.01;
/// The coverage of fitted intervals was tested at this level; smaller alphas widen them, but
/// promise no more.
constexpr double kCalibrated = 0.95;
constexpr double kResolution = 0.15;  ///< a wider interval could not tell -1/2 from -1/3

/// The points x_i, one meridian point of each and random points: the same for every width.
std::vector<double> fixed_points(const Problem& problem, std::size_t count, std::uint64_t seed) {
  stats::Sequence random(stats::Stream(seed, kClaim, problem.key, stats::Purpose::points));
  const std::size_t n = problem.w.n, d = problem.w.d;
  std::vector<double> points = problem.w.x;
  const auto push = [&](const std::vector<double>& x) {
    points.insert(points.end(), x.begin(), x.end());
  };
  for (std::size_t i = 0; i < n; ++i) {
    const std::span<const double> x(problem.w.x.data() + i * d, d);
    push(along(x, random_tangent(x, random), std::numbers::pi * random.uniform()));
  }
  while (points.size() < count * d) push(random_point(d, random));
  return points;
}

struct Draws {
  std::vector<double> rms, largest;
};

Draws deviations(const Problem& problem, const FitCell& cell, const FitSetting& setting,
                 const std::vector<double>& points, const std::vector<double>& means) {
  Draws out{std::vector<double>(cell.draws), std::vector<double>(cell.draws)};
  const std::string key = problem.key + ",m=" + std::to_string(cell.width);
  const bool across = cell.draws >= 2U * static_cast<unsigned>(setting.context.threads);
  const auto one = [&](std::size_t k) {
    network::SupOptions options;
    options.threads = across ? 1 : setting.context.threads;
    options.stop = setting.context.stop;
    const network::InitialNetwork net(cell.width, problem.w.d, setting.seed, kClaim, key,
                                      static_cast<std::uint32_t>(k));
    const network::DisplacedValues v =
        network::displaced_values(net, problem.w, points, means.size(), options);
    double squares = 0;
    for (std::size_t i = 0; i < means.size(); ++i) {
      const double off = std::abs(v.g[i] - means[i]);
      squares += off * off;
      out.largest[k] = std::max(out.largest[k], off);
    }
    out.rms[k] = std::sqrt(squares / static_cast<double>(means.size()));
  };
  if (across)
    numeric::parallel_for(cell.draws, setting.context.threads, one);
  else
    for (std::size_t k = 0; k < cell.draws; ++k) one(k);
  return out;
}

double mean_of(const std::vector<double>& y) {
  double sum = 0;
  for (const double one : y) sum += one;
  return sum / static_cast<double>(y.size());
}

/// Empty if the cells can carry a fit.
std::string missing_widths(const std::vector<FitCell>& cells) {
  std::set<std::uint64_t> widths;
  for (const FitCell& c : cells) widths.insert(c.width);
  if (widths.size() >= stats::kSizesNeeded) return {};
  return "a fit needs at least 5 widths; add e.g. --m 2^12..2^16";
}

}  // namespace

claim::Measurement check_deviation_rate(const Problem& problem, const std::vector<FitCell>& cells,
                                        const FitSetting& setting,
                                        const numeric::Rational& claimed) {
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::fit;
  f.scope = claim::Scope::finite_set;
  f.assumptions = premises(problem);
  f.undecidable = missing_widths(cells);
  if (!f.undecidable.empty()) {
    f.trials.undecided = cells.size();
    return out;
  }
  const std::vector<double> points = fixed_points(problem, cells.front().points, setting.seed);
  std::vector<double> means;
  for (std::size_t i = 0; i < points.size(); i += problem.w.d) {
    const claim::Range mean = mean_at(problem, points.data() + i);
    means.push_back((mean.lower + mean.upper) / 2);
  }
  std::vector<stats::FitCell> rms, largest;
  for (std::size_t c = 0; c < cells.size(); ++c) {
    const Draws draws = deviations(problem, cells[c], setting, points, means);
    const auto m = static_cast<double>(cells[c].width);
    rms.push_back({"m=" + std::to_string(cells[c].width), {m}, draws.rms, {}});
    largest.push_back({rms.back().name, {m}, draws.largest, {}});
    out.series["m"].push_back(m);
    out.series["rms"].push_back(mean_of(draws.rms));
    out.series["largest"].push_back(mean_of(draws.largest));
    setting.context.progress(static_cast<double>(c + 1) / static_cast<double>(cells.size()));
  }
  stats::FitOptions options;
  options.alpha = setting.context.alpha / 2;  // two exponents share this job's alpha
  options.joint = false;
  options.threads = setting.context.threads;
  const std::string letters[] = {"m"};
  const stats::Fit of_rms = stats::fit_exponents(
      letters, rms, options, {setting.seed, kClaim, "rms", stats::Purpose::bootstrap});
  const stats::Fit of_largest = stats::fit_exponents(
      letters, largest, options, {setting.seed, kClaim, "largest", stats::Purpose::bootstrap});
  if (!of_rms.sufficient() || !of_largest.sufficient()) {
    f.undecidable = of_rms.insufficient + of_largest.insufficient;
    return out;
  }
  const claim::Range in_rms = of_rms.at("m").interval, in_largest = of_largest.at("m").interval;
  const claim::Range exponent = numeric::to_range(numeric::interval(claimed));
  f.confidence = std::min(kCalibrated, 1 - setting.context.alpha);
  f.comparisons = {{"exponent_m", in_rms, exponent, kResolution},
                   {"exponent_m_largest", in_largest, exponent, kResolution}};
  f.trials.decisive = cells.size();
  const double twin = numeric::to_double(twin::deviation_exponent());
  f.twins = {1, in_rms.contains(twin) ? 0U : 1U};
  f.witness = "the " + std::to_string(cells.size()) + " cells of the fit, " + problem.key +
              ",seed=" + std::to_string(setting.seed);
  const double worst_fit = std::min(of_rms.lack_of_fit.p_value, of_largest.lack_of_fit.p_value);
  if (worst_fit < kLackOfFit)
    f.undecidable =
        "the law does not fit these cells (lack-of-fit p = " + std::to_string(worst_fit) +
        "): no exponent is worth printing";
  out.point = of_rms.at("m").value;
  const double constant = std::exp(of_rms.at("log_constant").value);
  out.result = {{"exponent_m", in_rms},
                {"exponent_m_largest", in_largest},
                {"constant", claim::Range::point(constant)},
                {"lack_of_fit_p", claim::Range::point(of_rms.lack_of_fit.p_value)},
                {"lack_of_fit_p_largest", claim::Range::point(of_largest.lack_of_fit.p_value)}};
  out.notes = {
      "intervals are computed at this job's share of alpha; the confidence printed is the level at "
      "which their coverage was tested"};
  return out;
}

}  // namespace proofgauge::step_network
