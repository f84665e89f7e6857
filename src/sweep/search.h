// The search behind `falsify`: where in a box of parameters, and under which seed, is a claim
// nearest to failing?
//
// The unit cube stands for the box: each axis linear or logarithmic, its values rounded to texts
// that a command line takes (integers, powers of two, three significant digits), so that what is
// judged is exactly what a replay line says. Order of the search: the corners of the box, DIRECT
// (Jones, Perttunen and Stuckman, J. Optim. Theory Appl. 79 (1993) 157-181; locally biased:
// Gablonsky and Kelley, J. Global Optim. 21 (2001) 27-37) on the first seed, then Sbplx (Rowan
// 1990) from the best cell and from random cells in turn, each restart with data of its own. All by
// NLopt; seeds and starts are counter-based, so the same search gives the same cells. A cell that
// was judged is not judged again.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stats/stream.h"

namespace proofgauge::sweep {

struct Axis {
  enum class Values { real, integer, powers_of_two };
  std::string name;
  double lower = 0, upper = 1;  ///< lower < upper
  Values values = Values::real;
  std::string lower_text, upper_text;  ///< the ends as they were given, exactly

  /// Whether steps are equal ratios: a positive lower end and a range of more than a factor 4.
  [[nodiscard]] bool logarithmic() const;
  /// The text at u in [0, 1]: a value of the box, ends included.
  [[nodiscard]] std::string text(double u) const;
};

/// One text per axis.
using Cell = std::vector<std::string>;

struct Outcome {
  /// How near to failing, larger is nearer; empty where the claim has no value (a premise is not
  /// met, bad or too costly input).
  std::optional<double> margin;
  bool refuted = false;
};

struct Trial {
  Cell cell;
  std::uint64_t seed = 1;
  Outcome outcome;
};

using Evaluate = std::function<Outcome(const Cell&, std::uint64_t seed)>;

struct SearchOptions {
  unsigned budget = 200;                              ///< most evaluations
  unsigned restarts = 4;                              ///< local searches
  std::function<bool()> stop = [] { return false; };  ///< asked before each evaluation
  /// Whether a refuted trial ends the search; a false one is set aside as if it had no value.
  std::function<bool(const Trial&)> accept = [](const Trial&) { return true; };
};

struct SearchResult {
  std::optional<Trial> best;  ///< refuted if one was accepted, else the largest margin
  bool refuted = false;
  bool stopped = false;
  unsigned evaluations = 0, without_value = 0;
  unsigned until_best = 0;  ///< evaluations when `best` was first seen
};

/// `seeds`: where the seeds of the data come from, with Purpose::search.
[[nodiscard]] SearchResult search_box(std::span<const Axis> axes, const SearchOptions& options,
                                      const stats::Stream& seeds, const Evaluate& evaluate);

/// A simpler cell that is still refuted: one axis at a time towards its lower end (integers:
/// halving the distance) or towards fewer digits, until nothing simpler is refuted or `budget`
/// evaluations are spent. `seeds` are tried first, in order: a small seed reads better.
[[nodiscard]] Trial shrink(std::span<const Axis> axes, Trial found,
                           std::span<const std::uint64_t> seeds, unsigned budget,
                           const std::function<bool()>& stop, const Evaluate& evaluate);

/// The k-th seed of a stream: an integer below 2^31, which reads well in a command line.
[[nodiscard]] std::uint64_t seed_from(const stats::Stream& stream, std::uint64_t k);

}  // namespace proofgauge::sweep
