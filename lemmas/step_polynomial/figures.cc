#include "step_polynomial/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

namespace proofgauge::step_polynomial {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

constexpr std::size_t kShown = 2;  ///< cells that get figures of their own

const std::vector<double>* series(const Record& record, const char* name) {
  const auto it = record.series.find(name);
  return it == record.series.end() || it->second.empty() ? nullptr : &it->second;
}

double outcome(const Record& record, const char* symbol) {
  for (const auto& [name, range] : record.result)
    if (name == symbol) return range.upper;
  return std::nan("");
}

std::string numbered(const char* id, std::size_t number) {
  return number == 0 ? fmt::format("step_polynomial_{}", id)
                     : fmt::format("step_polynomial_{}_{}", id, number + 1);
}

std::string cell_text(const Record& record) {
  std::string text;
  for (const claim::Parameter& p : record.parameters.list())
    text += (text.empty() ? "" : ", ") + p.name + " " + p.text;
  return text;
}

/// theta = arccos z, so that the oscillations are even.
std::vector<double> angles(const std::vector<double>& z) {
  std::vector<double> theta;
  for (const double x : z) theta.push_back(std::acos(x));
  return theta;
}

/// g with least error of degree k ~ exp(-g k): Green's function of the complement of [lo, A] u [B,
/// 1] at its critical point c in the gap (statement.md, Asymptote). t = centre + half sin(phi)
/// takes the square roots at A and B away; Gauss-Chebyshev in phi.
double decay_rate(double lo, double A, double B) {
  constexpr int kNodes = 2000;
  const double centre = (A + B) / 2, half = (B - A) / 2;
  const auto weight = [&](double t) { return 1 / std::sqrt((t - lo) * (1 - t)); };
  const auto node = [&](int i, double to) {  // midpoints of (-pi/2, to)
    const double from = -std::numbers::pi / 2;
    return centre + half * std::sin(from + (to - from) * (i + 0.5) / kNodes);
  };
  double mass = 0, moment = 0;
  for (int i = 0; i < kNodes; ++i) {
    const double t = node(i, std::numbers::pi / 2);
    mass += weight(t);
    moment += t * weight(t);
  }
  const double c = moment / mass, to = std::asin((c - centre) / half);
  double g = 0;
  for (int i = 0; i < kNodes; ++i) {
    const double t = node(i, to);
    g += (c - t) * weight(t) * (to + std::numbers::pi / 2) / kNodes;
  }
  return g;
}

Figure polynomial(const Record& record, std::size_t number) {
  const double eps1 = record.bound.upper;
  Figure f;
  f.id = numbered("q", number);
  f.title =
      fmt::format("q of degree {:.0f} and its bands: {}", outcome(record, "D"), cell_text(record));
  f.x_label = "angle arccos z (radians)";
  f.y_label = "q(z)";
  f.claims = {record.claim};
  f.curves.push_back(
      {"q", Curve::Style::line, angles(*series(record, "z")), *series(record, "q"), {}, {}});
  const auto band = [&](const char* side, double target, int group) {
    const std::vector<double> theta = angles(*series(record, side));
    for (const double y : {target - eps1, target + eps1})
      f.curves.push_back({fmt::format("{} {} eps1", target, y < target ? "-" : "+"),
                          Curve::Style::line,
                          {theta.front(), theta.back()},
                          {y, y},
                          {},
                          {},
                          group});
  };
  band("z_left", 0, 1);
  band("z_right", 1, 2);
  f.alt = fmt::format(
      "The polynomial of degree {:.0f} beside the lines eps1 = {:.3g} above and below 1 at small "
      "angles (z in [B, 1]) and 0 at large ones (z in [lo, A]).",
      outcome(record, "D"), eps1);
  return f;
}

Figure residual(const Record& record, std::size_t number) {
  Figure f;
  f.id = numbered("residual", number);
  f.title = fmt::format("(q - y)/eps1 on the two intervals: {}", cell_text(record));
  f.x_label = "angle arccos z (radians)";
  f.y_label = "(q - y) / eps1";
  f.claims = {record.claim};
  f.curves.push_back({"on [B, 1]",
                      Curve::Style::line,
                      angles(*series(record, "z_right")),
                      *series(record, "residual_right"),
                      {},
                      {}});
  f.curves.push_back({"on [lo, A]",
                      Curve::Style::line,
                      angles(*series(record, "z_left")),
                      *series(record, "residual_left"),
                      {},
                      {}});
  f.alt = "The residual over eps1 against the angle, on the two intervals.";
  return f;
}

Figure errors(const Record& record, std::size_t number) {
  const std::vector<double>& k = *series(record, "degree");
  const std::vector<double>& e = *series(record, "degree_error");
  Figure f;
  f.id = numbered("error", number);
  f.title = fmt::format("Least error of each degree: {}", cell_text(record));
  f.x_label = "degree";
  f.y_label = "least error";
  f.log_y = true;
  f.claims = {record.claim};
  f.curves.push_back({"least error", Curve::Style::points, k, e, {}, {}});
  f.curves.push_back({"eps1",
                      Curve::Style::line,
                      {k.front(), k.back()},
                      {record.bound.upper, record.bound.upper},
                      {},
                      {}});
  if (const auto* left = series(record, "z_left")) {
    const double g = decay_rate(left->front(), left->back(), series(record, "z_right")->front());
    f.curves.push_back({fmt::format("asymptote exp(-{:.4g} degree)", g),
                        Curve::Style::line,
                        {k.front(), k.back()},
                        {e.back() * std::exp(g * (k.back() - k.front())), e.back()},
                        {},
                        {}});
  }
  f.alt = fmt::format(
      "The least error against the degree, with eps1 as a horizontal line; it is at "
      "most eps1 from degree {:.0f} on.",
      outcome(record, "D"));
  return f;
}

Figure grid(const Record& record) {
  Figure f;
  f.id = "step_polynomial_scaling";
  f.title = "D* (delta - 2 rho)/ln(n/eps) and D* gamma/ln(n/eps) over the grid";
  f.x_label = "delta";
  f.y_label = "D* times margin over ln(n/eps)";
  f.log_x = true;
  f.log_y = true;
  f.claims = {record.claim};
  const auto& delta = *series(record, "delta");
  for (const auto& [name, label] : {std::pair{"D_over_scale", "margin delta - 2 rho"},
                                    std::pair{"D_gamma_over_log", "margin gamma"}})
    f.curves.push_back({label, Curve::Style::points, delta, *series(record, name), {}, {}});
  f.alt =
      "The least degree times delta - 2 rho, and times gamma, each over ln(n/eps), against delta.";
  return f;
}

Figure sign(const Record& record, std::size_t number) {
  Figure f;
  f.id = numbered("sgn", number);
  f.title = "Scaled errors of sgn and their limit: " + cell_text(record);
  f.x_label = "k";
  f.y_label = "sqrt(k) ((1 + a)/(1 - a))^k E_{2k+1}";
  f.claims = {record.claim};
  const auto& k = *series(record, "k");
  f.curves.push_back(
      {"measured", Curve::Style::points, k, *series(record, "scaled_error"), {}, {}});
  const double limit = outcome(record, "limit");
  f.curves.push_back(
      {"(1 - a)/sqrt(pi a)", Curve::Style::line, {k.front(), k.back()}, {limit, limit}, {}, {}});
  f.alt = fmt::format("The scaled errors against k, and the limit {:.5f} as a line.", limit);
  return f;
}

}  // namespace

std::vector<Figure> draw_figures(std::span<const Record> records) {
  std::vector<Figure> figures;
  std::size_t polynomials = 0, curves = 0, signs = 0;
  for (const Record& record : records) {
    if (record.claim == "step_polynomial/least_degree") {
      if (series(record, "z_left") != nullptr && polynomials < kShown) {
        figures.push_back(polynomial(record, polynomials));
        figures.push_back(residual(record, polynomials++));
      }
      const auto* degrees = series(record, "degree");
      if (degrees != nullptr && degrees->size() > 2 && curves < kShown)
        figures.push_back(errors(record, curves++));
    }
    if (record.claim == "step_polynomial/scaling" && series(record, "delta") != nullptr &&
        std::none_of(figures.begin(), figures.end(),
                     [](const Figure& f) { return f.id == "step_polynomial_scaling"; }))
      figures.push_back(grid(record));
    if (record.claim == "step_polynomial/sgn_limit" && series(record, "k") != nullptr &&
        signs < kShown)
      figures.push_back(sign(record, signs++));
  }
  return figures;
}

}  // namespace proofgauge::step_polynomial
