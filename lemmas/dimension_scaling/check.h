// Left-hand sides: the critical widths of a grid of dimensions, and how they grow.
#pragma once

#include <cstdint>
#include <vector>

#include "claim/registry.h"
#include "numeric/rational.h"

namespace proofgauge::dimension_scaling {

/// Everything but d is fixed; delta is planted.
struct Cell {
  std::vector<std::size_t> d;         ///< increasing
  std::vector<std::uint64_t> widths;  ///< increasing, apart by about sqrt 2
  std::size_t n = 0;
  numeric::Rational R, delta, rho, eps;
  std::uint64_t T = 0;  ///< rounds: the theorem's, or those given
  unsigned seeds = 0;   ///< per dimension
  /// rho < delta/2, exactly; where it is not, nothing is run.
  [[nodiscard]] bool separated() const { return 2 * rho < delta; }
};

struct Setting {
  std::uint64_t seed = 1;
  claim::RunContext context;
};

/// The seed of the s-th draw in dimension d (s < 2^20, d < 2^17): no two draws of one seed, or of
/// two seeds, are the same run.
[[nodiscard]] constexpr std::uint64_t seed_of_draw(std::uint64_t seed, std::uint64_t d,
                                                   std::uint64_t s) {
  return (seed << 37) + (d << 20) + s;
}

/// Per dimension and seed the least width that reaches eps, data set and W^0 drawn anew for each;
/// infinity where the largest width does not.
using Scan = std::vector<std::vector<double>>;
[[nodiscard]] Scan scan(const Cell&, const Setting&);

/// `twin`: against the derived exponent with its sign turned.
[[nodiscard]] claim::Measurement check_exponent(const Cell&, const Scan&, const Setting&,
                                                bool twin);
/// `twin`: that an exponential requirement 2^d describes the widths no worse than a power law.
[[nodiscard]] claim::Measurement check_power_law(const Cell&, const Scan&, const Setting&,
                                                 bool twin);

}  // namespace proofgauge::dimension_scaling
