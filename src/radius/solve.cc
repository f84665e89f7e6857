#include "radius/solve.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "radius/gauss.h"
#include "radius/grid.h"
#include "radius/linear_program.h"
#include "radius/response.h"

namespace proofgauge::radius {
namespace {

constexpr double kReach = 5, kReachT = 3.5;
constexpr double kFinestCut = 0.02;     ///< least cut of s, in the end of the right interval
constexpr double kFinestPoint = 0.003;  ///< least positive k to start from, likewise
constexpr double kPointsPerFold = 5;    ///< k to start from
constexpr double kApart = 2e-3;         ///< two k closer than this in ln k are one
constexpr double kNoise = 1e-3;         ///< |D| below this share of its mean is no sign change
constexpr int kMostRounds = 25;         ///< per grid
constexpr std::size_t kFreeCells = 2;   ///< cells beside a sign change that stay free

double u_of(double k) { return (1 - k * k) / (1 + k * k); }

std::vector<double> geometric(double from, double to, double per_fold) {
  const int n = std::max(2, static_cast<int>(std::ceil(std::log(to / from) * per_fold)));
  std::vector<double> out;
  for (int i = 0; i < n; ++i) out.push_back(from * std::pow(to / from, static_cast<double>(i) / n));
  out.push_back(to);
  return out;
}

Grid first_grid(const Program& p, const SolveOptions& o) {
  const std::vector<double> side = geometric(kFinestCut * p.right.low, kReach, o.per_fold);
  std::vector<double> cut;
  for (std::size_t i = side.size(); i-- > 0;) cut.push_back(-side[i]);
  cut.push_back(0);
  cut.insert(cut.end(), side.begin(), side.end());
  Grid g;
  for (int j = 1; j < o.strips; ++j) g.edge.push_back(kReachT * (2.0 * j / o.strips - 1));
  g.cut.assign(static_cast<std::size_t>(o.strips), cut);
  return g;
}

/// A point of an interval, with the target there.
struct Point {
  double k, target;
};

std::vector<Point> first_points(const Program& p) {
  std::vector<Point> out{{0, 1}};
  for (const double k : geometric(kFinestPoint * p.right.low, p.right.low, kPointsPerFold))
    out.push_back({k, 1});
  for (const double k : geometric(p.left.high, p.last.low, kPointsPerFold)) out.push_back({k, 0});
  return out;
}

/// Which cells are free, and the sign of the others.
struct Layout {
  std::vector<std::ptrdiff_t> column;  ///< per cell; -1 where fixed
  std::vector<double> sign;            ///< per cell, where fixed
  std::size_t columns = 0;
};

Layout all_free(const Grid& g) {
  Layout l;
  l.columns = g.cells();
  for (std::size_t c = 0; c < l.columns; ++c) l.column.push_back(static_cast<std::ptrdiff_t>(c));
  l.sign.assign(l.columns, 0.0);
  return l;
}

double value_of(const std::vector<Atom>& atoms, double s, double t) {
  double d = 0;
  for (const Atom& a : atoms)
    d += a.k == 0 ? (s >= 0 ? a.weight : 0.0)
                  : a.weight * cdf((s / a.k - a.k * t) / std::numbers::sqrt2);
  return d;
}

/// Cuts cells on which D changes sign, and their neighbours, into `split`; cells farther away are
/// fixed at the sign of D. Where |D| < least the sign is left open: h is free there at
/// no cost, and other constraints may need it.
std::pair<Grid, Layout> refine(const Grid& g, const std::vector<Atom>& atoms, std::size_t split,
                               double least) {
  Grid fine;
  fine.edge = g.edge;
  Layout l;
  for (std::size_t j = 0; j < g.cut.size(); ++j) {
    const auto& cut = g.cut[j];
    const double t0 = j == 0 ? g.edge[0] - 1 : g.edge[j - 1];
    const double t1 = j == g.edge.size() ? g.edge.back() + 1 : g.edge[j];
    const std::size_t n = cut.size() + 1;
    std::vector<char> changes(n, 0), vague(n, 0);
    std::vector<double> side(n, 0.0);  // the sign of D, 0 while it is too small to tell
    for (const double share : {0.0, 0.25, 0.5, 0.75, 1.0}) {
      const double t = t0 + share * (t1 - t0);
      for (std::size_t i = 0; i < n; ++i) {
        const double low = i == 0 ? cut.front() - 1 : cut[i - 1];
        const double high = i == cut.size() ? cut.back() + 1 : cut[i];
        // At s = 0 an atom at k = 0 jumps; each cell sees its own side.
        for (const double s : {low, high == 0 ? -1e-300 : high}) {
          const double d = value_of(atoms, s, t);
          if (std::abs(d) < least) {
            vague[i] = 1;
            continue;
          }
          const double sign = d > 0 ? 1 : -1;
          if (side[i] != 0 && side[i] != sign) changes[i] = 1;
          side[i] = sign;
        }
      }
      // Neighbours of different sign that meet where D is too small to tell.
      for (std::size_t i = 0; i + 1 < n; ++i)
        if (side[i] * side[i + 1] < 0 && cut[i] != 0) changes[i] = changes[i + 1] = 1;
    }
    for (std::size_t i = 1; i < n; ++i)
      if (side[i] == 0) side[i] = side[i - 1];
    for (double& x : side)
      if (x == 0) x = 1;
    std::vector<double> out;
    for (std::size_t i = 0; i < n; ++i) {
      std::size_t near = kFreeCells + 1;
      for (std::size_t other = i >= kFreeCells ? i - kFreeCells : 0;
           other < std::min(n, i + kFreeCells + 1); ++other)
        if (changes[other] != 0) near = std::min(near, other > i ? other - i : i - other);
      const bool free = near <= kFreeCells || vague[i] != 0,
                 cut_up = near <= 1 && i > 0 && i + 1 < n;
      const std::size_t pieces = cut_up ? split : 1;
      for (std::size_t piece = 1; piece <= pieces; ++piece) {
        l.column.push_back(free ? static_cast<std::ptrdiff_t>(l.columns++) : -1);
        l.sign.push_back(side[i]);
        if (piece < pieces)
          out.push_back(cut[i - 1] + (cut[i] - cut[i - 1]) * static_cast<double>(piece) /
                                         static_cast<double>(pieces));
      }
      if (i < cut.size()) out.push_back(cut[i]);
    }
    fine.cut.push_back(std::move(out));
  }
  return {std::move(fine), std::move(l)};
}

class Exchange {
 public:
  Exchange(const Program& p, double eps1, const SolveOptions& o) : p_(p), eps1_(eps1), o_(o) {}

  Proposal run() {
    Proposal out;
    // Two atoms bound t* from below, which gives the scale to start from.
    const double gap = std::atan(p_.left.high) - std::atan(p_.right.low);
    scale_ =
        (1 - 2 * eps1_) * std::numbers::pi / (2 * std::asin(std::sin(gap) / std::numbers::sqrt2));
    points_ = first_points(p_);
    Grid grid = first_grid(p_, o_);
    Layout layout = all_free(grid);
    for (int stage = 0; stage <= o_.refinements; ++stage) {
      if (stage > 0) {
        std::vector<Atom> weighted = out.measure;
        if (p_.p == 1)
          for (Atom& a : weighted) a.weight *= u_of(a.k);
        std::tie(grid, layout) =
            refine(grid, weighted, static_cast<std::size_t>(o_.split), kNoise / out.value);
      }
      if (!on_grid(grid, layout, out)) return out;
    }
    out.solved = true;
    return out;
  }

 private:
  void add_rows(LinearProgram& program, const Grid& grid, const Layout& layout,
                const std::vector<Point>& points) {
    std::vector<double> ks;
    for (const Point& point : points) ks.push_back(point.k);
    const std::size_t n = grid.cells();
    const std::vector<double> all = half_space_probabilities(grid, ks, o_.threads);
    for (std::size_t r = 0; r < points.size(); ++r) {
      const double weight = p_.p == 1 ? u_of(ks[r]) : 1;
      std::vector<double> a(layout.columns, 0.0);
      double c = 0;
      for (std::size_t i = 0; i < n; ++i) {
        const double x = weight * all[r * n + i];
        if (layout.column[i] >= 0)
          a[static_cast<std::size_t>(layout.column[i])] += x;
        else
          c += layout.sign[i] * x;
      }
      program.add_row(std::move(a), c, points[r].target - eps1_, points[r].target + eps1_);
    }
  }

  /// Local maxima of |u^p F - y| - eps1 above the tolerance that are no point yet.
  [[nodiscard]] std::vector<Point> violated(const StripFunction& h) const {
    const double start = std::min(1e-3 * kFinestPoint * p_.right.low, 1e-5 * eps1_ / h.sup());
    const std::vector<double> knots{std::max(start, 2e-14), p_.right.low, p_.left.high,
                                    p_.last.low};
    const Response f(h, knots, o_.threads, o_.stop);
    std::vector<Point> out;
    for (const double target : {1.0, 0.0}) {
      const auto samples =
          f.samples(target == 1 ? knots[0] : knots[2], target == 1 ? knots[1] : knots[3]);
      std::vector<double> excess;
      for (const auto& s : samples)
        excess.push_back(std::abs((p_.p == 1 ? u_of(s.k) : 1) * s.value - target) - eps1_);
      for (std::size_t i = 0; i < samples.size(); ++i) {
        if (excess[i] <= o_.tolerance * eps1_) continue;
        if (i > 0 && excess[i - 1] > excess[i]) continue;
        if (i + 1 < samples.size() && excess[i + 1] >= excess[i]) continue;
        const bool known = std::any_of(points_.begin(), points_.end(), [&](const Point& point) {
          return point.target == target && point.k > 0 &&
                 std::abs(std::log(point.k / samples[i].k)) < kApart;
        });
        if (!known) out.push_back({samples[i].k, target});
      }
    }
    return out;
  }

  bool on_grid(const Grid& grid, const Layout& layout, Proposal& out) {
    LinearProgram program(layout.columns);
    add_rows(program, grid, layout, points_);
    for (int round = 1;; ++round) {
      const LinearProgram::Solution s =
          program.solve(scale_, o_.iterations - out.iterations, o_.stop);
      ++out.rounds;
      out.iterations += s.iterations;
      out.columns = layout.columns;
      out.rows = points_.size();
      if (!s.optimal || !(s.tau > 0)) {
        out.trouble = "the linear program was not solved";
        return false;
      }
      out.value = 1 / s.tau;
      scale_ = out.value;
      std::vector<double> values(grid.cells());
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = (layout.column[i] >= 0 ? s.g[static_cast<std::size_t>(layout.column[i])]
                                           : layout.sign[i]) *
                    out.value;
      out.h = grid.function(values);
      const std::vector<Point> more = round < kMostRounds ? violated(out.h) : std::vector<Point>{};
      if (more.empty()) {
        read_measure(s, out);
        return true;
      }
      add_rows(program, grid, layout, more);
      points_.insert(points_.end(), more.begin(), more.end());
    }
  }

  void read_measure(const LinearProgram::Solution& s, Proposal& out) {
    double total = 0;
    for (std::size_t r = 0; r < points_.size(); ++r)
      total += s.weight[r] * points_[r].target - eps1_ * std::abs(s.weight[r]);
    out.measure.clear();
    for (std::size_t r = 0; r < points_.size(); ++r)
      if (s.weight[r] != 0) out.measure.push_back({points_[r].k, s.weight[r] / total});
    std::sort(out.measure.begin(), out.measure.end(),
              [](const Atom& a, const Atom& b) { return a.k < b.k; });
    // The next grid starts from the points that mattered, in order.
    std::vector<Point> kept;
    for (const Point& point : points_) {
      const bool mattered = std::any_of(out.measure.begin(), out.measure.end(), [&](const Atom& a) {
        return a.k == point.k ||
               (a.k > 0 && point.k > 0 && std::abs(std::log(a.k / point.k)) < 0.25);
      });
      if (mattered || point.k == 0 || point.k == p_.right.low || point.k == p_.left.high ||
          point.k == p_.last.low)
        kept.push_back(point);
    }
    std::sort(kept.begin(), kept.end(), [](const Point& a, const Point& b) { return a.k < b.k; });
    points_ = std::move(kept);
  }

  Program p_;
  double eps1_;
  SolveOptions o_;
  double scale_ = 1;
  std::vector<Point> points_;
};

}  // namespace

Proposal solve(const Program& p, double eps1, const SolveOptions& o) {
  return Exchange(p, eps1, o).run();
}

}  // namespace proofgauge::radius
