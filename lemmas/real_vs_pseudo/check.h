// Left-hand sides: what is measured on a cell, against the bounds of claim.h.
#pragma once

#include <memory>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "numeric/rational.h"
#include "real_vs_pseudo/claim.h"

namespace proofgauge::real_vs_pseudo {

/// One width, radius and dimension, exact as typed.
struct Cell {
  numeric::Rational m, R, p;
  std::uint64_t width = 0;  ///< m
  std::size_t d = 0;
  double radius = 0;  ///< nearest double to R
  unsigned draws = 0;
  std::size_t points = 0;  ///< points x per draw (mean, rate) or starts of the search
  unsigned steps = 0;      ///< of the search
};

/// Searches that were made, for claims that judge the same one. Made once per lemma object; safe to
/// use from many threads.
class SearchCache;
[[nodiscard]] std::shared_ptr<SearchCache> make_search_cache();

struct Setting {
  std::uint64_t seed = 1;
  claim::RunContext context;
  Constants constants;
  std::shared_ptr<SearchCache> searches = make_search_cache();
};

/// The part of a cell that keys its random streams: `d=16,m=16384,R=0.2`.
[[nodiscard]] std::string stream_key(const Cell&);

/// 4.1, exact and for all cases. `one_sided`: judge the false twin instead.
[[nodiscard]] claim::Measurement check_exact_supremum(bool one_sided, std::uint64_t seed);

/// 4.2 <= leading order, for all m and R, by enclosures. `factor` 1, or 9/10 for the twin.
[[nodiscard]] claim::Measurement check_leading_order(const numeric::Rational& factor,
                                                     const Constants&);

/// 4.2 at one cell, by sampling. `factor` as above.
[[nodiscard]] claim::Measurement check_mean(const Cell&, const Setting&,
                                            const numeric::Rational& factor);

/// The rate over all cells. `claimed_m` -1/6, or the twin's exponent.
[[nodiscard]] claim::Measurement check_rate(const std::vector<Cell>&, const Setting&,
                                            const numeric::Rational& claimed_m);

/// Which bound the searched supremum is held against.
enum class Gap { uniform, uniform_twin, published, published_twin, init, init_twin };
/// `given`: points of X to start from and to evaluate at (data or synthetic); empty pointer: random
/// points. `C`: the published constant, for Gap::published.
[[nodiscard]] claim::Measurement check_gap(const Cell&, const Setting&, Gap,
                                           const std::shared_ptr<const data::Points>& given,
                                           const numeric::Rational& C);

}  // namespace proofgauge::real_vs_pseudo
