// The checker's enclosures against the same functions at 100 digits.
#define BOOST_TEST_MODULE checker_gauss
#include "../../src/check/gauss.h"

#include <boost/math/constants/constants.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>

using namespace proofgauge_check;

namespace {

using Oracle = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<100>>;

Oracle of(const Rational& x) {
  return Oracle(Integer(numerator(x)).str()) / Oracle(Integer(denominator(x)).str());
}
Oracle of(const Integer& units) { return ldexp(Oracle(units.str()), -static_cast<int>(kBits)); }

bool holds(const Enclosure& e, const Oracle& exact) {
  return of(e.lo) <= exact && exact <= of(e.hi);
}

Oracle pi() { return boost::math::constants::pi<Oracle>(); }
Oracle density(const Oracle& x) { return exp(-x * x / 2) / sqrt(2 * pi()); }
Oracle distribution(const Oracle& x) {
  return boost::multiprecision::erfc(Oracle(-x / sqrt(Oracle(2)))) / 2;
}

std::vector<Rational> arguments() {
  std::vector<Rational> out{0,    Rational(1, 1000000), 40,
                            1000, Rational(893, 100),   Rational(895, 100)};
  for (int i = 1; i <= 60; ++i) out.emplace_back(i * i, 61 * 5);
  for (std::size_t i = out.size(); i-- > 0;) out.push_back(-out[i]);
  return out;
}

BOOST_AUTO_TEST_CASE(normal_law_of_y_is_enclosed_and_narrow) {
  for (const Rational& y : arguments()) {
    const Normal n = normal(y, y * y / 2, root_inverse_two_pi());
    const Oracle x = of(y);
    BOOST_TEST(holds(n.distribution, distribution(x)), y);
    BOOST_TEST(holds(n.density, density(x)), y);
    BOOST_TEST(of(n.slope) >= abs(x) * density(x), y);
    const bool far = y * y >= 80;
    BOOST_TEST(of(Integer(n.distribution.hi - n.distribution.lo)) < Oracle(far ? "1e-11" : "1e-17"),
               y);
    BOOST_TEST(of(n.slope) <= abs(x) * density(x) + Oracle(far ? "1e-10" : "1e-17"), y);
  }
}

BOOST_AUTO_TEST_CASE(normal_law_of_y_over_root_two_is_enclosed) {
  for (const Rational& y : arguments()) {
    const Normal n = normal(y, y * y / 4, half_root_inverse_pi());
    const Oracle x = of(y) / sqrt(Oracle(2));
    BOOST_TEST(holds(n.distribution, distribution(x)), y);
    BOOST_TEST(of(n.slope) >= abs(x) * density(x), y);
    // Beyond |x| = 1 the slope bounds all farther arguments.
    for (const char* factor : {"1.01", "1.5", "4"})
      if (abs(x) >= 1)
        BOOST_TEST(of(n.slope) >= abs(x) * Oracle(factor) * density(x * Oracle(factor)), y);
  }
  BOOST_TEST(of(largest_slope()) >= density(Oracle(1)));
}

BOOST_AUTO_TEST_CASE(constants_roots_and_cosines_are_on_the_safe_side) {
  BOOST_TEST(of(pi_below()) <= pi());
  BOOST_TEST(of(pi_below()) >= pi() - Oracle("1e-80"));
  BOOST_TEST(holds(root_inverse_two_pi(), 1 / sqrt(2 * pi())));
  BOOST_TEST(holds(half_root_inverse_pi(), 1 / (2 * sqrt(pi()))));
  for (const Rational& y : arguments()) {
    const Rational x = abs(y);
    BOOST_TEST(of(root_below(x)) <= sqrt(of(x)));
    BOOST_TEST(of(root_below(x)) >= sqrt(of(x)) - Oracle("1e-76"));
    // The oracle's own rounding is a few units of its 100th digit.
    BOOST_TEST(of(cosine_above(y)) >= cos(of(y)) - Oracle("1e-96"));
    if (x <= 3) BOOST_TEST(of(cosine_above(y)) <= cos(of(y)) + Oracle("1e-40"));
    BOOST_TEST((floor(y) <= y && y < floor(y) + 1 && ceiling(y) >= y && y > ceiling(y) - 1));
  }
}

}  // namespace
