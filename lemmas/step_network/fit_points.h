// Points of X: along meridians, at random, in the rho-balls. X is a sphere of radius sqrt(3)/2 in
// the first d - 1 coordinates; angles are on it, so two points at angle phi have inner product 1/4
// + 3/4 cos phi and distance sqrt 3 sin(phi/2).
#pragma once

#include <span>
#include <vector>

#include "stats/stream.h"

namespace proofgauge::step_network {

/// A unit tangent at x: d - 1 random coordinates, orthogonal to x. d >= 3.
[[nodiscard]] std::vector<double> random_tangent(std::span<const double> x, stats::Sequence&);
/// The unit tangent at x towards y; random if they are (nearly) equal or opposite.
[[nodiscard]] std::vector<double> tangent_towards(std::span<const double> x,
                                                  std::span<const double> y, stats::Sequence&);
/// The point at angle phi from x along the unit tangent v, on X to rounding.
[[nodiscard]] std::vector<double> along(std::span<const double> x, std::span<const double> v,
                                        double phi);
/// A uniform point of X in R^d.
[[nodiscard]] std::vector<double> random_point(std::size_t d, stats::Sequence&);
/// The angle between x and y.
[[nodiscard]] double angle(std::span<const double> x, std::span<const double> y);
/// The angle of a ball B_2(x, rho): 2 asin(rho/sqrt 3), a little less so that rounding stays
/// inside.
[[nodiscard]] double ball_angle(double rho);

}  // namespace proofgauge::step_network
