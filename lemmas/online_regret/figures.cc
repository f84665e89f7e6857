#include "online_regret/figures.h"

#include <algorithm>
#include <map>

#include "online_regret/claim.h"

namespace proofgauge::online_regret {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

const claim::Range* named(const Record& r, const char* symbol) {
  for (const auto& [name, range] : r.result)
    if (name == symbol) return &range;
  return nullptr;
}

void add(Curve& c, double x, double y) {
  c.x.push_back(x);
  c.y.push_back(y);
}

/// Paper bound, exact worst case and measured regret against T.
Figure three_way(std::span<const Record> records) {
  Figure f;
  f.id = "online_regret_three_way";
  f.title = "Mean regret: the bound 6.1, the exact worst case, and measured";
  f.alt =
      "Mean regret against the number of rounds T on logarithmic axes: the paper's bound on top, "
      "the exact worst case of any sequence at the same step on or below it, the regret of the "
      "tightest game below both.";
  f.x_label = "rounds T";
  f.y_label = "mean regret";
  f.log_x = f.log_y = true;
  f.claims = {"online_regret/convex_regret", "online_regret/worst_case"};
  std::map<double, std::array<double, 3>> rows;
  for (const Record& r : records) {
    if (r.claim != "online_regret/convex_regret") continue;
    const claim::Range *bound = named(r, "paper_bound"), *worst = named(r, "worst_case"),
                       *regret = named(r, "regret");
    if (bound == nullptr || worst == nullptr || regret == nullptr || regret->upper <= 0) continue;
    rows[r.parameters.number("T")] = {bound->upper, worst->upper, regret->upper};
  }
  Curve bound{"paper bound", Curve::Style::line, {}, {}, {}, {}, 0};
  Curve worst{"exact worst case", Curve::Style::line, {}, {}, {}, {}, 1};
  Curve measured{"measured, tightest game", Curve::Style::points, {}, {}, {}, {}, 2};
  for (const auto& [T, row] : rows) {
    add(bound, T, row[0]);
    add(worst, T, row[1]);
    add(measured, T, row[2]);
  }
  if (!rows.empty()) f.curves = {bound, worst, measured};
  return f;
}

/// The mean loss so far of the first run of the real network.
Figure learning_curve(const Record& r) {
  Figure f;
  f.id = "online_regret_real_network";
  f.title = "Loss along a run of the real network";
  f.alt =
      "Loss at the adversary's points and its running mean against the round, for one run of "
      "projected descent with the theorem's step.";
  f.x_label = "round t";
  f.y_label = "loss";
  f.claims = {"online_regret/real_network"};
  const auto& t = r.series.at("t");
  f.curves = {{"loss", Curve::Style::line, t, r.series.at("loss"), {}, {}, 0},
              {"mean so far", Curve::Style::line, t, r.series.at("mean_loss"), {}, {}, 1}};
  return f;
}

}  // namespace

std::vector<Figure> draw_figures(std::span<const Record> records) {
  std::vector<Figure> all{three_way(records)};
  for (const Record& r : records)
    if (r.claim == "online_regret/real_network" && r.series.count("mean_loss") != 0) {
      all.push_back(learning_curve(r));
      break;
    }
  std::erase_if(all, [](const Figure& f) { return f.curves.empty(); });
  return all;
}

}  // namespace proofgauge::online_regret
