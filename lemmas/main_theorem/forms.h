// The ledger: M_0 and its waterfall under each set of constants.
#pragma once

#include <memory>
#include <optional>

#include "claim/ledger.h"
#include "claim/registry.h"
#include "main_theorem/compose.h"
#include "main_theorem/leaf.h"

namespace proofgauge::main_theorem {

/// What the theorem is asked for, exact as typed.
struct Question {
  numeric::Rational n, d, delta, rho, eps, L, p;
  bool exact_geometry = false;
  std::string direction;          ///< e_d, x_i, or empty: the one with the smaller certified M_0
  bool deep = false;              ///< t* from step_network, not from the coarse leaf
  numeric::Rational error_share;  ///< n L eps1/eps; 0: chosen
  network::GapConstants gap_constants;

  [[nodiscard]] Setting<Interval> setting() const;
  [[nodiscard]] bool admissible() const { return rho > 0 && 2 * rho < delta; }
  [[nodiscard]] claim::Parameters parameters() const;
};

/// t where one letter of the data alone is multiplied by `factor`.
struct Beside {
  numeric::Rational factor;
  claim::Range t;
};

/// The derived composition in one direction.
struct Derived {
  Composition composition;
  numeric::Rational eps1;
  Radius radius;
  LeastWidth width;                  ///< found only where t is certified
  std::optional<Beside> delta, rho;  ///< look_beside; none where nothing was certified
};

/// n L eps1/eps in 64ths: where R^12 slack^(-6) T is least if t* goes like eps1^(-c(rho/delta)),
/// the conjectured exponent. A choice, not a premise: any share gives a true bound.
[[nodiscard]] numeric::Rational chosen_error_share(const Question&);

[[nodiscard]] Derived derive(const Question&, Direction, const claim::RunContext&);
/// Of the directions asked for, the one with the smaller M_0 (the first where none is found).
[[nodiscard]] Derived derive(const Question&, const claim::RunContext&);

/// Certifies t a fifth beside delta and beside rho, at the same eps1: what the slopes of M_0 in
/// them are made of. Costs two more radii.
void look_beside(const Question&, Derived&, const claim::RunContext&);

/// M_0 with each leaf put in, from eps and the coupling's leading term at R = 1 on; the last one is
/// M_0 itself.
struct Stage {
  std::string claim, what;
  LeastWidth width;
};
[[nodiscard]] std::vector<Stage> stages(const Derived&);

[[nodiscard]] claim::LedgerForm derived_form(const Question&, const Derived&);
[[nodiscard]] claim::LedgerForm sharp_form(const Question&, const Derived&);
[[nodiscard]] claim::LedgerForm published_form(const Question&, const claim::ConstantsProfile&);

/// log10 of a quantity as a Range of logarithms, from ends in natural logarithms.
[[nodiscard]] claim::Range log10_range(const Interval& log_low, const Interval& log_high);

}  // namespace proofgauge::main_theorem
