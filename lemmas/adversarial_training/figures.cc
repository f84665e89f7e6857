#include "adversarial_training/figures.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "adversarial_training/claim.h"
#include "online/trainer.h"

namespace proofgauge::adversarial_training {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

const claim::Range* named(const Record& r, const std::string& symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return &range;
  return nullptr;
}

void add(Curve& c, double x, double y) {
  c.x.push_back(x);
  c.y.push_back(y);
}

/// Robust loss along a run, with eps and the convex part of guarantee 6.2 after t rounds.
Figure learning_curve(const Record& r) {
  const auto& t = r.series.at("t");
  const double m = r.parameters.number("m"), R = named(r, "R")->lower, eps = r.bound.upper,
               eta = named(r, "eta")->lower;
  Figure f;
  f.id = "adversarial_training_curve";
  f.title = "Robust loss along a run, eps and the guarantee";
  f.alt =
      "Robust loss under the training adversary against the round, its minimum so far, the target "
      "eps as a horizontal line, and the regret guarantee of 6.2 without its coupling term.";
  f.x_label = "round t";
  f.y_label = "robust loss";
  f.log_x = f.log_y = true;
  f.claims = {r.claim};
  Curve loss{"loss", Curve::Style::line, t, r.series.at("loss"), {}, {}, 0};
  Curve best{"least so far", Curve::Style::line, t, r.series.at("best"), {}, {}, 1};
  Curve target{"eps", Curve::Style::line, {}, {}, {}, {}, 2};
  Curve guarantee{"guarantee 6.2 without coupling", Curve::Style::line, {}, {}, {}, {}, 3};
  for (const double now : t) {
    add(target, now, eps);
    add(guarantee, now, online::convex_regret_bound(R, static_cast<std::uint64_t>(m), eta, now));
  }
  f.curves = {loss, best, target, guarantee};
  return f;
}

/// Certified worst case against each attack, one group per record.
Figure attacks_figure(std::span<const Record> records) {
  Figure f;
  f.id = "adversarial_training_attacks";
  f.title = "Robust loss under each adversary, and the certified worst case";
  f.alt =
      "For each trained network the robust loss under each of six attacks, and the certified worst "
      "case.";
  f.x_label = "adversary";
  f.x_names = {{1, "identity"}, {2, "random"},     {3, "one step"}, {4, "PGD-5"},
               {5, "PGD-10"},   {6, "PGD-100x20"}, {7, "certified"}};
  f.y_label = "robust loss";
  f.claims = {"adversarial_training/adversaries"};
  for (const Record& r : records) {
    if (r.claim != "adversarial_training/adversaries" || r.series.count("attacked") == 0) continue;
    const claim::Range* whole = named(r, "robust_loss");
    if (whole == nullptr) continue;
    Curve c{"d = " + std::to_string(static_cast<int>(r.parameters.number("d"))) +
                ", R = " + r.parameters.text("R"),
            Curve::Style::points,
            {},
            {},
            {},
            {},
            -1};
    double at = 1;
    for (const double loss : r.series.at("attacked")) add(c, at++, loss);
    add(c, at, whole->upper);
    f.curves.push_back(c);
  }
  return f;
}

/// R*_g of data sets against what the ansatz needs and what the paper states.
Figure radius_figure(std::span<const Record> records) {
  Figure f;
  f.id = "adversarial_training_radius";
  f.title = "Critical radius R* of g, the sharp existence radius, and the published form";
  f.alt =
      "Enclosure of the critical radius against eps for each data set, the radius 2 n t* that the "
      "explicit construction needs, and the published form (n/eps)^(1/gamma) where it is below "
      "10^12.";
  f.x_label = "target loss eps";
  f.y_label = "radius R";
  f.log_y = true;
  f.claims = {"adversarial_training/critical_radius"};
  Curve star{"R* (lower end to upper end)", Curve::Style::points, {}, {}, {}, {}, 0};
  constexpr double kHighest = 12;  // log10: beyond, the axis would show nothing else
  Curve published{"published form (n/eps)^(1/gamma)", Curve::Style::points, {}, {}, {}, {}, 2};
  Curve ansatz{"sharp existence radius 2 n t*", Curve::Style::points, {}, {}, {}, {}, 1};
  for (const Record& r : records) {
    if (r.claim != "adversarial_training/critical_radius") continue;
    const claim::Range *radius = named(r, "R_critical"), *needed = named(r, "R_existence"),
                       *stated = named(r, "log10_R_published");
    if (radius == nullptr || needed == nullptr || stated == nullptr) continue;
    const double eps = r.parameters.number("eps");
    add(star, eps, radius->lower);
    star.low.push_back(radius->lower);
    star.high.push_back(radius->upper);
    add(ansatz, eps, needed->lower);
    if (stated->upper < kHighest) add(published, eps, std::pow(10, stated->upper));
  }
  if (!star.x.empty()) f.curves = {star, ansatz, published};
  std::erase_if(f.curves, [](const Curve& c) { return c.x.empty(); });
  return f;
}

/// The training adversary, then the judges as the record names them, in its order.
std::vector<std::pair<double, std::string>> judge_names(const Record& r) {
  constexpr std::string_view kLoss = "robust_loss_";
  std::vector<std::pair<double, std::string>> names{{1, "training"}};
  for (const auto& [symbol, range] : r.result)
    if (symbol.starts_with(kLoss) && symbol != "robust_loss_training" &&
        symbol != "robust_loss_untrained")
      names.emplace_back(static_cast<double>(names.size() + 1), symbol.substr(kLoss.size()));
  return names;
}

/// Nets trained on data, under adversaries stronger than their own.
Figure stronger_figure(std::span<const Record> records) {
  Figure f;
  f.id = "adversarial_training_stronger";
  f.title = "Trained against PGD-5, judged by stronger adversaries";
  f.alt =
      "Robust loss of trained networks under the adversary they were trained against and under the "
      "judges of the record, with the target eps.";
  f.x_label = "adversary";
  f.y_label = "robust loss";
  f.claims = {"adversarial_training/stronger_adversaries"};
  for (const Record& r : records) {
    const claim::Range* trained = named(r, "robust_loss_training");
    if (r.claim != "adversarial_training/stronger_adversaries" || trained == nullptr) continue;
    const std::string name =
        r.parameters.has("data") ? r.parameters.text("data") : std::string("synthetic");
    Curve c{name + ", m = " + r.parameters.text("m"), Curve::Style::points, {}, {}, {}, {}, -1};
    Curve target{"eps", Curve::Style::line, {}, {}, {}, {}, -1};
    add(c, 1, trained->upper);
    double at = 2;
    for (const double loss : r.series.at("attacked")) add(c, at++, loss);
    if (f.x_names.empty()) f.x_names = judge_names(r);
    add(target, 1, r.bound.upper);
    add(target, at - 1, r.bound.upper);
    f.curves.push_back(c);
    f.curves.push_back(target);
  }
  return f;
}

}  // namespace

std::vector<Figure> draw_figures(std::span<const Record> records) {
  std::vector<Figure> all{attacks_figure(records), radius_figure(records),
                          stronger_figure(records)};
  for (const Record& r : records)
    if (r.claim == "adversarial_training/convergence" && r.series.count("best") != 0 &&
        named(r, "eta") != nullptr && named(r, "R") != nullptr) {
      all.push_back(learning_curve(r));
      break;
    }
  std::erase_if(all, [](const Figure& f) { return f.curves.empty(); });
  return all;
}

}  // namespace proofgauge::adversarial_training
