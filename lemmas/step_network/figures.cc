#include "step_network/figures.h"

#include <algorithm>
#include <map>
#include <set>

#include "step_network/claim.h"

namespace proofgauge::step_network {
namespace {

using claim::Curve;
using claim::Figure;
using claim::Range;
using claim::Record;

const Range* outcome(const Record& record, const char* symbol) {
  for (const auto& [name, range] : record.result)
    if (name == symbol) return &range;
  return nullptr;
}

double ratio_of(const Record& r) {
  if (const auto* p = r.parameters.find("ratio")) return p->number;
  return r.parameters.number("rho") / r.parameters.number("delta");
}

void add(Curve& c, double x, const Range& y) {
  c.x.push_back(x);
  c.y.push_back((y.lower + y.upper) / 2);
  c.low.push_back(y.lower);
  c.high.push_back(y.upper);
}

/// delta t* against rho/delta, one curve per delta at each eps1: curves of one eps1 lie on each
/// other.
Figure collapse(std::span<const Record> records) {
  Figure f;
  f.id = "step_network_collapse";
  f.title = "delta t* against rho/delta, all delta";
  f.alt = "delta t* against rho/delta, enclosed; one colour for each eps1, whatever delta.";
  f.x_label = "rho/delta";
  f.y_label = "delta t*";
  f.log_y = true;
  f.claims = {"step_network/radius"};
  std::map<double, std::map<double, Curve>> curves;  // by eps1, by delta
  std::map<double, std::string> typed;               // eps1 as the record has it
  for (const Record& r : records) {
    const Range* t = outcome(r, "delta_t");
    if (r.claim != "step_network/radius" || t == nullptr || !t->finite()) continue;
    const double eps1 = r.parameters.number("eps1"), delta = r.parameters.number("delta");
    add(curves[-eps1][delta], ratio_of(r), *t);
    typed[-eps1] = r.parameters.text("eps1");
  }
  int group = 0;
  for (auto& [minus_eps1, by_delta] : curves) {
    for (auto& [delta, curve] : by_delta) {
      if (&curve == &by_delta.begin()->second) curve.label = "eps1 = " + typed.at(minus_eps1);
      curve.group = group;
      f.curves.push_back(curve);
    }
    ++group;
  }
  return f;
}

/// Local exponents at the smallest eps1, against rho/delta (`against_gamma` false) or 1/gamma.
Figure exponents(std::span<const Record> records, bool against_gamma) {
  Figure f;
  f.id = against_gamma ? "step_network_exponent_gamma" : "step_network_exponent_ratio";
  f.title = against_gamma ? "Local exponent of 1/eps1 in t* against 1/gamma"
                          : "Local exponent of 1/eps1 in t* against rho/delta";
  f.alt = against_gamma ? "The local exponent of 1/eps1 in t* against 1/gamma, one series for each "
                          "rho/delta."
                        : "The local exponent of 1/eps1 in t* against rho/delta; the line is the "
                          "conjectured limit.";
  f.x_label = against_gamma ? "1/gamma" : "rho/delta";
  f.y_label = "d log t*/d log(1/eps1)";
  f.log_x = against_gamma;
  f.claims = {"step_network/exponent"};
  Curve all;
  all.label = "last two eps1";
  std::set<double> ratios;
  int group = 0;
  for (const Record& r : records) {
    if (r.claim != "step_network/exponent" || r.series.count("slope_low") == 0) continue;
    const double ratio = ratio_of(r);
    ratios.insert(ratio);
    const auto& delta = r.series.at("slope_delta");
    const auto& low = r.series.at("slope_low");
    const auto& high = r.series.at("slope_high");
    Curve own;
    own.label = "rho/delta = " + r.parameters.text("ratio");
    own.group = group++;
    for (std::size_t i = 0; i < delta.size(); ++i) {
      if (i + 1 < delta.size() && delta[i + 1] == delta[i]) continue;
      const Range c{low[i], high[i]};
      if (against_gamma)
        add(own, 1 / gamma(delta[i], ratio * delta[i]), c);
      else
        add(all, ratio, c);
    }
    if (against_gamma && !own.x.empty()) f.curves.push_back(own);
  }
  if (against_gamma) return f;
  if (all.x.empty()) return f;
  f.curves.push_back(all);
  Curve conjecture;
  conjecture.label = "arccot(S)/arctan(S)";
  conjecture.style = Curve::Style::line;
  constexpr int kPoints = 60;
  for (int i = 0; i <= kPoints; ++i) {
    const double x = *ratios.begin() + (*ratios.rbegin() - *ratios.begin()) * i / kPoints;
    conjecture.x.push_back(x);
    conjecture.y.push_back(exponent(x));
  }
  f.curves.push_back(conjecture);
  return f;
}

}  // namespace

std::vector<Figure> radius_figures(std::span<const Record> records) {
  std::vector<Figure> figures;
  for (Figure f : {collapse(records), exponents(records, false), exponents(records, true)})
    if (!f.curves.empty()) figures.push_back(std::move(f));
  return figures;
}

}  // namespace proofgauge::step_network
