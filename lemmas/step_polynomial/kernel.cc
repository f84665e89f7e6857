// The explicit construction of theory 2.2 on a cell.
#include "step_polynomial/kernel.h"

#include <fmt/format.h>

#include <algorithm>

#include "claim/error.h"
#include "numeric/interval.h"
#include "numeric/polynomial_proof.h"
#include "step_polynomial/check.h"
#include "step_polynomial/explicit.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::Rational;

constexpr int kMostKernel = 1000;  ///< degrees beyond it are named, not built
constexpr unsigned kMostBits = 350;
constexpr double kTolerance = 1e-6;  ///< relative width of an error

Ends ends_of(const Cell& cell) {
  const numeric::StepIntervals on = cell.intervals();
  return {cell.lo, on.A_up, on.B};
}

/// q_N with rational coefficients and its error on both intervals, proved: an enclosure that holds
/// for q_N itself as well, so widened by the rounding of its coefficients.
numeric::StepUpper polynomial(const Cell& cell, int N, const std::stop_token& stop) {
  const numeric::StepIntervals on = cell.intervals();
  const unsigned bits = rounding_bits(cell.eps1);
  numeric::StepUpper upper;
  upper.degree = N;
  RoundedKernel q = rounded_kernel(ends_of(cell), N, bits, stop);
  upper.coefficients = std::move(q.coefficients);
  const auto left =
      numeric::sup_distance(upper.coefficients, Rational(0), {on.lo, on.A_up}, kTolerance, stop);
  const auto right =
      numeric::sup_distance(upper.coefficients, Rational(1), {on.B, Rational(1)}, kTolerance, stop);
  upper.error_lower = std::max(left.lower, right.lower) - q.rounding;
  upper.error_upper = std::max(left.upper, right.upper) + q.rounding;
  return upper;
}

/// An N at which the kernel works while it does not at N - 1, both proved, by bisection below
/// `enough`, which works.
Range least_working(const Cell& cell, int enough, const std::stop_token& stop) {
  int fails = 0, works = enough;
  while (works - fails > 1) {
    const int middle = fails + (works - fails) / 2;
    const numeric::StepUpper q = polynomial(cell, middle, stop);
    if (q.error_upper <= cell.eps1)
      works = middle;
    else if (q.error_lower > cell.eps1)
      fails = middle;
    else
      return {static_cast<double>(fails + 1), static_cast<double>(works)};
  }
  return Range::point(works);
}

}  // namespace

std::optional<int> degree_by_proof(const Cell& cell, const Rational& eps1) {
  constexpr int kLargest = 1 << 20;
  try {
    return kernel_degree(ends_of(cell), eps1, kLargest);
  } catch (const InputError&) {  // beyond any degree that could be built
    return std::nullopt;
  }
}

Kernel explicit_kernel(const Cell& cell, const std::stop_token& stop) {
  Kernel k;
  k.N = degree_by_proof(cell, cell.eps1);
  if (!k.N || *k.N > kMostKernel) {
    k.needs = k.N ? fmt::format("degree over {} (the proof asks for {})", kMostKernel, *k.N)
                  : fmt::format("degree over {}", kMostKernel);
    return k;
  }
  if (rounding_bits(cell.eps1) > kMostBits) {
    k.needs = fmt::format("coefficients of more than {} bits", kMostBits);
    return k;
  }
  k.upper = polynomial(cell, *k.N, stop);
  return k;
}

Measurement measure_kernel(const Cell& cell, const Setting& setting, bool twin) {
  Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::exact;
  f.scope = claim::Scope::instance;
  f.assumptions = {cell.radius_assumption()};
  m.trivial = {0.5, {}};
  if (!cell.admissible()) {
    f.trials.not_applicable = 1;
    return m;
  }
  const std::stop_token& stop = setting.context.stop;
  const Kernel kernel = explicit_kernel(cell, stop);
  if (!kernel.upper) {
    f.undecidable = kernel.needs;
    f.trials.undecided = 1;
    if (kernel.N) m.result.emplace_back("N", Range::point(*kernel.N));
    return m;
  }
  const int N = *kernel.N, half = (N + 1) / 2;
  const auto range = [](const numeric::StepUpper& u) {
    return Range{numeric::lower(numeric::interval(u.error_lower)),
                 numeric::upper(numeric::interval(u.error_upper))};
  };
  const Range error = range(*kernel.upper), at_half = range(polynomial(cell, half, stop));
  const Range eps1 = numeric::to_range(numeric::interval(cell.eps1));
  const Range bound = numeric::to_range(kernel_error_bound(N, half_gap(ends_of(cell))));
  f.trials.decisive = 1;
  f.witness = fmt::format("q of degree {} for {}", twin ? half : N, cell.parameters.key());
  if (twin)
    f.comparisons = {{"error", at_half, eps1, std::nullopt}};
  else
    f.comparisons = {{"error", error, bound, std::nullopt}, {"error", error, eps1, std::nullopt}};
  if (!twin) f.twins = {1, at_half.lower > eps1.upper ? 1U : 0U};
  m.result = {{"N", Range::point(N)}, {"error", error}, {"error_half", at_half}, {"eps1", eps1}};
  m.result.emplace_back("N_works", least_working(cell, N, stop));
  return m;
}

}  // namespace proofgauge::step_polynomial
