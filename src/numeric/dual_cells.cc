#include "numeric/dual_cells.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <numbers>

#include "claim/error.h"

namespace proofgauge::numeric {
namespace {

constexpr double kEnd = 6;               // the grid covers |s|, |t| <= 6; P outside is 4e-9
constexpr double kLargestSlope = 0.242;  // above 1/sqrt(2 pi e)
constexpr unsigned kCutBits = 40;        // cuts are multiples of 2^-40

double density(double x) { return std::exp(-x * x / 2) / std::sqrt(2 * std::numbers::pi); }
double distribution(double x) { return std::erfc(-x / std::numbers::sqrt2) / 2; }
/// At least |phi'| at |x| and beyond, as the checker bounds it.
double slope(double x) {
  const double w = x * x / 2;
  if (x <= 1) return kLargestSlope;
  return w < 40 ? x * density(x) : (std::floor(w) + 1) * std::exp2(-std::floor(w));
}

struct Atom {
  double k, mass;
};

/// Cuts between 0 and `end` (of either sign), more of them where `weight` is large.
std::vector<double> spread(double end, int count, double least,
                           const std::function<double(double)>& weight) {
  // Sample points: geometric away from 0, so that a scale of `least` is seen.
  constexpr int kSamples = 4000;
  std::vector<double> x{0}, sum{0};
  const double ratio = std::pow(std::abs(end) / least, 1.0 / kSamples);
  for (int i = 0; i <= kSamples; ++i) {
    const double next = std::copysign(least * std::pow(ratio, i), end);
    sum.push_back(sum.back() + weight((x.back() + next) / 2) * std::abs(next - x.back()));
    x.push_back(next);
  }
  x.back() = end;
  std::vector<double> cuts;
  std::size_t at = 0;
  for (int i = 1; i < count; ++i) {
    const double wanted = sum.back() * i / count;
    while (sum[at + 1] < wanted) ++at;
    const double share = (wanted - sum[at]) / (sum[at + 1] - sum[at]);
    cuts.push_back(x[at] + share * (x[at + 1] - x[at]));
  }
  cuts.push_back(end);
  return cuts;
}

std::vector<double> both_sides(int count, double least,
                               const std::function<double(double)>& weight) {
  std::vector<double> cuts = spread(-kEnd, count, least, weight);
  std::reverse(cuts.begin(), cuts.end());
  cuts.push_back(0);
  for (const double x : spread(kEnd, count, least, weight)) cuts.push_back(x);
  // To the dyadics that are written; equal ones once.
  for (double& x : cuts)
    x = std::ldexp(std::round(std::ldexp(x, kCutBits)), -static_cast<int>(kCutBits));
  cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
  return cuts;
}

/// E of the two hat functions of each cell, and its probability.
struct Weight {
  double left, right, probability;
};
std::vector<Weight> weights(const std::vector<double>& cuts) {
  std::vector<Weight> out;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double a = cuts[i], b = cuts[i + 1], width = b - a;
    // Differences of tails on the side where they are small.
    const double p =
        a >= 0 ? distribution(-a) - distribution(-b) : distribution(b) - distribution(a);
    double right = (density(a) - density(b) - a * p) / width;
    // Too narrow for the difference: half each, and the density's slope over a third of a cell.
    if (width < 1e-4) right = p / 2;
    out.push_back({std::max(p - right, 0.0), std::max(right, 0.0), p});
  }
  return out;
}

struct Bound {
  double interpolated = 0, bend_s = 0, bend_t = 0;
  [[nodiscard]] double total() const { return interpolated + bend_s + bend_t; }
};

/// The checker's bound of E|G| on this grid, in floating point.
Bound evaluate(const std::vector<Atom>& atoms, const std::vector<double>& s,
               const std::vector<double>& t) {
  const auto ws = weights(s), wt = weights(t);
  const std::size_t columns = t.size();
  std::vector<double> g(s.size() * columns);
  double step = 0, size = 0, inside_s = 0, inside_t = 0;
  Bound out;
  for (const auto& w : ws) inside_s += w.probability;
  for (const auto& w : wt) inside_t += w.probability;
  const auto argument = [&](const Atom& a, std::size_t i, std::size_t j) {
    return (s[i] / a.k - a.k * t[j]) / std::numbers::sqrt2;
  };
  for (const Atom& a : atoms) {
    size += std::abs(a.mass);
    if (a.k == 0) {
      step += a.mass;
      continue;
    }
    for (std::size_t i = 0; i < s.size(); ++i)
      for (std::size_t j = 0; j < columns; ++j)
        g[i * columns + j] += a.mass * distribution(argument(a, i, j));
    for (std::size_t i = 0; i + 1 < s.size(); ++i)
      for (std::size_t j = 0; j + 1 < columns; ++j) {
        const double least = argument(a, i, j + 1), most = argument(a, i + 1, j);
        const double near = least > 0 ? least : most < 0 ? -most : 0;
        const double p = std::abs(a.mass) * slope(near) * ws[i].probability * wt[j].probability;
        const double ds = (s[i + 1] - s[i]) / a.k, dt = (t[j + 1] - t[j]) * a.k;
        out.bend_s += p * ds * ds / 16;
        out.bend_t += p * dt * dt / 16;
      }
  }
  for (std::size_t i = 0; i + 1 < s.size(); ++i)
    for (std::size_t j = 0; j + 1 < columns; ++j) {
      const double jump = s[i] >= 0 ? step : 0;
      const auto corner = [&](std::size_t di, std::size_t dj) {
        return std::abs(g[(i + di) * columns + j + dj] + jump);
      };
      out.interpolated += ws[i].left * (wt[j].left * corner(0, 0) + wt[j].right * corner(0, 1)) +
                          ws[i].right * (wt[j].left * corner(1, 0) + wt[j].right * corner(1, 1));
    }
  out.interpolated += std::max(0.0, 1 - inside_s * inside_t) * size;
  return out;
}

std::vector<Rational> exact(const std::vector<double>& cuts) {
  return {cuts.begin(), cuts.end()};  // doubles are rationals
}

double gain(std::span<const DualAtom> atoms, const Rational& eps1) {
  Rational sum = 0;
  for (const DualAtom& a : atoms) {
    if (a.k < 0) throw InputError("k", a.k.str(), "tan(theta/2) >= 0");
    sum += (a.right ? a.mass : Rational(0)) - eps1 * abs(a.mass);
  }
  if (sum <= 0)
    throw InputError("atoms", std::to_string(atoms.size()) + " atoms",
                     "a measure with sum mass y > eps1 sum |mass|");
  return to_double(sum);
}

}  // namespace

DualCells dual_cells(std::span<const DualAtom> atoms, const Rational& eps1, double slack,
                     std::size_t most_corners) {
  if (!(slack > 0 && slack <= 1))
    throw InputError("slack", std::to_string(slack), "a number in (0, 1]");
  const double numerator = gain(atoms, eps1);
  std::vector<Atom> list;
  double least = kEnd;
  for (const DualAtom& a : atoms) {
    list.push_back({to_double(a.k), to_double(a.mass)});
    if (a.k > 0) least = std::min(least, list.back().k);
  }
  least /= 1000;
  // The error of a cell of width h goes like h^2 times these, so equal shares ask for h like their
  // cube root (the cell's probability is the third factor h).
  const auto in_s = [&](double s) {
    double sum = 1e-6;
    for (const double t : {-2.0, -1.0, 0.0, 1.0, 2.0})
      for (const Atom& a : list)
        if (a.k > 0)
          sum += density(t) * std::abs(a.mass) / (a.k * a.k) *
                 slope(std::abs(s / a.k - a.k * t) / std::numbers::sqrt2);
    return std::cbrt(sum * density(s));
  };
  const auto in_t = [&](double t) { return std::cbrt(density(t)); };
  int count_s = 20, count_t = 4;  // cells on each side of 0
  DualCells out;
  while (true) {
    const auto s = both_sides(count_s, least, in_s), t = both_sides(count_t, kEnd / 1000, in_t);
    const Bound bound = evaluate(list, s, t);
    out.s_cuts = exact(s);
    out.t_cuts = exact(t);
    out.mean_upper = bound.total();
    // The interpolant is itself at most the bend above |G|.
    out.reached = 2 * (bound.bend_s + bound.bend_t) <= slack * bound.total();
    const bool refine_s = bound.bend_s >= bound.bend_t;
    (refine_s ? count_s : count_t) += (refine_s ? count_s : count_t) / 2;
    if (out.reached ||
        static_cast<std::size_t>(2 * count_s + 1) * static_cast<std::size_t>(2 * count_t + 1) >
            most_corners)
      break;
  }
  out.t = Rational(numerator / out.mean_upper * (1 - 1e-8));
  return out;
}

}  // namespace proofgauge::numeric
