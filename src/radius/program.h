// The radius program: the least sup norm of h such that u^p F_h(u) is within eps1 of 0 on the left
// interval and of 1 on the right one.
#pragma once

#include "claim/types.h"
#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::radius {

/// An end of an interval in k = tan(theta/2), between two neighbouring doubles or so.
struct End {
  double low = 0, high = 0;
};

/// Right interval k in [0, right], left interval k in [left, last]: u = (1-k^2)/(1+k^2) falls in k.
struct Program {
  End right, left, last;
  End eps1;
  int p = 0;  ///< 0: features Phi (displacement along 2 e_d); 1: u Phi (along x_1)
};

/// The program for u in [lo, A] and [B, 1]. Throws InputError unless -1 < lo < A < B < 1 and 0 <
/// eps1 < 1/2 for certain, or for p = 1 unless B > 0.
[[nodiscard]] Program make_program(const numeric::Interval& lo, const numeric::Interval& A,
                                   const numeric::Interval& B, const numeric::Rational& eps1,
                                   int p = 0);

}  // namespace proofgauge::radius
