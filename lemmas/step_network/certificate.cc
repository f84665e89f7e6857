// The certificate of an enclosure. Its lower part lists cells only where few are enough for a proof
// without floating point: src/check/step_network.cc bounds |D| on a cell by the bilinear
// interpolant of its corners plus a bound of the second derivatives, and cells() chooses cuts by
// the same formula in double precision.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "radius/gauss.h"
#include "step_network/check.h"
#include "step_network/claim.h"

namespace proofgauge::step_network {
namespace {

using Json = nlohmann::ordered_json;
using numeric::Rational;
using radius::Atom;

constexpr double kShare = 0.97;  ///< of the enclosure's lower end that the cells should prove

std::string exact(double x) { return Rational(x).str(); }

/// A cut with few digits: the checker's rationals stay small.
double rounded(double x) {
  if (x == 0) return 0;
  const int e = std::ilogb(x);
  return std::ldexp(std::round(std::ldexp(x, 10 - e)), e - 10);
}

struct Cuts {
  std::vector<double> s, t;
};

Cuts make_cuts(double least, double per_fold, int strips) {
  Cuts c;
  std::vector<double> side;
  for (double s = least; s < 6; s *= std::exp(1 / per_fold)) side.push_back(rounded(s));
  side.push_back(6);
  for (std::size_t i = side.size(); i-- > 0;) c.s.push_back(-side[i]);
  c.s.push_back(0);
  c.s.insert(c.s.end(), side.begin(), side.end());
  for (int j = 0; j <= strips; ++j) c.t.push_back(rounded(6.0 * (2.0 * j / strips - 1)));
  return c;
}

double density(double x) { return radius::density(x); }

/// sup |x phi(x)| between two arguments.
double curvature(double a, double b) {
  if (a > b) std::swap(a, b);
  const double near = a > 0 ? a : b < 0 ? -b : 0;
  return near <= 1 ? density(1) : near * density(near);
}

struct Weights {
  double left, right, all;
};
std::vector<Weights> weights(const std::vector<double>& cuts) {
  std::vector<Weights> out;
  for (std::size_t i = 0; i + 1 < cuts.size(); ++i) {
    const double a = cuts[i], b = cuts[i + 1];
    const double p = radius::cdf(b) - radius::cdf(a), mean = density(a) - density(b);
    out.push_back({(b * p - mean) / (b - a), (mean - a * p) / (b - a), p});
  }
  return out;
}

/// The checker's bound of E|D| on these cuts.
double norm_on(const std::vector<Atom>& atoms, const Cuts& c) {
  const std::size_t ns = c.s.size(), nt = c.t.size();
  std::vector<double> g(ns * nt, 0.0), bend((ns - 1) * (nt - 1), 0.0);
  double step = 0, total = 0;
  for (const Atom& a : atoms) {
    total += std::abs(a.weight);
    if (a.k == 0) {
      step += a.weight;
      continue;
    }
    const auto x = [&](std::size_t i, std::size_t j) {
      return (c.s[i] / a.k - a.k * c.t[j]) / std::numbers::sqrt2;
    };
    for (std::size_t i = 0; i < ns; ++i)
      for (std::size_t j = 0; j < nt; ++j) g[i * nt + j] += a.weight * radius::cdf(x(i, j));
    for (std::size_t i = 0; i + 1 < ns; ++i)
      for (std::size_t j = 0; j + 1 < nt; ++j) {
        const double ds = c.s[i + 1] - c.s[i], dt = c.t[j + 1] - c.t[j];
        bend[i * (nt - 1) + j] += std::abs(a.weight) * curvature(x(i, j + 1), x(i + 1, j)) *
                                  (ds * ds / (16 * a.k * a.k) + dt * dt * a.k * a.k / 16);
      }
  }
  const auto ws = weights(c.s), wt = weights(c.t);
  double sum = 0, in_s = 0, in_t = 0;
  for (const Weights& w : ws) in_s += w.all;
  for (const Weights& w : wt) in_t += w.all;
  for (std::size_t i = 0; i + 1 < ns; ++i)
    for (std::size_t j = 0; j + 1 < nt; ++j) {
      const auto corner = [&](std::size_t di, std::size_t dj) {
        return std::abs(g[(i + di) * nt + j + dj] + (c.s[i] >= 0 ? step : 0.0));
      };
      sum += ws[i].left * (wt[j].left * corner(0, 0) + wt[j].right * corner(0, 1)) +
             ws[i].right * (wt[j].left * corner(1, 0) + wt[j].right * corner(1, 1)) +
             ws[i].all * wt[j].all * bend[i * (nt - 1) + j];
    }
  return sum + (1 - in_s * in_t) * total;
}

Json rationals(const std::vector<double>& x) {
  Json out = Json::array();
  for (const double v : x) out.push_back(exact(v));
  return out;
}

Json lower_part(const Cell& c, const radius::Enclosure& e) {
  Json part;
  part["t"] = exact(e.t.lower);
  Json atoms = Json::array();
  double gain = 0;
  std::vector<Atom> kept;
  double largest = 0;
  for (const Atom& a : e.measure) largest = std::max(largest, std::abs(a.weight));
  const radius::Program p = program_of(c);
  for (const Atom& a : e.measure) {
    if (std::abs(a.weight) < 1e-9 * largest) continue;  // not worth a column of corners
    kept.push_back(a);
    gain += (a.k <= p.right.low ? a.weight : 0) - p.eps1.high * std::abs(a.weight);
    atoms.push_back({{"k", exact(a.k)}, {"mass", exact(a.weight)}});
  }
  part["atoms"] = atoms;
  if (!in_checker_range(c)) return part;
  double least = 1;
  for (const Atom& a : kept)
    if (a.k > 0) least = std::min(least, 0.3 * a.k);
  for (const auto& [per_fold, strips] :
       {std::pair{5.0, 20}, {7.0, 28}, {10.0, 40}, {14.0, 56}, {20.0, 80}, {28.0, 112}}) {
    const Cuts cuts = make_cuts(least, per_fold, strips);
    const double proved = gain / norm_on(kept, cuts) * (1 - 1e-9);
    if (proved < kShare * e.t.lower) continue;
    part["t"] = exact(rounded(proved * (1 - 0x1p-10)));
    part["t_enclosed"] = exact(e.t.lower);
    part["s_cuts"] = rationals(cuts.s);
    part["t_cuts"] = rationals(cuts.t);
    break;
  }
  return part;
}

}  // namespace

bool in_checker_range(const Cell& c) {
  return c.eps1 >= checker_eps1() && c.rho <= checker_ratio() * c.delta;
}

std::string certificate(const Cell& c, const radius::Enclosure& e) {
  Json j;
  j["format"] = "proofgauge-certificate";
  j["version"] = 1;
  j["claim"] = "step_network/radius";
  j["delta"] = c.delta.str();
  j["rho"] = c.rho.str();
  j["eps1"] = c.eps1.str();
  j["lo"] = lo().str();
  j["geometry"] = c.exact_geometry ? "exact" : "chord";
  j["two_atoms"] = {{"t", exact(e.two_atom)}};
  j["lower"] = lower_part(c, e);
  Json& upper = j["upper"];
  upper["t"] = exact(e.t.upper);
  upper["right"] = rationals({e.right.lower, e.right.upper});
  upper["left"] = rationals({e.left.lower, e.left.upper});
  upper["edge"] = rationals(e.h.edge());
  upper["strips"] = Json::array();
  for (const radius::Strip& s : e.h.strips())
    upper["strips"].push_back({{"cut", rationals(s.cut)}, {"value", rationals(s.value)}});
  if (c.exact_geometry) {
    const numeric::Interval a = A_exact(numeric::interval(c.delta), numeric::interval(c.rho));
    const std::string b = Rational(B<Rational>(c.rho)).str();
    for (const char* part : {"two_atoms", "lower", "upper"}) {
      j[part]["A"] = exact(std::string(part) == "upper" ? numeric::upper(a) : numeric::lower(a));
      j[part]["B"] = b;
    }
  }
  return j.dump(1) + "\n";
}

}  // namespace proofgauge::step_network
