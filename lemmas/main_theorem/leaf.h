// The leaf that no closed form gives: a certified upper end of t* or t', soon rather than sharp.
#pragma once

#include <string>
#include <vector>

#include "claim/registry.h"
#include "main_theorem/claim.h"
#include "numeric/rational.h"
#include "radius/enclosure.h"

namespace proofgauge::main_theorem {

/// One radius program, exact as typed.
struct Cell {
  numeric::Rational delta, rho, eps1;
  Direction direction = Direction::e_d;
  bool exact_geometry = false;
  [[nodiscard]] bool admissible() const { return rho > 0 && 2 * rho < delta; }
};

[[nodiscard]] claim::Parameters parameters_of(const Cell&);
[[nodiscard]] std::string_view name_of(Direction);

/// What the ledger takes from a leaf's record. `t.upper` infinite: not certified. `slope_eps1` is
/// d log t / d log eps1 from the dual measure: an estimate, good to the width of `t`.
struct Radius {
  claim::Range t{0, std::numeric_limits<double>::infinity()};
  double slope_eps1 = 0;
  std::string claim;  ///< which leaf
  claim::Status status = claim::Status::assumed;
  std::string trouble;
};

/// main_theorem/radius on one cell. `twin`: "" or h_halved.
[[nodiscard]] claim::Measurement measure_radius(const Cell&, const claim::RunContext&,
                                                const std::string& twin);

/// From the context's leaves where it provides them (`sharp`: the enclosure of step_network, else
/// main_theorem/radius), or made here.
[[nodiscard]] Radius radius_for(const Cell&, bool sharp, const claim::RunContext&);

/// t*, t' >= this by two atoms (0 for x_i, where no closed form is known).
[[nodiscard]] double two_atom_bound(const Cell&);

}  // namespace proofgauge::main_theorem
