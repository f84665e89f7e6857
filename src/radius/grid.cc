#include "radius/grid.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "numeric/parallel.h"
#include "radius/gauss.h"

namespace proofgauge::radius {
namespace {

// Gauss-Legendre, six points on [-1, 1].
constexpr double kNode[3] = {0.2386191860831969, 0.6612093864662645, 0.9324695142031521};
constexpr double kWeight[3] = {0.4679139345726910, 0.3607615730481386, 0.1713244923791704};
constexpr double kPiece = 0.15;  ///< in lambda, per six points
constexpr int kHalvings = 6;     ///< pieces of [0, first k], in k

/// out[cell] += factor * dP/dlambda at k; the cell-wise form of derivative().
void add_rates(const Grid& g, double k, double factor, std::vector<double>& out) {
  const double det = (k + 1 / k) * (k + 1 / k) / 2;
  const double at = 1 + k * k / 2, as = 1 + 1 / (2 * k * k);
  const double root_at = std::sqrt(at), root_as = std::sqrt(as);
  const double common = factor * std::numbers::sqrt2 * k / (1 + k * k) / (2 * std::numbers::pi);
  std::size_t at_cell = 0;
  for (std::size_t j = 0; j < g.cut.size(); ++j) {
    const auto& cut = g.cut[j];
    const bool has_low = j > 0, has_high = j < g.edge.size();
    const double t0 = has_low ? g.edge[j - 1] : 0, t1 = has_high ? g.edge[j] : 0;
    const double low_weight = has_low ? common / root_as * std::exp(-t0 * t0 * det / (2 * as)) : 0;
    const double high_weight =
        has_high ? common / root_as * std::exp(-t1 * t1 * det / (2 * as)) : 0;
    double low_left = 0, high_left = 0;
    double* const cell = out.data() + at_cell;
    for (std::size_t i = 0; i <= cut.size(); ++i) {
      double low_right = 1, high_right = 1;
      if (i < cut.size()) {
        const double e = cut[i];
        if (low_weight > 0) low_right = cdf(root_as * (e - t0 / (2 * as)));
        if (high_weight > 0) high_right = cdf(root_as * (e - t1 / (2 * as)));
        const double weight = common / root_at * std::exp(-e * e * det / (2 * at));
        if (weight > 0) {
          const double below = has_low ? cdf(root_at * (t0 - e / (2 * at))) : 0;
          const double above = has_high ? cdf(root_at * (t1 - e / (2 * at))) : 1;
          cell[i] += weight * (above - below);
          cell[i + 1] -= weight * (above - below);
        }
      }
      cell[i] += high_weight * (high_right - high_left) - low_weight * (low_right - low_left);
      low_left = low_right;
      high_left = high_right;
    }
    at_cell += cut.size() + 1;
  }
}

std::vector<double> at_zero(const Grid& g) {
  std::vector<double> out;
  out.reserve(g.cells());
  for (std::size_t j = 0; j < g.cut.size(); ++j) {
    const double t = (j == g.edge.size() ? 1 : cdf(g.edge[j])) - (j == 0 ? 0 : cdf(g.edge[j - 1]));
    const auto& cut = g.cut[j];
    for (std::size_t i = 0; i <= cut.size(); ++i) {
      const double high = i == cut.size() ? 1 : std::max(0.5, cdf(cut[i]));
      const double low = i == 0 ? 0.5 : std::max(0.5, cdf(cut[i - 1]));
      out.push_back(t * (high - low));
    }
  }
  return out;
}

/// The increase of every cell's probability from `before` (0: from k = 0) to k.
std::vector<double> increase(const Grid& g, double before, double k) {
  std::vector<double> out(g.cells(), 0.0);
  const bool first = before == 0;
  const int pieces =
      first ? kHalvings : std::max(1, static_cast<int>(std::ceil(std::log(k / before) / kPiece)));
  for (int piece = 0; piece < pieces; ++piece)
    for (const double side : {-1.0, 1.0})
      for (std::size_t node = 0; node < 3; ++node) {
        const double x = side * kNode[node], w = kWeight[node] / 2;
        if (first) {
          const double high = k * std::ldexp(1.0, -piece);
          const double low = piece + 1 == pieces ? 0 : high / 2;
          const double at = (low + high) / 2 + (high - low) / 2 * x;
          add_rates(g, at, w * (high - low) / at, out);
        } else {
          const double length = std::log(k / before) / pieces;
          add_rates(g, before * std::exp(length * (piece + 0.5 + 0.5 * x)), w * length, out);
        }
      }
  return out;
}

}  // namespace

std::size_t Grid::cells() const {
  std::size_t n = 0;
  for (const auto& c : cut) n += c.size() + 1;
  return n;
}

StripFunction Grid::function(std::span<const double> values) const {
  std::vector<Strip> strips;
  for (const auto& c : cut) {
    Strip strip;
    strip.value.push_back(values[0]);
    for (std::size_t i = 1; i <= c.size(); ++i)
      if (values[i] != strip.value.back()) {
        strip.cut.push_back(c[i - 1]);
        strip.value.push_back(values[i]);
      }
    values = values.subspan(c.size() + 1);
    strips.push_back(std::move(strip));
  }
  return {edge, std::move(strips)};
}

std::vector<double> half_space_probabilities(const Grid& g, std::span<const double> ks,
                                             int threads) {
  const std::size_t n = g.cells();
  std::vector<std::vector<double>> step(ks.size());
  numeric::parallel_for(ks.size(), threads, [&](std::size_t r) {
    if (ks[r] > 0) step[r] = increase(g, r == 0 ? 0 : ks[r - 1], ks[r]);
  });
  std::vector<double> rows(ks.size() * n), current = at_zero(g);
  for (std::size_t r = 0; r < ks.size(); ++r) {
    if (!step[r].empty())
      for (std::size_t c = 0; c < n; ++c) current[c] += step[r][c];
    std::copy(current.begin(), current.end(), rows.begin() + static_cast<std::ptrdiff_t>(r * n));
  }
  return rows;
}

}  // namespace proofgauge::radius
