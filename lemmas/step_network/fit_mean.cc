// The two-dimensional expectation F_h(u) by streaming neurons in R^d: the mean of h(<alpha, x_1>,
// beta) 1{zeta(x) >= 0} at inner product u.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "stats/confidence_sequence.h"
#include "step_network/fit_judge.h"
#include "step_network/fit_points.h"

namespace proofgauge::step_network {
namespace {

constexpr const char* kClaim = "step_network/expectation";
/// On the scale of the step from 0 to 1: a wider interval says little about it.
constexpr double kResolution = 0.1;

constexpr std::size_t kAtB = 2;  ///< of inner_products

/// tan(theta/2) to u = cos theta.
double inner_product(double k) { return (1 - k * k) / (1 + k * k); }

/// Where F is sampled: the ends and middles of both intervals and of the gap between them.
std::vector<double> inner_products(const StepIntervals& p) {
  const double A = inner_product(p.left), B = inner_product(p.right), lo = -0.5;
  static_assert(kAtB == 2);
  return {1, (1 + B) / 2, B, (A + B) / 2, A, (A + lo) / 2, lo};
}

}  // namespace

claim::Measurement check_expectation(const Problem& problem, const FitCell& cell,
                                     const FitSetting& setting, const numeric::Rational& factor) {
  const std::size_t d = problem.w.d;
  const double sup = problem.step->h.sup();
  const std::vector<double> u = inner_products(problem.step->intervals);
  stats::Sequence random(stats::Stream(setting.seed, kClaim, problem.key, stats::Purpose::points));
  const std::span<const double> x1(problem.w.x.data(), d);
  std::vector<double> points;
  for (const double one : u) {
    const double phi = std::acos(std::clamp((one - 0.25) / 0.75, -1.0, 1.0));
    const auto x = along(x1, random_tangent(x1, random), phi);
    points.insert(points.end(), x.begin(), x.end());
  }
  network::SupOptions options;
  options.threads = setting.context.threads;
  options.stop = setting.context.stop;
  options.moments = true;
  // Y = h 1{zeta >= 0} in [-sup, sup]; a confidence sequence wants (Y + sup) / (2 sup) in [0, 1],
  // whose mean is 1/2 where Y = 0.
  std::vector<stats::ConfidenceSequence> sequences(u.size(), stats::ConfidenceSequence(0.5));
  const auto m = static_cast<double>(cell.width);
  for (unsigned k = 0; k < cell.draws; ++k) {
    const network::InitialNetwork net(cell.width, d, setting.seed, kClaim,
                                      problem.key + ",m=" + std::to_string(cell.width), k);
    const network::DisplacedValues v =
        network::displaced_values(net, problem.w, points, u.size(), options);
    for (std::size_t i = 0; i < u.size(); ++i) {
      const double sum = m * (v.g[i] + sup) / (2 * sup), error = m * v.rounding_g[i] / (2 * sup);
      const double squares =
          m * (v.square_upper[i] + 2 * sup * (v.g[i] + v.rounding_g[i]) + sup * sup) /
          (4 * sup * sup) * (1 + 0x1p-40);
      sequences[i].add_block(cell.width, sum, std::max(squares, sum * sum / m * (1 + 0x1p-40)),
                             error + m * 0x1p-50);
    }
    setting.context.progress(static_cast<double>(k + 1) / cell.draws);
  }

  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::statistical;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - setting.context.alpha;
  f.assumptions = premises(problem);
  f.trials.decisive = cell.draws;
  f.twins = {1, 0};
  double worst = -1;
  for (std::size_t i = 0; i < u.size(); ++i) {
    const double share = setting.context.alpha / static_cast<double>(u.size());
    const claim::Range measured = stats::scaled(sequences[i].interval(share), -sup, sup);
    const claim::Range exact = mean_response(*problem.step, x1.data(), points.data() + i * d, d);
    const auto times = [&](const numeric::Rational& q) {
      return numeric::to_range(
          numeric::Interval(numeric::interval(q) * numeric::interval(exact.lower, exact.upper)));
    };
    const claim::Range bound = times(factor), twin = times(twin::nine_tenths());
    f.comparisons.push_back({fmt::format("F at u = {:.6g}", u[i]), measured, bound, kResolution});
    if (measured.lower > twin.upper || measured.upper < twin.lower) f.twins.caught = 1;
    out.series["u"].push_back(u[i]);
    out.series["F"].push_back((exact.lower + exact.upper) / 2);
    out.series["measured_low"].push_back(measured.lower);
    out.series["measured_high"].push_back(measured.upper);
    const double middle = (measured.lower + measured.upper) / 2;
    const double off = std::abs(middle - (exact.lower + exact.upper) / 2) / measured.width();
    if (off > worst) {
      worst = off;
      out.worst = claim::Worst{setting.seed, 0, fmt::format("u = {:.6g}", u[i])};
    }
  }
  out.result = {{"F_at_1", f.comparisons.front().measured},
                {"exact_at_1", f.comparisons.front().bound},
                {"F_at_B", f.comparisons[kAtB].measured},
                {"exact_at_B", f.comparisons[kAtB].bound},
                {"t", claim::Range::point(sup)}};
  // The main comparison is that at B, the end of the right interval.
  std::swap(f.comparisons.front(), f.comparisons[kAtB]);
  f.witness =
      fmt::format("{},m={},draws={},seed={}", problem.key, cell.width, cell.draws, setting.seed);
  out.point = sequences[kAtB].mean() * 2 * sup - sup;
  out.trivial.value = sup / 2;
  return out;
}

}  // namespace proofgauge::step_network
