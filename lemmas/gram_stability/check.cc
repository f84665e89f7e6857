#include "gram_stability/check.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "claim/error.h"
#include "gram_stability/claim.h"
#include "gram_stability/info.h"
#include "numeric/half_line.h"
#include "stats/confidence_sequence.h"
#include "stats/normal_block.h"

namespace proofgauge::gram_stability {

using numeric::Interval;
using numeric::Rational;

namespace {

constexpr std::size_t kBlock = 1024;  ///< neurons at a time
/// Far above the rounding error of z and of the distances, about (d + 8) 2^-52 |w|.
constexpr double kUnsure = 0x1p-36;

/// n points, uniform on the unit sphere of R^d: rows of d numbers.
std::vector<double> unit_points(std::size_t n, std::size_t d, stats::Sequence& random) {
  std::vector<double> x(n * d);
  for (std::size_t i = 0; i < n; ++i) {
    double square = 0;
    for (std::size_t k = 0; k < d; ++k) {
      x[i * d + k] = random.normal();
      square += x[i * d + k] * x[i * d + k];
    }
    for (std::size_t k = 0; k < d; ++k) x[i * d + k] /= std::sqrt(square);
  }
  return x;
}

/// The pairs i <= j of a data set, with the weight |<x_i, x_j>| of both (i, j) and (j, i).
struct Pairs {
  struct Pair {
    std::size_t i, j;
    double c, weight;
  };
  std::vector<Pair> list;
  double total = 0;

  Pairs(const std::vector<double>& x, std::size_t n, std::size_t d) {
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = i; j < n; ++j) {
        double c = i == j ? 1 : 0;
        for (std::size_t k = 0; k < d && i != j; ++k) c += x[i * d + k] * x[j * d + k];
        list.push_back({i, j, c, (i == j ? 1 : 2) * std::abs(c)});
        total += list.back().weight;
      }
  }
};

/// Sums over neurons of Y, the share of the weight that can change, and of Y^2.
struct Sums {
  double share = 0, square = 0, unsure = 0;
};

void add_neuron(const Pairs& pairs, const double* z, double R, Sums& sums) {
  double changed = 0, unsure = 0;
  for (const Pairs::Pair& p : pairs.list) {
    const Change change = pair_can_change(z[p.i], z[p.j], p.c, R);
    if (change.possible) changed += p.weight;
    if (change.margin < kUnsure) unsure += p.weight;
  }
  const double share = std::min(1.0, changed / pairs.total);
  sums.share += share;
  sums.square += share * share;
  sums.unsure += unsure / pairs.total;
}

Sums sums_of_draw(const Cell& cell, const std::vector<double>& x, const stats::Stream& weights,
                  unsigned draw, const claim::RunContext& context) {
  const Pairs pairs(x, cell.n, cell.d);
  const double R = numeric::to_double(cell.R);
  Sums sums;
  std::vector<float> w(cell.d * kBlock);
  std::vector<double> z(cell.n);
  for (std::uint64_t first = 0; first < cell.width; first += kBlock) {
    if (context.stop.stop_requested()) throw LimitError("stopped");
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, cell.width - first));
    stats::normal_block(weights, draw, first, size, cell.d, w.data(), kBlock);
    for (std::size_t r = 0; r < size; ++r) {
      for (std::size_t i = 0; i < cell.n; ++i) {
        z[i] = 0;
        for (std::size_t k = 0; k < cell.d; ++k)
          z[i] += static_cast<double>(w[k * kBlock + r]) * x[i * cell.d + k];
      }
      add_neuron(pairs, z.data(), R, sums);
    }
  }
  return sums;
}

}  // namespace

std::string Cell::key() const {
  return "d=" + std::to_string(d) + ",n=" + std::to_string(n) + ",m=" + std::to_string(width) +
         ",R=" + numeric::canonical_text(R);
}

Change pair_can_change(double z_i, double z_j, double c, double R) {
  // From active to inactive: the smaller preactivation must fall below 0.
  if (z_i >= 0 && z_j >= 0) {
    const double least = std::min(z_i, z_j);
    return {least < R, std::abs(least - R)};
  }
  // From inactive to active: the shortest v with <v, x_i> >= -z_i and <v, x_j> >= -z_j. One
  // constraint alone, if its shortest v meets the other (always so at c = 1 and -1); else both with
  // equality.
  double distance = 0;
  if (z_i < 0 && -z_i * c >= -z_j) {
    distance = -z_i;
  } else if (z_j < 0 && -z_j * c >= -z_i) {
    distance = -z_j;
  } else {
    const double square = (z_i * z_i + z_j * z_j - 2 * c * z_i * z_j) / (1 - c * c);
    distance = std::sqrt(square);
  }
  return {distance <= R, std::abs(distance - R)};
}

claim::Measurement check_flip_probability(const Rational& factor) {
  numeric::QuotientOnHalfLine q;
  q.above = [](const Interval& R) { return flip_probability(R); };
  q.below = [](const Interval& R) { return flip_leading_order(R); };
  // P <= 1, so beyond `large` the quotient is at most 1 / flip_leading_order(large).
  q.tail = 1 / flip_leading_order(numeric::interval(q.large));
  claim::Measurement m = numeric::judge_quotient(q, "rho", factor, twin::half());
  m.finding.assumptions = {{"H2", std::nullopt, "enters through <w_r(0), x> ~ N(0, 1)"}};
  m.trivial = {{}, "P <= 1: the better bound from R = sqrt(pi/2) on"};
  return m;
}

claim::Measurement check_gram_drift(const Cell& cell, std::uint64_t seed,
                                    const claim::RunContext& context, const Rational& factor) {
  constexpr const char* kClaim = "gram_stability/gram_drift";
  const stats::Stream points(seed, kClaim, cell.key(), stats::Purpose::points);
  const stats::Stream weights(seed, kClaim, cell.key(), stats::Purpose::weights);
  stats::ConfidenceSequence sequence;
  double unsure = 0;
  for (unsigned k = 0; k < cell.draws; ++k) {
    stats::Sequence random(points, k);
    const auto x = unit_points(cell.n, cell.d, random);
    const Sums sums = sums_of_draw(cell, x, weights, k, context);
    const double error = sums.unsure + sums.share * 0x1p-40;
    sequence.add_block(cell.width, sums.share, sums.square * (1 + 0x1p-40) + 2 * error, error);
    unsure += sums.unsure;
    context.progress(static_cast<double>(k + 1) / cell.draws);
  }

  const Interval R = numeric::interval(cell.R);
  const auto bound_at = [&](const Rational& c) {
    return numeric::to_range(drift_bound(R, numeric::interval(c)));
  };
  claim::Measurement m;
  claim::Finding& f = m.finding;
  const claim::Range measured = sequence.interval(context.alpha);
  f.evidence = claim::Evidence::statistical;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - context.alpha;
  f.assumptions = {{"H1", true, "points drawn on the unit sphere"}, {"H2", true, "drawn so"}};
  f.comparisons = {{"share", measured, bound_at(Rational(factor * c_drift())), std::nullopt}};
  f.trials.decisive = cell.draws;
  f.witness = cell.key() + ",draws=" + std::to_string(cell.draws) + ",seed=" + std::to_string(seed);
  f.twins = {1, measured.lower > bound_at(Rational(twin::half() * c_drift())).upper ? 1U : 0U};
  m.point = sequence.mean();
  m.trivial = {1.0, "no more than the whole Gram matrix changes"};
  const claim::Range one_flip = bound_at(Rational(1));
  m.critical_constant = claim::ratio(measured, one_flip);
  m.result = {{"share", measured},
              {"published_bound", bound_at(c_published())},
              {"flip_probability", numeric::to_range(flip_probability(R))},
              {"ratio_to_published", claim::ratio(measured, bound_at(c_published()))},
              {"unsure", claim::Range::point(unsure)}};
  return m;
}

}  // namespace proofgauge::gram_stability
