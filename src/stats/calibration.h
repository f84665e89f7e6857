// For tests: simulated runs and the checks that judge how often something held.
#pragma once

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <string>
#include <vector>

#include "stats/binomial.h"
#include "stats/exponent_fit.h"
#include "stats/stream.h"

namespace proofgauge::stats::calibration {

inline constexpr double kCheckLevel =
    1e-3;  ///< of each check: a true rate fails it with at most this probability

/// 2,000, times PROOFGAUGE_TEST_EFFORT.
inline unsigned runs() {
  const char* effort = std::getenv("PROOFGAUGE_TEST_EFFORT");
  const int factor = effort == nullptr ? 1 : std::atoi(effort);
  return 2000U * static_cast<unsigned>(factor < 1 ? 1 : factor);
}

/// Calls body(seed, run) for seeds 1 to 5, each with a fifth of the runs.
template <class Body>
void simulate(unsigned total, Body body) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    for (unsigned run = 0; run < total / 5; ++run) body(seed, run);
  }
}

/// A count of successes among runs, judged by the exact binomial bound.
struct Rate {
  unsigned hits = 0, total = 0;

  void count(bool hit) {
    hits += hit ? 1 : 0;
    ++total;
  }
  [[nodiscard]] double value() const { return static_cast<double>(hits) / total; }
  /// Could the true rate be at least p?
  [[nodiscard]] bool may_reach(double p) const {
    return clopper_pearson_upper(hits, total, kCheckLevel).upper >= p;
  }
  /// Could the true rate be at most p?
  [[nodiscard]] bool may_be_within(double p) const {
    return clopper_pearson_lower(hits, total, kCheckLevel).lower <= p;
  }
};

/// The same centre, the width times `factor`: what the checks must be able to reject.
inline claim::Range shrunk(const claim::Range& r, double factor) {
  const double centre = (r.lower + r.upper) / 2;
  return {centre + (r.lower - centre) * factor, centre + (r.upper - centre) * factor};
}

/// Positive draws with mean 1.
struct Noise {
  enum class Law { gamma, lognormal } law;
  double spread;  ///< the gamma law's shape, an integer; the standard deviation of the lognormal's
                  ///< logarithm

  [[nodiscard]] double draw(Sequence& random, unsigned more = 1) const {
    if (law == Law::lognormal) {
      const double s = spread / std::sqrt(static_cast<double>(more));
      return std::exp(s * random.normal() - s * s / 2);
    }
    const unsigned terms = static_cast<unsigned>(spread) * more;
    double sum = 0;
    for (unsigned i = 0; i < terms; ++i) sum -= std::log(random.uniform());
    return sum / terms;
  }
};

/// Five widths m by five radii R with `draws` draws each of truth(m, R) times noise.
/// `heterogeneous`: the relative variance falls like 1/(j + 1) along the radii.
template <class Truth>
std::vector<FitCell> five_by_five(Truth truth, unsigned draws, const Noise& noise,
                                  bool heterogeneous, Sequence& random) {
  std::vector<FitCell> cells;
  for (unsigned i = 0; i < 5; ++i) {
    for (unsigned j = 0; j < 5; ++j) {
      const double m = std::exp2(14 + 2 * i), radius = 0.2 * (j + 1);
      FitCell cell;
      cell.name = std::to_string(i) + "," + std::to_string(j);
      cell.x = {m, radius};
      for (unsigned k = 0; k < draws; ++k) {
        cell.draws.push_back(truth(m, radius) * noise.draw(random, heterogeneous ? j + 1 : 1));
      }
      cells.push_back(std::move(cell));
    }
  }
  return cells;
}

}  // namespace proofgauge::stats::calibration
