#include "numeric/step_fit.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "claim/error.h"
#include "numeric/alternation.h"
#include "numeric/polynomial_proof.h"

namespace proofgauge::numeric::detail {
namespace {

/// 0 left of the gap's middle, 1 right of it. A double may not tell the two sides of a tiny gap
/// apart, so every precision compares with the middle in its own digits; where A and B are one
/// number there, points of either side may fall on the wrong one and the proofs find no bound.
class Step {
 public:
  explicit Step(const Rational& middle)
      : middle_(middle.convert_to<double>(), middle.convert_to<Real50>(),
                middle.convert_to<Real100>(), middle.convert_to<Real200>(),
                middle.convert_to<Real400>()) {}

  template <class T>
  T operator()(const T& z) const {
    return z < std::get<T>(middle_) ? T(0) : T(1);
  }

 private:
  std::tuple<double, Real50, Real100, Real200, Real400> middle_;
};

/// The nearest multiple of 2^-bits.
Rational rounded(const Rational& x, long bits) {
  Integer p = numerator(x), q = denominator(x);
  (bits >= 0 ? p : q) <<= static_cast<unsigned long>(std::labs(bits));
  Integer k;
  const Integer twice = 2 * p + q, down = 2 * q;
  mpz_fdiv_q(k.backend().data(), twice.backend().data(), down.backend().data());
  return bits >= 0 ? Rational(k, Integer(1) << static_cast<unsigned long>(bits))
                   : Rational(k << static_cast<unsigned long>(-bits));
}

}  // namespace

void check(const StepIntervals& s) {
  const auto fail = [](const char* field, const Rational& value, const char* expected) {
    throw InputError(field, canonical_text(value), expected);
  };
  if (s.lo < -1) fail("lo", s.lo, "at least -1");
  if (s.A_down <= s.lo) fail("A", s.A_down, "a number above lo");
  if (s.A_up < s.A_down) fail("A", s.A_up, "A_down at most A_up");
  if (s.B <= s.A_up) fail("B", s.B, "a number above A");
  if (s.B > 1) fail("B", s.B, "at most 1");
}

RemezResult fit_step(const Rational& lo, const Rational& A, const Rational& B, int degree,
                     const RemezOptions& options) {
  return remez(Target(Step{Rational((A + B) / 2)}), {{lo, A}, {B, Rational(1)}}, degree, options);
}

StepUpper prove_upper(const StepIntervals& s, const RemezResult& fit, double accuracy,
                      double tolerance, const std::stop_token& stop) {
  StepUpper out;
  out.degree = fit.degree;
  const ClosedInterval whole{-1, 1};
  out.coefficients =
      fit.hull == whole ? fit.coefficients : change_interval(fit.coefficients, fit.hull, whole);
  const double each = std::max(accuracy, 1e-280) / (fit.degree + 1);
  const long bits = -static_cast<long>(std::floor(std::log2(each)));
  for (Rational& c : out.coefficients) c = rounded(c, bits);
  const SupEnclosure left = sup_distance(out.coefficients, 0, {s.lo, s.A_up}, tolerance, stop);
  const SupEnclosure right = sup_distance(out.coefficients, 1, {s.B, Rational(1)}, tolerance, stop);
  out.error_lower = std::max(left.lower, right.lower);
  out.error_upper = std::max(left.upper, right.upper);
  return out;
}

StepLower prove_lower(const StepIntervals& s, const RemezResult& fit, int share_bits) {
  StepLower out;
  out.degree = fit.degree;
  std::vector<Rational> values;
  for (std::size_t i = 0; i < fit.points.size(); ++i) {
    const Rational& z = fit.points[i];
    const bool right = z >= s.B;
    const Rational &lo = right ? s.B : s.lo, hi = right ? Rational(1) : s.A_down;
    double gap = to_double(hi - lo);
    if (i > 0 && (fit.points[i - 1] >= s.B) == right)
      gap = std::min(gap, to_double(z - fit.points[i - 1]));
    if (i + 1 < fit.points.size() && (fit.points[i + 1] >= s.B) == right)
      gap = std::min(gap, to_double(fit.points[i + 1] - z));
    const bool end = z == lo || z == hi || !(gap > 0);
    out.points.push_back(
        end ? z
            : std::clamp(rounded(z, share_bits - static_cast<long>(std::floor(std::log2(gap)))), lo,
                         hi));
    values.emplace_back(right ? 1 : 0);
  }
  const AlternationLevel level = alternation_level(out.points, values);
  out.level = level.level;
  out.sign = level.sign;
  return out;
}

}  // namespace proofgauge::numeric::detail
