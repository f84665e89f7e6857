#include "real_vs_pseudo/figures.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "numeric/rational.h"
#include "real_vs_pseudo/claim.h"

namespace proofgauge::real_vs_pseudo {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

const claim::Range* named(const Record& r, const char* symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return &range;
  return nullptr;
}

std::string radius_label(double R) {
  return "R = " + numeric::canonical_text(numeric::parse_rational(std::to_string(R), "R"));
}

/// Adds one curve per radius, in the order of the radii, which is also their colour.
void add_curves(std::map<double, Curve>& by_radius, const std::string& what, Curve::Style style,
                Figure& f) {
  int group = 0;
  for (auto& [R, curve] : by_radius) {
    curve.label = what.empty() ? radius_label(R) : what + ", " + radius_label(R);
    curve.style = style;
    curve.group = group++;
    f.curves.push_back(std::move(curve));
  }
}

/// main term / leading order against m: intervals per R, the exact 4.2 as a line, 1 = the leading
/// order itself.
Figure ratio_figure(std::span<const Record> records) {
  Figure f;
  f.id = "real_vs_pseudo_ratio";
  f.title = "Main term over its leading order R^2 m^{-1/6}/(4 sqrt(pi))";
  f.alt =
      "Measured main term divided by its leading order against the width m, one series per radius "
      "R, with confidence intervals; lines show the exact mean 4.2.";
  f.x_label = "width m";
  f.y_label = "ratio to the leading order";
  f.log_x = true;
  f.claims = {"real_vs_pseudo/mean_main_term", "real_vs_pseudo/leading_order"};
  std::map<double, Curve> measured, exact;
  for (const Record& r : records) {
    if (r.claim != "real_vs_pseudo/mean_main_term") continue;
    const claim::Range* ratio = named(r, "ratio_to_leading");
    const claim::Range* leading = named(r, "leading_order");
    const claim::Range* mean = named(r, "exact_mean");
    if (ratio == nullptr || leading == nullptr || mean == nullptr || !r.point) continue;
    const double m = r.parameters.number("m"), R = r.parameters.number("R");
    Curve& points = measured[R];
    points.x.push_back(m);
    points.y.push_back(*r.point / leading->upper);
    points.low.push_back(ratio->lower);
    points.high.push_back(ratio->upper);
    exact[R].x.push_back(m);
    exact[R].y.push_back(mean->upper / leading->upper);
  }
  add_curves(measured, "", Curve::Style::points, f);
  add_curves(exact, "4.2", Curve::Style::line, f);
  return f;
}

/// The fitted cells, and the leading order through them.
Figure fit_figure(const Record& r) {
  Figure f;
  f.id = "real_vs_pseudo_fit";
  f.title = "Exponent fit of the main term";
  f.alt =
      "Main term against the width m on logarithmic axes for each fitted radius R, with the line "
      "R^2 m^{-1/6}/(4 sqrt(pi)) of the claim.";
  f.x_label = "width m";
  f.y_label = "main term";
  f.log_x = f.log_y = true;
  f.claims = {"real_vs_pseudo/main_term_rate"};
  std::map<double, Curve> cells, lines;
  const auto& m = r.series.at("m");
  const auto& R = r.series.at("R");
  const auto& y = r.series.at("main_term");
  for (std::size_t i = 0; i < m.size(); ++i) {
    cells[R[i]].x.push_back(m[i]);
    cells[R[i]].y.push_back(y[i]);
    lines[R[i]].x.push_back(m[i]);
    lines[R[i]].y.push_back(leading_order(m[i], R[i]));
  }
  add_curves(cells, "", Curve::Style::points, f);
  add_curves(lines, "leading order", Curve::Style::line, f);
  return f;
}

/// What the search found against the uniform bound and the trivial one.
Figure gap_figure(std::span<const Record> records) {
  Figure f;
  f.id = "real_vs_pseudo_gap";
  f.title = "sup |f_W - g_W|: found by search, and the bound 4.3";
  f.alt =
      "For each radius R the largest gap found by local search over x against the width m, with "
      "the uniform bound as a line.";
  f.x_label = "width m";
  f.y_label = "gap";
  f.log_x = f.log_y = true;
  f.claims = {"real_vs_pseudo/uniform_bound"};
  std::map<double, Curve> found, bound;
  for (const Record& r : records) {
    if (r.claim != "real_vs_pseudo/uniform_bound" || r.parameters.find("data") == nullptr ||
        r.parameters.text("data") != "random")
      continue;
    const double m = r.parameters.number("m"), R = r.parameters.number("R");
    found[R].x.push_back(m);
    found[R].y.push_back(r.measured.lower);
    bound[R].x.push_back(m);
    bound[R].y.push_back(r.bound.upper);
  }
  add_curves(found, "found", Curve::Style::points, f);
  add_curves(bound, "bound", Curve::Style::line, f);
  return f;
}

}  // namespace

std::vector<Figure> draw_figures(std::span<const Record> records) {
  std::vector<Figure> all;
  all.push_back(ratio_figure(records));
  for (const Record& r : records)
    if (r.claim == "real_vs_pseudo/main_term_rate" && r.series.count("main_term") != 0) {
      all.push_back(fit_figure(r));
      break;
    }
  all.push_back(gap_figure(records));
  std::erase_if(all, [](const Figure& f) { return f.curves.empty(); });
  return all;
}

}  // namespace proofgauge::real_vs_pseudo
