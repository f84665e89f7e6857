// The explicit polynomial of a cell.
#pragma once

#include <optional>
#include <stop_token>
#include <string>

#include "numeric/step_minimax.h"
#include "step_polynomial/cell.h"

namespace proofgauge::step_polynomial {

/// N by the proof for error eps1; empty where it is beyond 2^20.
[[nodiscard]] std::optional<int> degree_by_proof(const Cell&, const numeric::Rational& eps1);

struct Kernel {
  std::optional<int> N;                     ///< by the proof
  std::optional<numeric::StepUpper> upper;  ///< q_N with its proved error on [lo, A] and [B, 1]
  std::string needs;                        ///< where there is no `upper`: why
};
/// LimitError once `stop` is asked for.
[[nodiscard]] Kernel explicit_kernel(const Cell&, const std::stop_token& stop);

}  // namespace proofgauge::step_polynomial
