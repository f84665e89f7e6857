// How t* moves with delta and with eps1, from enclosures.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "step_network/check.h"
#include "step_network/claim.h"

namespace proofgauge::step_network {
namespace {

using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;

constexpr std::size_t kLeastDeltas = 3;

struct Found {
  Cell cell;
  Range t;
};

/// Both sides of t* are certified, within 5 %: else the cell takes no part in a comparison.
bool usable(const Range& t) { return std::isfinite(t.upper) && t.upper <= 1.05 * t.lower; }

Interval interval_of(const Range& r) { return numeric::interval(r.lower, r.upper); }

/// max/min over numbers that are each enclosed, with the enclosure of this quotient.
Range spread(const std::vector<Range>& x) {
  double low_max = 0, high_max = 0, low_min = 1e300, high_min = 1e300;
  for (const Range& r : x) {
    low_max = std::max(low_max, r.lower);
    high_max = std::max(high_max, r.upper);
    low_min = std::min(low_min, r.lower);
    high_min = std::min(high_min, r.upper);
  }
  return claim::ratio({low_max, high_max}, {low_min, high_min});
}

/// d log t* / d log(1/eps1) between two cells of falling eps1.
Range local_exponent(const Found& a, const Found& b) {
  const Interval rise = log(Interval(interval_of(b.t) / interval_of(a.t)));
  const Interval run = log(numeric::interval(Rational(a.cell.eps1 / b.cell.eps1)));
  return numeric::to_range(Interval(rise / run));
}

Interval gamma_of(const Cell& c) {
  return numeric::interval(Rational(gamma<Rational>(c.delta, c.rho)));
}

std::string delta_text(const Cell& c) { return numeric::canonical_text(c.delta); }

std::vector<Cell> joined(const std::vector<std::vector<Cell>>& rows) {
  std::vector<Cell> all;
  for (const std::vector<Cell>& row : rows) all.insert(all.end(), row.begin(), row.end());
  return all;
}

Measurement start(const std::vector<Cell>& cells) {
  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::finite_set;
  bool met = true, in_range = true;
  for (const Cell& c : cells) {
    met = met && admissible(c);
    in_range = in_range && least_delta() <= c.delta && c.delta <= 1;
  }
  m.finding.assumptions = {
      {"H3", met,
       fmt::format("rho/delta = {}",
                   numeric::canonical_text(Rational(cells.front().rho / cells.front().delta)))},
      {"H6", in_range, "the constants are empirical, seen for 0.2 <= delta <= 1"}};
  return m;
}

}  // namespace

Measurement measure_delta_scaling(const std::vector<Cell>& cells, const Enclosures& enclosures,
                                  const claim::RunContext& context, const std::string& twin) {
  Measurement m = start(cells);
  m.trivial = {std::nullopt, "nothing is known of delta t* without the claim"};
  if (!*m.finding.assumptions[0].met) {
    m.finding.trials.not_applicable = cells.size();
    return m;
  }
  enclosures.prepare(cells, context);
  std::vector<Range> scaled, log_scaled;
  std::vector<double> delta, low, high, gamma_series;
  for (const Cell& c : cells) {
    const auto e = enclosures.get(c, context);
    if (!usable(e->t)) {
      ++m.finding.trials.undecided;
      m.notes.push_back(fmt::format("delta = {}: {} <= t* <= {}, left out", delta_text(c),
                                    e->t.lower, e->t.upper));
      continue;
    }
    ++m.finding.trials.decisive;
    const Interval t = interval_of(e->t);
    scaled.push_back(numeric::to_range(Interval(t * numeric::interval(c.delta))));
    log_scaled.push_back(numeric::to_range(Interval(log(t) * gamma_of(c))));
    delta.push_back(numeric::to_double(c.delta));
    gamma_series.push_back(numeric::to_double(gamma<Rational>(c.delta, c.rho)));
    low.push_back(scaled.back().lower);
    high.push_back(scaled.back().upper);
  }
  m.series = {
      {"delta", delta}, {"gamma", gamma_series}, {"delta_t_low", low}, {"delta_t_high", high}};
  if (scaled.size() < kLeastDeltas) {
    m.finding.undecidable = fmt::format(
        "{} of {} values of delta are enclosed; at least {} are needed (--delta "
        "1,0.7,0.5,0.3,0.2 --ratio ...)",
        scaled.size(), cells.size(), kLeastDeltas);
    return m;
  }
  if (m.finding.trials.undecided > 0)
    m.finding.undecidable =
        "some delta are not enclosed (see the notes): the law is judged on all "
        "of them or not at all";
  const Range bound = numeric::to_range(numeric::interval(delta_spread()));
  const Range found = spread(scaled), as_if = spread(log_scaled);
  if (twin.empty()) {
    m.finding.comparisons = {{"max/min of delta t*", found, bound, std::nullopt}};
    m.finding.twins = {1, as_if.lower > bound.upper ? 1U : 0U};
  } else {
    m.finding.comparisons = {{"max/min of gamma log t*", as_if, bound, std::nullopt}};
  }
  m.finding.witness = fmt::format("delta from {} to {}: gamma log t* varies by a factor of {:.4g}",
                                  delta_text(cells.front()), delta_text(cells.back()), as_if.lower);
  m.worst = claim::Worst{0, 0, "over all delta"};
  m.result = {
      {"delta_t",
       {*std::min_element(low.begin(), low.end()), *std::max_element(high.begin(), high.end())}},
      {"spread", found},
      {"spread_gamma_log_t", as_if}};
  return m;
}

namespace {

/// Per delta, the enclosed cells in the order of falling eps1 without gaps.
std::vector<std::vector<Found>> collect(const std::vector<std::vector<Cell>>& cells,
                                        const Enclosures& enclosures,
                                        const claim::RunContext& context, Measurement& m) {
  enclosures.prepare(joined(cells), context);
  std::vector<std::vector<Found>> all;
  for (const auto& row : cells) {
    std::vector<Found> found;
    for (const Cell& c : row) {
      const auto e = enclosures.get(c, context);
      if (!usable(e->t)) {
        ++m.finding.trials.undecided;
        m.notes.push_back(fmt::format("delta = {}, eps1 = {}: {} <= t* <= {}, left out",
                                      delta_text(c), numeric::canonical_text(c.eps1), e->t.lower,
                                      e->t.upper));
        break;
      }
      ++m.finding.trials.decisive;
      found.push_back({c, e->t});
    }
    if (found.size() >= 2) all.push_back(std::move(found));
  }
  return all;
}

/// c(rho/delta), the conjectured limit.
Range conjectured(const Cell& c) {
  return numeric::to_range(exponent(numeric::interval(Rational(c.rho / c.delta))));
}

const char* place(const Range& slope, const Range& c) {
  return slope.upper < c.lower ? "below c" : slope.lower > c.upper ? "above c" : "contains c";
}

/// The slope table: one row per delta and pair of neighbouring eps1.
void add_slopes(const std::vector<std::vector<Found>>& found, Measurement& m) {
  std::vector<double> delta, eps1, low, high, inverse, limit;
  for (const auto& row : found)
    for (std::size_t j = 0; j + 1 < row.size(); ++j) {
      const Range c = local_exponent(row[j], row[j + 1]);
      delta.push_back(numeric::to_double(row[j].cell.delta));
      eps1.push_back(std::sqrt(numeric::to_double(row[j].cell.eps1) *
                               numeric::to_double(row[j + 1].cell.eps1)));
      low.push_back(c.lower);
      high.push_back(c.upper);
      const Cell& cell = row[j].cell;
      const Range conjecture = conjectured(cell);
      inverse.push_back(1 / numeric::to_double(gamma<Rational>(cell.delta, cell.rho)));
      limit.push_back((conjecture.lower + conjecture.upper) / 2);
      m.notes.push_back(fmt::format(
          "delta = {}, eps1 {} to {}: slope in [{:.4f}, {:.4f}], {} = {:.4f}, 1/gamma = {:.4g}",
          delta_text(cell), numeric::canonical_text(cell.eps1),
          numeric::canonical_text(row[j + 1].cell.eps1), std::floor(c.lower * 1e4) / 1e4,
          std::ceil(c.upper * 1e4) / 1e4, place(c, conjecture), limit.back(), inverse.back()));
    }
  m.series["slope_one_over_gamma"] = inverse;
  m.series["slope_conjectured"] = limit;
  m.series["slope_delta"] = delta;
  m.series["slope_eps1"] = eps1;
  m.series["slope_low"] = low;
  m.series["slope_high"] = high;
}

/// The least eps1 that every row reaches, by index.
std::size_t common_last(const std::vector<std::vector<Found>>& found) {
  std::size_t last = found.front().size() - 1;
  for (const auto& row : found) last = std::min(last, row.size() - 1);
  return last;
}

}  // namespace

Measurement measure_exponent_scaling(const std::vector<std::vector<Cell>>& cells,
                                     const Enclosures& enclosures, const claim::RunContext& context,
                                     const std::string& twin) {
  Measurement m = start(joined(cells));
  m.trivial = {std::nullopt, "nothing is known of the exponent without the claim"};
  if (!*m.finding.assumptions[0].met) {
    m.finding.trials.not_applicable = cells.size();
    return m;
  }
  const auto found = collect(cells, enclosures, context, m);
  add_slopes(found, m);
  if (found.size() < kLeastDeltas) {
    m.finding.undecidable = fmt::format(
        "{} values of delta have two enclosed eps1 or more; at least {} are needed (--delta "
        "1,0.7,0.5,0.3,0.2 --eps1 0.3,0.1,0.03,0.01)",
        found.size(), kLeastDeltas);
    return m;
  }
  if (m.finding.trials.undecided > 0)
    m.finding.undecidable =
        "some cells are not enclosed (see the notes): the law is judged on all "
        "of them or not at all";
  const std::size_t last = common_last(found);
  std::vector<Range> slopes, as_if;
  for (const auto& row : found) {
    slopes.push_back(local_exponent(row[last - 1], row[last]));
    as_if.push_back(
        numeric::to_range(Interval(interval_of(slopes.back()) * gamma_of(row[0].cell))));
  }
  const Range bound = numeric::to_range(numeric::interval(exponent_spread()));
  const Range moved = spread(slopes), like_gamma = spread(as_if);
  if (twin.empty()) {
    m.finding.comparisons = {{"max/min of c over delta", moved, bound, std::nullopt}};
    m.finding.twins = {1, like_gamma.lower > bound.upper ? 1U : 0U};
  } else {
    m.finding.comparisons = {{"max/min of gamma c over delta", like_gamma, bound, std::nullopt}};
  }
  m.finding.witness =
      fmt::format("eps1 from {} to {}: gamma c varies by a factor of {:.4g} over delta",
                  numeric::canonical_text(found[0][last - 1].cell.eps1),
                  numeric::canonical_text(found[0][last].cell.eps1), like_gamma.lower);
  m.worst = claim::Worst{0, 0, "over all delta"};
  Range hull = slopes.front();
  for (const Range& s : slopes)
    hull = {std::min(hull.lower, s.lower), std::max(hull.upper, s.upper)};
  m.result = {{"c", hull},
              {"c_conjectured", conjectured(cells[0][0])},
              {"spread", moved},
              {"spread_gamma_c", like_gamma}};
  return m;
}

Measurement measure_exponent(const std::vector<std::vector<Cell>>& cells,
                             const Enclosures& enclosures, const claim::RunContext& context,
                             const std::string& twin) {
  Measurement m = start(joined(cells));
  m.trivial = {std::nullopt, "nothing is known of the exponent without the claim"};
  if (!*m.finding.assumptions[0].met) {
    m.finding.trials.not_applicable = cells.size();
    return m;
  }
  const auto found = collect(cells, enclosures, context, m);
  add_slopes(found, m);
  if (found.empty() || (!twin.empty() && found.size() < 2)) {
    m.finding.undecidable = "no delta has two enclosed eps1 (and the twin needs two of delta)";
    return m;
  }
  const std::size_t last = common_last(found);
  Range hull;
  bool rising = true, falling = true;
  for (const auto& row : found) {
    Range before;
    for (std::size_t j = 0; j + 1 < row.size(); ++j) {
      const Range c = local_exponent(row[j], row[j + 1]);
      if (j > 0 && !(c.lower > before.upper)) rising = false;
      if (j > 0 && !(c.upper < before.lower)) falling = false;
      if (row.size() < 3) rising = falling = false;
      before = c;
      if (j + 1 == row.size() - 1)
        hull = std::isnan(hull.lower)
                   ? c
                   : Range{std::min(hull.lower, c.lower), std::max(hull.upper, c.upper)};
    }
  }
  const Range conjecture = conjectured(cells[0][0]);
  // The twin states c gamma is the same for all delta, like an exponent of the order of 1/gamma.
  const auto& first = found.front();
  const auto& final = found.back();
  Range quotient{1, 1}, claimed{1, 1};
  if (found.size() > 1) {
    quotient = claim::ratio(local_exponent(final[last - 1], final[last]),
                            local_exponent(first[last - 1], first[last]));
    claimed = numeric::to_range(Interval(gamma_of(first[0].cell) / gamma_of(final[0].cell)));
  }
  const bool told_apart = quotient.upper < claimed.lower || quotient.lower > claimed.upper;
  if (twin.empty()) {
    m.finding.comparisons = {{"c", hull, conjecture, std::nullopt}};
    m.finding.twins = {1, told_apart ? 1U : 0U};
    m.finding.undecidable = fmt::format(
        "a limit is neither verified nor refuted by finitely many eps1: local exponents of the "
        "last two eps1 lie in [{:.4f}, {:.4f}]{}: {} = {:.4f}, the conjecture",
        hull.lower, hull.upper,
        rising    ? " and rise as eps1 falls"
        : falling ? " and fall as eps1 falls"
                  : "",
        place(hull, conjecture), conjecture.lower);
  } else {
    m.finding.comparisons = {{"c(last delta)/c(first delta)", quotient, claimed, std::nullopt}};
  }
  m.finding.witness = fmt::format(
      "delta = {} against {}: the local exponents' quotient is in [{:.4g}, {:.4g}], that of "
      "1/gamma "
      "is {:.4g}",
      delta_text(final[0].cell), delta_text(first[0].cell), quotient.lower, quotient.upper,
      claimed.lower);
  m.worst = claim::Worst{0, 0, "the last two eps1"};
  m.result = {{"c", hull}, {"c_conjectured", conjecture}};
  return m;
}

}  // namespace proofgauge::step_network
