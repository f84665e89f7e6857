#include "step_network/fit_points.h"

#include <algorithm>
#include <cmath>

namespace proofgauge::step_network {
namespace {

const double kRadius = std::sqrt(0.75);

double dot(std::span<const double> a, std::span<const double> b, std::size_t n) {
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) sum += a[k] * b[k];
  return sum;
}

/// Makes v orthogonal to x and of length 1; false if nothing is left of it.
bool make_tangent(std::span<const double> x, std::vector<double>& v) {
  const double size = std::sqrt(dot(v, v, v.size()));
  for (int pass = 0; pass < 2; ++pass) {  // the second removes what the first one's rounding left
    const double c = dot(x, v, v.size()) / 0.75;
    for (std::size_t k = 0; k < v.size(); ++k) v[k] -= c * x[k];
  }
  const double length = std::sqrt(dot(v, v, v.size()));
  if (!(length > 1e-9 * size)) return false;
  for (double& c : v) c /= length;
  return true;
}

}  // namespace

std::vector<double> random_tangent(std::span<const double> x, stats::Sequence& random) {
  std::vector<double> v(x.size() - 1);
  do
    for (double& c : v) c = random.normal();
  while (!make_tangent(x, v));
  return v;
}

std::vector<double> tangent_towards(std::span<const double> x, std::span<const double> y,
                                    stats::Sequence& random) {
  std::vector<double> v(y.begin(), y.end() - 1);
  if (make_tangent(x, v)) return v;
  return random_tangent(x, random);
}

std::vector<double> along(std::span<const double> x, std::span<const double> v, double phi) {
  std::vector<double> y(x.size(), 0.5);
  double squares = 0;
  for (std::size_t k = 0; k < v.size(); ++k) {
    y[k] = std::cos(phi) * x[k] + std::sin(phi) * kRadius * v[k];
    squares += y[k] * y[k];
  }
  const double back = kRadius / std::sqrt(squares);
  for (std::size_t k = 0; k < v.size(); ++k) y[k] *= back;
  return y;
}

std::vector<double> random_point(std::size_t d, stats::Sequence& random) {
  std::vector<double> x(d, 0.5);
  double squares = 0;
  for (std::size_t k = 0; k + 1 < d; ++k) {
    x[k] = random.normal();
    squares += x[k] * x[k];
  }
  for (std::size_t k = 0; k + 1 < d; ++k) x[k] *= kRadius / std::sqrt(squares);
  return x;
}

double angle(std::span<const double> x, std::span<const double> y) {
  double squares = 0;
  for (std::size_t k = 0; k + 1 < x.size(); ++k) squares += (x[k] - y[k]) * (x[k] - y[k]);
  return 2 * std::asin(std::min(1.0, std::sqrt(squares / 3)));
}

double ball_angle(double rho) {
  return 2 * std::asin(std::min(1.0, rho / std::sqrt(3.0))) * (1 - 1e-12);
}

}  // namespace proofgauge::step_network
