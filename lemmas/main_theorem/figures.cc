#include "main_theorem/figures.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace proofgauge::main_theorem {

namespace {

/// A leaf as the axis names it: the first words of its symbol in the record, `3_error_n_eps1_...`.
std::string leaf_name(std::string symbol) {
  symbol.erase(0, symbol.find('_') + 1);
  for (const char* name :
       {"coupling", "radius", "error", "regret", "f against g", "uniform", "finite width"}) {
    std::string start = name;
    std::replace(start.begin(), start.end(), ' ', '_');
    if (symbol.starts_with(start)) return name;
  }
  return symbol;
}

}  // namespace

std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records) {
  claim::Figure f;
  f.id = "main_theorem_waterfall";
  f.title = "log10 M_0 as each leaf is put in";
  f.alt =
      "Waterfall: each bar reaches from log10 of the width that the leaves before it ask for to "
      "that with the leaf put in; the last one ends at M_0.";
  f.x_label = "leaf of the composition, in the order of the ledger";
  f.y_label = "log10 m";
  f.claims = {"main_theorem/composition"};
  for (const claim::Record& r : records) {
    if (r.claim != "main_theorem/composition" || !r.parameters.has("form") ||
        r.parameters.text("form") != "derived")
      continue;
    claim::Curve c;
    c.style = claim::Curve::Style::bars;
    double sum = 0;
    constexpr std::string_view kFactor = "log10_factor_";
    for (const auto& [name, range] : r.result)
      if (name.starts_with(kFactor)) {
        c.low.push_back(sum);
        sum += range.upper;
        c.high.push_back(sum);
        c.y.push_back(sum);
        c.x.push_back(static_cast<double>(c.x.size() + 1));
        if (f.curves.empty())
          f.x_names.emplace_back(c.x.back(), leaf_name(name.substr(kFactor.size())));
      }
    if (c.x.empty()) continue;
    c.label = "n = " + r.parameters.text("n") + ", delta = " + r.parameters.text("delta") +
              ", eps = " + r.parameters.text("eps");
    f.curves.push_back(std::move(c));
    if (f.curves.size() == 6) break;
  }
  if (f.curves.empty()) return {};
  return {f};
}

}  // namespace proofgauge::main_theorem
