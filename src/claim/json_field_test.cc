#include "claim/json_field.h"

#include <sys/resource.h>

#include <boost/test/unit_test.hpp>
#include <fstream>

#include "claim/error.h"

using namespace proofgauge;

namespace {

std::string refusal(const std::string& text) {
  try {
    (void)claim::parse_json(text, "f.json");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

std::string array_of(const std::string& one, std::size_t bytes) {
  std::string text = "[" + one;
  while (text.size() < bytes) text += "," + one;
  return text + "]";
}

/// VmData of this process, in bytes.
double data_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  double kilobytes = 0;
  while (status >> word && word != "VmData:") {
  }
  status >> kilobytes;
  return kilobytes * 1024;
}

/// Parses with no more memory than so many bytes beyond what there is.
void parse_within(const std::string& text, double bytes) {
  rlimit before{};
  BOOST_REQUIRE_EQUAL(::getrlimit(RLIMIT_DATA, &before), 0);
  rlimit limit = before;
  limit.rlim_cur = static_cast<rlim_t>(data_bytes() + bytes);
  BOOST_REQUIRE_EQUAL(::setrlimit(RLIMIT_DATA, &limit), 0);
  std::string failure;
  bool refused = false;
  try {
    (void)claim::parse_json(text, "f.json");
  } catch (const LimitError&) {
    refused = true;
  } catch (const std::exception& e) {
    failure = e.what();
  }
  BOOST_REQUIRE_EQUAL(::setrlimit(RLIMIT_DATA, &before), 0);
  BOOST_CHECK_EQUAL(failure, "");
  BOOST_CHECK_EQUAL(refused, bytes < claim::json_bytes(text));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(json_field)

BOOST_AUTO_TEST_CASE(the_parsers_reason_stands_where_the_value_does) {
  const std::string why = refusal("{\"a\": xx}");
  BOOST_CHECK(why.starts_with("f.json: got text that is no JSON (at line 1, column 7: "));
  BOOST_CHECK(why.ends_with(", expected valid JSON"));
  BOOST_CHECK(refusal("[1e999]").find("1e999") != std::string::npos);
  for (const char* text : {"", "[", "{\"a\"", "\"\\ud800\"", "[1e999]", "\xff", "xx"})
    BOOST_CHECK(refusal(text).find("exception") == std::string::npos);
  BOOST_CHECK(refusal(std::string(65, '[') + std::string(65, ']')).find("deeper than 64") !=
              std::string::npos);
  BOOST_CHECK_EQUAL(refusal("\"" + std::string(65, '[') + "\\\"" + std::string(65, '{') + "\""),
                    "");
}

BOOST_AUTO_TEST_CASE(a_missing_member_is_named) {
  const auto message = [](const char* text) -> std::string {
    try {
      (void)claim::member_of(claim::parse_json(text, ""), "m", "net.");
    } catch (const InputError& e) {
      return e.what();
    }
    return "";
  };
  BOOST_CHECK_EQUAL(message("{\"m\": null}"), "");
  BOOST_CHECK_EQUAL(message("{}"), "net.m: got nothing, expected this member");
  BOOST_CHECK_EQUAL(message("[1]"),
                    "net.m: got an array of 1 instead of an object, expected this member");
  BOOST_CHECK_EQUAL(message("7"), "net.m: got 7 instead of an object, expected this member");
}

// Destructors of the library allocate: without the estimate, memory that runs out while a value is
// made ends the process. Refused or read, at every limit.
BOOST_AUTO_TEST_CASE(memory_is_refused_before_it_is_taken) {
  for (const char* one :
       {"[1,2,3]", "1", "[]", "{}", "{\"a\":1}", "{\"a\":[{\"b\":2},{}],\"c\":[]}", "\"\"",
        "\"sixteen or more letters\"", "[[[[1]]]]",
        "{\"a name of more than sixteen letters\":\"and a value\"}"}) {
    const std::string text = array_of(one, 1 << 20);
    const double most = claim::json_bytes(text);
    BOOST_TEST_CONTEXT(one)
    for (const double bytes : {0.1 * most, 0.5 * most, 0.99 * most, most + 0x1p21})
      parse_within(text, bytes);
  }
}

BOOST_AUTO_TEST_SUITE_END()
