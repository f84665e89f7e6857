#include "sweep/search_margin.h"

#include <algorithm>
#include <cmath>

namespace proofgauge::sweep {
namespace {

using claim::Kind;
using claim::Range;

/// Below this share of the bound a half-width is rounding: an exact identity that fails stands out
/// by this much at most.
constexpr double kRounding = 0x1p-52;

double known(const claim::Record& r, bool lower_end) {
  if (r.point && std::isfinite(*r.point)) return *r.point;
  const double first = lower_end ? r.measured.lower : r.measured.upper;
  const double second = lower_end ? r.measured.upper : r.measured.lower;
  return std::isfinite(first) ? first : second;
}

double log_ratio(double a, double b, bool log10) {
  if (log10) return (a - b) * std::log(10.0);
  return a > 0 && b > 0 ? std::log(a) - std::log(b) : a - b;
}

double apart(const claim::Record& r) {
  const double measured = known(r, true);
  const double bound = r.bound.lower + r.bound.width() / 2;
  const double half = std::max(r.measured.finite() ? r.measured.width() / 2 : 0.0,
                               kRounding * std::max(std::abs(bound), 1.0));
  return std::log(std::max(std::abs(measured - bound) / half, kRounding));
}

}  // namespace

std::optional<double> margin(const claim::Record& r) {
  if (r.kind == Kind::rate || r.verdict.status() == claim::Status::outside_assumptions ||
      r.trials.decisive == 0 || !r.measured.valid() || !r.bound.finite() ||
      r.measured.log10 != r.bound.log10)
    return std::nullopt;
  double m = 0;
  if (r.kind == Kind::identity)
    m = apart(r);
  else if (r.kind == Kind::lower_bound)
    m = log_ratio(r.bound.lower, known(r, false), r.bound.log10);
  else
    m = log_ratio(known(r, true), r.bound.upper, r.bound.log10);
  if (!std::isfinite(m)) return std::nullopt;
  return m;
}

}  // namespace proofgauge::sweep
