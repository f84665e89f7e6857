#include "report/document.h"

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "fake.h"

namespace {

using namespace proofgauge;
using nlohmann::ordered_json;

/// The field that reading `j` complains about; empty where it does not.
std::string complaint(const ordered_json& j) {
  try {
    (void)report::document_from_json(j);
  } catch (const InputError& e) {
    return e.field();
  }
  return {};
}

BOOST_AUTO_TEST_SUITE(document)

BOOST_AUTO_TEST_CASE(what_is_written_is_read_back) {
  const test::TemporaryDirectory dir;
  const report::Document d = test::fake_document();
  report::write_document(d, dir.path() / "results.json");
  const report::Document back = report::read_document(dir.path() / "results.json");
  BOOST_TEST(report::to_json(back).dump() == report::to_json(d).dump());
  BOOST_TEST(std::distance(std::filesystem::directory_iterator(dir.path()), {}) ==
             1);  // no temporary file stays
}

BOOST_AUTO_TEST_CASE(the_text_is_that_of_the_whole_value) {
  report::Document d = test::fake_document();
  d.machine = "a \xff byte\nand a line";
  const auto whole = [&] {
    return report::to_json(d).dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
  };
  BOOST_TEST(d.records.size() > 1U);
  BOOST_TEST(report::text_of(d) == whole());
  d.records.clear();
  BOOST_TEST(report::text_of(d) == whole());
}

BOOST_AUTO_TEST_CASE(errors_name_the_field) {
  ordered_json j = report::to_json(test::fake_document());
  BOOST_TEST(complaint(j).empty());
  ordered_json bad = j;
  bad.erase("seed");
  BOOST_TEST(complaint(bad) == "seed");
  bad = j;
  bad["tool"].erase("commit");
  BOOST_TEST(complaint(bad) == "tool.commit");
  bad = j;
  bad["schema_version"] = 99;
  BOOST_TEST(complaint(bad) == "schema_version");
  bad = j;
  bad["records"][3]["evidence"] = "hearsay";
  BOOST_TEST(complaint(bad) == "records[3].evidence");
  bad = j;
  bad["records"][0]["evidence"] = "statistical";  // record 0 says verified
  BOOST_TEST(complaint(bad) == "records[0].evidence");
  bad = j;
  bad["records"] = 5;
  BOOST_TEST(complaint(bad) == "records");
  BOOST_TEST(complaint(ordered_json("text")) == "results");
}

BOOST_AUTO_TEST_CASE(missing_and_broken_files_are_told_apart) {
  const test::TemporaryDirectory dir;
  BOOST_CHECK_THROW((void)report::read_document(dir.path() / "none.json"), MissingError);
  std::ofstream(dir.path() / "cut.json") << "{\"schema_version\": 1,";
  BOOST_CHECK_THROW((void)report::read_document(dir.path() / "cut.json"), InputError);
  BOOST_CHECK_THROW(report::write_file(dir.path() / "no" / "such" / "place", "x"), InputError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
