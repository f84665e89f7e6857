#include "radius/upper.h"

#include <array>
#include <cmath>

namespace proofgauge::radius {

Enclosure coarse_enclosure(const Program& p, int threads, std::stop_token stop, double aim) {
  // Cells of s per factor e; the error of a grid falls like their square.
  constexpr std::array kPerFold{6.0, 9.0};
  Enclosure best;
  for (const double per_fold : kPerFold) {
    EnclosureOptions options;
    options.threads = threads;
    options.stop = stop;
    options.per_fold = per_fold;
    options.refinements = 0;
    Enclosure made = enclose(p, options);
    const bool better = best.measure.empty() || made.t.upper < best.t.upper;
    if (better) best = std::move(made);
    if (best.width() <= aim) break;
  }
  return best;
}

}  // namespace proofgauge::radius
