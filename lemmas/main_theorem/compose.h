// The least width of the composed bound, enclosed, with or without some of its leaves.
#pragma once

#include <stop_token>

#include "main_theorem/claim.h"

namespace proofgauge::main_theorem {

using numeric::Interval;

/// How much of a leaf's bound enters.
enum class Part { none, leading, full };

/// Which parts of the composition count. All of them: the theorem.
struct Parts {
  Part coupling = Part::full, gap = Part::full;
  bool finite_width = true, error = true, regret = true;
};

/// One composition: everything but the width.
struct Composition {
  Direction direction = Direction::e_d;
  Setting<Interval> setting;
  Interval eps1, R;
  Parts parts;
  Factors factors;
  numeric::Rational regret_share = main_theorem::regret_share();  ///< of what the error leaves
  network::GapConstants gap_constants;  ///< of 4.3, as the constants profile has them
  std::stop_token stop = {};            ///< looked at at every width tried; then LimitError
};

/// The regret's part of eps at this eps1: its share of what the error leaves. Not positive
/// where the error leaves nothing.
[[nodiscard]] Interval regret_part(const Composition&);

/// The left side at width m and this theta; the terms that do not count are 0.
[[nodiscard]] Terms<Interval> terms_at(const Composition&, const Interval& m,
                                       const Interval& theta);

/// `found` is false where no width below exp(2^27) is enough, as when n eps1 exceeds eps.
struct LeastWidth {
  bool found = false;
  double log_m = 0;    ///< ln M_0: exp of it is certified to be enough
  double log_not = 0;  ///< exp of it is certified not to be (at this theta)
  Interval theta = 1;
  Interval m;             ///< encloses exp(log_m)
  Terms<Interval> terms;  ///< at m
};

/// The least width on a fixed grid of ln m (steps of 2^-20) and theta (1, 3/4, 1/2, 3/8, ...): as
/// the bound falls in m, every larger width is enough too. Growing any term never lowers it.
[[nodiscard]] LeastWidth least_width(const Composition&);

/// ln(M_0 T) from above, what a split of eps is judged by: the width alone would be least for a
/// regret of nothing and no end of rounds. Infinite where no width is enough.
[[nodiscard]] double log_work(const Composition&, const LeastWidth&);

/// The composition with the regret's share, in 64ths, at which M_0 T is least.
[[nodiscard]] Composition with_best_regret_share(const Composition&);

}  // namespace proofgauge::main_theorem
