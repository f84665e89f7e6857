#include "stats/alpha_budget.h"

#include <cmath>
#include <limits>
#include <string>

#include "claim/error.h"
#include "stats/check.h"

namespace proofgauge::stats {

AlphaBudget::AlphaBudget(double total, unsigned tests) : total_(total), tests_(tests), unit_(0) {
  require_alpha(total);
  if (tests == 0) throw InputError("number of statistical tests", "0", "at least 1");
  const double count = static_cast<double>(tests);
  unit_ = total / count;
  // fma rounds once, so its sign is that of the exact difference (no underflow: see the check
  // below).
  while (std::fma(unit_, count, -total) > 0) unit_ = std::nextafter(unit_, 0.0);
  if (!(unit_ >= std::numeric_limits<double>::min() * 0x1p60)) {
    throw InputError("alpha", show(total),
                     "enough for " + std::to_string(tests) + " tests in double precision");
  }
}

double AlphaBudget::share(unsigned weight) const {
  if (weight == 0 || weight > tests_) {
    throw InputError("weight of a job", std::to_string(weight),
                     "1 to " + std::to_string(tests_) + " tests");
  }
  const double w = static_cast<double>(weight);
  double share = unit_ * w;
  // The sign of share - unit * w, exactly.
  while (std::fma(-unit_, w, share) > 0) share = std::nextafter(share, 0.0);
  return share;
}

}  // namespace proofgauge::stats
