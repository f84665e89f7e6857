#include "step_network/fit_judge.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "numeric/plan.h"
#include "stats/binomial.h"

namespace proofgauge::step_network {
namespace {

/// Of |h|: how far F moves when a distance moves by 2e-12. d theta <= 2 d dist, as theta <= 2 pi/3,
/// and 3.1.
constexpr double kPlanted = 1e-11;

numeric::Interval point(double x) { return numeric::interval(x, x); }

}  // namespace

Numbers::Numbers(const Problem& problem, const FitCell& cell)
    : m(numeric::interval(cell.m)),
      n(static_cast<int>(problem.w.n)),
      R(radius_of(n, point(problem.step->h.sup()))),
      d(static_cast<int>(problem.w.d)),
      p(numeric::interval(cell.p)),
      eps1(numeric::interval(problem.eps1)) {}

std::vector<claim::AssumptionResult> premises(const Problem& problem, const FitCell* width,
                                              bool fit) {
  const Step& step = *problem.step;
  std::vector<claim::AssumptionResult> all{{"H1", true, "points of X"}, {"H2", true, "drawn so"}};
  if (fit) {
    // Points planted at delta to 1e-12 may leave the intervals by that much.
    const double error =
        std::nextafter(step.error + (problem.w.n > 1 ? kPlanted * step.h.sup() : 0), 1e300);
    all.push_back({"H4", error <= numeric::lower(numeric::interval(problem.eps1)),
                   fmt::format("|F_h - y| <= {:.9g}, eps1 = {}", error,
                               numeric::canonical_text(problem.eps1))});
  }
  if (fit && problem.w.n > 1) {
    // Planted at delta to 1e-12; H4 is widened by what that moves F.
    const double delta = numeric::to_double(problem.delta);
    all.push_back({"H3", problem.separation >= delta - 2e-12,
                   fmt::format("measured separation {:.12g}, delta = {}", problem.separation,
                               numeric::canonical_text(problem.delta))});
  }
  if (width != nullptr)
    all.push_back({"H5", width->m >= 2 * (static_cast<long long>(problem.w.d) + 1),
                   fmt::format("m = {}, d = {}", width->width, problem.w.d)});
  return all;
}

DrawTest test_draws(const std::vector<bool>& broken, double allowed, double alpha) {
  DrawTest t;
  t.draws = broken.size();
  t.above = static_cast<unsigned long long>(std::count(broken.begin(), broken.end(), true));
  t.refuted = t.above > 0 && stats::clopper_pearson_lower(t.above, t.draws, alpha).lower > allowed;
  if (t.above > 0 && !t.refuted)
    t.undecidable =
        fmt::format("{} of {} draws exceed the bound: not enough to exclude the allowed share {}",
                    t.above, t.draws, allowed);
  if (t.draws == 1 || !(stats::clopper_pearson_lower(t.draws, t.draws, alpha).lower > allowed))
    t.undecidable = fmt::format(
        "{}: too few to refute a statement that may fail with probability {}; raise --draws",
        numeric::count_of_draws(t.draws), allowed);
  return t;
}

std::string witness_of(const Problem& problem, const FitCell& cell, std::uint64_t seed,
                       std::size_t draw, const Peak& peak) {
  return fmt::format("{},m={},draw={},{},seed={}", problem.key, cell.width, draw, peak.where, seed);
}

}  // namespace proofgauge::step_network
