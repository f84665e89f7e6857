// One cell of the lemma: the exact numbers, and how the command line names them.
#pragma once

#include <optional>
#include <vector>

#include "claim/registry.h"
#include "numeric/step_certificate.h"

namespace proofgauge::step_polynomial {

struct Cell {
  numeric::Rational delta, rho, lo;
  numeric::Rational eps1;  ///< 0: not given (only together with `degree`)
  numeric::Geometry geometry = numeric::Geometry::chord;
  std::optional<int> degree;     ///< empty: the least that is enough
  bool explicit_kernel = false;  ///< the construction of theory 2.2 instead of the optimum
  claim::Parameters parameters;

  /// 0 < rho < delta/2.
  [[nodiscard]] bool admissible() const;
  [[nodiscard]] numeric::StepIntervals intervals() const;
  [[nodiscard]] claim::AssumptionResult radius_assumption() const;
};

/// Which letters a claim's cells depend on.
enum class Takes { everything, no_degree, kernel_only };

/// The product of delta, rho (or ratio = rho/delta; default delta/4), n and eps (or eps1), lo, with
/// geometry, degree and construction. InputErrors: a letter that is missing or impossible here,
/// --eps1 that contradicts --n and --eps, eps1 >= 1/2, lo >= A.
[[nodiscard]] std::vector<Cell> cells_from(const claim::Request&, Takes);

}  // namespace proofgauge::step_polynomial
