// t*, the least sup norm in the radius program, enclosed from both sides with proofs.
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "claim/types.h"
#include "radius/dual_norm.h"
#include "radius/program.h"
#include "radius/strip_function.h"

namespace proofgauge::radius {

using claim::Range;

struct EnclosureOptions {
  int threads = 1;
  double per_fold = 10;    ///< cells of s per factor e of the first grid
  int refinements = 1;     ///< how often cells near sign changes are cut finer
  int iterations = 60000;  ///< simplex steps in all
  std::stop_token stop = {};
};

/// What was proved. `t` = [lower, upper]; a side without a certificate is the two-atom bound below
/// and infinity above.
struct Enclosure {
  Range t;
  /// Upper side: sup |h| = t.upper and u^p F_h lies in `left` and `right` on the two intervals.
  StripFunction h;
  Range left, right;
  /// Lower side: t* >= (sum y mu - eps1 sum |mu|) / E|sum mu u^p Phi|; the numerator from below and
  /// the denominator from above.
  std::vector<Atom> measure;
  double gain = 0, norm = 0;
  double dual = 0;           ///< what `measure` proves by itself; 0 without one
  double two_atom = 0;       ///< the closed form, rounded down
  std::string trouble;       ///< empty when both certificates were made
  double program_value = 0;  ///< of the last linear program: not proved
  int rounds = 0, iterations = 0;
  std::size_t columns = 0, rows = 0, cells = 0;

  /// upper / lower - 1.
  [[nodiscard]] double width() const { return t.upper / t.lower - 1; }
};

/// LimitError once `stop` is asked for, within about a second.
[[nodiscard]] Enclosure enclose(const Program&, const EnclosureOptions& = {});

/// u^p F_h over the right and the left interval, enclosed.
struct Images {
  Range right, left;
  /// The largest distance to the targets 1 and 0 over both intervals, enclosed.
  [[nodiscard]] Range distance() const;
};
[[nodiscard]] Images images(const Program&, const StripFunction& h, int threads = 1,
                            const std::stop_token& stop = {});

/// (sum y mu - eps1 sum |mu|) / E|sum mu u^p Phi| from below: a lower bound of t* for any measure
/// on the two intervals. An atom outside them is an InputError. `norm_out`, `gain_out`: its two
/// parts.
[[nodiscard]] double dual_bound(const Program&, const std::vector<Atom>& measure,
                                const DualNormOptions&, double* gain_out = nullptr,
                                double* norm_out = nullptr);

}  // namespace proofgauge::radius
