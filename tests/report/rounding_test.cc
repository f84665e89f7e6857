#include "report/rounding.h"

#include <gmp.h>

#include <bit>
#include <boost/multiprecision/gmp.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <random>

#include "claim/error.h"

namespace {

using boost::multiprecision::mpq_rational;
using boost::multiprecision::mpz_int;
using proofgauge::claim::Range;
using namespace proofgauge::report;

/// The exact value of a decimal string: the oracle shares nothing with the code that wrote it.
mpq_rational exact(std::string text) {
  int exponent = 0;
  if (const auto e = text.find('e'); e != std::string::npos) {
    exponent = std::stoi(text.substr(e + 1));
    text.resize(e);
  }
  if (const auto dot = text.find('.'); dot != std::string::npos) {
    exponent -= static_cast<int>(text.size() - dot - 1);
    text.erase(dot, 1);
  }
  const bool negative = text.front() == '-';
  if (negative) text.erase(0, 1);
  text.erase(
      0, std::min(text.find_first_not_of('0'), text.size() - 1));  // a leading 0 would mean octal
  const mpz_int power =
      boost::multiprecision::pow(mpz_int(10), static_cast<unsigned>(std::abs(exponent)));
  const mpq_rational digits{mpz_int(text)};
  const mpq_rational value =
      exponent < 0 ? mpq_rational(digits / power) : mpq_rational(digits * power);
  return negative ? mpq_rational(-value) : value;
}

/// One unit in the last of `digits` places of a number of this size.
mpq_rational unit(const mpq_rational& value, int digits) {
  mpq_rational u = 1;
  const mpq_rational size = abs(value);
  while (u * 10 <= size) u *= 10;
  while (u > size) u /= 10;
  for (int i = 1; i < digits; ++i) u /= 10;
  return u;
}

BOOST_AUTO_TEST_SUITE(rounding)

BOOST_AUTO_TEST_CASE(up_is_the_least_and_down_the_greatest_decimal_on_its_side) {
  for (unsigned seed = 1; seed <= 5; ++seed) {
    std::mt19937_64 bits(seed);
    for (int i = 0; i < 2000; ++i) {
      // Every other double is drawn by its bits (all magnitudes, subnormals too), the rest near 1.
      const double wild = std::bit_cast<double>(bits());
      const double x = i % 2 == 0 ? wild
                                  : std::ldexp(static_cast<double>(bits() >> 11U), -53 + i % 20) *
                                        (i % 4 == 1 ? 1 : -1);
      if (!std::isfinite(x) || x == 0) continue;
      const int digits = 1 + static_cast<int>(bits() % 17);
      const std::string up = format_up(x, digits), down = format_down(x, digits);
      const mpq_rational value(x), above = exact(up), below = exact(down);
      BOOST_TEST_INFO("x=" << x << " digits=" << digits << " up=" << up << " down=" << down);
      BOOST_REQUIRE(above >= value);
      BOOST_TEST_INFO("x=" << x << " digits=" << digits << " up=" << up << " down=" << down);
      BOOST_REQUIRE(below <= value);
      BOOST_REQUIRE(above - value < unit(value, digits));
      BOOST_REQUIRE(value - below < unit(value, digits));
    }
  }
}

BOOST_AUTO_TEST_CASE(nearest_rounding_would_be_caught) {
  // The planted violation: what printf gives lies on the wrong side about half of the time.
  std::mt19937_64 bits(1);
  int wrong = 0;
  for (int i = 0; i < 1000; ++i) {
    const double x = std::ldexp(static_cast<double>(bits() >> 11U), -53);
    char text[32];
    std::snprintf(text, sizeof text, "%.3e", x);
    wrong += exact(text) < mpq_rational(x) ? 1 : 0;
  }
  BOOST_TEST(wrong > 300);
}

BOOST_AUTO_TEST_CASE(carries_run_through_all_digits) {
  BOOST_TEST(format_up(0.99999, 3) == "1.00");
  BOOST_TEST(format_up(9.9999e15, 3) == "1.00e16");
  BOOST_TEST(format_down(-0.99999, 3) == "-1.00");
  BOOST_TEST(format_down(0.99999, 3) == "0.999");
  BOOST_TEST(format_up(-0.99999, 3) == "-0.999");
}

BOOST_AUTO_TEST_CASE(exact_values_drop_zeros_and_rounded_ones_keep_them) {
  BOOST_TEST(format_up(0.25, 4) == "0.25");
  BOOST_TEST(format_down(0.25, 4) == "0.25");
  BOOST_TEST(format_up(0.0, 4) == "0");
  BOOST_TEST(format_down(-0.0, 4) == "0");
  BOOST_TEST(format_up(1048576, 7) == "1048576");
  BOOST_TEST(format_up(1048576, 3) == "1050000");
  BOOST_TEST(format_down(1e-7, 3) == "9.99e-8");  // the double lies below 10^-7
  BOOST_TEST(format_up(1e-7, 3) == "1.00e-7");
}

BOOST_AUTO_TEST_CASE(digits_out_of_range_are_refused) {
  BOOST_CHECK_THROW((void)format_up(1, 0), proofgauge::InputError);
  BOOST_CHECK_THROW((void)format_down(1, 18), proofgauge::InputError);
}

BOOST_AUTO_TEST_CASE(ranges_open_outward) {
  const double third = 1.0 / 3;
  BOOST_TEST(format_range({third, 2 * third}, 3) == "[0.333, 0.667]");
  BOOST_TEST(format_range({-third, third}, 3) == "[-0.334, 0.334]");
  BOOST_TEST(format_range(Range::point(third), 3) == "[0.333, 0.334]");
  BOOST_TEST(format_range(Range::point(0.25), 3) == "0.25");
  BOOST_TEST(format_range(Range::at_least(third), 3) == ">= 0.333");
  BOOST_TEST(format_range(Range::at_most(third), 3) == "<= 0.334");
  BOOST_TEST(format_range({12.34567, 12.5, true}, 3) == "10^[12.3, 12.5]");
  BOOST_TEST(format_range({12.34567, HUGE_VAL, true}, 3) == ">= 10^12.3");
  BOOST_TEST(format_range({-HUGE_VAL, HUGE_VAL}, 3) == "-");
  BOOST_TEST(format_range({}, 3) == "-");
  BOOST_TEST(format_range(Range::at_least(third), 3, Markup::latex) == "\\ge 0.333");
  BOOST_TEST(format_range(Range::point(third * 1e-9), 3, Markup::latex) ==
             "[3.33\\times 10^{-10}, 3.34\\times 10^{-10}]");
}

BOOST_AUTO_TEST_CASE(claimed_values_say_that_they_are_near) {
  BOOST_TEST(format_value(Range::point(-1.0 / 6), 4) == "~-0.1667");
  BOOST_TEST(format_value(Range::point(1.0 / 3), 4) == "~0.3333");
  BOOST_TEST(format_value(Range::point(2), 4) == "2");
  BOOST_TEST(format_value({0.3331, 0.3338}, 3) == "~0.333");
  BOOST_TEST(format_value({0.333, 0.35}, 3) == "[0.333, 0.350]");
}

BOOST_AUTO_TEST_CASE(one_end_is_the_safe_one) {
  const double third = 1.0 / 3;
  BOOST_TEST(format_end({third, 2 * third}, true, 3) == "0.667");
  BOOST_TEST(format_end({third, 2 * third}, false, 3) == "0.333");
  BOOST_TEST(format_end(Range::at_least(third), true, 3) == ">= 0.333");  // nothing is known above
  BOOST_TEST(format_end({}, true, 3) == "-");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
