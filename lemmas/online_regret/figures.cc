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
      "Mean regret against the number of rounds T on logarithmic axes: the paper's bound, the "
      "exact "
      "worst case of any sequence at the same step, and the regret of the tightest game.";
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

/// 6.2 along runs of the real network: its bound, the exact worst case at the run's largest
/// gradient, and the regret, one point per run.
Figure real_three_way(std::span<const Record> records) {
  Figure f;
  f.id = "online_regret_real_three_way";
  f.title = "Regret of the real network: the bound 6.2, the exact worst case, and measured";
  f.alt =
      "For each run of the real network, against its radius R: the bound 6.2 with the coupling at "
      "the visited points, the exact worst case at the run's largest gradient plus that coupling, "
      "and the regret against the best comparator found.";
  f.x_label = "radius R";
  f.y_label = "mean regret";
  f.claims = {"online_regret/real_network"};
  std::map<double, std::array<Curve, 3>> widths;
  for (const Record& r : records) {
    if (r.claim != "online_regret/real_network") continue;
    const claim::Range *bound = named(r, "paper_bound"), *worst = named(r, "worst_case"),
                       *regret = named(r, "regret");
    if (bound == nullptr || worst == nullptr || regret == nullptr) continue;
    auto& row = widths[r.parameters.number("m")];
    const double R = r.parameters.number("R"),
                 values[] = {bound->upper, worst->upper, regret->upper};
    const char* names[] = {"bound 6.2", "exact worst case", "measured"};
    for (std::size_t k = 0; k < row.size(); ++k) {
      row[k].label = std::string(names[k]) + ", m = " + r.parameters.text("m");
      row[k].style = Curve::Style::points;
      row[k].group = static_cast<int>(k);
      add(row[k], R, values[k]);
    }
  }
  for (const auto& [m, row] : widths) f.curves.insert(f.curves.end(), row.begin(), row.end());
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
  std::vector<Figure> all{three_way(records), real_three_way(records)};
  for (const Record& r : records)
    if (r.claim == "online_regret/real_network" && r.series.count("mean_loss") != 0) {
      all.push_back(learning_curve(r));
      break;
    }
  std::erase_if(all, [](const Figure& f) { return f.curves.empty(); });
  return all;
}

}  // namespace proofgauge::online_regret
