#include "dimension_scaling/figures.h"

#include <cmath>

#include "dimension_scaling/claim.h"

namespace proofgauge::dimension_scaling {

using claim::Curve;
using claim::Figure;
using claim::Record;

namespace {

Figure growth(const Record& r) {
  const auto &d = r.series.at("d"), &width = r.series.at("m_critical");
  Figure f;
  f.id = "dimension_scaling_growth";
  f.title = "The width that training needs, against the input dimension";
  f.alt =
      "The 0.9 quantile over seeds of the least width at which training reaches eps, against d, "
      "with two laws through its first point: the derived power of d, and 2^d as of an exponential "
      "requirement.";
  f.x_label = "input dimension d";
  f.y_label = "width m";
  f.log_x = f.log_y = true;
  f.claims = {"dimension_scaling/exponent", "dimension_scaling/power_law"};
  Curve measured{"m*(d), measured", Curve::Style::points, d, width, {}, {}, 0};
  Curve power{"d^(3/2), the derived power", Curve::Style::line, {}, {}, {}, {}, 1};
  Curve doubling{"2^d, an exponential requirement", Curve::Style::line, {}, {}, {}, {}, 2};
  const double exponent = numeric::to_double(derived_exponent());
  // Beyond this the exponential would flatten everything else.
  const double highest = 1000 * width.front() * std::pow(d.back() / d.front(), exponent);
  for (const double at : d) {
    power.x.push_back(at);
    power.y.push_back(width.front() * std::pow(at / d.front(), exponent));
    const double there = width.front() * std::exp(doubling_rate() * (at - d.front()));
    if (there > highest) continue;
    doubling.x.push_back(at);
    doubling.y.push_back(there);
  }
  f.curves = {measured, power, doubling};
  return f;
}

}  // namespace

std::vector<Figure> draw_figures(std::span<const Record> records) {
  for (const Record& r : records) {
    if (!r.claim.starts_with("dimension_scaling/") || r.claim.find('!') != std::string::npos)
      continue;
    const auto width = r.series.find("m_critical");
    if (width == r.series.end() || width->second.empty()) continue;
    bool finite = true;
    for (const double w : width->second) finite = finite && std::isfinite(w);
    if (finite) return {growth(r)};
  }
  return {};
}

}  // namespace proofgauge::dimension_scaling
