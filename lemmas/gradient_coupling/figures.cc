#include "gradient_coupling/figures.h"

#include <map>

#include "gradient_coupling/claim.h"

namespace proofgauge::gradient_coupling {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

std::string radius_label(const std::string& what, double R) {
  const auto exact = numeric::parse_rational(std::to_string(R), "R");
  return what + (what.empty() ? "" : ", ") + "R = " + numeric::canonical_text(exact);
}

void add_curves(std::map<double, Curve>& by_radius, const std::string& what, Curve::Style style,
                Figure& f) {
  int group = 0;
  for (auto& [R, curve] : by_radius) {
    curve.label = radius_label(what, R);
    curve.style = style;
    curve.group = group++;
    f.curves.push_back(std::move(curve));
  }
}

/// Measured mean over its leading order against m, with the exact mean as a line.
Figure ratio_figure(std::span<const Record> records) {
  Figure f;
  f.id = "gradient_coupling_ratio";
  f.title = "Flip count over its leading order R m^{5/6}/sqrt(pi)";
  f.alt =
      "Measured mean flip count divided by its leading order against the width m, one series per "
      "radius R, with confidence intervals; lines show the exact mean.";
  f.x_label = "width m";
  f.y_label = "ratio to the leading order";
  f.log_x = true;
  f.claims = {"gradient_coupling/mean_flips"};
  std::map<double, Curve> measured, exact;
  for (const Record& r : records) {
    if (r.claim != "gradient_coupling/mean_flips" || !r.point) continue;
    const double m = r.parameters.number("m"), R = r.parameters.number("R");
    const double order = flips_leading_order(m, R);
    Curve& points = measured[R];
    points.x.push_back(m);
    points.y.push_back(*r.point / order);
    points.low.push_back(r.measured.lower / order);
    points.high.push_back(r.measured.upper / order);
    exact[R].x.push_back(m);
    exact[R].y.push_back(mean_flips(m, R) / order);
  }
  add_curves(measured, "", Curve::Style::points, f);
  add_curves(exact, "exact", Curve::Style::line, f);
  return f;
}

/// Found by search against the bound, per width.
Figure uniform_figure(std::span<const Record> records) {
  Figure f;
  f.id = "gradient_coupling_uniform";
  f.title = "sup_x N_tau(x): found by search, and the uniform bound";
  f.alt =
      "For each radius R the largest flip count found by search over x against the width m, with "
      "the lesser of the two uniform bounds as a line.";
  f.x_label = "width m";
  f.y_label = "neurons that can flip";
  f.log_x = f.log_y = true;
  f.claims = {"gradient_coupling/uniform_flips"};
  std::map<double, Curve> found, bound;
  for (const Record& r : records) {
    if (r.claim != "gradient_coupling/uniform_flips" || r.parameters.find("data") == nullptr ||
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
  std::vector<Figure> all{ratio_figure(records), uniform_figure(records)};
  std::erase_if(all, [](const Figure& f) { return f.curves.empty(); });
  return all;
}

}  // namespace proofgauge::gradient_coupling
