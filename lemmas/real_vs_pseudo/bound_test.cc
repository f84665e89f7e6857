// The bounds of claim.h against slower or stronger evaluations.
#define BOOST_TEST_MODULE real_vs_pseudo
#include <boost/math/quadrature/gauss_kronrod.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>

#include "real_vs_pseudo/check.h"
#include "stats/rate_cells.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::real_vs_pseudo;

namespace {

using Oracle = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>>;

/// 2 int_0^u (u - v) phi(v) dv by quadrature at 100 digits: a second derivation of 4.2.
Oracle mean_hat_by_quadrature(const Oracle& u) {
  const Oracle c = 1 / sqrt(2 * boost::math::constants::pi<Oracle>());
  const auto f = [&](const Oracle& v) -> Oracle { return 2 * (u - v) * c * exp(-v * v / 2); };
  return boost::math::quadrature::gauss_kronrod<Oracle, 61>::integrate(f, Oracle(0), u, 10,
                                                                       Oracle("1e-60"));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(bounds)

BOOST_AUTO_TEST_CASE(mean_formula_equals_the_integral_it_came_from) {
  for (const auto& u : {numeric::ratio(1, 1000), numeric::ratio(1, 10), numeric::ratio(1, 1),
                        numeric::ratio(5, 1)}) {
    const Oracle exact = mean_hat_by_quadrature(Oracle(u));
    const numeric::Interval enclosed = mean_hat(numeric::interval(u));
    BOOST_CHECK(abs(Oracle(boost::multiprecision::median(enclosed)) - exact) <
                exact * Oracle("1e-25"));
    const double as_double = mean_hat(numeric::to_double(u));
    // u erf - (..) loses at most half of a number of twice its size; u = 1e-3 keeps 2^-52 * 4
    // relative.
    BOOST_CHECK(std::abs(as_double - exact.convert_to<double>()) <=
                16 * std::numeric_limits<double>::epsilon() * as_double);
  }
}

// Values of theory 4.2 at m = 2^20, to ten digits, computed there by other means.
BOOST_AUTO_TEST_CASE(mean_main_term_has_the_reference_digits) {
  const double m = 1 << 20;
  BOOST_CHECK_CLOSE_FRACTION(mean_main_term(m, 1.0), 0.01398793763, 1e-9);
  BOOST_CHECK_CLOSE_FRACTION(mean_main_term(m, 3.0), 0.1254802395, 1e-9);
  BOOST_CHECK_CLOSE_FRACTION(mean_main_term(m, 10.0), 1.344680149, 1e-9);
  for (const auto& [R, quotient] : {std::pair{1.0, 0.9974}, {3.0, 0.9772}, {10.0, 0.8028}})
    BOOST_CHECK(std::abs(mean_main_term(4096.0, R) / leading_order(4096.0, R) - quotient) < 0.5e-4);
}

BOOST_AUTO_TEST_CASE(double_and_interval_evaluations_agree) {
  using numeric::Interval;
  const double eps = std::numeric_limits<double>::epsilon();
  for (const double m : {64.0, 4096.0, 0x1p40, 0x1p62})
    for (const double R : {0.01, 1.0, 30.0}) {
      const Interval M = m, r = R, d = 16, p = numeric::interval(numeric::ratio(1, 100));
      const auto close = [&](double x, const Interval& y) {
        const double middle = (numeric::lower(y) + numeric::upper(y)) / 2;
        BOOST_CHECK_MESSAGE(std::abs(x - middle) <= 64 * eps * std::abs(middle),
                            x << " against " << middle << " at m " << m << ", R " << R);
      };
      close(leading_order(m, R), leading_order(M, r));
      close(uniform_bound(m, R, 16.0, 0.01), uniform_bound(M, r, d, p));
      close(init_output_bound(m, 16.0, 0.01), init_output_bound(M, d, p));
      close(mean_main_term(m, R), mean_main_term(M, r));
    }
}

BOOST_AUTO_TEST_CASE(bounds_grow_with_R_d_and_one_over_p_and_fall_with_m) {
  const double m = 1 << 16, R = 1, d = 16, p = 0.01;
  const double at = uniform_bound(m, R, d, p);
  BOOST_CHECK(uniform_bound(2 * m, R, d, p) < at && uniform_bound(m, 2 * R, d, p) > at);
  BOOST_CHECK(uniform_bound(m, R, 2 * d, p) > at && uniform_bound(m, R, d, p / 2) > at);
  BOOST_CHECK(init_output_bound(m, d, p) < at);
  BOOST_CHECK(mean_main_term(m, R) < leading_order(m, R));
}

// 4.2's leading order and 4.3 as they are written, at widths at which no part is small; on both
// scalars.
BOOST_AUTO_TEST_CASE(uniform_bound_is_the_sum_of_its_parts) {
  for (const double m : {5.0, 300.0, 1e7})
    for (const double p : {0.01, 0.7}) {
      const double R = 1.7, d = 6, tail = std::sqrt(std::log(2.0) - std::log(p));
      const double sixth = std::pow(m, 1.0 / 6);
      const double leading = R * R / (4 * std::sqrt(std::acos(-1.0)) * sixth);
      const double init = (std::sqrt(15.0) + 2.8 * tail) / (sixth * sixth);
      const double whole = leading * (1 + std::sqrt(2.0) * tail / std::sqrt(m)) + init;
      BOOST_CHECK_CLOSE_FRACTION(leading_order(m, R), leading, 1e-13);
      BOOST_CHECK_CLOSE_FRACTION(init_output_bound(m, d, p), init, 1e-13);
      BOOST_CHECK_CLOSE_FRACTION(uniform_bound(m, R, d, p), whole, 1e-13);
      const auto of = [](double x) { return numeric::Interval(x); };
      const numeric::Interval enclosed = uniform_bound(of(m), of(R), of(d), of(p));
      BOOST_CHECK_CLOSE_FRACTION(numeric::lower(enclosed), whole, 1e-12);
      BOOST_CHECK_CLOSE_FRACTION(numeric::upper(enclosed), whole, 1e-12);
    }
}

// 2 + sqrt(2/pi) <= c_dev, which the derivation of 4.3 rounds up; and not by more than 0.01.
BOOST_AUTO_TEST_CASE(deviation_constant_covers_its_two_parts) {
  const numeric::Interval parts = 2 + sqrt(numeric::Interval(2 / numeric::pi()));
  BOOST_CHECK(numeric::certainly_less(parts, numeric::interval(Constants{}.c_dev)));
  BOOST_CHECK(numeric::upper(numeric::Interval(numeric::interval(Constants{}.c_dev) - parts)) <
              0.01);
}

BOOST_AUTO_TEST_CASE(local_exponents_tend_to_the_claimed_rate) {
  for (const double R : {0.2, 1.0}) {
    const double m = 1 << 18, t = R * R / std::cbrt(m);
    BOOST_CHECK(std::abs(local_exponent_R(m, R) - (2 - t / 12)) < t * t);
    const double numeric_slope =
        std::log(mean_main_term(2 * m, R) / mean_main_term(m / 2, R)) / std::log(4.0);
    BOOST_CHECK(std::abs(numeric_slope - (-1.0 / 6 + t / 72)) < t * t / 10 + 1e-6);
  }
}

BOOST_AUTO_TEST_CASE(small_radius_is_decided_exactly) {
  const numeric::Rational m = 1000000;  // m^(1/6) = 10
  BOOST_CHECK(stats::small_radius(m, 2));
  BOOST_CHECK(!stats::small_radius(m, numeric::parse_rational("2.0000000001", "R")));
}

BOOST_AUTO_TEST_SUITE_END()
