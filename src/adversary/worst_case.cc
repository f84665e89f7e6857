#include "adversary/worst_case.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "claim/error.h"
#include "claim/stop.h"

namespace proofgauge::adversary {
namespace {

using claim::Range;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kRound = 16 * 0x1p-53;  ///< of one evaluation of a loss, relative to 1 + |f|

double loss_up(double f, double y, const Loss& loss) {
  return std::nextafter(loss.value(f, y) + kRound * (1 + std::abs(f)), kInf);
}
double loss_down(double f, double y, const Loss& loss) {
  return std::max(0.0, std::nextafter(loss.value(f, y) - kRound * (1 + std::abs(f)), -kInf));
}

}  // namespace

Range loss_at(const Range& f, double y, const Loss& loss) {
  // Convex in f: the largest is at an end, the least at an end or where the loss vanishes.
  const double high = std::max(loss_up(f.lower, y, loss), loss_up(f.upper, y, loss));
  const bool both_ways = loss.slope(f.lower, y) <= 0 && loss.slope(f.upper, y) >= 0;
  const double low =
      both_ways ? 0 : std::min(loss_down(f.lower, y, loss), loss_down(f.upper, y, loss));
  return {low, high};
}

Range worst_loss(const Extremes& f, double y, const Loss& loss) {
  const Range high = loss_at(f.max, y, loss), low = loss_at(f.min, y, loss);
  return {std::max(high.lower, low.lower), std::max(high.upper, low.upper)};
}

double lipschitz(const network::TwoLayerNet& net) {
  const double sum = net.a().cwiseAbs().dot(net.w().colwise().norm().transpose());
  return sum * (1 + 0x1p-52 * (2 * static_cast<double>(net.m() + net.d()) + 8));
}

Range value_at(const network::TwoLayerNet& net, std::span<const double> x, double off,
               const std::stop_token& stop) {
  if (x.size() != static_cast<std::size_t>(net.d()))
    throw InputError("x", std::to_string(x.size()) + " coordinates", std::to_string(net.d()));
  // Products of doubles are exact to 2^-64 in long double; each number meets at most d + 3
  // roundings in its neuron and m in the sum.
  long double sum = 0, size = 0;
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    if (r % 1024 == 0) check_stop(stop, "while a network was evaluated");
    long double u = net.b()(r), total = std::abs(u);
    for (Eigen::Index k = 0; k < net.d(); ++k) {
      const long double term =
          static_cast<long double>(net.w()(k, r)) * x[static_cast<std::size_t>(k)];
      u += term;
      total += std::abs(term);
    }
    const long double a = net.a()(r);
    if (u > 0) sum += a * u;
    size += std::abs(a) * total;
  }
  const auto roundings = static_cast<long double>(net.m() + net.d() + 8);
  const auto error =
      static_cast<double>(size * roundings * std::numeric_limits<long double>::epsilon() * 1.001L);
  const double slack = std::nextafter(error + off * lipschitz(net), kInf);
  const auto value = static_cast<double>(sum);
  const double low = std::nextafter(value, -kInf) - slack,
               high = std::nextafter(value, kInf) + slack;
  return {std::nextafter(low, -kInf), std::nextafter(high, kInf)};
}

WorstCase worst_case(const network::TwoLayerNet& net, std::span<const double> x, double y,
                     double rho, const Loss& loss, const WorstCaseOptions& options) {
  loss.require_target(y, "y");
  WorstCase out;
  if (net.d() == 3) {
    out.f = ball_extremes(net, x, rho, options.stop);
    out.exact = true;
  } else {
    Branched b = branch_extremes(net, x, rho,
                                 {.gap = options.gap,
                                  .most_cells = options.most_cells,
                                  .threads = options.threads,
                                  .stop = options.stop});
    out.f = std::move(b.extremes);
    out.reached = b.reached;
    out.cells = b.cells;
  }
  out.loss = worst_loss(out.f, y, loss);
  const bool at_max = loss_at(out.f.max, y, loss).lower >= loss_at(out.f.min, y, loss).lower;
  out.x = at_max ? out.f.at_max : out.f.at_min;
  return out;
}

}  // namespace proofgauge::adversary
