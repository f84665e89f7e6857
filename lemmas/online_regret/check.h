// Left-hand sides: what is measured on a cell, against the bounds of claim.h.
#pragma once

#include <memory>

#include "claim/registry.h"
#include "numeric/rational.h"

namespace proofgauge::online_regret {

struct Setting {
  std::uint64_t seed = 1;
  claim::RunContext context;
};

/// The one-step identity behind 6.1, coefficient by coefficient. `twin`: without the square term.
[[nodiscard]] claim::Measurement check_descent_identity(bool twin);

/// One horizon of 6.1: `draws` games on a product of balls, in enclosures.
struct Games {
  std::uint64_t T = 0;
  numeric::Rational R;  ///< radius of each ball
  unsigned draws = 0;
};
/// `ten_eta`: judge the alternating instance with ten times the best step against the best bound.
[[nodiscard]] claim::Measurement check_convex_regret(const Games&, const Setting&, bool ten_eta);

/// The instance that attains 6.1, exactly and by the program.
[[nodiscard]] claim::Measurement check_tight_instance(std::uint64_t T, const numeric::Rational& R,
                                                      const Setting& setting, bool twin);

/// The exact worst case at distance D and step eta, gradients at most 1.
struct WorstCell {
  std::uint64_t T = 0;
  numeric::Rational D, eta;
};
[[nodiscard]] claim::Measurement check_worst_case(const WorstCell&, const Setting&,
                                                  const numeric::Rational& factor);

/// One width, radius and dimension of the coupling claims.
struct Cell {
  numeric::Rational m, R, p;
  std::uint64_t width = 0;
  std::size_t d = 0;
  unsigned draws = 0;
  std::size_t points = 0;  ///< per draw, or starts of the search
  unsigned rounds = 0;     ///< of the search
  [[nodiscard]] double radius() const { return numeric::to_double(R); }
};
[[nodiscard]] std::string stream_key(const Cell&);

/// E (u + |Z|) 1{|Z| < u} <= 3 u^2/sqrt(2 pi) for all u. `factor` 1, or 9/10 for the twin.
[[nodiscard]] claim::Measurement check_coupling_leading_order(const numeric::Rational& factor);
[[nodiscard]] claim::Measurement check_coupling_constant(const Cell&, const Setting&,
                                                         const numeric::Rational& factor);
[[nodiscard]] claim::Measurement check_coupling_uniform(const Cell&, const Setting&, bool twin);

/// A run of the real network: 6.2 against W^0, the last W and the best linear comparator.
struct RealCell {
  Cell cell;
  std::size_t n = 0;
  numeric::Rational delta, rho, eps;
  std::uint64_t T = 0;      ///< rounds; the theorem's own, or fewer
  numeric::Rational L = 1;  ///< of the loss
};
[[nodiscard]] claim::Measurement check_real_network(const RealCell&, const Setting&, bool twin);

}  // namespace proofgauge::online_regret
