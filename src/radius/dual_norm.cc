#include "radius/dual_norm.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "claim/error.h"
#include "numeric/parallel.h"
#include "radius/gauss.h"
#include "radius/response.h"

namespace proofgauge::radius {
namespace {

constexpr double kReach = 7;          ///< cells cover |s|, |t| <= 7
constexpr double kOutside = 0x1p-37;  ///< > P(|s| > 7 or |t| > 7) = 5.2e-12
constexpr std::size_t kOrder = 6;     ///< total degree of the expansion of D in a cell
constexpr std::size_t kTerms = (kOrder + 1) * (kOrder + 2) / 2;
constexpr double kLongestReach = 1;  ///< of an expansion, in the argument of Phi
constexpr int kMostHalvings = 16;  ///< then half-widths still exceed 2^-30 roundings of the middle
constexpr double kSlack = 1 + 0x1p-30;  ///< roundings of a few positive terms

double up(double x) { return std::nextafter(x, std::numeric_limits<double>::infinity()); }

/// Bound of |Phi^(kOrder+1)(z)| / (kOrder+1)! for |z - z0| <= d, by Cramer's inequality
/// |He_n(z)| exp(-z^2/4) <= 1.0865 sqrt(n!) at n = 6: 1.0865 sqrt(720) / sqrt(2 pi) / 7! =
/// 0.0023078.
double last_derivative(double z0, double d) {
  const double z = std::max(0.0, std::abs(z0) - d);
  return 0.00231 * std::exp(-0.25 * z * z);
}

/// Powers x^a y^b with a + b = n start at n (n + 1) / 2, ordered by b.
constexpr std::size_t index(std::size_t a, std::size_t b) {
  const std::size_t n = a + b;
  return n * (n + 1) / 2 + b;
}

/// D on a cell, x and y in [-1, 1]: sum c[index(a, b)] x^a y^b, within `rest`.
struct Expansion {
  std::array<double, kTerms> c{};
  double rest = 0;
};

/// Mean of |c + a x + b y| over x, y in [-1, 1], rounded up.
double mean_absolute(double c, double a, double b) {
  c = std::abs(c);
  a = std::abs(a);
  b = std::abs(b);
  if (a + b == 0) return c;
  // It grows with a and b, so small ones may be raised: the formula divides by them.
  a = std::max(a, 0.01 * (b + c));
  b = std::max(b, 0.01 * (a + c));
  if (c >= a + b) return c;
  const auto cube = [](double x) { return std::abs(x) * x * x; };
  const double sum = cube(c + a + b) - cube(c + a - b) - cube(c - a + b) + cube(c - a - b);
  // Four cubes of at most (a + b + c)^3, each to 8 roundings.
  const double error = 64 * 0x1p-53 * cube(a + b + c);
  return (sum + error) / (24 * a * b) * kSlack;
}

struct Cell {
  double s0, s1;
  double sign = 0;
  double bound = 0;  ///< of |D| integrated over the cell, where sign = 0
};

class Strips {
 public:
  explicit Strips(std::span<const Atom> atoms) {
    double least = 8;
    for (const Atom& a : atoms) {
      total_ += std::abs(a.weight);
      if (a.k == 0) {
        jump_ += a.weight;
        continue;
      }
      if (!(a.k > 1e-12 && a.k < 8) || !std::isfinite(a.weight))
        throw InputError("atom", std::to_string(a.k),
                         "k of 0 or in (1e-12, 8) and a finite weight");
      atoms_.push_back(a);
      least = std::min(least, a.k);
    }
    if (!(total_ > 0)) throw InputError("atoms", "a zero measure", "a nonzero weight");
    total_ *= kSlack;
    // First cells: a quarter of an e-fold each, down to a tenth of the least k.
    std::vector<double> side{0};
    for (double s = 0.1 * least; s < kReach; s *= 1.3) side.push_back(s);
    side.push_back(kReach);
    for (std::size_t i = side.size(); i-- > 1;) start_.push_back(-side[i]);
    start_.insert(start_.end(), side.begin(), side.end());
  }

  [[nodiscard]] double total() const { return total_; }
  /// An absolute error that every evaluation of D stays within: cdf, and the rounding of its
  /// argument.
  [[nodiscard]] double evaluation_error() const { return total_ * 0x1p-42; }

  /// The cells of one strip, in order. `small`: bound below which a cell is not split.
  [[nodiscard]] std::vector<Cell> strip(double t0, double t1, double small) const {
    std::vector<Cell> cells;
    for (std::size_t i = 0; i + 1 < start_.size(); ++i)
      split(start_[i], start_[i + 1], t0, t1, small, 0, cells);
    return cells;
  }

 private:
  [[nodiscard]] Expansion expand(double s, double t, double ds, double dt) const {
    Expansion e;
    e.c[0] = s > 0 ? jump_ : 0;
    for (const Atom& a : atoms_) {
      const double x = ds / a.k * (std::numbers::sqrt2 / 2),
                   y = -a.k * dt * (std::numbers::sqrt2 / 2);
      const double z = (s / a.k - a.k * t) * (std::numbers::sqrt2 / 2);
      const double reach = (x - y) * kSlack, size = std::abs(a.weight);
      if (std::abs(z) - reach > 9) {  // Phi is 0 or 1 to 1.2e-19
        if (z > 0) e.c[0] += a.weight;
        e.rest += size * 1.3e-19;
        continue;
      }
      if (reach > kLongestReach) {
        e.c[0] += 0.5 * a.weight;
        e.rest += 0.5 * size;
        continue;
      }
      e.c[0] += a.weight * cdf(z);
      // He_{n-1} phi (-1)^(n-1) / n!, then the binomial expansion of (x X + y Y)^n.
      double he = 1, he_before = 0, factor = a.weight * density(z);
      std::array<double, kOrder + 1> xp, yp;
      xp[0] = yp[0] = 1;
      for (std::size_t n = 1; n <= kOrder; ++n) {
        xp[n] = xp[n - 1] * x;
        yp[n] = yp[n - 1] * y;
        factor /= static_cast<double>(n);
        const double d = factor * he;
        for (std::size_t b = 0; b <= n; ++b)
          e.c[index(n - b, b)] += d * kBinomial[n][b] * xp[n - b] * yp[b];
        const double next = z * he - static_cast<double>(n - 1) * he_before;
        he_before = he;
        he = next;
        factor = -factor;
      }
      const double r2 = reach * reach, r4 = r2 * r2;
      e.rest += size * last_derivative(z, reach) * r4 * r2 * reach;
    }
    // Roundings: with reach <= 1 every term is at most |w|, and he phi to a few 2^-45 of it.
    e.rest = e.rest * kSlack + 20 * evaluation_error();
    return e;
  }

  void split(double s0, double s1, double t0, double t1, double small, int depth,
             std::vector<Cell>& cells) const {
    const double s = 0.5 * (s0 + s1), t = 0.5 * (t0 + t1);
    const double ds = 0.5 * (s1 - s0) * kSlack, dt = 0.5 * (t1 - t0) * kSlack;
    const Expansion e = expand(s, t, ds, dt);
    double along_s = e.rest, along_t = 0, bent = e.rest;
    for (std::size_t n = 1; n <= kOrder; ++n)
      for (std::size_t b = 0; b <= n; ++b) {
        const double size = std::abs(e.c[index(n - b, b)]);
        (b == n ? along_t : along_s) += size;
        // Means of |x|^a and |y|^b over [-1, 1].
        if (n > 1) bent += size / static_cast<double>((n - b + 1) * (b + 1));
      }
    if (std::abs(e.c[0]) > (along_s + along_t) * kSlack) {
      cells.push_back({s0, s1, e.c[0] > 0 ? 1.0 : -1.0, 0});
      return;
    }
    // The density is largest at the corner nearest to the axes.
    const double near_s = s0 >= 0 ? s0 : s1 <= 0 ? s1 : 0, near_t = t0 >= 0 ? t0 : t1 <= 0 ? t1 : 0;
    const double mass = 4 * ds * dt * density(near_s) * density(near_t) * kSlack;
    const double bound = mass * (mean_absolute(e.c[0], e.c[1], e.c[2]) + bent) * kSlack;
    // Halving s only helps while s and the remainder make the larger part of the spread.
    if (depth < kMostHalvings && along_s > 0.3 * along_t && bound > small) {
      split(s0, s, t0, t1, small, depth + 1, cells);
      split(s, s1, t0, t1, small, depth + 1, cells);
      return;
    }
    cells.push_back({s0, s1, 0, bound});
  }

  static constexpr double kBinomial[7][7] = {{1},
                                             {1, 1},
                                             {1, 2, 1},
                                             {1, 3, 3, 1},
                                             {1, 4, 6, 4, 1},
                                             {1, 5, 10, 10, 5, 1},
                                             {1, 6, 15, 20, 15, 6, 1}};

  std::vector<Atom> atoms_;  ///< with k > 0
  double jump_ = 0, total_ = 0;
  std::vector<double> start_;
};

/// One strip of the sign function, equal neighbours joined.
Strip join(const std::vector<Cell>& cells) {
  Strip strip;
  strip.value.push_back(0);
  for (const Cell& c : cells)
    if (c.sign != strip.value.back()) {
      strip.cut.push_back(c.s0);
      strip.value.push_back(c.sign);
    }
  if (strip.value.back() != 0) {
    strip.cut.push_back(cells.back().s1);
    strip.value.push_back(0);
  }
  return strip;
}

/// sum_j w_j F(k_j) from above.
double pairing(std::span<const Atom> atoms, const StripFunction& h,
               const DualNormOptions& options) {
  std::vector<double> knots;
  for (const Atom& a : atoms)
    if (a.k > 0) knots.push_back(a.k);
  std::sort(knots.begin(), knots.end());
  const double largest = knots.empty() ? 1 : knots.back();
  const double start = knots.empty() ? 0.5 : std::min(1e-11, knots.front() / 2);
  const std::vector<double> ends{std::max(start, 2e-14), largest};
  const Response f(h, ends, options.threads, options.stop);
  double sum = 0, size = 0;
  for (const Atom& a : atoms) {
    const Range value = a.k == 0 ? f.at_zero() : f.at_k(a.k);
    const double term = a.weight * (a.weight > 0 ? value.upper : value.lower);
    sum += term;
    size += std::abs(term);
  }
  return sum + size * static_cast<double>(atoms.size() + 4) * 0x1p-52;
}

}  // namespace

DualNorm dual_norm(std::span<const Atom> atoms, const DualNormOptions& options) {
  if (options.strips < 2) throw InputError("strips", std::to_string(options.strips), "at least 2");
  const Strips all(atoms);
  const auto n = static_cast<std::size_t>(options.strips);
  std::vector<double> edge(n + 1);
  for (std::size_t j = 0; j <= n; ++j)
    edge[j] = kReach * (2 * static_cast<double>(j) / static_cast<double>(n) - 1);
  std::vector<std::vector<Cell>> cells(n);
  numeric::parallel_for(n, options.threads, [&](std::size_t j) {
    if (options.stop.stop_requested()) throw LimitError("stopped inside a dual norm");
    cells[j] = all.strip(edge[j], edge[j + 1], options.small);
  });
  DualNorm out;
  std::vector<Strip> strips{{{}, {0.0}}};
  double indefinite = 0;
  for (const auto& row : cells) {
    for (const Cell& c : row) indefinite += c.bound;
    out.cells += row.size();
    strips.push_back(join(row));
  }
  strips.push_back({{}, {0.0}});
  indefinite *= kSlack;
  out.sign = StripFunction(edge, std::move(strips));
  out.indefinite = indefinite;
  out.upper = up(up(pairing(atoms, out.sign, options) + indefinite) + all.total() * kOutside);
  return out;
}

}  // namespace proofgauge::radius
