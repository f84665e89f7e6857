#include "adversary/circle_net.h"

#include <cmath>
#include <limits>
#include <string>

#include "claim/error.h"

namespace proofgauge::adversary {
namespace {

using claim::Range;
using Linear = CircleSum::Linear;

constexpr double kInf = std::numeric_limits<double>::infinity();

void require_circle(const network::TwoLayerNet& net) {
  if (net.d() != 3) throw InputError("d", std::to_string(net.d()), "3, where X is a circle");
}

double down(double x) { return std::nextafter(x, -kInf); }
double up(double x) { return std::nextafter(x, kInf); }

Range around(double value, double error) { return {down(value - error), up(value + error)}; }

std::vector<double> point(const Direction& p) {
  return {std::sqrt(0.75) * p[0], std::sqrt(0.75) * p[1], 0.5};
}

/// w_1, w_2 and the constant part w_3/2 + b.
Linear preactivation(const Eigen::MatrixXd& w, const Eigen::VectorXd& b, Eigen::Index r) {
  return {w(0, r), w(1, r), w(2, r) / 2 + b(r)};
}

Linear shifted(Linear u, double by) {
  u[2] += by;
  return u;
}

/// Of a preactivation shifted by tau = R m^(-2/3), which is known to a few units in the last place.
double shift_doubt(const Linear& u, double tau) { return 8 * 0x1p-53 * (std::abs(u[2]) + tau); }

/// Enclosures from the two sides of sums with jumps: F_below - e <= F <= F_above + e.
struct Both {
  CircleSum below, above;
  Both(const Arc& arc, const std::stop_token& stop)
      : below(arc, Side::below, stop), above(arc, Side::above, stop) {}
  void relu(double alpha, const Linear& u) {
    below.relu(alpha, u);
    above.relu(alpha, u);
  }
  void step(double alpha, const Linear& l, const Linear& u, double doubt = 0) {
    below.step(alpha, l, u, doubt);
    above.step(alpha, l, u, doubt);
  }
  struct Found {
    Range max, min;
    Direction at_max, at_min;
  };
  Found sweep() {
    const Swept low = below.sweep(), high = above.sweep();
    return {{down(low.max - low.error), up(high.max + high.error)},
            {down(low.min - low.error), up(high.min + high.error)},
            low.at_max,
            high.at_min};
  }
};

Range larger(const Range& a, const Range& b) {
  return {std::max(a.lower, b.lower), std::max(a.upper, b.upper)};
}

Range negative(const Range& a) { return {-a.upper, -a.lower}; }

/// 4.1 for one side: sum a relu(z) + sum_{a > 0} a h_tau(z), with relu(z) + h_tau(z) =
/// relu(z + tau) - relu(z) + relu(z - tau); a is `way` times the net's.
Swept one_sided(const network::TwoLayerNet& net, double tau, double way,
                const std::stop_token& stop) {
  CircleSum sum(Arc::circle(), Side::above, stop);
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    const double a = way * net.a()(r);
    const Linear z = preactivation(net.w0(), net.b(), r);
    if (a <= 0) {
      sum.relu(a, z);
      continue;
    }
    sum.relu(a, shifted(z, tau), shift_doubt(z, tau));
    sum.relu(-a, z);
    sum.relu(a, shifted(z, -tau), shift_doubt(z, tau));
  }
  return sum.sweep();
}

}  // namespace

Extremes ball_extremes(const network::TwoLayerNet& net, std::span<const double> x, double rho,
                       const std::stop_token& stop) {
  require_circle(net);
  if (!(rho >= 0)) throw InputError("rho", std::to_string(rho), "a number >= 0");
  if (x.size() != 3) throw InputError("x", std::to_string(x.size()) + " coordinates", "3");
  const double size = std::hypot(x[0], x[1]);
  if (!(std::abs(size - std::sqrt(0.75)) <= 1e-9 && std::abs(x[2] - 0.5) <= 1e-9))
    throw InputError("x", std::to_string(size) + ", " + std::to_string(x[2]),
                     "a point within 1e-9 of X: norm sqrt(3)/2 and last coordinate 1/2");
  CircleSum sum(Arc::ball({x[0], x[1]}, rho), Side::above, stop);
  for (Eigen::Index r = 0; r < net.m(); ++r)
    sum.relu(net.a()(r), preactivation(net.w(), net.b(), r));
  const Swept s = sum.sweep();
  return {around(s.max, s.error), around(s.min, s.error), point(s.at_max), point(s.at_min)};
}

GapSupremum gap_supremum(const network::TwoLayerNet& net, double tau, const std::stop_token& stop) {
  require_circle(net);
  if (!(tau >= 0)) throw InputError("tau", std::to_string(tau), "a number >= 0");
  const Swept fg = one_sided(net, tau, 1, stop), gf = one_sided(net, tau, -1, stop);
  CircleSum initial(Arc::circle(), Side::above, stop);
  for (Eigen::Index r = 0; r < net.m(); ++r)
    initial.relu(net.a()(r), preactivation(net.w0(), net.b(), r));
  const Swept f0 = initial.sweep();
  GapSupremum out;
  out.f_minus_g = around(fg.max, fg.error);
  out.g_minus_f = around(gf.max, gf.error);
  out.gap = larger(out.f_minus_g, out.g_minus_f);
  out.initial = larger(around(f0.max, f0.error), negative(around(f0.min, f0.error)));
  out.x = point(fg.max >= gf.max ? fg.at_max : gf.at_max);
  out.breakpoints = fg.breakpoints + gf.breakpoints;
  return out;
}

GapOfW gap_of_w(const network::TwoLayerNet& net, const std::stop_token& stop) {
  require_circle(net);
  Both sum(Arc::circle(), stop);
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    const double a = net.a()(r);
    sum.relu(a, preactivation(net.w(), net.b(), r));
    const Eigen::Vector3d moved = net.w().col(r) - net.w0().col(r);
    sum.step(-a, {moved(0), moved(1), moved(2) / 2}, preactivation(net.w0(), net.b(), r));
  }
  const Both::Found found = sum.sweep();
  const Range low = negative(found.min);
  return {larger(found.max, low),
          point(found.max.lower >= low.lower ? found.at_max : found.at_min)};
}

Coupling coupling(const network::TwoLayerNet& net, double tau, const std::stop_token& stop) {
  require_circle(net);
  if (!(tau >= 0)) throw InputError("tau", std::to_string(tau), "a number >= 0");
  std::array<Both::Found, 2> found;
  for (const double sign : {1.0, -1.0}) {
    Both sum(Arc::circle(), stop);
    for (Eigen::Index r = 0; r < net.m(); ++r) {
      const double alpha = sign * net.a()(r);
      if (!(alpha > 0)) continue;
      const Linear z = preactivation(net.w0(), net.b(), r);
      const Linear minus{-z[0], -z[1], tau - z[2]};
      // tau - z from -tau on, 2 z more from 0 on, all of it gone from tau on.
      sum.step(alpha, minus, shifted(z, tau), shift_doubt(z, tau));
      sum.relu(2 * alpha, z);
      sum.step(-alpha, shifted(z, tau), shifted(z, -tau), shift_doubt(z, tau));
    }
    found[sign > 0 ? 0 : 1] = sum.sweep();
  }
  const Range p = found[0].max, n = found[1].max;
  return {larger(p, n), p, n, point(p.lower >= n.lower ? found[0].at_max : found[1].at_max)};
}

}  // namespace proofgauge::adversary
