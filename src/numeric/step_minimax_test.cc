#include "numeric/step_minimax.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "numeric/polynomial_proof.h"
#include "numeric/step_certificate.h"
#include "numeric/test_effort.h"
#include "numeric/test_stop.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

Rational exact(const char* text) { return parse_rational(text, "test"); }

StepIntervals chord(const char* delta, const char* rho, const char* lo) {
  return step_intervals(exact(lo), exact(delta), exact(rho), Geometry::chord);
}

/// (-1)^i residuals by exact elimination, and |q| by exact samples: nothing of the producer's.
Rational slow_level(const StepLower& lower, const StepIntervals& s) {
  const std::size_t n = lower.points.size();
  Rational top = 0, bottom = 0;
  for (std::size_t i = 0; i < n; ++i) {
    Rational l = 1;
    for (std::size_t j = 0; j < n; ++j)
      if (j != i) l /= lower.points[i] - lower.points[j];
    if (lower.points[i] >= s.B) top += l;
    bottom += abs(l);
  }
  return abs(top) / bottom;
}

void check_proofs(const LeastDegree& found, const StepIntervals& s, const Rational& eps1) {
  BOOST_REQUIRE(found.decided() && found.upper && found.lower);
  BOOST_CHECK_EQUAL(found.upper->degree, found.at_most);
  BOOST_CHECK_EQUAL(found.lower->degree, found.at_least - 1);
  BOOST_CHECK_EQUAL(found.upper->coefficients.size(), static_cast<std::size_t>(found.at_most) + 1);
  BOOST_CHECK_EQUAL(found.lower->points.size(), static_cast<std::size_t>(found.at_least) + 1);
  BOOST_CHECK_LE(found.upper->error_upper, eps1);
  const auto& c = found.upper->coefficients;
  BOOST_CHECK(prove_bound(c, 0, {s.lo, s.A_up}, eps1).outcome == Proof::proved);
  BOOST_CHECK(prove_bound(c, 1, {s.B, Rational(1)}, eps1).outcome == Proof::proved);
  for (int k = 0; k <= 50; ++k) {
    BOOST_CHECK_LE(abs(chebyshev_value(c, s.lo + (s.A_up - s.lo) * ratio(k, 50))), eps1);
    BOOST_CHECK_LE(abs(Rational(chebyshev_value(c, s.B + (1 - s.B) * ratio(k, 50)) - 1)), eps1);
  }
  for (const Rational& z : found.lower->points)
    BOOST_CHECK((s.lo <= z && z <= s.A_down) || (s.B <= z && z <= 1));
  BOOST_CHECK_GT(found.lower->level, eps1);
  if (found.at_least <= 30) BOOST_CHECK_GE(slow_level(*found.lower, s), found.lower->level);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(step_minimax_suite)

BOOST_AUTO_TEST_CASE(known_least_degrees_with_both_proofs) {
  const struct {
    const char *delta, *rho, *lo;
    int degree;
  } known[] = {{"1", "0.25", "-1", 13}, {"0.5", "0.125", "-1", 27}, {"1", "0.25", "-1/2", 11}};
  for (const auto& k : known) {
    const StepIntervals s = chord(k.delta, k.rho, k.lo);
    const LeastDegree found = least_degree(s, ratio(1, 100));
    BOOST_CHECK_EQUAL(found.at_most, k.degree);
    check_proofs(found, s, ratio(1, 100));
    // The tightened bound is false for the polynomial, and refuted with a place.
    const Rational tight = found.upper->error_lower * ratio(9, 10);
    const auto left = prove_bound(found.upper->coefficients, 0, {s.lo, s.A_up}, tight);
    const auto right = prove_bound(found.upper->coefficients, 1, {s.B, Rational(1)}, tight);
    BOOST_CHECK(left.outcome == Proof::refuted || right.outcome == Proof::refuted);
  }
}

BOOST_AUTO_TEST_CASE(errors_are_enclosed_and_fall_with_the_degree) {
  const StepIntervals s = chord("0.8", "0.2", "-1/2");
  Rational before = ratio(1, 2);
  for (int n = 0; n <= 24; ++n) {
    const StepMinimax m = step_minimax(s, n);
    BOOST_CHECK_EQUAL(m.needs, "");
    BOOST_CHECK_LE(m.lower.level, m.upper.error_upper);
    BOOST_CHECK_LE(m.upper.error_upper, m.lower.level * (1 + exact("1e-6")));
    BOOST_CHECK_LE(m.lower.level, before);
    if (n == 0) BOOST_CHECK_GE(m.upper.error_upper, ratio(1, 2));
    before = m.upper.error_upper;
  }
}

BOOST_AUTO_TEST_CASE(near_ties_are_decided_by_the_proofs) {
  const StepIntervals s = chord("1", "0.25", "-1/2");
  StepLimits fine;
  fine.tolerance = 1e-13;
  for (const int n : {5, 11, 16}) {
    const StepMinimax m = step_minimax(s, n, fine);
    BOOST_REQUIRE_EQUAL(m.needs, "");
    for (const char* relative : {"1e-3", "1e-8", "1e-12"}) {
      const Rational above = m.upper.error_upper * (1 + exact(relative)),
                     below = m.lower.level * (1 - exact(relative));
      const LeastDegree works = least_degree(s, above);
      check_proofs(works, s, above);
      BOOST_CHECK_LE(works.at_most, n);
      const LeastDegree fails = least_degree(s, below);
      check_proofs(fails, s, below);
      BOOST_CHECK_GT(fails.at_least, n);
    }
  }
}

BOOST_AUTO_TEST_CASE(an_exact_tie_is_undecided_not_guessed) {
  // Degree 1 on [-1, -a] u [a, 1]: E = (1 - a)/(1 + a)/2 exactly.
  const Rational a = ratio(1, 3);
  const auto s = StepIntervals::exactly(-1, -a, a);
  const LeastDegree found = least_degree(s, ratio(1, 4));
  BOOST_CHECK_LE(found.at_least, 1);
  BOOST_CHECK(!found.decided());
  BOOST_CHECK(!found.needs.empty());
  BOOST_CHECK_EQUAL(found.at_most == 0 || found.at_most >= 2, true);
}

BOOST_AUTO_TEST_CASE(caps_are_values) {
  const StepIntervals s = chord("0.5", "0.125", "-1/2");
  StepLimits limits;
  limits.max_degree = 9;
  const LeastDegree capped = least_degree(s, ratio(1, 100), limits);
  BOOST_CHECK(!capped.decided());
  BOOST_CHECK_EQUAL(capped.at_least, 10);
  BOOST_REQUIRE(capped.lower);
  BOOST_CHECK_GT(capped.lower->level, ratio(1, 100));
  BOOST_CHECK_EQUAL(capped.at_most, 0);
  BOOST_CHECK(capped.needs.find("over 9") != std::string::npos);
  BOOST_CHECK_GT(capped.predicted, 9);
  limits.max_degree = 400;
  limits.max_digits = 15;
  const LeastDegree coarse = least_degree(chord("1", "0.25", "-1/2"), exact("1e-25"), limits);
  BOOST_CHECK(!coarse.decided());
  BOOST_CHECK(!coarse.needs.empty());
}

BOOST_AUTO_TEST_CASE(extreme_intervals_and_bounds) {
  const Rational nearly_half = ratio(499999, 1000000);
  for (const char* rho : {"0", "1e-9", "0.005", "0.3", "0.4999"}) {
    const StepIntervals s = chord("1", rho, "-1/2");
    check_proofs(least_degree(s, nearly_half), s, nearly_half);
    if (std::string(rho) != "0.4999") check_proofs(least_degree(s, ratio(1, 20)), s, ratio(1, 20));
  }
  const StepIntervals wide = chord("1.7", "0.01", "-1/2");  // A = -0.42: close to lo
  check_proofs(least_degree(wide, ratio(1, 1000)), wide, ratio(1, 1000));
  // Degrees 121 and 122 nearly share their error but not their number of points on the right.
  const StepIntervals close = chord("1", "0.45", "-1/2");
  check_proofs(least_degree(close, exact("1e-4")), close, exact("1e-4"));
  const auto symmetric = StepIntervals::exactly(-1, ratio(-3, 10), ratio(3, 10));
  for (const Rational& eps1 : {ratio(1, 5), ratio(1, 10), ratio(1, 40), ratio(1, 3000)}) {
    const LeastDegree found = least_degree(symmetric, eps1);
    check_proofs(found, symmetric, eps1);
    BOOST_CHECK_EQUAL(found.at_most % 2, 1);
  }
}

BOOST_AUTO_TEST_CASE(small_errors_take_more_digits) {
  const StepIntervals s = chord("1.2", "0.1", "-1/2");
  const LeastDegree found = least_degree(s, exact("1e-30"));
  check_proofs(found, s, exact("1e-30"));
}

BOOST_AUTO_TEST_CASE(exact_geometry_proves_each_side_for_the_true_end) {
  const StepIntervals s = step_intervals(ratio(-1, 2), 1, ratio(1, 4), Geometry::exact);
  BOOST_CHECK_LT(s.A_down, s.A_up);
  const LeastDegree found = least_degree(s, ratio(1, 100));
  check_proofs(found, s, ratio(1, 100));
  BOOST_CHECK_LE(found.at_most, least_degree(chord("1", "0.25", "-1/2"), ratio(1, 100)).at_most);
}

BOOST_AUTO_TEST_CASE(sign_error_closed_form_and_limit) {
  for (const Rational& a : {ratio(1, 10), ratio(1, 2), ratio(9, 10)}) {
    const Rational one = (1 - a) / (1 + a);
    for (const int n : {1, 2}) {
      const SignError e = sign_error(a, n);
      BOOST_CHECK(e.lower <= one && one <= e.upper);
      BOOST_CHECK_LE(e.upper, e.lower * (1 + exact("1e-9")));
    }
  }
  // Eremenko and Yuditskii: sqrt(k) ((1+a)/(1-a))^k E_{2k+1} -> (1-a)/sqrt(pi a), error O(1/k).
  const double a = 0.3, limit = (1 - a) / std::sqrt(std::acos(-1.0) * a);
  const auto product = [&](int k) {
    return std::sqrt(k) * std::pow((1 + a) / (1 - a), k) *
           to_double(sign_error(ratio(3, 10), 2 * k + 1).lower);
  };
  const double p12 = product(12), p24 = product(24);
  BOOST_CHECK_LE(std::abs(p24 - 0.6950), 5e-5);
  BOOST_CHECK_LE(std::abs(2 * p24 - p12 - limit), 5e-3 * limit);  // O(1/k^2) is left
  BOOST_CHECK_GT(std::abs(p24 - limit), 5e-3 * limit);
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  const auto field = [](const char* name) {
    return [name](const InputError& e) { return e.field() == name; };
  };
  const Rational e = ratio(1, 100);
  BOOST_CHECK_EXCEPTION((void)least_degree(StepIntervals::exactly(-2, 0, ratio(1, 2)), e),
                        InputError, field("lo"));
  BOOST_CHECK_EXCEPTION((void)least_degree(StepIntervals::exactly(0, 0, ratio(1, 2)), e),
                        InputError, field("A"));
  BOOST_CHECK_EXCEPTION((void)least_degree(StepIntervals::exactly(-1, 0, 0), e), InputError,
                        field("B"));
  BOOST_CHECK_EXCEPTION((void)least_degree(StepIntervals::exactly(-1, 0, 2), e), InputError,
                        field("B"));
  for (const Rational& bad : {Rational(0), ratio(1, 2), Rational(-1)})
    BOOST_CHECK_EXCEPTION((void)least_degree(StepIntervals::exactly(-1, 0, ratio(1, 2)), bad),
                          InputError, field("eps1"));
  BOOST_CHECK_EXCEPTION((void)step_minimax(StepIntervals::exactly(-1, 0, ratio(1, 2)), 401),
                        InputError, field("degree"));
  BOOST_CHECK_EXCEPTION((void)step_minimax(StepIntervals::exactly(-1, 0, ratio(1, 2)), -1),
                        InputError, field("degree"));
  BOOST_CHECK_EXCEPTION((void)sign_error(Rational(1), 3), InputError, field("a"));
}

// Wherever the stop comes, the answer is the whole one or none.
BOOST_AUTO_TEST_CASE(a_search_that_was_cut_gives_no_degree) {
  const StepIntervals s = chord("0.25", "0.0625", "-1/2");
  const Rational eps1 = exact("0.0001");
  LeastDegree whole;
  const double alone = seconds_of([&] { whole = least_degree(s, eps1); });
  int cut = 0;
  for (const double share : {0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1.1}) {
    const StopAfter stop{std::chrono::milliseconds(static_cast<int>(1000 * share * alone))};
    StepLimits limits;
    limits.stop = stop.token();
    try {
      const LeastDegree found = least_degree(s, eps1, limits);
      BOOST_CHECK_EQUAL(found.at_least, whole.at_least);
      BOOST_CHECK_EQUAL(found.at_most, whole.at_most);
      check_proofs(found, s, eps1);
    } catch (const LimitError&) {
      ++cut;
    }
  }
  StepLimits never;
  never.stop = stopped();
  BOOST_CHECK_THROW((void)least_degree(s, eps1, never), LimitError);
  BOOST_CHECK_THROW((void)step_minimax(s, 5, never), LimitError);
  BOOST_CHECK_THROW((void)sign_error(ratio(1, 3), 5, 1e-9, never.stop), LimitError);
  BOOST_CHECK_GT(cut, 0);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_long_search) {
  const StopAfter stop(std::chrono::milliseconds(300));
  StepLimits limits;
  limits.stop = stop.token();
  const double took = seconds_of([&] {
    BOOST_CHECK_THROW((void)least_degree(chord("1", "0.25", "-1/2"), exact("1e-30"), limits),
                      LimitError);
  });
  BOOST_CHECK_LT(took, 10);
}

BOOST_AUTO_TEST_SUITE_END()
