#include "main_theorem/figures.h"

#include <string>

namespace proofgauge::main_theorem {

std::vector<claim::Figure> draw_figures(std::span<const claim::Record> records) {
  claim::Figure f;
  f.id = "main_theorem_waterfall";
  f.title = "log10 M_0 as each leaf is put in";
  f.alt =
      "Steps from the coupling's mean at R = 1 to M_0: the radius adds most orders of magnitude, "
      "then what the splits of eps cost; uniformity and finite width add least.";
  f.x_label = "leaf: 1 coupling, 2 radius, 3 error, 4 regret, 5 f against g, 6 uniform, 7 width";
  f.y_label = "log10 m";
  f.claims = {"main_theorem/composition"};
  for (const claim::Record& r : records) {
    if (r.claim != "main_theorem/composition" || !r.parameters.has("form") ||
        r.parameters.text("form") != "derived")
      continue;
    claim::Curve c;
    c.style = claim::Curve::Style::steps;
    double sum = 0;
    for (const auto& [name, range] : r.result)
      if (name.starts_with("log10_factor_")) {
        sum += range.upper;
        c.x.push_back(static_cast<double>(c.x.size() + 1));
        c.y.push_back(sum);
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
