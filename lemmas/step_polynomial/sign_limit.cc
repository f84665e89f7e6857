// The limit of Eremenko and Yuditskii for sgn: an independent test of the exchange.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "numeric/interval.h"
#include "numeric/parallel.h"
#include "numeric/step_minimax.h"
#include "step_polynomial/check.h"
#include "step_polynomial/claim.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Range;
using numeric::Interval;

constexpr double kTolerance = 1e-9;    ///< of each E, relative
constexpr int kFirst = 3, kLast = 40;  ///< k of E_{2k+1}
constexpr int kPrefix = 12;            ///< the shortest sequence that is extrapolated
constexpr std::size_t kOrders = 4;     ///< of 1/k that are eliminated
constexpr double kSafety = 2;          ///< the interval: so many times the last correction
constexpr double kResolution = 0.01;   ///< relative; wider could not tell 0.9 of the limit
constexpr double kEnclosed = 1e-6;     ///< an E wider than this, relative, is not known
constexpr double kDecay = 2;           ///< least fall of E over the sequence, as an exponent of e

/// Eliminates 1/k, ..., 1/k^order from values at k, 2k', ... (Neville in 1/k on the last order + 1
/// points, spread over the sequence).
double extrapolate(const std::vector<double>& k, const std::vector<double>& value,
                   std::size_t count, std::size_t order) {
  std::vector<double> x, t;
  for (std::size_t i = 0; i <= order; ++i) {
    // From the middle of the sequence to its end: wide steps lose fewer digits.
    const std::size_t at = count - 1 - (order - i) * (count / (2 * order + 1));
    x.push_back(1 / k[at]);
    t.push_back(value[at]);
  }
  for (std::size_t level = 1; level <= order; ++level)
    for (std::size_t i = 0; i + level <= order; ++i)
      t[i] = (x[i] * t[i + 1] - x[i + level] * t[i]) / (x[i] - x[i + level]);
  return t[0];
}

/// The extrapolated limit of the first `count` values, give or take a multiple of the last order's
/// correction.
Range limit_range(const std::vector<double>& k, const std::vector<double>& value,
                  std::size_t count) {
  const double best = extrapolate(k, value, count, kOrders);
  const double before = extrapolate(k, value, count, kOrders - 1);
  const double slack = kSafety * std::abs(best - before);
  return {best - slack, best + slack};
}

struct Sequence {
  std::vector<double> k, value;    ///< scaled errors E_(2k+1)
  std::vector<char> known;         ///< whether E is enclosed well enough
  unsigned tested = 0, holds = 0;  ///< back-tests of the extrapolation
};

/// Why a sequence says nothing of its limit, if so. A limit is not refuted by finitely many
/// degrees: an interval beside the true value is as good as none.
std::string why_undecided(const Sequence& s, double a, const Range& found, const Range& claimed) {
  if (const auto lost = std::find(s.known.begin(), s.known.end(), 0); lost != s.known.end())
    return fmt::format("E_(2k+1) is enclosed too widely from k = {} on",
                       s.k[static_cast<std::size_t>(lost - s.known.begin())]);
  const double decay = kLast * std::log((1 + a) / (1 - a));
  if (decay < kDecay)
    return fmt::format(
        "k = {} is too small for this a: E_(2k+1) has fallen by a factor of e^{:.2g} only, and its "
        "expansion in 1/k begins beyond e^{}",
        kLast, decay, kDecay);
  if (2 * s.holds < s.tested)
    return fmt::format("only {} of {} back-tests of the extrapolation hold", s.holds, s.tested);
  if (found.upper < claimed.lower || found.lower > claimed.upper)
    return "the extrapolated interval excludes the limit, which finitely many degrees cannot";
  return "";
}

}  // namespace

claim::Measurement measure_sign_limit(const numeric::Rational& a, const Setting& setting,
                                      bool twin) {
  const std::size_t count = kLast - kFirst + 1;
  Sequence s{std::vector<double>(count), std::vector<double>(count), std::vector<char>(count)};
  numeric::parallel_for(count, setting.context.threads, [&](std::size_t i) {
    const int degree = static_cast<int>(i) + kFirst;
    const numeric::SignError error =
        numeric::sign_error(a, 2 * degree + 1, kTolerance, setting.context.stop);
    const Interval scale = sign_scale(numeric::interval(a), degree);
    const Range product = numeric::to_range(Interval(
        scale * numeric::hull(numeric::interval(error.lower), numeric::interval(error.upper))));
    s.k[i] = degree;
    s.value[i] = (product.lower + product.upper) / 2;
    s.known[i] = product.upper - product.lower <= kEnclosed * product.upper ? 1 : 0;
  });
  const Range found = limit_range(s.k, s.value, count);
  // Back-tests: what the same recipe says from shorter sequences, against what the whole one finds.
  for (std::size_t prefix = kPrefix; prefix < count; ++prefix) {
    ++s.tested;
    s.holds +=
        limit_range(s.k, s.value, prefix).contains((found.lower + found.upper) / 2) ? 1U : 0U;
  }
  const Interval limit = sign_limit(numeric::interval(a), numeric::pi());
  const Range claimed = numeric::to_range(limit);
  const Range smaller =
      numeric::to_range(Interval(limit * numeric::interval(numeric::ratio(9, 10))));

  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::fit;
  f.scope = claim::Scope::finite_set;
  f.comparisons = {{"constant", found, twin ? smaller : claimed, kResolution * claimed.upper}};
  f.trials.decisive = count;
  // Laplace's rule of succession on the back-tests.
  f.confidence = (s.holds + 1.0) / (s.tested + 2.0);
  f.undecidable = why_undecided(s, numeric::to_double(a), found, claimed);
  if (!f.undecidable.empty())
    f.trials = {0, count, 0};
  else if (!twin)
    f.twins = {1, found.contains(smaller.lower) || found.contains(smaller.upper) ? 0U : 1U};
  f.witness = fmt::format("E_(2k+1) for k = {}..{}, a = {}", kFirst, kLast, a.str());
  m.point = (found.lower + found.upper) / 2;
  m.result = {{"constant", found},
              {"limit", claimed},
              {"last", Range::point(s.value.back())},
              {"back_tests", Range::point(s.tested)},
              {"back_tests_hold", Range::point(s.holds)}};
  m.notes = {
      fmt::format("extrapolated in 1/k to order {}; the interval is {} times the last "
                  "correction on either side, which covers the final value in {} of {} shorter "
                  "sequences",
                  kOrders, kSafety, s.holds, s.tested)};
  m.series["k"] = s.k;
  m.series["scaled_error"] = s.value;
  return m;
}

}  // namespace proofgauge::step_polynomial
