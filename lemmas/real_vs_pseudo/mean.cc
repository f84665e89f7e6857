// 4.2 by sampling: the mean of the main term at one cell.
#include <cmath>

#include "real_vs_pseudo/sampling.h"
#include "stats/confidence_sequence.h"

namespace proofgauge::real_vs_pseudo {

using numeric::Interval;

namespace {

/// An interval wider than a fifth of the mean says little about it.
constexpr double kResolution = 0.2;

}  // namespace

std::string stream_key(const Cell& cell) {
  return "d=" + std::to_string(cell.d) + ",m=" + std::to_string(cell.width) +
         ",R=" + numeric::canonical_text(cell.R);
}

claim::Measurement check_mean(const Cell& cell, const Setting& setting,
                              const numeric::Rational& factor) {
  // Neurons are independent, so sum_r Y_r with Y_r = mean over points of h(z_r)/tau is a sum of m
  // observations in [0, 1]; each draw of W^0 adds its m at once.
  stats::ConfidenceSequence sequence;
  for (const MainTermDraw& d : main_term_draws(cell, "real_vs_pseudo/mean_main_term", setting)) {
    // As h/tau lies in [0, 1], an error e of it moves its square by at most 2 e; the float
    // summation of the squares, in blocks of few additions, stays within a relative 2^-10.
    sequence.add_block(cell.width, d.h_mean, d.h_square * (1 + 0x1p-10) + 2 * d.h_error, d.h_error);
  }
  const double scale = main_term_scale(cell);
  const claim::Range measured = stats::scaled(sequence.interval(setting.context.alpha), 0, scale);

  const Interval m = numeric::interval(cell.m), R = numeric::interval(cell.R);
  const Interval mean = mean_main_term(m, R), order = R * R * numeric::power(m, -1, 6);
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::statistical;
  f.scope = claim::Scope::finite_set;
  f.confidence = 1 - setting.context.alpha;
  f.assumptions = {{"H1", true, "points drawn on X"}, {"H2", true, "drawn so"}};
  f.comparisons = {{"main_term", measured,
                    numeric::to_range(Interval(numeric::interval(factor) * mean)),
                    kResolution * numeric::upper(mean)}};
  f.trials.decisive = cell.draws;
  f.witness = stream_key(cell) + ",draws=" + std::to_string(cell.draws) +
              ",points=" + std::to_string(cell.points) + ",seed=" + std::to_string(setting.seed);
  const claim::Range twin =
      numeric::to_range(Interval(numeric::interval(twin::nine_tenths()) * mean));
  f.twins = {1, measured.lower > twin.upper || measured.upper < twin.lower ? 1U : 0U};
  out.point = sequence.mean() * scale;
  out.trivial.value = scale;
  const claim::Range exact = numeric::to_range(mean),
                     leading = numeric::to_range(leading_order(m, R, setting.constants));
  out.critical_constant = claim::ratio(measured, numeric::to_range(order));
  out.result = {{"main_term", measured},
                {"exact_mean", exact},
                {"leading_order", leading},
                {"ratio_to_exact", claim::ratio(measured, exact)},
                {"ratio_to_leading", claim::ratio(measured, leading)}};
  return out;
}

}  // namespace proofgauge::real_vs_pseudo
