#define BOOST_TEST_MODULE numeric
#include "numeric/rational.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "numeric/grid_limit.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

BOOST_AUTO_TEST_SUITE(rationals)

BOOST_AUTO_TEST_CASE(decimals_fractions_and_powers_are_read_exactly) {
  BOOST_CHECK(parse_rational("0.25", "x") == ratio(1, 4));
  BOOST_CHECK(parse_rational("-1.5e-3", "x") == ratio(-3, 2000));
  BOOST_CHECK(parse_rational("0123", "x") == ratio(123, 1));  // not octal
  BOOST_CHECK(parse_rational("08", "x") == ratio(8, 1));
  BOOST_CHECK(parse_rational(".5", "x") == ratio(1, 2));
  BOOST_CHECK(parse_rational("1/3", "x") == ratio(1, 3));
  BOOST_CHECK(parse_rational("2^20", "x") == ratio(1 << 20, 1));
  BOOST_CHECK(parse_rational("2^-3", "x") == ratio(1, 8));
  BOOST_CHECK(parse_rational("0", "x") == 0);
  BOOST_CHECK(parse_rational("+2E2", "x") == 200);
}

BOOST_AUTO_TEST_CASE(anything_else_names_the_field) {
  for (const char* bad :
       {"",   "nan", "inf", "1..2", "0x10", "1/0", "1//2", "--1",    "1e",     "1e99999999",
        "2^", "^2",  "1 2", "1,5",  ".",    "-",   "0^-1", "1e5001", "2^5001", "2^-100000"})
    BOOST_CHECK_EXCEPTION((void)parse_rational(bad, "--eps"), InputError,
                          [](const InputError& e) { return e.field() == "--eps"; });
}

BOOST_AUTO_TEST_CASE(canonical_text_reads_back_to_the_value) {
  for (const char* text :
       {"0.2", "1/3", "16384", "-0.125", "1e-6", "123456.789", "2^-60", "0", "-7/11", "1e20"}) {
    const Rational x = parse_rational(text, "x");
    BOOST_CHECK(parse_rational(canonical_text(x), "x") == x);
  }
  BOOST_CHECK_EQUAL(canonical_text(ratio(1, 5)), "0.2");
  BOOST_CHECK_EQUAL(canonical_text(ratio(-1, 8)), "-0.125");
  BOOST_CHECK_EQUAL(canonical_text(ratio(1, 3)), "1/3");
  BOOST_CHECK_EQUAL(canonical_text(parse_rational("0.20", "x")),
                    canonical_text(parse_rational("1/5", "x")));
}

BOOST_AUTO_TEST_CASE(to_double_is_nearest) {
  BOOST_CHECK_EQUAL(to_double(parse_rational("0.1", "x")), 0.1);
  BOOST_CHECK_EQUAL(to_double(parse_rational("0.3", "x")), 0.3);
  BOOST_CHECK_EQUAL(to_double(ratio(2, 3)), 2.0 / 3);
}

BOOST_AUTO_TEST_CASE(ranges_double_between_powers_of_two_or_count_points) {
  const auto m = parse_list("m", "2^12..2^22");
  BOOST_CHECK_EQUAL(m.size(), 11U);
  BOOST_CHECK_EQUAL(m.front().text, "4096");
  BOOST_CHECK_EQUAL(m.back().number, 4194304);
  const auto g = parse_list("eps", "0.001..0.1:3");
  BOOST_REQUIRE_EQUAL(g.size(), 3U);
  BOOST_CHECK_EQUAL(g[0].text, "0.001");
  BOOST_CHECK(std::abs(g[1].number - 0.01) < 1e-15);
  BOOST_CHECK_EQUAL(g[2].text, "0.1");
  BOOST_CHECK_EQUAL(parse_list("R", "1,3,10").size(), 3U);
  BOOST_CHECK_EQUAL(parse_list("R", "0.5..4,10").size(), 5U);
  for (const char* bad : {"1..3", "4..2", "1..2:1", "0..1:3", "1,,2", "1..", "..2", "2^3..2^2",
                          "-1..1:3", "1,", "1e400..1e401:3", "1e-400..1:3"})
    BOOST_CHECK_EXCEPTION((void)parse_list("R", bad), InputError,
                          [](const InputError& e) { return e.field() == "--R"; });
}

BOOST_AUTO_TEST_CASE(the_number_of_points_has_one_limit) {
  BOOST_CHECK_EQUAL(parse_list("R", "0.1..1:5001").size(), 5001U);
  BOOST_CHECK_EQUAL(parse_list("R", "0.1..1:100000").size(), 100000U);
  for (const char* bad : {"0.1..1:100001", "0.1..1:1", "0.1..1:0", "0.1..1:-3",
                          "0.1..1:", "0.1..1:1e3", "0.1..1:99999999999999999999", "0.1..1:x"})
    BOOST_CHECK_EXCEPTION((void)parse_list("R", bad), InputError, [](const InputError& e) {
      return e.field() == "--R" && e.expected() == "a..b:k with an integer k from 2 to 100000";
    });
}

BOOST_AUTO_TEST_CASE(a_grid_has_at_most_a_million_cells) {
  claim::Request request;
  request.grid = {{"R", parse_list("R", "0.1..1:1000")}, {"d", parse_list("d", "8")}};
  check_grid(request);
  request.grid.emplace_back("m", parse_list("m", "2^10..2^40:1000"));
  check_grid(request);
  const auto refused = [&](std::size_t planned, const char* value) {
    BOOST_CHECK_EXCEPTION(check_grid(request, planned), InputError, [value](const InputError& e) {
      return e.field() == "--R, --m" && e.value() == value &&
             e.expected().find("at most 1000000 combinations") == 0;
    });
  };
  refused(1, "1000 x 1000 values beside 1 of other claims");
  request.grid.back().second = parse_list("m", "2^10..2^40:1001");
  refused(0, "1000 x 1001 values");
}

BOOST_AUTO_TEST_SUITE_END()
