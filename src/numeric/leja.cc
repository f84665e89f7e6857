#include "numeric/leja.h"

#include <algorithm>
#include <cmath>

namespace proofgauge::numeric {
namespace {

constexpr double kPi = 3.14159265358979323846;

struct Site {
  double x = 0;
  std::size_t interval = 0;
  int end = 0;  ///< -1, 1: an end of the interval; 2: all of it
};

/// Chebyshev-Lobatto grids, fine enough to place `count` points.
std::vector<Site> grid(const std::vector<ClosedInterval>& intervals, std::size_t count) {
  std::vector<Site> out;
  const std::size_t m = 6 * count + 8;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const double lo = to_double(intervals[i].lo), hi = to_double(intervals[i].hi);
    if (intervals[i].lo == intervals[i].hi || !(lo < hi)) {
      out.push_back({lo, i, 2});
      continue;
    }
    out.push_back({lo, i, -1});
    for (std::size_t k = 1; k < m; ++k) {
      const double s = std::sin(kPi * static_cast<double>(k) / static_cast<double>(2 * m));
      const double x = lo + (hi - lo) * s * s;
      if (x > out.back().x && x < hi) out.push_back({x, i, 0});
    }
    out.push_back({hi, i, 1});
  }
  return out;
}

/// The old points at `count` equal steps of their index; none between the intervals.
std::vector<double> respaced(const std::vector<ClosedInterval>& intervals,
                             const std::vector<Rational>& start, std::size_t count) {
  const auto interval_of = [&](const Rational& x) {
    std::size_t i = 0;
    while (i + 1 < intervals.size() && x > intervals[i].hi) ++i;
    return i;
  };
  std::vector<double> out;
  const double n = static_cast<double>(start.size()), m = static_cast<double>(count);
  for (std::size_t j = 0; j < count; ++j) {
    const double t = std::clamp((static_cast<double>(j) + 0.5) * n / m - 0.5, 0.0, n - 1);
    const auto i = static_cast<std::size_t>(t);
    const double part = t - static_cast<double>(i);
    double x = to_double(start[i]);
    if (i + 1 < start.size()) {
      const double next = to_double(start[i + 1]);
      if (interval_of(start[i]) == interval_of(start[i + 1]))
        x += part * (next - x);
      else if (part > 0.5)
        x = next;
    }
    out.push_back(x);
  }
  return out;
}

}  // namespace

std::vector<Rational> starting_points(const std::vector<ClosedInterval>& intervals,
                                      std::size_t count, const std::vector<Rational>& start) {
  const std::vector<Site> sites = grid(intervals, count);
  const double unit = 4 / std::max(sites.back().x - sites.front().x, 1e-300);
  std::vector<double> product(sites.size(), 1);
  std::vector<bool> chosen(sites.size(), false);
  std::size_t taken = 0;
  const auto take = [&](std::size_t k) {
    chosen[k] = true;
    ++taken;
    double most = 0;
    for (std::size_t j = 0; j < sites.size(); ++j) {
      product[j] *= std::abs(sites[j].x - sites[k].x) * unit;
      if (!chosen[j]) most = std::max(most, product[j]);
    }
    if (most > 0 && (most < 1e-100 || most > 1e100))
      for (double& x : product) x /= most;
  };
  if (!start.empty()) {
    for (const double x : respaced(intervals, start, count)) {
      auto k = static_cast<std::size_t>(
          std::lower_bound(sites.begin(), sites.end(), x,
                           [](const Site& s, double v) { return s.x < v; }) -
          sites.begin());
      if (k == sites.size()) --k;
      if (k > 0 && x - sites[k - 1].x < sites[k].x - x) --k;
      if (!chosen[k]) take(k);
    }
  }
  while (taken < count && taken < sites.size()) {
    std::size_t best = sites.size();
    for (std::size_t j = 0; j < sites.size(); ++j)
      if (!chosen[j] && (best == sites.size() || product[j] > product[best])) best = j;
    take(best);
  }
  std::vector<Rational> out;
  for (std::size_t k = 0; k < sites.size(); ++k) {
    if (!chosen[k]) continue;
    const ClosedInterval& i = intervals[sites[k].interval];
    out.push_back(sites[k].end == 0 ? std::clamp(Rational(sites[k].x), i.lo, i.hi)
                                    : (sites[k].end == 1 ? i.hi : i.lo));
  }
  return out;
}

}  // namespace proofgauge::numeric
