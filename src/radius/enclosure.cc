#include "radius/enclosure.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "radius/response.h"
#include "radius/solve.h"

namespace proofgauge::radius {
namespace {

using numeric::Interval;

constexpr double kMostTwoAtom = 1e5;  ///< beyond it doubles fail the linear program
constexpr double kLeastRight = 1e-9;  ///< of k_B
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kMargin = 4e-4;  ///< by which the linear program aims below eps1, in eps1
constexpr double kShare = 1e-5;   ///< of eps1: kept free by the scaling, for its own roundings
constexpr int kAttempts = 3;
constexpr int kNormStrips = 64;

/// Strips of t for the grid: D depends on t through k t, and left of the gap k starts at p.left.
int strips_for(const Program& p) {
  return std::clamp(static_cast<int>(std::lround(4 + 25 * p.left.low)), 6, 14);
}

bool fits(const Images& i, const Program& p) {
  return i.left.lower >= -p.eps1.low && i.left.upper <= p.eps1.low &&
         i.right.lower >= std::nextafter(1 - p.eps1.low, kInfinity) &&
         i.right.upper <= std::nextafter(1 + p.eps1.low, -kInfinity);
}

/// The least factor a that brings a F into the tolerances, or 0 where none does.
double factor_for(const Images& i, const Program& p) {
  if (!(i.right.lower > 0)) return 0;
  const double least = (1 - p.eps1.low) / i.right.lower * (1 + kShare * p.eps1.low);
  const double left = std::max(i.left.upper, -i.left.lower);
  const double most =
      std::min((1 + p.eps1.low) / i.right.upper, p.eps1.low / left) * (1 - kShare * p.eps1.low);
  return least <= most ? least : 0;
}

/// t* >= (1 - 2 eps1) pi / (2 asin(sin((theta_A - theta_B)/2)/sqrt 2)) for p = 0; rounded down.
/// With weights mu on B and -mu on A; theta/2 = atan k.
double two_atom_bound(const Program& p) {
  if (p.p != 0) return 0;
  const Interval kB(p.right.low), kA(p.left.high), eps(p.eps1.high);
  const Interval half = atan(kA) - atan(kB);
  const Interval w = 2 * asin(Interval(sin(half) / sqrt(Interval(2))));
  return std::max(0.0, numeric::lower(Interval((1 - 2 * eps) * numeric::pi() / w)));
}

}  // namespace

Range Images::distance() const {
  // At least the distance from the target to the nearer end, at most to the farther one.
  const auto least = [](const Range& r, double y) { return std::max(r.lower - y, y - r.upper); };
  const auto most = [](const Range& r, double y) { return std::max(y - r.lower, r.upper - y); };
  return {std::max(0.0, std::nextafter(std::max(least(right, 1), least(left, 0)), -kInfinity)),
          std::nextafter(std::max(most(right, 1), most(left, 0)), kInfinity)};
}

Images images(const Program& p, const StripFunction& h, int threads, const std::stop_token& stop) {
  const double start = std::clamp(1e-6 * p.eps1.low / h.sup(), 2e-14, p.right.high / 2);
  const std::array<double, 4> knots{start, p.right.high, p.left.low, p.last.high};
  const Response f(h, knots, threads, stop);
  return {f.over(0, knots[1], p.p), f.over(knots[2], knots[3], p.p)};
}

double dual_bound(const Program& p, const std::vector<Atom>& measure, const DualNormOptions& o,
                  double* gain_out, double* norm_out) {
  Interval gain(0), total(0);
  std::vector<Atom> weighted;
  for (const Atom& a : measure) {
    const bool right = a.k >= 0 && a.k <= p.right.low;
    if (!right && !(a.k >= p.left.high && a.k <= p.last.low))
      throw InputError("k", std::to_string(a.k), "a point of the two intervals");
    if (right) gain += Interval(a.weight);
    total += abs(Interval(a.weight));
    weighted.push_back({a.k, p.p == 1 ? a.weight * ((1 - a.k * a.k) / (1 + a.k * a.k)) : a.weight});
  }
  gain -= Interval(p.eps1.high) * total;
  const DualNorm norm = dual_norm(weighted, o);
  // Products with u are off by a few roundings each.
  const double upper = norm.upper + (p.p == 1 ? 0x1p-49 * numeric::upper(total) : 0);
  if (gain_out != nullptr) *gain_out = numeric::lower(gain);
  if (norm_out != nullptr) *norm_out = upper;
  return numeric::lower(Interval(gain / Interval(upper)));
}

Enclosure enclose(const Program& p, const EnclosureOptions& o) {
  Enclosure out;
  out.two_atom = two_atom_bound(p);
  out.t = {out.two_atom, kInfinity};
  // Columns s/k and k t of very different sizes: the linear program would not be solved in doubles.
  if (out.two_atom > kMostTwoAtom || p.right.high < kLeastRight) {
    out.trouble = "the gap or the right interval is too small for the linear program";
    return out;
  }
  double aim = p.eps1.low * (1 - kMargin);
  for (int attempt = 0;
       attempt < kAttempts && std::isinf(out.t.upper) && out.iterations < o.iterations; ++attempt) {
    SolveOptions s;
    s.threads = o.threads;
    s.per_fold = o.per_fold;
    s.refinements = o.refinements;
    s.strips = strips_for(p);
    s.iterations = o.iterations - out.iterations;
    s.stop = o.stop;
    const Proposal q = solve(p, aim, s);
    out.rounds += q.rounds;
    out.iterations += q.iterations;
    out.columns = q.columns;
    out.rows = q.rows;
    out.program_value = q.value;
    out.trouble = q.trouble;
    if (!q.measure.empty()) {
      const DualNormOptions norm{kNormStrips, 3e-5 / q.value / kNormStrips, o.threads, o.stop};
      double gain = 0, size = 0;
      const double bound = dual_bound(p, q.measure, norm, &gain, &size);
      if (bound > out.dual) {
        out.dual = bound;
        out.t.lower = std::max(out.two_atom, bound);
        out.measure = q.measure;
        out.gain = gain;
        out.norm = size;
      }
    }
    if (!q.solved) break;
    const Images image = images(p, q.h, o.threads, o.stop);
    const double factor = factor_for(image, p);
    for (const double a : {factor, 1.0}) {
      if (a == 0 || std::isfinite(out.t.upper)) continue;
      const StripFunction h = q.h.scaled(a);
      const Images scaled = images(p, h, o.threads, o.stop);
      if (!fits(scaled, p)) continue;
      out.h = h;
      out.t.upper = h.sup();
      out.right = scaled.right;
      out.left = scaled.left;
    }
    if (std::isfinite(out.t.upper)) break;
    const double excess = image.distance().upper / p.eps1.low - 1;
    if (!(excess < 0.5)) {
      out.trouble = "the linear program's answer is not accurate enough";
      break;
    }
    aim *= 1 - 1.5 * std::max(excess, 1e-4);
    out.trouble = "the linear program's answer stays outside the tolerance";
  }
  if (std::isfinite(out.t.upper)) out.trouble.clear();
  return out;
}

}  // namespace proofgauge::radius
