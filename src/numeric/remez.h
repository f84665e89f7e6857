// Best uniform approximation by polynomials on a finite union of closed intervals (Remez exchange).
//
// Everything here is floating point in rising precision: it finds, it does not prove. Proofs are in
// polynomial_proof.h (upper side) and alternation.h (lower side).
#pragma once

#include <boost/multiprecision/mpfr.hpp>
#include <functional>
#include <stop_token>
#include <string>
#include <type_traits>
#include <vector>

#include "numeric/chebyshev.h"
#include "numeric/rational.h"

namespace proofgauge::numeric {

/// MPFR numbers of a fixed number of decimal digits, kept on the stack.
template <unsigned kDigits>
using Real = boost::multiprecision::number<
    boost::multiprecision::mpfr_float_backend<kDigits, boost::multiprecision::allocate_stack>,
    boost::multiprecision::et_off>;
using Real50 = Real<50>;
using Real100 = Real<100>;
using Real200 = Real<200>;
using Real400 = Real<400>;

/// The function to approximate. Made from any callable that takes a scalar and returns the same
/// scalar for double, Real50, Real100, Real200 and Real400, accurate to a few units in the last
/// place: `Target([](const auto& z) { using std::exp; return exp(z); })`.
class Target {
 public:
  template <class F>
  requires(!std::is_same_v<std::remove_cvref_t<F>, Target>) explicit Target(const F& f)
      : d_(f), r50_(f), r100_(f), r200_(f), r400_(f) {}

  [[nodiscard]] double operator()(const double& z) const { return d_(z); }
  [[nodiscard]] Real50 operator()(const Real50& z) const { return r50_(z); }
  [[nodiscard]] Real100 operator()(const Real100& z) const { return r100_(z); }
  [[nodiscard]] Real200 operator()(const Real200& z) const { return r200_(z); }
  [[nodiscard]] Real400 operator()(const Real400& z) const { return r400_(z); }

 private:
  std::function<double(const double&)> d_;
  std::function<Real50(const Real50&)> r50_;
  std::function<Real100(const Real100&)> r100_;
  std::function<Real200(const Real200&)> r200_;
  std::function<Real400(const Real400&)> r400_;
};

struct RemezOptions {
  double tolerance = 1e-9;  ///< stop when (largest error - level) / level is at most this
  int min_digits = 15;      ///< least precision of the last step, in decimal digits (15 = double)
  int max_digits = 400;     ///< most; beyond it the result says what would be needed
  int max_iterations = 60;  ///< in each precision
  /// Where to start, e.g. the points of a neighbouring degree; any number of points. Empty: Leja
  /// points of the union.
  std::vector<Rational> start;
  /// Search the whole union once more before the last precision is called converged; false trusts
  /// the neighbourhoods of the points (for callers that prove the result anyway).
  bool thorough = true;
  bool coefficients = true;   ///< false: leave `coefficients` empty
  std::stop_token stop = {};  ///< looked at between evaluations of the error; then LimitError
};

struct RemezResult {
  int degree = 0;
  /// Alternation set, increasing; degree + 2 exact numbers inside the intervals. Empty where the
  /// error is zero because the union has at most degree + 1 points (`coefficients` is empty too).
  std::vector<Rational> points;
  int sign = 1;  ///< of f - p at points[0]; it alternates through the list
  /// De la Vallee-Poussin level of `points` and the largest |f - p| found for the polynomial that
  /// belongs to them: in exact arithmetic level <= minimax error. Both are floating point here.
  double level = 0, largest = 0;
  ClosedInterval hull;                 ///< of the union
  std::vector<Rational> coefficients;  ///< degree + 1 Chebyshev coefficients on the hull
  int digits = 0;                      ///< precision that the last step used
  int iterations = 0;                  ///< all precisions together
  bool converged = false;
  std::string needs;  ///< where not converged: what would be needed
};

/// The polynomial of degree at most `degree` (>= 0) nearest to f in the uniform norm on the union
/// of `intervals` (at least one; disjoint, increasing; else an InputError). Precision is raised
/// until the error stands clear of rounding: the coefficients are accurate to about tolerance *
/// level.
[[nodiscard]] RemezResult remez(const Target& f, const std::vector<ClosedInterval>& intervals,
                                int degree, const RemezOptions& options = {});

}  // namespace proofgauge::numeric
