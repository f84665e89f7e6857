#include "numeric/analytic.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

Interval exponential(const Interval& x) { return exp(x); }

/// On the ellipse of radius 2 the real part is at most 5/4, and e^(5/4) < 4.
CertifiedSeries exp_series(int degree) { return certified_series(exponential, 2, 4, degree); }

}  // namespace

BOOST_AUTO_TEST_SUITE(analytic)

BOOST_AUTO_TEST_CASE(series_stays_within_its_error_and_close_to_it) {
  for (const int degree : {0, 1, 5, 12, 30}) {
    const CertifiedSeries s = exp_series(degree);
    for (int k = -20; k <= 20; ++k) {
      const Rational x = ratio(k, 20);
      const Interval distance = abs(Interval(chebyshev_value(s.c, interval(x)) - exp(interval(x))));
      BOOST_CHECK(!certainly_less(interval(s.error), distance));
    }
    BOOST_CHECK_LE(s.error, Rational(17) / Rational(Integer(1) << static_cast<unsigned>(degree)));
  }
}

BOOST_AUTO_TEST_CASE(distance_of_the_truncated_exponential_series) {
  // e^x - (1 + x + x^2/2) grows with |x|: its largest size on [-1, 1] is e - 5/2, at 1.
  const std::vector<Rational> p{ratio(5, 4), 1, ratio(1, 4)};
  const SupEnclosure s = sup_distance(p, exp_series(60), {-1, 1}, 1e-9);
  const Interval truth = exp(Interval(1)) - interval(ratio(5, 2));
  BOOST_CHECK(!certainly_less(truth, interval(s.lower)));
  BOOST_CHECK(!certainly_less(interval(s.upper), truth));
  BOOST_CHECK_LE(s.upper, s.lower * (1 + parse_rational("2e-9", "t")));
  BOOST_CHECK_EQUAL(s.where, 1);
  // A coarse series says so by a wide answer.
  const SupEnclosure coarse = sup_distance(p, exp_series(6), {-1, 1}, 1e-9);
  BOOST_CHECK(!certainly_less(interval(coarse.upper), truth));
  BOOST_CHECK(!certainly_less(truth, interval(coarse.lower)));
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  BOOST_CHECK_THROW((void)certified_series(exponential, 1, 4, 3), InputError);
  BOOST_CHECK_THROW((void)certified_series(exponential, 2, -1, 3), InputError);
  BOOST_CHECK_THROW((void)certified_series(exponential, 2, 4, -1), InputError);
  BOOST_CHECK_THROW((void)sup_distance({}, exp_series(3), {0, 2}, 1e-3), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
