#include "numeric/letters.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using proofgauge::InputError;
using proofgauge::numeric::parse_letter;

BOOST_AUTO_TEST_SUITE(letters)

BOOST_AUTO_TEST_CASE(impossible_values_name_the_option) {
  const std::pair<const char*, const char*> bad[] = {
      {"m", "0"},         {"m", "1.5"},   {"m", "2^63"},   {"m", "-4"},       {"d", "1"},
      {"n", "0"},         {"R", "0"},     {"R", "-1"},     {"R", "nan"},      {"p", "0"},
      {"p", "1"},         {"p", "1.5"},   {"eps1", "0.5"}, {"delta", "1.8"},  {"delta", "0"},
      {"lo", "-2"},       {"lo", "1"},    {"degree", "0"}, {"degree", "513"}, {"ratio", "1"},
      {"rho", "0"},       {"draws", "0"}, {"T", "2.5"},    {"d", "2^60"},     {"draws", "2^32"},
      {"points", "2^60"}, {"R", "1e300"}, {"R", "1e-300"}, {"m", "9^5000"}};
  for (const auto& [name, text] : bad)
    BOOST_CHECK_EXCEPTION(
        (void)parse_letter(name, text), InputError,
        [n = std::string("--") + name](const InputError& e) { return e.field() == n; });
}

BOOST_AUTO_TEST_CASE(integer_letters_round_geometric_points_and_repeats_count_once) {
  const auto m = parse_letter("m", "1000..100000:5");
  BOOST_REQUIRE_EQUAL(m.size(), 5U);
  BOOST_CHECK_EQUAL(m[1].text, "3162");
  BOOST_CHECK_EQUAL(parse_letter("m", "2^12..2^14,4096,8192").size(), 3U);
  BOOST_CHECK_EQUAL(parse_letter("R", "0.2,1/5,0.20").size(), 1U);
}

BOOST_AUTO_TEST_CASE(edges_that_are_possible_pass) {
  BOOST_CHECK_EQUAL(parse_letter("m", "2^62").front().text, "4611686018427387904");
  BOOST_CHECK_EQUAL(parse_letter("delta", "1.7320508").size(), 1U);
  BOOST_CHECK_EQUAL(parse_letter("eps1", "0.4999").size(), 1U);
  BOOST_CHECK_EQUAL(parse_letter("d", "2").size(), 1U);
  BOOST_CHECK_EQUAL(parse_letter("n", "1").size(), 1U);
  BOOST_CHECK_EQUAL(parse_letter("lo", "-1").size(), 1U);
  BOOST_CHECK_EQUAL(parse_letter("degree", "512").size(), 1U);
}

BOOST_AUTO_TEST_SUITE_END()
