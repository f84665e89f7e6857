// The cells that a rate in m and R is fitted to.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "numeric/rational.h"
#include "stats/exponent_fit.h"

namespace proofgauge::stats {

/// R <= 0.2 m^(1/6), the premise of these fits, decided exactly: R^6 <= m/5^6.
[[nodiscard]] inline bool small_radius(const numeric::Rational& m, const numeric::Rational& R) {
  const numeric::Rational r3 = R * R * R;
  return r3 * r3 * 15625 <= m;
}

/// Those with it; a Cell has m and R.
template <class Cell>
[[nodiscard]] std::vector<Cell> cells_of_small_radius(const std::vector<Cell>& all) {
  std::vector<Cell> cells;
  for (const Cell& c : all)
    if (small_radius(c.m, c.R)) cells.push_back(c);
  return cells;
}

/// Empty if these cells can carry a fit; else what is missing, with an example that would do.
template <class Cell>
[[nodiscard]] std::string missing_cells(const std::vector<Cell>& cells) {
  std::set<numeric::Rational> widths, radii;
  for (const Cell& c : cells) {
    widths.insert(c.m);
    radii.insert(c.R);
  }
  if (widths.size() >= kSizesNeeded && radii.size() >= kSizesNeeded) return {};
  const auto list = [](const std::set<numeric::Rational>& values) {
    std::string text;
    for (const auto& v : values) text += (text.empty() ? "" : ",") + numeric::canonical_text(v);
    return text.empty() ? "none" : text;
  };
  return "a fit needs at least 5 widths and 5 radii with R <= 0.2 m^(1/6); these cells have m = " +
         list(widths) + " and R = " + list(radii) +
         ". Add e.g. --m 2^14..2^18 --R 0.2,0.4,0.6,0.8,1";
}

}  // namespace proofgauge::stats
