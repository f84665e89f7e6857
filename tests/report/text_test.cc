#include "report/text.h"

#include <boost/test/unit_test.hpp>

namespace {

using namespace proofgauge::report;

BOOST_AUTO_TEST_SUITE(text)

BOOST_AUTO_TEST_CASE(markup_cannot_survive_escaping) {
  BOOST_TEST(escape_html("<a href='x' b=\"y\">&") ==
             "&lt;a href=&#39;x&#39; b=&quot;y&quot;&gt;&amp;");
  BOOST_TEST(escape_latex("a_b%#&{}$\\^~") ==
             "a\\_b\\%\\#\\&\\{\\}\\$\\textbackslash{}\\textasciicircum{}\\textasciitilde{}");
  BOOST_TEST(escape_latex("\xce\xb4 [x] *") == "U+03B4 {[}x] {*}");
  BOOST_TEST(escape_latex("\xff") == "U+FFFD");  // broken UTF-8 is shown, not passed on
  BOOST_TEST(escape_markdown("a|b\n<c>") == "a\\|b?&lt;c>");
  BOOST_TEST(one_line("a\x1b[31mb\r\n") == "a?[31mb??");
  BOOST_TEST(one_line("a\xc2\x9b[31m\xc2\xb5") ==
             "a?[31m\xc2\xb5");  // CSI in one character; a micro sign
}

BOOST_AUTO_TEST_CASE(csv_quotes_only_where_needed_and_doubles_quotes) {
  BOOST_TEST(quote_csv("plain") == "plain");
  BOOST_TEST(quote_csv("a,b") == "\"a,b\"");
  BOOST_TEST(quote_csv("say \"x\"") == "\"say \"\"x\"\"\"");
  BOOST_TEST(quote_csv("two\nlines") == "\"two\nlines\"");
}

BOOST_AUTO_TEST_CASE(csv_text_is_no_formula) {
  BOOST_TEST(quote_csv("=HYPERLINK(\"x\")") == "\"'=HYPERLINK(\"\"x\"\")\"");
  BOOST_TEST(quote_csv("@SUM(A1)") == "'@SUM(A1)");
  BOOST_TEST(quote_csv("-cmd|' /C calc'!A0") == "'-cmd|' /C calc'!A0");
  BOOST_TEST(quote_csv("+A1") == "'+A1");
  for (const char* number : {"-1", "-0.5", "-1/2", "-1e-07", "+3", "2^-14"})
    BOOST_TEST(quote_csv(number) == number);
}

BOOST_AUTO_TEST_CASE(elided_text_keeps_both_ends_and_whole_characters) {
  BOOST_TEST(elide("abcdefghij", 7) == "ab...ij");
  BOOST_TEST(elide("abcdefghij", 10) == "abcdefghij");
  BOOST_TEST(elide("\xce\xb1\xce\xb2\xce\xb3\xce\xb4\xce\xb5\xce\xb6", 5) == "\xce\xb1...\xce\xb6");
  BOOST_TEST(elide_front("network_gap/uniform_bound", 18) == "...p/uniform_bound");
  for (std::size_t w = 0; w <= 12; ++w) BOOST_TEST(width_of(elide_front("abcdefghijkl", w)) <= w);
  for (std::size_t w = 0; w <= 12; ++w) BOOST_TEST(width_of(elide("abcdefghijkl", w)) <= w);
}

BOOST_AUTO_TEST_CASE(slugs_are_safe_names) {
  BOOST_TEST(slug("lemma/claim!twin") == "lemma.claim.twin");
  BOOST_TEST(slug("../x y\"<") == "...x.y..");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
