#include "main_theorem/leaf.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "main_theorem/info.h"
#include "radius/upper.h"

namespace proofgauge::main_theorem {
namespace {

using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;

radius::Program program_of(const Cell& c) {
  const Interval delta = numeric::interval(c.delta), rho = numeric::interval(c.rho);
  const Interval a = c.exact_geometry
                         ? step_network::A_exact(delta, rho)
                         : numeric::interval(Rational(step_network::A_chord(c.delta, c.rho)));
  return radius::make_program(numeric::interval(step_network::lo()), a,
                              numeric::interval(Rational(step_network::B(c.rho))), c.eps1,
                              c.direction == Direction::e_d ? 0 : 1);
}

/// d log t / d log eps1 from the dual bounds a hundredth to both sides: at the optimum the
/// measure's bound changes as t* does, to first order (envelope theorem).
double slope_eps1(const Cell& c, const std::vector<radius::Atom>& measure,
                  const claim::RunContext& context) {
  double total = 0;
  for (const radius::Atom& a : measure) total += std::abs(a.weight);
  const radius::DualNormOptions options{64, 1e-8 * total, context.threads, context.stop};
  std::array<double, 2> value{};
  const std::array<Rational, 2> factor{numeric::ratio(99, 100), numeric::ratio(101, 100)};
  for (std::size_t i = 0; i < 2; ++i) {
    Cell beside = c;
    beside.eps1 = Rational(c.eps1 * factor[i]);
    if (2 * beside.eps1 >= 1) return std::numeric_limits<double>::quiet_NaN();
    value[i] = radius::dual_bound(program_of(beside), measure, options);
  }
  return std::log(value[1] / value[0]) / std::log(101.0 / 99.0);
}

void add_slope(const Cell& c, const std::vector<radius::Atom>& measure,
               const claim::RunContext& context,
               std::vector<std::pair<std::string, Range>>& result) {
  if (!measure.empty())
    result.emplace_back("slope_eps1", Range::point(slope_eps1(c, measure, context)));
}

const char* symbol_of(const Cell& c) { return c.direction == Direction::e_d ? "t" : "t_prime"; }

const Range* find(const std::vector<std::pair<std::string, Range>>& result, std::string_view name) {
  for (const auto& [symbol, range] : result)
    if (symbol == name) return &range;
  return nullptr;
}

double point_or(const std::vector<std::pair<std::string, Range>>& result, std::string_view name) {
  const Range* r = find(result, name);
  return r == nullptr ? std::numeric_limits<double>::quiet_NaN() : r->lower;
}

/// step_network/radius or /direction, with the slopes of its own measure.
Radius sharp_radius(const Cell& c, const claim::RunContext& context) {
  Radius out;
  out.claim = c.direction == Direction::e_d ? "step_network/radius" : "step_network/direction";
  claim::Parameters cell = parameters_of(c);
  claim::Parameters wanted;
  for (const claim::Parameter& p : cell.list()) {
    if (p.name == "direction") continue;
    if (p.is_number)
      wanted.set_number(p.name, p.text, p.number);
    else
      wanted.set(p.name, p.text);
  }
  const claim::Record record = context.leaf(out.claim, wanted);
  out.status = record.verdict.status();
  if (const Range* t = find(record.result, symbol_of(c))) out.t = *t;
  out.trouble = record.verdict.reason();
  const auto k = record.series.find("atom_k"), w = record.series.find("atom_weight");
  if (k == record.series.end() || w == record.series.end()) return out;
  std::vector<radius::Atom> measure;
  for (std::size_t i = 0; i < k->second.size(); ++i)
    measure.push_back({k->second[i], w->second.at(i)});
  std::vector<std::pair<std::string, Range>> result;
  add_slope(c, measure, context, result);
  out.slope_eps1 = point_or(result, "slope_eps1");
  return out;
}

}  // namespace

std::string_view name_of(Direction d) { return d == Direction::e_d ? "e_d" : "x_i"; }

claim::Parameters parameters_of(const Cell& c) {
  claim::Parameters p;
  const auto put = [&](const char* name, const Rational& x) {
    p.set_number(name, numeric::canonical_text(x), numeric::to_double(x));
  };
  put("delta", c.delta);
  put("rho", c.rho);
  put("eps1", c.eps1);
  if (c.exact_geometry) p.set("geometry", "exact");
  p.set("direction", std::string(name_of(c.direction)));
  return p;
}

double two_atom_bound(const Cell& c) {
  if (!c.admissible() || c.direction != Direction::e_d) return 0;
  const Interval delta = numeric::interval(c.delta), rho = numeric::interval(c.rho);
  const Interval a =
      c.exact_geometry ? step_network::A_exact(delta, rho) : step_network::A_chord(delta, rho);
  return numeric::lower(step_network::two_atom(a, step_network::B(rho), numeric::interval(c.eps1)));
}

Measurement measure_radius(const Cell& c, const claim::RunContext& context,
                           const std::string& twin) {
  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::box;
  m.finding.assumptions = {{"H1", c.admissible(),
                            fmt::format("rho = {}, delta = {}", numeric::canonical_text(c.rho),
                                        numeric::canonical_text(c.delta))}};
  m.trivial = {1, "h = 0 is off by 1 on the right interval"};
  if (!c.admissible()) {
    m.finding.trials.not_applicable = 1;
    return m;
  }
  const radius::Program program = program_of(c);
  const radius::Enclosure e = radius::coarse_enclosure(program, context.threads, context.stop);
  m.finding.trials.decisive = 1;
  m.finding.undecidable = e.trouble;
  m.finding.witness = "h halved, u = 1";
  m.worst = claim::Worst{0, 0, "all u of both intervals"};
  if (std::isfinite(e.t.upper)) {
    const Range eps1 = numeric::to_range(numeric::interval(c.eps1));
    const Range whole = radius::Images{e.right, e.left}.distance();
    const Range half =
        radius::images(program, e.h.scaled(numeric::to_double(step_network::twin::half())),
                       context.threads, context.stop)
            .distance();
    m.finding.comparisons = {{"|F_h - y|", twin.empty() ? whole : half, eps1, std::nullopt}};
    if (twin.empty()) m.finding.twins = {1, half.lower > eps1.upper ? 1U : 0U};
  }
  m.result = {{symbol_of(c), e.t}, {"width", Range::point(e.width())}};
  if (twin.empty()) add_slope(c, e.measure, context, m.result);
  return m;
}

Radius radius_for(const Cell& c, bool sharp, const claim::RunContext& context) {
  if (sharp && context.leaf) return sharp_radius(c, context);
  Radius out;
  out.claim = "main_theorem/radius";
  std::vector<std::pair<std::string, Range>> result;
  if (context.leaf) {
    const claim::Record record = context.leaf(out.claim, parameters_of(c));
    result = record.result;
    out.status = record.verdict.status();
    out.trouble = record.verdict.reason();
  } else {
    const Measurement m = measure_radius(c, context, "");
    result = m.result;
    out.trouble = m.finding.undecidable;
    out.status = claim::decide(claim_info("radius"), m.finding).status();
  }
  if (const Range* t = find(result, symbol_of(c))) out.t = *t;
  out.slope_eps1 = point_or(result, "slope_eps1");
  return out;
}

}  // namespace proofgauge::main_theorem
