// The explicit step polynomial against its definition, its proved bound and an independent checker.
#include "step_polynomial/explicit.h"
#include "step_polynomial/claim.h"

#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "numeric/export.h"

using namespace proofgauge;
using namespace proofgauge::step_polynomial;
using numeric::Interval;
using numeric::ratio;
using numeric::Rational;

namespace {

using Oracle = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>>;

/// delta 1, rho 1/4, chord geometry.
const Ends kQuarter{ratio(-1, 1), ratio(23, 32), ratio(31, 32)};
const Ends kQuarterHalf{ratio(-1, 2), ratio(23, 32), ratio(31, 32)};

Oracle angle(const Rational& z) { return acos(Oracle(z)); }

/// int_{|s| <= theta_c} K(theta - s) ds / int K from the definition K = T_N(cos(t/2)/cos(a/2))^2,
/// at 100 digits: T_N by cos and cosh, integrals by Gauss-Kronrod.
Oracle by_quadrature(const Ends& e, int N, const Oracle& theta) {
  const Oracle pi = boost::math::constants::pi<Oracle>();
  const Oracle a = (angle(e.A) - angle(e.B)) / 2, c = (angle(e.A) + angle(e.B)) / 2;
  const auto kernel = [&](const Oracle& t) -> Oracle {
    const Oracle x = abs(Oracle(cos(t / 2) / cos(a / 2)));
    const Oracle T = x <= 1 ? Oracle(cos(N * acos(x))) : Oracle(cosh(N * acosh(x)));
    return T * T;
  };
  const auto integral = [&](const Oracle& from, const Oracle& to) {
    return boost::math::quadrature::gauss_kronrod<Oracle, 61>::integrate(kernel, from, to, 6,
                                                                         Oracle("1e-30"));
  };
  return integral(theta - c, theta + c) / (2 * integral(Oracle(0), pi));
}

Oracle chebyshev_sum(const std::vector<Rational>& c, const Oracle& theta) {
  Oracle sum = 0;
  for (std::size_t k = 0; k < c.size(); ++k) sum += Oracle(c[k]) * cos(Oracle(k * theta));
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(explicit_construction)

BOOST_AUTO_TEST_CASE(coefficients_are_those_of_the_convolution) {
  for (const int N : {1, 2, 7, 16}) {
    const RoundedKernel q = rounded_kernel(kQuarter, N, 200);
    for (const char* theta : {"0", "0.2", "0.5", "0.7", "1.5", "3.1"}) {
      const Oracle t(theta);
      BOOST_TEST(abs(chebyshev_sum(q.coefficients, t) - by_quadrature(kQuarter, N, t)) <
                 Oracle("1e-24"));
    }
  }
}

BOOST_AUTO_TEST_CASE(both_precisions_enclose_the_same_coefficients) {
  const auto forty = kernel_coefficients<40>(kQuarter, 60);
  const auto wide = kernel_coefficients<120>(kQuarter, 60);
  for (std::size_t k = 0; k < forty.size(); ++k) {
    const Interval narrowed(lower(wide[k]).str(60), upper(wide[k]).str(60));
    BOOST_TEST(!(numeric::certainly_less(forty[k], narrowed) ||
                 numeric::certainly_less(narrowed, forty[k])));
    BOOST_TEST(width(forty[k]) < 1e-30);
    BOOST_TEST(width(wide[k]) < 1e-100);
  }
}

BOOST_AUTO_TEST_CASE(least_degree_by_the_proof_and_in_fact) {
  BOOST_TEST(kernel_degree(kQuarter, ratio(1, 100)) == 40);
  BOOST_TEST(kernel_degree(kQuarter, ratio(1, 10000)) == 60);
  for (const auto& [eps1, N] : {std::pair{ratio(1, 100), 33}, {ratio(1, 10000), 52}}) {
    const WorkingDegree w = working_degree(kQuarter, eps1);
    BOOST_TEST(w.decided);
    BOOST_TEST(w.N == N);
    BOOST_TEST(numeric::certainly_at_most(w.error, numeric::interval(eps1)));
    BOOST_TEST(numeric::certainly_less(numeric::interval(eps1), w.error_before));
  }
}

BOOST_AUTO_TEST_CASE(bound_is_minimal_and_its_degrees_form_an_up_set) {
  const Interval a = half_gap(kQuarter);
  const int least = kernel_degree(kQuarter, ratio(1, 50));
  const Interval limit = numeric::interval(ratio(1, 50));
  for (int N = 1; N < least; ++N)
    BOOST_TEST(numeric::certainly_less(limit, kernel_error_bound(N, a)));
  for (int N = least; N < 3 * least; ++N)
    BOOST_TEST(numeric::certainly_at_most(kernel_error_bound(N, a), limit));
}

BOOST_AUTO_TEST_CASE(error_keeps_its_bound_and_the_bound_is_within_a_factor_eight) {
  for (const Ends& e :
       {kQuarter, kQuarterHalf, Ends{ratio(-1, 1), ratio(119, 128), ratio(127, 128)}})
    for (const int N : {5, 20, 45}) {
      const Interval error = kernel_error(e, N).error;
      const Interval bound = kernel_error_bound(N, half_gap(e));
      BOOST_TEST(numeric::certainly_at_most(error, bound));  // sound
      BOOST_TEST(upper(error) <= lower(error) * (1 + 2e-6));
      // int K is about c K(0)/N with c between pi and 2 pi, and half of the mass is on one side.
      if (N == 45) BOOST_TEST(numeric::certainly_less(bound, Interval(8 * error)));
    }
}

BOOST_AUTO_TEST_CASE(error_holds_every_sample_and_is_attained) {
  const int N = 20;
  const RoundedKernel q = rounded_kernel(kQuarterHalf, N, 150);
  const Interval error = kernel_error(kQuarterHalf, N).error;
  Oracle largest = 0;
  const Oracle theta_A = angle(kQuarterHalf.A), theta_B = angle(kQuarterHalf.B),
               last = angle(kQuarterHalf.lo);
  for (int i = 0; i <= 2000; ++i) {
    const Oracle left = chebyshev_sum(q.coefficients, theta_A + (last - theta_A) * i / 2000);
    const Oracle right = chebyshev_sum(q.coefficients, theta_B * i / 2000);
    for (const Oracle& x : {left, Oracle(1 - right)}) {
      BOOST_TEST(x >= -Oracle(q.rounding));
      largest = std::max(largest, x);
    }
  }
  const Oracle rounding(q.rounding);
  BOOST_TEST(largest <= Oracle(upper(error)) + rounding);
  // Neighbours on the grid differ by at most slope x step, far below a thousandth of the error.
  BOOST_TEST(largest >= Oracle(lower(error)) * Oracle("0.999"));
}

BOOST_AUTO_TEST_CASE(rounding_stays_inside_what_it_states) {
  const auto c = kernel_coefficients<120>(kQuarter, 40);
  const RoundedKernel q = rounded_kernel(kQuarter, 40, rounding_bits(ratio(1, 100)));
  Oracle sum = 0;
  for (std::size_t k = 0; k < c.size(); ++k)
    sum += abs(Oracle(lower(c[k])) - Oracle(q.coefficients[k]));
  BOOST_TEST(sum > 0);
  BOOST_TEST(sum <= Oracle(q.rounding));
  BOOST_TEST(q.rounding < ratio(1, 100) / (1LL << 40));
}

BOOST_AUTO_TEST_CASE(coefficients_keep_the_bounds_of_a_function_between_0_and_1) {
  const Interval pi = numeric::pi();
  for (const int N : {3, 10, 40}) {
    const auto c = kernel_coefficients<40>(kQuarter, N);
    BOOST_TEST(numeric::certainly_at_most(abs(c[0]), Interval(1)));
    for (std::size_t k = 1; k < c.size(); ++k)
      BOOST_TEST(numeric::certainly_at_most(abs(c[k]), Interval(2 / pi)));
    const RoundedKernel q = rounded_kernel(kQuarter, N, 200);
    const auto form = numeric::detail::integer_form(
        {q.coefficients, ratio(-1, 1), kQuarter.A, kQuarter.B, ratio(1, 100)});
    numeric::Integer sum = 0;
    for (const auto& m : form.monomial) sum += abs(m);
    const Interval measured = numeric::interval(Rational(sum, form.denominator));
    const auto bound = [&](const Rational& lo) {
      return monomial_bound(Interval(0), growth(numeric::interval(lo)), N, pi);
    };
    BOOST_TEST(numeric::certainly_less(measured, bound(ratio(-1, 1))));
    BOOST_TEST(numeric::certainly_less(bound(ratio(-1, 1)), bound(ratio(-1, 2))));
  }
}

BOOST_AUTO_TEST_CASE(impossible_values_are_input_errors) {
  BOOST_CHECK_THROW((void)kernel_degree({ratio(-1, 1), ratio(1, 2), ratio(1, 2)}, ratio(1, 10)),
                    InputError);
  BOOST_CHECK_THROW((void)kernel_degree(kQuarter, ratio(1, 2)), InputError);
  BOOST_CHECK_THROW((void)kernel_degree(kQuarter, ratio(1, 100), 39), InputError);
  BOOST_CHECK_THROW((void)kernel_coefficients<40>(kQuarter, 0), InputError);
  BOOST_CHECK_THROW((void)kernel_error(kQuarter, 5, 0), InputError);
  BOOST_CHECK_THROW((void)rounded_kernel(kQuarter, 5, 351), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
