#include "network/local_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

#include "claim/error.h"

namespace proofgauge::network {
namespace {

constexpr std::array<double, 5> kAngles = {1.0, 0.5, 0.25, 0.1, 0.03};
constexpr double kShrink = 0.2, kSmallestScale = 3e-6;
constexpr std::size_t kCandidates = kAngles.size() + 1;

struct Walker {
  std::vector<double> x;
  double value = 0, rounding = 0;  // original units
  Side side = Side::f_minus_g;
  double scale = 1;
  bool resting = false;
};

/// The larger of the two sides at n points, in original units, with its rounding bound.
struct Best {
  std::vector<double> value, rounding;
  std::vector<Side> side;
};

Best evaluate(const InitialNetwork& net, std::span<const double> points, std::size_t n, double t,
              const SupOptions& options) {
  SupValues values = sup_values(sup_sums(net, points, n, t, options), net.m());
  Best best;
  for (std::size_t i = 0; i < n; ++i) {
    const double u = values.sup_f_minus_g[i], v = values.sup_g_minus_f[i];
    best.value.push_back(std::max(u, v));
    best.side.push_back(u >= v ? Side::f_minus_g : Side::g_minus_f);
  }
  best.rounding = std::move(values.rounding_sup);
  return best;
}

/// The point at `angle` from x along the unit tangent `v`, put back on X exactly (to rounding).
void append_step(const std::vector<double>& x, const std::vector<double>& v, double angle,
                 std::vector<double>* out) {
  const double radius = std::sqrt(0.75);
  const std::size_t free = x.size() - 1;
  std::vector<double> y(x.size(), 0.5);
  double squares = 0;
  for (std::size_t k = 0; k < free; ++k) {
    y[k] = std::cos(angle) * x[k] + std::sin(angle) * radius * v[k];
    squares += y[k] * y[k];
  }
  const double back = radius / std::sqrt(squares);
  for (std::size_t k = 0; k < free; ++k) y[k] *= back;
  out->insert(out->end(), y.begin(), y.end());
}

/// Rests all but the best `most` walkers (earlier ones first among equals).
void keep_best(std::vector<Walker>& walkers, std::size_t most) {
  if (most == 0 || most >= walkers.size()) return;
  std::vector<std::size_t> order(walkers.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return walkers[a].value > walkers[b].value;
  });
  for (std::size_t k = most; k < order.size(); ++k) walkers[order[k]].resting = true;
}

/// Candidates of one walker: along the tangential part of its gradient. Rests it where that
/// vanishes.
void append_candidates(Walker& walker, std::span<const double> gradient, std::vector<double>* out) {
  const std::size_t free = walker.x.size() - 1;
  double along = 0, length = 0;
  for (std::size_t k = 0; k < free; ++k) along += gradient[k] * walker.x[k];
  std::vector<double> v(free);
  for (std::size_t k = 0; k < free; ++k) {
    v[k] = gradient[k] - along / 0.75 * walker.x[k];
    length += v[k] * v[k];
  }
  length = std::sqrt(length);
  if (!(length > 0)) walker.resting = true;
  for (double& c : v) c = walker.resting ? 0.0 : c / length;
  for (const double angle : kAngles) append_step(walker.x, v, angle * walker.scale, out);
  // x <- direction of the gradient, by its angle from x; shrunk like the others once it has stopped
  // helping
  append_step(walker.x, v, std::atan2(length, along / std::sqrt(0.75)) * walker.scale, out);
}

}  // namespace

SearchResult maximise_over_x(const InitialNetwork& net, std::span<const double> starts,
                             std::size_t n_starts, double t, const SearchOptions& options) {
  const std::size_t d = net.d();
  const Best first = evaluate(net, starts, n_starts, t, options.sums);  // also checks the input
  std::vector<Walker> walkers(n_starts);
  for (std::size_t s = 0; s < n_starts; ++s) {
    const auto row = starts.subspan(s * d, d);
    walkers[s] = {
        {row.begin(), row.end()}, first.value[s], first.rounding[s], first.side[s], 1.0, false};
  }
  keep_best(walkers, options.survivors);
  SearchResult result;
  for (; result.iterations < options.most_iterations; ++result.iterations) {
    std::vector<std::size_t> moving;
    std::vector<double> points;
    std::vector<Side> sides;
    for (std::size_t s = 0; s < n_starts; ++s) {
      if (walkers[s].resting) continue;
      moving.push_back(s);
      points.insert(points.end(), walkers[s].x.begin(), walkers[s].x.end());
      sides.push_back(walkers[s].side);
    }
    if (moving.empty()) break;
    const SupGradient g = sup_gradient(net, points, moving.size(), t, sides, options.sums);
    std::vector<double> candidates;
    for (std::size_t i = 0; i < moving.size(); ++i) {
      append_candidates(walkers[moving[i]], std::span(g.gradient).subspan(i * d, d), &candidates);
    }
    const Best best = evaluate(net, candidates, moving.size() * kCandidates, t, options.sums);
    for (std::size_t i = 0; i < moving.size(); ++i) {
      Walker& walker = walkers[moving[i]];
      const auto from = best.value.begin() + static_cast<std::ptrdiff_t>(i * kCandidates);
      const auto top = std::max_element(from, from + kCandidates);
      const auto at = static_cast<std::size_t>(top - best.value.begin());
      if (*top > walker.value) {
        const auto row = std::span(candidates).subspan(at * d, d);
        walker = {{row.begin(), row.end()},
                  *top,
                  best.rounding[at],
                  best.side[at],
                  walker.scale,
                  walker.resting};
      } else {
        walker.scale *= kShrink;
        if (walker.scale < kSmallestScale) walker.resting = true;
      }
    }
  }
  for (std::size_t s = 0; s < n_starts; ++s) {
    result.start_values.push_back(first.value[s]);
    result.end_values.push_back(walkers[s].value);
    if (walkers[s].value > walkers[result.start].value) result.start = s;
  }
  const Walker& winner = walkers[result.start];
  result.point = winner.x;
  result.side = winner.side;
  result.value = winner.value;
  result.rounding = winner.rounding;
  return result;
}

}  // namespace proofgauge::network
