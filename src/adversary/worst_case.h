// The certified worst case A* of a net at one data point: exact in d = 3, branch and bound to a
// stated gap in d = 4 to 6, beyond that a valid but coarse interval.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "adversary/branch.h"
#include "adversary/loss.h"

namespace proofgauge::adversary {

struct WorstCaseOptions {
  double gap = 1e-6;                  ///< wanted width of the enclosures of f, d >= 4
  std::uint64_t most_cells = 100000;  ///< per side, d >= 4
  int threads = 1;                    ///< d >= 4; the result does not depend on it
  std::stop_token stop = {};          ///< LimitError soon after a request
};

struct WorstCase {
  claim::Range loss;      ///< encloses the supremum of the loss over the ball
  std::vector<double> x;  ///< the point where the lower end is attained, up to rounding
  Extremes f;             ///< of f_W on the ball
  bool exact = false;     ///< d = 3: the width is rounding
  bool reached = true;    ///< the enclosures of f are no wider than `gap` (or exact)
  std::uint64_t cells = 0;
};

/// x within 1e-9 of X, d >= 3, y as the loss takes it, rho >= 0; InputErrors otherwise. LimitError
/// when stopped. Deterministic.
[[nodiscard]] WorstCase worst_case(const network::TwoLayerNet& net, std::span<const double> x,
                                   double y, double rho, const Loss& loss = {},
                                   const WorstCaseOptions& options = {});

/// The supremum of a loss over f in an interval whose ends are enclosed: largest at an end.
[[nodiscard]] claim::Range worst_loss(const Extremes& f, double y, const Loss& loss);

/// f_W at x, enclosed: a sum in long double with its rounding bound. The point of X nearest to x
/// has a value within `slack` more, if x is within `off` of it. LimitError once `stop` is asked
/// for.
[[nodiscard]] claim::Range value_at(const network::TwoLayerNet& net, std::span<const double> x,
                                    double off = 0, const std::stop_token& stop = {});
/// A Lipschitz constant of f_W on R^d, rounded up: sum |a_r| |W_r|.
[[nodiscard]] double lipschitz(const network::TwoLayerNet& net);
/// The loss at f in `f`, enclosed.
[[nodiscard]] claim::Range loss_at(const claim::Range& f, double y, const Loss& loss);

}  // namespace proofgauge::adversary
