// Left-hand sides: what is measured on a cell, against the bounds of claim.h.
#pragma once

#include <memory>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "numeric/rational.h"

namespace proofgauge::gradient_coupling {

/// One width, radius and dimension, exact as typed.
struct Cell {
  numeric::Rational m, R, p;
  std::uint64_t width = 0;  ///< m
  std::size_t d = 0;
  unsigned draws = 0;
  std::size_t points = 0;  ///< points x per draw, or starts of the search
  unsigned rounds = 0;     ///< of the search
  [[nodiscard]] double radius() const { return numeric::to_double(R); }
};

struct Setting {
  std::uint64_t seed = 1;
  claim::RunContext context;
};

/// `d=16,m=16384,R=0.2`: keys the random streams.
[[nodiscard]] std::string stream_key(const Cell&);

/// The supremum over W, exact and for all cases. `one_sided`: judge the false twin instead.
[[nodiscard]] claim::Measurement check_flip_bound(bool one_sided);

/// 2 Phi(u) - 1 <= u sqrt(2/pi) for all u, by enclosures. `factor` 1, or 1/2 for the twin.
[[nodiscard]] claim::Measurement check_leading_order(const numeric::Rational& factor);

/// E N_tau at one cell, by exact counts. `radius_factor` 1, or 1/2 for the twin.
[[nodiscard]] claim::Measurement check_mean_flips(const Cell&, const Setting&,
                                                  const numeric::Rational& radius_factor);

/// E sup_W |grad f - grad g|_{2,1} at one cell, from explicit W.
[[nodiscard]] claim::Measurement check_mean_gradient(const Cell&, const Setting&,
                                                     const numeric::Rational& radius_factor);

/// The exponents and the constant over all cells. `claimed_m` 5/6, or the twin's exponent.
[[nodiscard]] claim::Measurement check_rate(const std::vector<Cell>&, const Setting&,
                                            const numeric::Rational& claimed_m);

/// The supremum over x, found by search, against the lesser of the two uniform bounds. `given`:
/// points to start from (data); empty: random points.
[[nodiscard]] claim::Measurement check_uniform(const Cell&, const Setting&,
                                               const std::shared_ptr<const data::Points>& given,
                                               bool judge_twin);

}  // namespace proofgauge::gradient_coupling
