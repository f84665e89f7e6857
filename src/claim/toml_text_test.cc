#include "claim/toml_text.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using namespace proofgauge;

namespace {

std::string times(int n, const std::string& text) {
  std::string all;
  for (int k = 0; k < n; ++k) all += text;
  return all;
}

std::string refusal(const std::string& text) {
  try {
    (void)claim::parse_toml(text, "f.toml");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(toml_text)

BOOST_AUTO_TEST_CASE(deep_text_is_refused_before_the_library_recurses) {
  const std::string names = times(50'000, "a.");
  for (const std::string& text :
       {names + "b = 1", "[" + names + "b]\nc = 1", "[[" + names + "b]]\nc = 1",
        times(50'000, "a . ") + "b = 1", times(50'000, "'a'.\"b\".") + "c = 1",
        "k = { x = 1, " + names + "b = 1 }", "k = " + times(50'000, "[") + times(50'000, "]"),
        times(60, times(60, "a.") + "b = {") + times(60, "}"), "k = '''\n''''''\n" + names + "b=1",
        "k = \"\"\"x\\\"\"\"\"\"\"\n" + names + "b=1", "k = \"\\\\\"\n" + names + "b=1",
        "k = '\\'\n" + names + "b=1", "# '''\n" + names + "b=1"}) {
    const std::string why = refusal(text);
    BOOST_TEST_CONTEXT(text.substr(0, 40))
    BOOST_CHECK(why.find("nested deeper than 64") != std::string::npos);
  }
  BOOST_CHECK(refusal("x = 1\n\n" + names + "b = 1").find("f.toml, line 3") == 0);
  BOOST_CHECK(refusal("x = '''\n\n'''\n" + names + "b = 1").find("f.toml, line 4") == 0);
}

BOOST_AUTO_TEST_CASE(dots_and_brackets_of_strings_and_comments_do_not_count) {
  const std::string dots(1000, '.'), brackets(1000, '[');
  for (const std::string& text :
       {"k = '" + dots + brackets + "'", "k = \"" + dots + "\\\"" + brackets + "\"",
        "# " + dots + brackets + " ' \"\"\"\nk = 1", "'" + dots + "' = 1",
        "k = '''" + dots + "\n'" + brackets + "'''", "k = \"\"\"\n\\\"\"\" " + dots + "\"\"\"\"\"",
        "k = ''\nl = \"\"\nm = '" + dots + "'", "k = [" + times(1000, "1.5, ") + "]",
        times(200, "a.b.c = 1.5\n").substr(0, 12) + "[d.e.f]\ng.h = {i.j = 1.5}",
        times(50, "a.") + "b = 1", "k = " + times(60, "[") + times(60, "]")})
    BOOST_CHECK_EQUAL(refusal(text), "");
}

BOOST_AUTO_TEST_CASE(what_is_no_toml_is_named_with_its_line) {
  BOOST_CHECK(refusal("x = 1\ny = ").find("f.toml, line 2") == 0);
  for (const char* text : {"x = \"", "x = '''", "x = \"\\", "]", "}}", "x = \"\"\"\\"})
    BOOST_CHECK(!refusal(text).empty());
}

BOOST_AUTO_TEST_SUITE_END()
