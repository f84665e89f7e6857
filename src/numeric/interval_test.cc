#include "numeric/interval.h"

#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>

using namespace proofgauge::numeric;

namespace {

using Oracle = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>>;
static_assert(std::numeric_limits<Oracle>::digits10 >= 2 * 40);

bool contains(const Interval& x, const Oracle& exact) {
  return Oracle(boost::multiprecision::lower(x)) <= exact &&
         exact <= Oracle(boost::multiprecision::upper(x));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(intervals)

BOOST_AUTO_TEST_CASE(one_third_has_positive_width_and_holds_one_third) {
  const Interval x = interval(ratio(1, 3));
  BOOST_CHECK(width(x) > 0);
  BOOST_CHECK(contains(x, Oracle(1) / 3));
  const auto r = to_range(x);
  BOOST_CHECK(r.lower < r.upper && r.upper == std::nextafter(r.lower, 1.0));
}

BOOST_AUTO_TEST_CASE(functions_contain_the_value_at_twice_the_digits) {
  for (const auto& q : {ratio(1, 7), ratio(22, 7), ratio(1, 1000000), ratio(5, 2)}) {
    const Interval x = interval(q);
    const Oracle y(q);
    BOOST_CHECK(contains(exp(x), exp(y)));
    BOOST_CHECK(contains(sqrt(x), sqrt(y)));
    BOOST_CHECK(contains(erf(x), boost::math::erf(y)));
    BOOST_CHECK(contains(power(x, -2, 3), pow(y, Oracle(-2) / 3)));
    BOOST_CHECK(contains(power(x, 5, 6), pow(y, Oracle(5) / 6)));
    BOOST_CHECK(contains(sin(x), sin(y)) && contains(cos(x), cos(y)));
    BOOST_CHECK(upper(Interval(erf(x))) - lower(Interval(erf(x))) < 1e-15);
  }
  BOOST_CHECK(contains(pi(), boost::math::constants::pi<Oracle>()));
}

BOOST_AUTO_TEST_CASE(wide_arguments_contain_both_ends_and_certainty_is_strict) {
  const Interval x = interval(0.5, 2.0);
  BOOST_CHECK(contains(erf(x), boost::math::erf(Oracle(0.5))) &&
              contains(erf(x), boost::math::erf(Oracle(2))));
  BOOST_CHECK(!certainly_less(x, interval(2.0, 3.0)) && certainly_at_most(x, interval(2.0, 3.0)));
  BOOST_CHECK(!certainly_at_most(x, interval(1.9, 3.0)));
  BOOST_CHECK(to_range(hull(interval(0.0, 1.0), interval(2.0, 3.0))).width() == 3);
}

BOOST_AUTO_TEST_SUITE_END()
