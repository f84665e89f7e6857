#include "separability/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

namespace proofgauge::separability {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Record;

const claim::Range* outcome(const Record& record, const char* symbol) {
  for (const auto& [name, range] : record.result)
    if (name == symbol) return &range;
  return nullptr;
}

const std::vector<double>* series(const Record& record, const char* name) {
  const auto it = record.series.find(name);
  return it == record.series.end() || it->second.empty() ? nullptr : &it->second;
}

/// `fashion-mnist`, `synthetic n=10 d=8`: the cell without the radius and what was pruned.
std::string data_name(const Record& record) {
  std::string name;
  for (const claim::Parameter& p : record.parameters.list()) {
    if (p.name == "rho" || p.name == "prune") continue;
    if (!name.empty()) name += ' ';
    name += p.name == "data" ? p.text : p.text.empty() ? p.name : p.name + "=" + p.text;
  }
  return name;
}

Figure histogram(const Record& record, std::size_t number) {
  Figure f;
  f.id = number == 0 ? "separability_nearest" : fmt::format("separability_nearest_{}", number + 1);
  f.title = "Distance of each point to its nearest neighbour: " + data_name(record);
  f.x_label = "distance on X";
  f.y_label = "points";
  f.claims = {record.claim};
  f.curves.push_back({"points per bin",
                      Curve::Style::steps,
                      *series(record, "nn_bin_left"),
                      *series(record, "nn_bin_count"),
                      {},
                      {}});
  const claim::Range* delta = outcome(record, "delta");
  const claim::Range* rho = outcome(record, "rho");
  if (delta != nullptr) f.markers.push_back({delta->lower, "delta"});
  if (rho != nullptr) f.markers.push_back({2 * rho->upper, "2 rho"});
  f.alt =
      fmt::format("Histogram of nearest-neighbour distances of {}; the least, delta, is {:.6g}.",
                  data_name(record), delta == nullptr ? 0 : delta->lower);
  return f;
}

Figure gaps(const Record& record, std::size_t number) {
  Figure f;
  f.id = number == 0 ? "separability_gap" : fmt::format("separability_gap_{}", number + 1);
  f.title = "gamma/2 against the exact gap between the inner products: " + data_name(record);
  f.x_label = "rho";
  f.y_label = "gap";
  f.claims = {record.claim};
  f.curves.push_back({"gamma / 2 (chord)",
                      Curve::Style::line,
                      *series(record, "gamma_rho"),
                      *series(record, "gap_chord"),
                      {},
                      {}});
  f.curves.push_back({"exact gap",
                      Curve::Style::line,
                      *series(record, "gamma_rho"),
                      *series(record, "gap_exact"),
                      {},
                      {}});
  f.alt = "gamma/2 and the exact gap between the inner products against rho, from 0 to delta/2.";
  return f;
}

}  // namespace

std::vector<Figure> draw_figures(std::span<const Record> records) {
  std::vector<Figure> figures;
  std::set<std::string> drawn;
  std::size_t histograms = 0, gap_figures = 0;
  for (const Record& record : records) {
    if (!record.claim.starts_with("separability/") || record.claim.find('!') != std::string::npos)
      continue;
    if (!drawn.insert(record.claim + data_name(record)).second) continue;
    if (series(record, "nn_bin_count") != nullptr && histograms < 4)
      figures.push_back(histogram(record, histograms++));
    // A small delta hides the difference of the gaps, so these come from the geometry claim.
    if (record.claim == "separability/geometry" && series(record, "gap_exact") != nullptr &&
        gap_figures < 4)
      figures.push_back(gaps(record, gap_figures++));
  }
  return figures;
}

}  // namespace proofgauge::separability
