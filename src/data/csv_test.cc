#define BOOST_TEST_MODULE data
#include "data/csv.h"

#include <cmath>
#include <limits>

#include "data/test_files.h"
#include "stats/stream.h"

namespace data = proofgauge::data;
namespace stats = proofgauge::stats;
using data::testing::check_refused;
using data::testing::TempDir;
using Bytes = std::vector<std::uint8_t>;
using Labels = std::vector<std::int32_t>;

namespace {

data::Dataset parse(const std::string& content) {
  const TempDir dir;
  return data::read_csv(dir.write("a.csv", content));
}

void refused(const std::string& content, std::initializer_list<std::string> parts) {
  check_refused([&] { (void)parse(content); }, parts);
}

}  // namespace

BOOST_AUTO_TEST_SUITE(csv_files)

BOOST_AUTO_TEST_CASE(small_integers_are_bytes) {
  const data::Dataset set = parse("0,255\n12,7\n");
  BOOST_CHECK_EQUAL(set.n, 2);
  BOOST_CHECK_EQUAL(set.p, 2);
  BOOST_CHECK((set.bytes == Bytes{0, 255, 12, 7}));
  BOOST_CHECK(set.labels.empty());
  BOOST_CHECK((parse("12.0,0\n1e1,-0\n").bytes ==
               Bytes{12, 0, 10, 0}));  // the value counts, not the spelling
}

BOOST_AUTO_TEST_CASE(one_other_number_makes_all_of_them_reals) {
  for (const char* other : {"256", "-1", "0.5", "1e-300"}) {
    const data::Dataset set = parse(std::string("1,2\n3,") + other + "\n5,6\n");
    BOOST_CHECK(set.bytes.empty());
    BOOST_CHECK((set.reals == std::vector<double>{1, 2, 3, std::stod(other), 5, 6}));
  }
}

BOOST_AUTO_TEST_CASE(header_names_the_label_column_wherever_it_is) {
  for (const char* content :
       {"label,a,b\n7,1,2\n-3,3,4\n", "a,LABEL,b\n1,7,2\n3,-3,4\n", "a,b,y\n1,2,7\n3,4,-3\n",
        "\"a\",\"b\",\"y\"\r\n1,2,7\r\n3,4,-3\r\n\r\n\n",
        "\xef\xbb\xbfy, a, b\n7 , 1 ,2\n-3,3,4"}) {
    const data::Dataset set = parse(content);
    BOOST_CHECK((set.bytes == Bytes{1, 2, 3, 4}));
    BOOST_CHECK((set.labels == Labels{7, -3}));
    BOOST_CHECK((set.source_row == std::vector<std::size_t>{0, 1}));
  }
  BOOST_CHECK((parse("label,0,1\n7,1,2\n").bytes == Bytes{1, 2}));  // numbers as names
  const data::Dataset both = parse("y,label\n1,2\n3,4\n");
  BOOST_CHECK((both.labels == Labels{2, 4}));
  BOOST_CHECK((both.bytes == Bytes{1, 3}));
  BOOST_CHECK(parse("a,b\n1,2\n").labels.empty());
}

BOOST_AUTO_TEST_CASE(gzip_is_read_too) {
  const TempDir dir;
  const data::Dataset set = data::read_csv(dir.write_gz("a.csv.gz", "1,2\n3,4\n"));
  BOOST_CHECK((set.bytes == Bytes{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(lines_may_cross_the_chunks_of_the_reader) {
  std::string content;
  std::vector<double> expected;
  for (int i = 0; i < 30'000; ++i) {
    content += std::to_string(i) + "." + std::to_string(i % 10) + "," + std::to_string(-i) + "\n";
    expected.push_back(std::stod(std::to_string(i) + "." + std::to_string(i % 10)));
    expected.push_back(-i);
  }
  BOOST_CHECK(parse(content).reals == expected);
}

BOOST_AUTO_TEST_CASE(a_ragged_row_is_named_with_both_counts) {
  refused("a,b,c\n1,2,3\n4,5\n", {"row 1", "line 3", "got 2 fields", "expected 3"});
  refused("1,2,3\n4,5,6,7\n", {"row 1", "line 2", "got 4 fields", "expected 3"});
  refused("1,2\n\n3,4\n", {"row 1", "empty line"});
}

BOOST_AUTO_TEST_CASE(nan_and_infinity_are_named_by_row_and_column) {
  refused("1,2\n3,nan\n", {"row 1", "line 2", "column 2", "'nan'", "finite"});
  refused("1,2\n-inf,4\n", {"row 1", "column 1", "'-inf'", "finite"});
  refused("NaN,2\n3,4\n", {"row 0", "column 1", "'NaN'", "finite"});  // the first row is no header
}

BOOST_AUTO_TEST_CASE(what_is_no_number_is_named_by_row_and_column) {
  refused("1,2\n3,4\n5,six\n", {"row 2", "line 3", "column 2", "'six'", "a number"});
  refused("1,2\n3,\n", {"row 1", "column 2", "''", "a number"});
  refused("1,2\n3,4x\n", {"row 1", "column 2", "'4x'"});
  refused("1,2\n3,1e999\n", {"row 1", "column 2", "'1e999'", "range"});
  refused("1;2\n3;4\n5;6\n", {"row 0", "'3;4'"});
}

BOOST_AUTO_TEST_CASE(a_bad_number_in_the_first_row_does_not_make_a_header) {
  refused("1,2x,3\n4,5,6\n", {"row 0 (line 1)", "column 2", "'2x'", "header"});
}

BOOST_AUTO_TEST_CASE(labels_are_integers) {
  refused("label,a\n1,2\n1.5,3\n", {"row 1", "line 3", "column 1", "'1.5'", "integer label"});
  refused("label,a\n1,2\ncat,3\n", {"row 1", "column 1", "'cat'"});
  refused("label,a\n3000000000,3\n", {"row 0", "integer label"});
}

BOOST_AUTO_TEST_CASE(nothing_to_read_is_refused) {
  refused("", {"a.csv", "an empty file"});
  refused("\n\n", {"line 1", "empty line"});
  refused("a,b\n", {"a header and no rows"});
  refused("label\n1\n2\n", {"label column alone"});
}

BOOST_AUTO_TEST_CASE(written_rows_are_read_back_exactly) {
  const TempDir dir;
  for (const bool labelled : {false, true}) {
    data::Dataset set;
    set.n = 40;
    set.p = 5;
    stats::Sequence random(stats::Stream(1, "csv_test", "round trip", stats::Purpose::test));
    for (std::size_t k = 0; k < set.n * set.p; ++k)
      set.reals.push_back(std::ldexp(random.normal(), static_cast<int>(random.below(1800)) - 900));
    set.reals[0] = std::numeric_limits<double>::max();
    set.reals[1] = 0.1;
    if (labelled)
      for (std::size_t i = 0; i < set.n; ++i)
        set.labels.push_back(static_cast<std::int32_t>(random.below(9)) - 4);
    data::write_csv(set, dir / "a.csv");
    const data::Dataset back = data::read_csv(dir / "a.csv");
    BOOST_CHECK(back.reals == set.reals);
    BOOST_CHECK(back.labels == set.labels);
  }
}

BOOST_AUTO_TEST_CASE(a_file_is_written_whole_or_not_at_all) {
  const TempDir dir;
  data::Dataset set;
  set.n = set.p = 1;
  set.bytes = {3};
  check_refused([&] { data::write_csv(set, dir / "none/a.csv"); },
                {"none/a.csv", "can be written"});
  std::filesystem::create_directories(dir / "taken.csv/inside");
  check_refused([&] { data::write_csv(set, dir / "taken.csv"); }, {"taken.csv"});
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(dir / ""))
    files += entry.is_regular_file();
  BOOST_CHECK_EQUAL(files, 0);  // nothing half-written is left behind
}

BOOST_AUTO_TEST_SUITE_END()
