#include "data/synthetic.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/math/special_functions/beta.hpp>
#include <cmath>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include "claim/error.h"
#include "claim/stop.h"
#include "data/separated_set.h"
#include "stats/stream.h"

namespace proofgauge::data {
namespace {

constexpr double kLeastDelta = 1e-9;  ///< below, "to 1e-12" would say little
constexpr double kMargin = 1e-9;      ///< by which all other pairs are farther
constexpr double kAccuracy = 1e-12;   ///< of the planted distance
constexpr double kMostWork = 0x1p38;  ///< n^2 d: every pair is looked at
const double kRadius = std::sqrt(3.0) / 2;
const long double kRootThree = std::sqrt(3.0L);

std::string shown(double v) { return fmt::format("{}", v); }

/// Three significant digits, rounded down: what surely fits.
std::string below(double v) { return fmt::format("{:.3g}", v * (1 - 5e-3)); }

void check_arguments(std::size_t n, std::size_t d, double delta) {
  const double size = static_cast<double>(n);
  if (n < 2) throw InputError("--n", std::to_string(n), "at least 2 points");
  if (d < 2)
    throw InputError("--d", std::to_string(d), "at least 2, as X has its last coordinate fixed");
  if (!(size * size * static_cast<double>(d) <= kMostWork))
    throw InputError("--n", std::to_string(n),
                     fmt::format("n^2 d at most 2^38 (d = {}), as all pairs are checked", d));
  if (!(delta >= kLeastDelta) || !(static_cast<long double>(delta) <= kRootThree))
    throw InputError("--delta", shown(delta),
                     "a number from 1e-9 to sqrt(3), the largest distance on X");
  if (d == 2 && n > 2)
    throw InputError("--n", std::to_string(n), "2, as X has two points for --d 2");
  if (d == 2 && std::abs(delta - static_cast<double>(kRootThree)) > kAccuracy)
    throw InputError("--delta", shown(delta),
                     "sqrt(3), the distance of the two points of X for --d 2");
  if (d == 2) return;
  if (const double bound = packing_bound(n, d); delta > bound)
    throw InputError(
        "--delta", shown(delta),
        fmt::format(
            "at most {} for --n {} and --d {}: no {} points of X are farther apart (fewer points "
            "or a larger --d would do)",
            below(bound), n, d, n));
}

/// Unit vectors on the circle: gaps of theta (the planted pair) and theta + a random share of what
/// is left. Exponential shares make the rest uniform; a tenth is shared evenly, so that no gap gets
/// nothing.
std::vector<double> circle(std::size_t n, double delta, stats::Sequence& random) {
  const double theta = 2 * std::asin(std::min(1.0, delta / (2 * kRadius)));
  const double slack = 2 * std::numbers::pi - static_cast<double>(n) * theta;
  std::vector<double> share(n, 0.0);
  double total = 0;
  for (std::size_t i = 2; i <= n; ++i) total += share[i - 1] = -std::log(random.uniform());
  double phi = 2 * std::numbers::pi * random.uniform();
  std::vector<double> u;
  for (std::size_t i = 0; i < n; ++i) {
    u.insert(u.end(), {std::cos(phi), std::sin(phi)});
    const double even = 1 / static_cast<double>(n - 1);
    phi += theta + (i == 0 ? 0 : slack * (0.1 * even + 0.9 * share[i] / total));
  }
  return u;
}

/// Puts row 1 at distance delta from row 0 along their great circle, in extended precision; returns
/// rows of X.
void plant_exactly(std::vector<double>& u, std::size_t k, double delta, long double* p,
                   long double* q) {
  const auto normalise = [k](long double* v) {
    long double sum = 0;
    for (std::size_t t = 0; t < k; ++t) sum += v[t] * v[t];
    const long double length = std::sqrt(sum);
    for (std::size_t t = 0; t < k; ++t) v[t] /= length;
    return length;
  };
  std::copy_n(u.begin(), k, p);
  std::copy_n(u.begin() + static_cast<std::ptrdiff_t>(k), k, q);
  normalise(p);
  if (k == 1) {  // the two points of X: nothing lies across
    q[0] = -p[0];
    return;
  }
  const auto orthogonalise = [&] {
    long double along = 0;
    for (std::size_t t = 0; t < k; ++t) along += p[t] * q[t];
    for (std::size_t t = 0; t < k; ++t) q[t] -= along * p[t];
  };
  orthogonalise();
  if (normalise(q) < 1e-8L) {  // equal or antipodal: any direction across will do
    std::fill_n(q, k, 0.0L);
    q[std::min_element(p, p + k,
                       [](long double a, long double b) { return std::abs(a) < std::abs(b); }) -
      p] = 1;
  }
  orthogonalise();  // again, as the first difference may have lost digits
  normalise(q);
  const long double s = std::min(1.0L, delta / kRootThree);
  for (std::size_t t = 0; t < k; ++t)
    q[t] = (1 - 2 * s * s) * p[t] + 2 * s * std::sqrt(1 - s * s) * q[t];
}

/// Unit vectors (rows 0 and 1 planted) as points of X, in random places.
Points on_x(std::vector<double> u, std::size_t n, std::size_t d, double delta,
            stats::Sequence& random) {
  const std::size_t k = d - 1;
  std::vector<long double> pair(2 * k);
  plant_exactly(u, k, delta, pair.data(), pair.data() + k);
  std::vector<std::size_t> place(n);
  std::iota(place.begin(), place.end(), std::size_t{0});
  for (std::size_t i = 0; i < 2; ++i)  // two steps of a shuffle place the pair
    std::swap(place[i], place[i + static_cast<std::size_t>(random.below(n - i))]);
  Points points;
  points.n = n;
  points.d = d;
  points.x.resize(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    double* x = points.x.data() + place[i] * d;
    for (std::size_t t = 0; t < k; ++t)
      x[t] = i < 2 ? static_cast<double>(kRootThree / 2 * pair[i * k + t]) : kRadius * u[i * k + t];
    x[k] = 0.5;
  }
  points.source_row.resize(n);
  std::iota(points.source_row.begin(), points.source_row.end(), std::size_t{0});
  return points;
}

/// One pair at delta, the others beyond: the promise, looked at on the rounded points.
bool keeps_promise(const Points& points, double delta, const std::stop_token& stop) {
  std::size_t near = 0;
  for (std::size_t i = 0; i < points.n; ++i) {
    check_stop(stop, "while all pairs were looked at");
    for (std::size_t j = i + 1; j < points.n; ++j) {
      double square = 0;
      for (std::size_t t = 0; t < points.d; ++t) {
        const double difference = points.x[i * points.d + t] - points.x[j * points.d + t];
        square += difference * difference;
      }
      const double distance = std::sqrt(square);
      if (distance > delta + kMargin) continue;
      if (std::abs(distance - delta) > kAccuracy) return false;
      ++near;
    }
  }
  return near == 1;
}

}  // namespace

double packing_bound(std::size_t n, std::size_t d) {
  const double size = static_cast<double>(n), k = static_cast<double>(d - 1);
  // On the unit sphere of R^k; Rankin: simplex up to k + 1 points, then sqrt(2).
  double chord = size <= k + 1 ? std::sqrt(2 * size / (size - 1)) : std::numbers::sqrt2;
  // Disjoint caps of half the angle: each covers I(sin^2)/2 of the sphere.
  chord = std::min(
      chord, 2 * std::sqrt(boost::math::ibeta_inv((k - 1) / 2, 0.5, std::min(1.0, 2 / size))));
  if (d == 4 && n >= 3) {
    const double s = std::sin(size * std::numbers::pi / (6 * (size - 2)));
    chord = std::min(chord, std::sqrt(4 - 1 / (s * s)));
  }
  return std::min(kRadius * chord * (1 + 1e-12),
                  std::sqrt(3.0));  // 1e-12: far above the rounding here
}

Points synthetic(std::size_t n, std::size_t d, double delta, std::uint64_t seed,
                 const std::stop_token& stop) {
  check_arguments(n, d, delta);
  const std::string cell = fmt::format("synthetic n={} d={} delta={:a}", n, d, delta);
  stats::Sequence random(stats::Stream(seed, "data", cell, stats::Purpose::data));
  std::vector<double> u;
  double reached = packing_bound(n, std::max<std::size_t>(d, 3));
  if (d == 2) {
    u = {1, -1};
  } else if (d == 3) {
    u = circle(n, delta, random);
  } else {
    const double apart = (delta + 4 * kMargin) / kRadius;
    detail::SeparatedSet set(n, d - 1, delta / kRadius, apart, random, stop);
    const bool found = set.find();
    if (!found) reached = kRadius * set.best();
    u = found ? set.points() : std::vector<double>{};
  }
  Points points;
  const bool found_one = !u.empty();
  if (found_one) points = on_x(std::move(u), n, d, delta, random);
  if (!found_one || !keeps_promise(points, delta, stop))
    throw InputError("--delta", shown(delta),
                     fmt::format("a separation that {} points with --d {} can be given (up to "
                                 "about {} was reached; fewer "
                                 "points or a larger --d would do)",
                                 n, d, below(reached)));
  const stats::Stream signs(seed, "data", cell + " targets", stats::Purpose::data);
  for (std::size_t i = 0; i < n; ++i)
    points.y.push_back((signs.block(i, 0, 0)[0] & 1U) != 0 ? 1 : -1);
  points.name = "synthetic";
  points.provenance =
      fmt::format("synthetic: n = {}, d = {}, delta = {}, seed {}", n, d, delta, seed);
  return points;
}

}  // namespace proofgauge::data
