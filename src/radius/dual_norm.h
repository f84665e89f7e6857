// E|D| for D(s, t) = sum_j w_j Phi((s/k_j - k_j t)/sqrt 2), bounded from above: the norm that a
// dual measure is divided by.
#pragma once

#include <span>
#include <stop_token>
#include <vector>

#include "radius/strip_function.h"

namespace proofgauge::radius {

/// An atom of a measure on the features. k = 0 stands for 1{s >= 0}.
struct Atom {
  double k = 0;
  double weight = 0;
};

struct DualNormOptions {
  int strips = 128;  ///< of t in [-7, 7]
  double small = 0;  ///< a cell that adds less than this is not halved further
  int threads = 1;
  std::stop_token stop = {};  ///< LimitError once it is asked for
};

struct DualNorm {
  double upper = 0;       ///< proved: E|D| <= upper
  double indefinite = 0;  ///< the part of it from cells on which D may change sign
  StripFunction sign;     ///< the sign of D where it is known, 0 elsewhere
  std::size_t cells = 0;
};

/// On cells where a first-order expansion with its remainder shows the sign of D, |D| is +-D, whose
/// integral is exact by Response; on the others |D| is bounded by the mean of |linear part| plus
/// the remainder. Rigorous for the doubles given. Atoms: distinct k in [0, 8), finite weights, at
/// least one.
[[nodiscard]] DualNorm dual_norm(std::span<const Atom> atoms, const DualNormOptions& options = {});

}  // namespace proofgauge::radius
