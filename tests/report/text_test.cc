#include "report/text.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

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

BOOST_AUTO_TEST_CASE(hanging_text_keeps_to_its_column) {
  BOOST_TEST(hang("  a ", "one two three", 6, 13) == "  a   one two\n      three\n");
  BOOST_TEST(hang("  abc ", "one", 6, 13) == "  abc one\n");
  BOOST_TEST(hang("  abcdef ", "one", 6, 13) == "  abcdef \n      one\n");
  BOOST_TEST(hang("  a", "", 6, 13) == "  a\n");
}

/// What a shell makes of a continued line: a backslash and a line break are nothing.
std::string continued(std::string text) {
  for (std::size_t at = 0; (at = text.find(" \\\n")) != std::string::npos;) {
    const std::size_t end = text.find_first_not_of(' ', at + 3);
    text.replace(at, end - at, " ");
  }
  return text;
}

BOOST_AUTO_TEST_CASE(a_continued_command_is_the_command) {
  const std::string command = "proofgauge table --store 'my cells.db' --where 'claim = a/b' -o x";
  for (std::size_t width = 12; width < 90; ++width) {
    const std::string text = wrap_command(command, 2, width);
    BOOST_TEST(continued(text) == "  " + command + "\n");
    BOOST_TEST(text.find("'my cells.db'") != std::string::npos);  // no break within quotes
    if (width >= 24)
      for (std::size_t at = 0, end; at < text.size(); at = end + 1) {
        end = text.find('\n', at);
        BOOST_TEST(end - at <= width);
      }
  }
  BOOST_TEST(wrap_command("ab", 2, 80) == "  ab\n");
  BOOST_TEST(wrap_command("", 2, 80) == "  \n");
}

BOOST_AUTO_TEST_CASE(latex_breaks_where_nothing_changes) {
  const std::string source = R"(\frac{R^2m^{-1/6}}{4\sqrt\pi}\Big(1+\sqrt{x}\Big)\\[4pt]&x \le y)";
  for (std::size_t width = 10; width < 90; ++width) {
    std::string joined;
    std::istringstream lines(wrap_latex(source, 2, width));
    for (std::string line; std::getline(lines, line);) {
      BOOST_TEST(line.starts_with("  "));
      const bool row_end = line.ends_with("\\") && !line.ends_with("\\\\");
      BOOST_TEST(!row_end);  // a control sequence stays whole
      joined += line.substr(2);
    }
    std::string bare = source;
    std::erase(joined, ' ');
    std::erase(bare, ' ');
    BOOST_TEST(joined == bare);
  }
  BOOST_TEST(wrap_latex(source, 2, 200) == "  " + source + "\n");
}

BOOST_AUTO_TEST_CASE(slugs_are_safe_names) {
  BOOST_TEST(slug("lemma/claim!twin") == "lemma.claim.twin");
  BOOST_TEST(slug("../x y\"<") == "...x.y..");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
