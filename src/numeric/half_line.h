// Proofs about a quotient on a whole half-line: that rho(u) = above(u) / below(u) is at most a
// claimed constant for every u > 0, where above and below increase and rho <= 1 is proved by hand
// outside [small, large].
#pragma once

#include <functional>

#include "claim/record.h"
#include "numeric/interval.h"

namespace proofgauge::numeric {

struct QuotientOnHalfLine {
  std::function<Interval(const Interval&)> above, below;  ///< increasing in u > 0, below > 0
  Rational small = ratio(1, 4), large = ratio(8, 1);
  /// An enclosure of a bound on rho over [large, inf), from the argument in the statement.
  Interval tail;
};

/// Judges rho <= factor for all u > 0, and rho -> 1 at 0 from the coded formula. On a box [a, b]
/// rho is at most above(b) / below(a), both monotone; boxes are halved up to 24 times. Evidence
/// enclosure, scope all where every box and the tail decide; `symbol` names the comparison, the
/// twin states rho <= twin_factor. Outside [small, large] the hand proof gives rho <= 1, which is
/// used for factor 1 only.
[[nodiscard]] claim::Measurement judge_quotient(const QuotientOnHalfLine&,
                                                const std::string& symbol, const Rational& factor,
                                                const Rational& twin_factor);

}  // namespace proofgauge::numeric
