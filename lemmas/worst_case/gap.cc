// 4.1 over the whole circle, against direct evaluation at sampled points.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "adversary/circle_net.h"
#include "claim/stop.h"
#include "worst_case/check.h"
#include "worst_case/claim.h"

namespace proofgauge::worst_case {
namespace {

using claim::Range;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr int kSamples = 64;

/// The larger side of 4.1 at a point within `kOffX` of X, rounded down: straight from its
/// definition, sharing nothing with the sweep.
double gap_at(const network::TwoLayerNet& net, const std::vector<double>& x, double tau,
              const std::stop_token& stop) {
  constexpr long double kOffX = 4 * 0x1p-53L;
  long double f0 = 0, plus = 0, minus = 0, size = 0;
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    if (r % 1024 == 0) check_stop(stop, "while the gap was sampled");
    long double z = net.b()(r), length = 0;
    for (Eigen::Index k = 0; k < 3; ++k) {
      const long double w = net.w0()(k, r);
      z += w * x[static_cast<std::size_t>(k)];
      length += std::abs(w);
    }
    const long double a = net.a()(r), h = std::max(0.0L, tau - std::abs(z));
    f0 += a * std::max(0.0L, z);
    (a > 0 ? plus : minus) += std::abs(a) * h;
    size += std::abs(a) * (length + std::abs(static_cast<long double>(net.b()(r))) + tau);
  }
  const long double error =
      2 * size *
      (static_cast<long double>(net.m() + 16) * std::numeric_limits<long double>::epsilon() +
       kOffX);
  return std::nextafter(static_cast<double>(std::max(f0 + plus, minus - f0) - error), -kInf);
}

struct Sampled {
  double best = -kInf;
  std::vector<double> x;
};

Sampled sample(const network::TwoLayerNet& net, double tau, std::uint64_t seed,
               const std::stop_token& stop) {
  stats::Sequence random(
      stats::Stream(seed, "worst_case/gap_supremum", "samples", stats::Purpose::search));
  Sampled sampled;
  for (int k = 0; k < kSamples; ++k) {
    const double angle = 2 * std::acos(-1.0) * random.uniform(), s = std::sqrt(0.75);
    const std::vector<double> x{s * std::cos(angle), s * std::sin(angle), 0.5};
    const double value = gap_at(net, x, tau, stop);
    if (value > sampled.best) sampled = {value, x};
  }
  return sampled;
}

}  // namespace

claim::Measurement check_gap_supremum(const network::NetworkFile& file, std::uint64_t seed,
                                      const claim::RunContext& context, const std::string& twin) {
  const network::TwoLayerNet& net = file.net;
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::box;
  f.assumptions = {{"H2", net.d() == 3, "d = " + std::to_string(net.d())}};
  if (net.d() != 3) return out;
  const double tau = network::neuron_radius(file.radius, static_cast<std::uint64_t>(net.m()));
  const adversary::GapSupremum gap = adversary::gap_supremum(net, tau, context.stop);
  const Sampled sampled = sample(net, tau, seed, context.stop);
  // The sweep's own maximiser, evaluated the slow way as well.
  const double again = gap_at(net, gap.x, tau, context.stop);
  const double lower = std::max({gap.gap.lower, sampled.best, again});
  const Range supremum{lower, std::max(gap.gap.upper, lower)};
  const Range bound = twin.empty() ? Range::point(gap.gap.upper) : twin::initial_only(gap.initial);
  f.comparisons = {{"gap", supremum, bound, std::nullopt}};
  f.trials.decisive = 1;
  f.twins.n = gap.gap.upper > gap.initial.upper ? 1 : 0;
  f.twins.caught = lower > gap.initial.upper ? 1 : 0;
  const std::vector<double>& x = sampled.best > gap.gap.upper ? sampled.x : gap.x;
  f.witness = fmt::format("x = ({:.17g}, {:.17g}, {:.17g}), gap at least {:.17g}, seed {}", x[0],
                          x[1], x[2], lower, seed);
  const double positive = net.a().cwiseMax(0.0).sum(), negative = -net.a().cwiseMin(0.0).sum();
  out.trivial = {crude_gap(gap.initial.upper, tau, std::max(positive, negative)), {}};
  out.result = {{"gap", supremum},
                {"f_minus_g", gap.f_minus_g},
                {"g_minus_f", gap.g_minus_f},
                {"initial", gap.initial},
                {"gap_of_W", adversary::gap_of_w(net, context.stop).gap},
                {"C", adversary::coupling(net, tau, context.stop).c}};
  out.notes.push_back(
      fmt::format("{} breakpoints; width {:.1e}", gap.breakpoints, gap.gap.width()));
  out.worst = claim::Worst{seed, 0, fmt::format("angle {:.12g}", std::atan2(x[1], x[0]))};
  out.series["x_worst"] = x;
  return out;
}

}  // namespace proofgauge::worst_case
