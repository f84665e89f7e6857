#include "separability/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "separability/claim.h"

namespace proofgauge::separability {
namespace {

using claim::Comparison;
using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;

constexpr std::size_t kBins = 60;  ///< of the histogram and the survival curve
constexpr std::size_t kQuantiles = 100;
constexpr int kRadii = 32;              ///< points of gamma as a function of rho
constexpr std::size_t kRowsNamed = 20;  ///< rows in a note; the series have all

Range count(std::size_t x) { return Range::point(static_cast<double>(x)); }

std::string rows_text(const std::vector<std::size_t>& rows) {
  std::string text;
  for (std::size_t k = 0; k < std::min(rows.size(), kRowsNamed); ++k)
    text += (k == 0 ? "" : ", ") + std::to_string(rows[k]);
  return rows.size() > kRowsNamed ? text + fmt::format(", ... ({} in all)", rows.size()) : text;
}

std::string pair_text(const Audit& audit, const data::PairDistance& pair) {
  return fmt::format("rows {}, {}", audit.source_row[pair.i], audit.source_row[pair.j]);
}

void add_distances(const data::Separation& s, Measurement& m) {
  const std::vector<double> d = s.sorted_nearest();
  const double width = d.back() > 0 ? d.back() / static_cast<double>(kBins) : 1;
  std::vector<double> counts(kBins), left, t, fraction, share, quantile;
  for (const double x : d) counts[std::min(kBins - 1, static_cast<std::size_t>(x / width))] += 1;
  for (std::size_t k = 0; k <= kBins; ++k) {
    const double edge = width * static_cast<double>(k);
    if (k < kBins) left.push_back(edge);
    t.push_back(edge);
    fraction.push_back(s.fraction_farther(edge).lower);
  }
  for (std::size_t k = 0; k <= kQuantiles; ++k) {
    share.push_back(static_cast<double>(k) / static_cast<double>(kQuantiles));
    quantile.push_back(d[k * (d.size() - 1) / kQuantiles]);
  }
  m.series["nn_bin_left"] = left;
  m.series["nn_bin_count"] = counts;
  m.series["survival_t"] = t;
  m.series["survival_fraction"] = fraction;
  m.series["nn_quantile_share"] = share;
  m.series["nn_quantile"] = quantile;
}

/// gamma / 2 and the exact gap between the two inner products, for radii up to delta / 2.
void add_gamma(double delta, Measurement& m) {
  std::vector<double> radius, value, half, exact;
  for (int k = 0; k <= kRadii; ++k) {
    const double rho = rho_max(delta) * k / kRadii;
    radius.push_back(rho);
    value.push_back(gamma(delta, rho));
    half.push_back(gamma(delta, rho) / 2);
    exact.push_back(B(rho) - A_exact(delta, rho));
  }
  m.series["gamma_rho"] = radius;
  m.series["gamma"] = value;
  m.series["gap_chord"] = half;
  m.series["gap_exact"] = exact;
}

void add_duplicates(const Audit& audit, Measurement& m) {
  const data::Separation& s = audit.separation;
  m.result.emplace_back("duplicates", count(s.duplicate_rows()));
  if (s.duplicates.empty()) return;
  std::vector<double> rows, group;
  std::vector<std::size_t> named;
  for (std::size_t g = 0; g < s.duplicates.size(); ++g)
    for (const std::size_t i : s.duplicates[g]) {
      rows.push_back(static_cast<double>(audit.source_row[i]));
      group.push_back(static_cast<double>(g));
      named.push_back(audit.source_row[i]);
    }
  m.series["duplicate_rows"] = rows;
  m.series["duplicate_group"] = group;
  m.notes.push_back(
      fmt::format("{} rows are the same point as an earlier row (delta = 0), in {} groups: rows {}",
                  s.duplicate_rows(), s.duplicates.size(), rows_text(named)));
}

void add_pruning(const Audit& audit, const data::Pruning& pruning, Measurement& m) {
  m.result.emplace_back("prune_pairs", count(pruning.edges));
  m.result.emplace_back("prune_drop", Range{static_cast<double>(pruning.matching.size()),
                                            static_cast<double>(pruning.drop.size())});
  std::vector<double> rows;
  std::vector<std::size_t> named;
  for (const std::size_t i : pruning.drop) {
    named.push_back(audit.source_row[i]);
    rows.push_back(static_cast<double>(audit.source_row[i]));
  }
  m.series["prune_rows"] = rows;
  m.notes.push_back(rows.empty()
                        ? fmt::format("prune {}: no pair is closer, nothing to drop",
                                      numeric::canonical_text(pruning.t))
                        : fmt::format("prune {}: {} pairs are closer; dropping {} rows leaves none "
                                      "(at least {} must go): rows {}",
                                      numeric::canonical_text(pruning.t), pruning.edges,
                                      rows.size(), pruning.matching.size(), rows_text(named)));
}

/// Whether 0 < rho < delta / 2, where delta is enclosed; empty where the enclosure does not tell.
std::optional<bool> admissible(const Interval& rho, const Range& delta) {
  if (!numeric::certainly_less(Interval(0), rho)) return false;
  const Interval twice = 2 * rho;
  if (numeric::certainly_less(twice, Interval(delta.lower))) return true;
  if (numeric::certainly_at_most(Interval(delta.upper), twice)) return false;
  return std::nullopt;
}

claim::AssumptionResult radius_assumption(const std::optional<bool>& met, double rho,
                                          const Range& delta) {
  return {"H3", met, fmt::format("rho = {:.6g}, delta / 2 = {:.6g}", rho, delta.lower / 2)};
}

}  // namespace

Measurement measure_separation(const Audit& audit, const std::optional<Rational>& rho_asked,
                               const std::optional<data::Pruning>& pruning,
                               const std::string& twin) {
  const data::Separation& s = audit.separation;
  const Range delta = s.closest.distance;
  const Rational rho_exact = rho_asked ? *rho_asked : Rational(Rational(delta.lower) / 4);
  const Interval rho = numeric::interval(rho_exact),
                 delta_box = numeric::interval(delta.lower, delta.upper);
  const Interval inflated = numeric::interval(numeric::ratio(11, 10)) * delta_box;
  const std::string pair = pair_text(audit, s.closest);

  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::finite_set;
  m.finding.assumptions = {
      {"H1", true, "no zero row"},
      {"H2", delta.upper > 0, fmt::format("{} duplicate rows", s.duplicate_rows())}};
  m.finding.trials.decisive = static_cast<unsigned long long>(s.n) * (s.n - 1) / 2;
  m.finding.witness = fmt::format("{} of {} are {:.17g} apart", pair, audit.name, delta.upper);
  if (twin.empty()) {
    // Without rho the claim is that the points are distinct, which H2 has found out exactly; a
    // bound made from delta itself would hold of any data.
    const Range bound = rho_asked ? numeric::to_range(2 * rho) : Range::point(0);
    m.finding.comparisons = {{"delta", delta, bound, std::nullopt}};
    if (rho_asked)
      m.finding.assumptions.push_back(
          radius_assumption(admissible(rho, delta), numeric::to_double(rho_exact), delta));
    if (delta.upper > 0) m.finding.twins = {1, delta.upper < numeric::lower(inflated) ? 1U : 0U};
  } else {
    m.finding.comparisons = {{"delta", delta, numeric::to_range(inflated), std::nullopt}};
  }
  m.trivial = {rho_asked ? std::optional<double>(0) : std::nullopt,
               "any two points are at least 0 apart"};
  m.worst = claim::Worst{0, 0, pair};
  m.result = {{"delta", delta}, {"n", count(s.n)}, {"rho", numeric::to_range(rho)}};
  m.result.emplace_back("rho_max", numeric::to_range(rho_max(delta_box)));
  if (s.closest_different) {
    m.result.emplace_back("delta_diff", s.closest_different->distance);
    m.notes.push_back("closest pair with different labels: " +
                      pair_text(audit, *s.closest_different));
  }
  if (admissible(rho, delta).value_or(false)) {
    // gamma grows with delta, so its ends are those of delta; as one expression in intervals it
    // would be wider.
    m.result.emplace_back("gamma", Range{numeric::lower(gamma(Interval(delta.lower), rho)),
                                         numeric::upper(gamma(Interval(delta.upper), rho))});
    m.result.emplace_back("farther_than_2rho",
                          s.fraction_farther(numeric::upper(Interval(2 * rho))));
  }
  const auto at = [&](std::size_t percent) { return m.series["nn_quantile"][percent]; };
  add_distances(s, m);
  m.notes.push_back(
      fmt::format("nearest neighbour farther than t: 99 % of the points at t = {:.6g}, 90 % at "
                  "{:.6g}, 50 % at {:.6g}, "
                  "10 % at {:.6g}, 1 % at {:.6g}",
                  at(1), at(10), at(50), at(90), at(99)));
  add_duplicates(audit, m);
  if (pruning) add_pruning(audit, *pruning, m);
  if (delta.lower > 0) add_gamma(delta.lower, m);
  m.notes.push_back(fmt::format(
      "{}: {} rows of {} features; {} (screening error at most {:.1e}); {} pairs compared exactly",
      audit.provenance, audit.n, audit.p, s.method, s.key_error, s.examined));
  return m;
}

BoxProof prove_on_box(const BoxPredicate& holds, double p0, double p1, double r0, double r1,
                      unsigned long long most) {
  struct Box {
    double p0, p1, r0, r1;
  };
  std::vector<Box> open{{p0, p1, r0, r1}};
  BoxProof proof;
  for (unsigned long long tried = 0; !open.empty(); ++tried) {
    if (tried == most) return proof;
    const Box b = open.back();
    open.pop_back();
    if (holds(numeric::interval(b.p0, b.p1), numeric::interval(b.r0, b.r1))) {
      ++proof.boxes;
      continue;
    }
    const double p = b.p0 + (b.p1 - b.p0) / 2, r = b.r0 + (b.r1 - b.r0) / 2;
    if (b.p1 - b.p0 >= b.r1 - b.r0) {
      open.push_back({b.p0, p, b.r0, b.r1});
      open.push_back({p, b.p1, b.r0, b.r1});
    } else {
      open.push_back({b.p0, b.p1, b.r0, r});
      open.push_back({b.p0, b.p1, r, b.r1});
    }
  }
  proof.proved = true;
  return proof;
}

BoxProof prove_chord_inequality() {
  const auto holds = [](const Interval& p, const Interval& r) {
    const Interval one(1), rp = r * p;
    const Interval left = one / (one + sqrt(Interval(one - p * p)));
    const Interval right = r / (one + sqrt(Interval(one - rp * rp)));
    return numeric::certainly_less(right, left);
  };
  return prove_on_box(holds, 0, 1, 0, 0.5, 10'000);
}

Interval least_deficit(const Interval& delta, const Interval& rho) {
  const Interval root3 = sqrt(Interval(3)), p = delta / root3, q = rho / root3;
  // delta <= sqrt 3 holds exactly, but its enclosure may pass 1 by a rounding.
  const auto cosine = [](const Interval& s) {
    const Interval square = 1 - s * s;
    return numeric::lower(square) >= 0 ? Interval(sqrt(square))
                                       : numeric::interval(0, numeric::upper(sqrt(abs(square))));
  };
  const Interval half_chord = p * cosine(q) - q * cosine(p);
  return Interval(3) / Interval(2) * half_chord * half_chord;
}

Measurement measure_geometry(const Rational& delta_exact, const Rational& rho_exact,
                             const std::string& twin) {
  Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.trivial = {
      0, "inner products of unit vectors are at most 1 (Cauchy-Schwarz), so 1 - <x_j, x~> >= 0"};
  const bool admissible_radius = radius_is_admissible(delta_exact, rho_exact);
  m.finding.assumptions = {
      {"H2", delta_exact > 0, fmt::format("delta = {:.6g}", numeric::to_double(delta_exact))},
      radius_assumption(admissible_radius, numeric::to_double(rho_exact),
                        Range::point(numeric::to_double(delta_exact)))};
  if (!admissible_radius) {
    m.finding.trials.not_applicable = 1;
    return m;
  }
  const Interval delta = numeric::interval(delta_exact), rho = numeric::interval(rho_exact);
  const Range measured = numeric::to_range(least_deficit(delta, rho));
  const Range bound = numeric::to_range(Interval(1 - A(delta, rho)));
  const Range still = numeric::to_range(delta * delta / 2);  // the twin: as if x~ stayed at x_i
  const BoxProof proof = prove_chord_inequality();
  m.finding.scope = proof.proved ? claim::Scope::all : claim::Scope::instance;
  m.finding.trials.decisive = proof.boxes + 1;
  m.finding.comparisons = {{"1 - <x_j, x~>", measured, twin.empty() ? bound : still, std::nullopt}};
  m.finding.witness = fmt::format(
      "delta = {}, rho = {}: x_j, x_i, x~ on a great circle at angles 0, {:.6g}, {:.6g}",
      numeric::canonical_text(delta_exact), numeric::canonical_text(rho_exact),
      theta(numeric::to_double(delta_exact)),
      theta(numeric::to_double(delta_exact)) - theta(numeric::to_double(rho_exact)));
  if (twin.empty()) m.finding.twins = {1, measured.upper < still.lower ? 1U : 0U};
  m.worst = claim::Worst{0, 0, "x~ on the great circle from x_i towards x_j"};
  const Interval exact = A_exact(delta, rho);
  m.result = {{"gamma", numeric::to_range(gamma(delta, rho))},
              {"B", numeric::to_range(B(rho))},
              {"A", numeric::to_range(A(delta, rho))},
              {"A_exact", numeric::to_range(exact)},
              {"gap_chord", numeric::to_range(gamma(delta, rho) / 2)},
              {"gap_exact", numeric::to_range(B(rho) - exact)},
              {"boxes", count(proof.boxes)}};
  m.notes.push_back(
      proof.proved
          ? fmt::format("the inequality behind A is proved for every delta <= sqrt 3 and rho <= "
                        "delta / 2 at once, in {} boxes",
                        proof.boxes)
          : "the box proof of the inequality behind A did not finish");
  add_gamma(numeric::to_double(delta_exact), m);
  return m;
}

}  // namespace proofgauge::separability
