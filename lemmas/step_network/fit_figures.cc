// Figures of the built network: the terms of 3.4 against the width, and the deviation with its
// bounds.
#include <map>

#include "step_network/fit_plan.h"

namespace proofgauge::step_network {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

const claim::Range* named(const Record& r, const char* symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return &range;
  return nullptr;
}

std::string label_of(const Record& r) {
  const claim::Parameter* n = r.parameters.find("n");
  const std::string source = r.parameters.has("data") ? r.parameters.text("data") : "planted";
  return "n = " + (n == nullptr ? std::string("?") : n->text) + ", " + source;
}

void add_curves(std::map<std::string, Curve>& curves, const std::string& what, Curve::Style style,
                Figure& f) {
  int group = 0;
  for (auto& [label, curve] : curves) {
    curve.label = what + ", " + label;
    curve.style = style;
    curve.group = group++;
    f.curves.push_back(std::move(curve));
  }
}

Figure deviation_figure(std::span<const Record> records) {
  Figure f;
  f.id = "step_network_deviation";
  f.title = "sup |g - E g| of the built network: found by search, and the bounds 3.3";
  f.alt =
      "Largest deviation found against the width m on logarithmic axes, one series per data set, "
      "with the bound through the VC dimension and the one through counted cells.";
  f.x_label = "width m";
  f.y_label = "deviation";
  f.log_x = f.log_y = true;
  f.claims = {"step_network/finite_width"};
  std::map<std::string, Curve> found, vc, cells;
  for (const Record& r : records) {
    if (r.claim != "step_network/finite_width") continue;
    const claim::Range* by_vc = named(r, "bound_vc");
    const claim::Range* by_cells = named(r, "bound_cells");
    if (by_vc == nullptr || by_cells == nullptr) continue;
    const double m = r.parameters.number("m");
    const std::string label = label_of(r);
    const auto put = [&](std::map<std::string, Curve>& curves, double y) {
      curves[label].x.push_back(m);
      curves[label].y.push_back(y);
    };
    put(found, r.measured.lower);
    put(vc, by_vc->upper);
    put(cells, by_cells->upper);
  }
  add_curves(found, "found", Curve::Style::points, f);
  add_curves(vc, "bound", Curve::Style::line, f);
  add_curves(cells, "by cells", Curve::Style::line, f);
  return f;
}

/// The first data set of one point: where the composed bound can say something.
Figure terms_figure(std::span<const Record> records) {
  Figure f;
  f.id = "step_network_terms";
  f.title = "The real net at W* on its ball, one point: measured terms and their bounds";
  f.alt =
      "For one data point, the error of the real net and its three terms against the width m, each "
      "as points with its bound as a line; the horizontal line at 1 is the error of the zero net.";
  f.x_label = "width m";
  f.y_label = "error";
  f.log_x = f.log_y = true;
  f.claims = {"step_network/real_net_fit"};
  const char* const terms[] = {"fit", "approximation", "deviation", "coupling"};
  std::map<std::string, Curve> measured, bounds;
  for (const Record& r : records) {
    if (r.claim != "step_network/real_net_fit" || !r.parameters.has("n") ||
        r.parameters.text("n") != "1")
      continue;
    const double m = r.parameters.number("m");
    for (const char* term : terms) {
      const claim::Range* value = named(r, term);
      const claim::Range* bound = named(r, (std::string("bound_") + term).c_str());
      if (value == nullptr || bound == nullptr) continue;
      measured[term].x.push_back(m);
      measured[term].y.push_back(value->lower);
      bounds[term].x.push_back(m);
      bounds[term].y.push_back(bound->upper);
    }
  }
  add_curves(measured, "found", Curve::Style::points, f);
  add_curves(bounds, "bound", Curve::Style::line, f);
  return f;
}

Figure mean_figure(std::span<const Record> records) {
  Figure f;
  f.id = "step_network_response";
  f.title = "The mean response F_h against the inner product u";
  f.alt =
      "F_h against the inner product: enclosed, and the confidence interval of the streamed sample "
      "at each.";
  f.x_label = "inner product u";
  f.y_label = "F_h(u)";
  f.claims = {"step_network/expectation"};
  for (const Record& r : records) {
    if (r.claim != "step_network/expectation" || r.series.count("u") == 0) continue;
    Curve exact{
        "enclosed, delta = " + r.parameters.text("delta"), Curve::Style::line, {}, {}, {}, {}, 0};
    Curve sampled{"sampled", Curve::Style::points, {}, {}, {}, {}, 0};
    exact.x = sampled.x = r.series.at("u");
    exact.y = r.series.at("F");
    sampled.low = r.series.at("measured_low");
    sampled.high = r.series.at("measured_high");
    for (std::size_t i = 0; i < sampled.low.size(); ++i)
      sampled.y.push_back((sampled.low[i] + sampled.high[i]) / 2);
    f.curves = {std::move(exact), std::move(sampled)};
    break;
  }
  return f;
}

}  // namespace

std::vector<Figure> fit_figures(std::span<const Record> records) {
  std::vector<Figure> all{deviation_figure(records), terms_figure(records), mean_figure(records)};
  std::erase_if(all, [](const Figure& f) { return f.curves.empty(); });
  return all;
}

}  // namespace proofgauge::step_network
