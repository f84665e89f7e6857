// The cap B_2(x_i, rho) and X of the sphere X = {|x| = 1, x_d = 1/2}: projection and steps.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace proofgauge::adversary {

/// Angular radius of the cap, seen from the sphere's centre: theta = 2 asin(rho / sqrt 3), pi for
/// rho >= sqrt 3.
[[nodiscard]] double cap_angle(double rho);

/// Puts x on X: x_d = 1/2 and the first d - 1 coordinates scaled to norm sqrt(3)/2. InputError for
/// `field` where they are farther than `tolerance` from X already.
void put_on_x(std::span<double> x, double tolerance, const char* field);

/// Moves x (on X) by `angle` along the great circle of the tangential part of `direction` (d
/// numbers, the last is ignored). Returns false, leaving x alone, where that part vanishes.
bool geodesic_step(std::span<double> x, std::span<const double> direction, double angle);

/// The nearest point of the cap around `centre` with angular radius theta: x itself, or the point
/// at theta on the great circle from the centre through x.
void project_onto_cap(std::span<double> x, std::span<const double> centre, double theta);

}  // namespace proofgauge::adversary
