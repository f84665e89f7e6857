#include "adversary/cap.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "claim/error.h"

namespace proofgauge::adversary {
namespace {

const double kRadius = std::sqrt(0.75);

/// The first d - 1 coordinates, where the sphere lives.
std::span<double> free_part(std::span<double> x) { return x.first(x.size() - 1); }
std::span<const double> free_part(std::span<const double> x) { return x.first(x.size() - 1); }

double dot(std::span<const double> a, std::span<const double> b) {
  double sum = 0;
  for (std::size_t k = 0; k < a.size(); ++k) sum += a[k] * b[k];
  return sum;
}

/// x <- kRadius (cos angle u + sin angle v), put back on the sphere; u and v are orthonormal.
void place(std::span<double> x, std::span<const double> u, std::span<const double> v,
           double angle) {
  const double c = std::cos(angle), s = std::sin(angle);
  for (std::size_t k = 0; k < x.size(); ++k) x[k] = c * u[k] + s * v[k];
  const double back = kRadius / std::sqrt(dot(x, x));
  for (double& t : x) t *= back;
}

/// The unit tangent at the unit vector u towards v; empty where v is parallel to u.
std::vector<double> tangent(std::span<const double> u, std::span<const double> v) {
  const double size = std::sqrt(dot(v, v));
  std::vector<double> t(v.begin(), v.end());
  // Twice: the second pass removes what cancellation left of u in the first.
  for (int pass = 0; pass < 2; ++pass) {
    const double along = dot(t, u);
    for (std::size_t k = 0; k < t.size(); ++k) t[k] -= along * u[k];
  }
  const double length = std::sqrt(dot(t, t));
  // Below this what is left is rounding, not a direction. Written so that NaN ends here too.
  if (!(length > 1e-14 * size) || !std::isfinite(length)) return {};
  for (double& c : t) c /= length;
  return t;
}

std::vector<double> unit(std::span<const double> x) {
  std::vector<double> u(x.begin(), x.end());
  const double length = std::sqrt(dot(x, x));
  for (double& c : u) c /= length;
  return u;
}

}  // namespace

double cap_angle(double rho) {
  // 3 - rho^2 from rho^2 as two numbers: near sqrt 3 the angle depends on its last bit.
  const double square = rho * rho, rest = (3 - square) - std::fma(rho, rho, -square);
  return rest > 0 ? 2 * std::atan2(rho, std::sqrt(rest)) : std::numbers::pi;
}

void put_on_x(std::span<double> x, double tolerance, const char* field) {
  const std::span<double> v = free_part(x);
  const double length = std::sqrt(dot(v, v));
  if (!(std::abs(length - kRadius) <= tolerance))
    throw InputError(field, fmt::format("first coordinates of norm {}", length),
                     fmt::format("norm sqrt(3)/2 within {}", tolerance));
  if (!(std::abs(x.back() - 0.5) <= tolerance))
    throw InputError(field, fmt::format("last coordinate {}", x.back()),
                     fmt::format("1/2 within {}", tolerance));
  for (double& c : v) c *= kRadius / length;
  x.back() = 0.5;
}

bool geodesic_step(std::span<double> x, std::span<const double> direction, double angle) {
  const std::span<double> v = free_part(x);
  const std::vector<double> u = unit(v), t = tangent(u, free_part(direction));
  if (t.empty()) return false;
  place(v, u, t, angle);
  return true;
}

void project_onto_cap(std::span<double> x, std::span<const double> centre, double theta) {
  const std::span<double> v = free_part(x);
  const std::vector<double> c = unit(free_part(centre)), t = tangent(c, v);
  if (t.empty()) {
    // x is the centre, or opposite to it: then every rim point is nearest, and the centre is safe.
    if (dot(v, c) < 0 && theta < std::numbers::pi)
      std::copy(centre.begin(), centre.end(), x.begin());
    return;
  }
  if (std::atan2(dot(v, t), dot(v, c)) > theta) place(v, c, t, theta);
}

}  // namespace proofgauge::adversary
