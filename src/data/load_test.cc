#include "data/load.h"

#include <cstdlib>

#include "data/csv.h"
#include "data/test_files.h"

namespace claim = proofgauge::claim;
namespace data = proofgauge::data;
using data::testing::check_refused;
using data::testing::idx_images;
using data::testing::idx_labels;
using data::testing::npy;
using data::testing::raw;
using data::testing::TempDir;
using Bytes = std::vector<std::uint8_t>;

namespace {

const std::string kRows("\x01\x02\x03\x04\xff\x06\x07\x08\x09\x0a\x0b\x0c", 12);

data::Dataset load(const std::string& spec) {
  data::DataOptions options;
  options.spec = spec;
  return data::load(options);
}

/// Sets PROOFGAUGE_DATA_DIR, and takes it away again.
class DataDir {
 public:
  explicit DataDir(const std::string& path) { setenv("PROOFGAUGE_DATA_DIR", path.c_str(), 1); }
  DataDir(const DataDir&) = delete;
  DataDir& operator=(const DataDir&) = delete;
  ~DataDir() { unsetenv("PROOFGAUGE_DATA_DIR"); }
};

}  // namespace

BOOST_AUTO_TEST_SUITE(loading)

BOOST_AUTO_TEST_CASE(the_same_rows_give_the_same_bytes_from_every_format) {
  const TempDir dir;
  const std::string image_file = dir.write("s-images-idx3-ubyte", idx_images({4, 1, 3}, kRows));
  (void)dir.write_gz("s-labels-idx1-ubyte.gz", idx_labels("\x02\x01\x02\x01"));
  const data::Dataset idx = load(image_file);
  BOOST_CHECK(idx.bytes == Bytes(kRows.begin(), kRows.end()));
  BOOST_CHECK_EQUAL(idx.labels.size(), 4);

  data::write_csv(idx, dir / "s.csv");
  const data::Dataset csv = load(dir / "s.csv");
  BOOST_CHECK(csv.bytes == idx.bytes);
  BOOST_CHECK(csv.labels == idx.labels);

  const std::vector<double> reals(idx.bytes.begin(), idx.bytes.end());
  for (const std::string& content :
       {npy("|u1", false, "(4, 3)", kRows), npy("<f8", false, "(4, 3)", raw(reals))}) {
    BOOST_CHECK(load(dir.write("s.npy", content)).bytes == idx.bytes);
    BOOST_CHECK(load(dir.write_gz("s.npy.gz", content)).bytes == idx.bytes);
  }
}

BOOST_AUTO_TEST_CASE(content_decides_the_format_not_the_name) {
  const TempDir dir;
  BOOST_CHECK(load(dir.write("a.csv", idx_images({4, 1, 3}, kRows))).bytes ==
              Bytes(kRows.begin(), kRows.end()));
  BOOST_CHECK((load(dir.write_gz("a.npy", "1,2\n3,4\n")).bytes == Bytes{1, 2, 3, 4}));
}

BOOST_AUTO_TEST_CASE(files_of_no_known_format_are_refused_with_their_magic) {
  const TempDir dir;
  check_refused([&] { (void)load(dir.write("a", "\x89PNG\r\n\x1a\n")); },
                {"magic 89504e470d0a", "00000803", "CSV"});
  check_refused(
      [&] { (void)load(dir.write("a", std::string("\0\0\x0d\x03", 4) + std::string(12, '\0'))); },
      {"type 0d"});
  check_refused([&] { (void)load(dir.write("a", idx_labels("\x01\x02"))); }, {"mislabelled"});
  check_refused([&] { (void)load(dir.write("a", "")); }, {"an empty file"});
}

BOOST_AUTO_TEST_CASE(fewer_than_two_rows_are_refused_at_every_stage) {
  const TempDir dir;
  check_refused([&] { (void)load(dir.write("a.csv", "1,2\n")); },
                {"a.csv", "1 rows in the file", "at least 2 rows"});
  check_refused(
      [&] {
        (void)load(dir.write("a", idx_images({0, 2, 2}, "")));
      },
      {"0 rows in the file", "at least 2"});
  data::DataOptions options;
  options.spec = dir.write("b.csv", "y,a\n0,1\n0,2\n1,3\n");
  options.count = 1;
  check_refused([&] { (void)data::load(options); }, {"1 rows chosen by --count", "at least 2"});
  options.count = 0;
  options.classes = {1};
  check_refused([&] { (void)data::load(options); }, {"1 rows of these --classes", "at least 2"});
  options.classes = {1, 5};
  check_refused([&] { (void)data::load(options); }, {"--classes", "got 5", "0, 1"});
}

BOOST_AUTO_TEST_CASE(stages_apply_in_order_and_are_told) {
  const TempDir dir;
  data::DataOptions options;
  options.spec = dir.write("b.csv", "y,a,b\n0,1,9\n2,2,8\n1,3,7\n0,5,2\n1,1,1\n");
  options.classes = {0, 1};
  options.count = 3;
  options.pca = 2;
  const data::Dataset set = data::load(options);
  BOOST_CHECK_EQUAL(set.n, 3);
  BOOST_CHECK_EQUAL(set.p, 2);
  for (const std::size_t row : set.source_row) BOOST_CHECK_NE(row, 1);
  for (const char* word : {"b.csv", "classes 0, 1", "3 rows by seed 1", "2 principal axes"})
    BOOST_CHECK_MESSAGE(set.provenance.find(word) != std::string::npos, set.provenance);
  options.pca = 0;
  options.center = true;
  const data::Dataset centred = data::load(options);
  for (std::size_t j = 0; j < 2; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < 3; ++i) sum += centred.reals[2 * i + j];
    BOOST_CHECK_SMALL(sum, 3 * 9 * 2.3e-16);  // 3 roundings of numbers up to 9
  }
}

BOOST_AUTO_TEST_CASE(options_come_from_the_words_of_a_request) {
  claim::Request request;
  request.seed = 9;
  request.words = {
      {"data", "x.csv"}, {"center", "true"}, {"pca", "3"}, {"classes", "1,-2,7"}, {"count", "2^4"}};
  const data::DataOptions options = data::options_from(request);
  BOOST_CHECK_EQUAL(options.spec, "x.csv");
  BOOST_CHECK(options.center);
  BOOST_CHECK_EQUAL(options.pca, 3);
  BOOST_CHECK((options.classes == std::vector<int>{1, -2, 7}));
  BOOST_CHECK_EQUAL(options.count, 16);
  BOOST_CHECK_EQUAL(options.seed, 9);
  BOOST_CHECK(data::options_from({}).spec.empty());
}

BOOST_AUTO_TEST_CASE(unfit_words_name_their_option) {
  const auto refused = [](const std::string& option, const std::string& text) {
    claim::Request request;
    request.words = {{option, text}};
    check_refused([&] { (void)data::options_from(request); }, {"--" + option, text});
  };
  for (const char* text : {"0", "-1", "1.5", "many"}) {
    refused("count", text);
    refused("pca", text);
  }
  refused("center", "yes");
  for (const char* text : {"1,", "a", "1;2", "1.5", "99999999999"}) refused("classes", text);
  refused("classes", "");
}

BOOST_AUTO_TEST_CASE(missing_and_unnamed_data_are_told_apart) {
  BOOST_CHECK_THROW((void)load("/no/such/file.csv"), proofgauge::MissingError);
  check_refused([] { (void)load(""); }, {"--data", "nothing", "fashion-mnist"});
  check_refused([] { (void)load("fashion-mnist:tset"); },
                {"--data", "fashion-mnist:tset", "fashion-mnist:test"});
}

BOOST_AUTO_TEST_CASE(fashion_mnist_is_looked_for_in_the_users_folder_first) {
  const TempDir dir;
  const DataDir own(dir / "");
  std::filesystem::create_directory(dir / "fashion-mnist");
  (void)dir.write("fashion-mnist/t10k-images-idx3-ubyte", idx_images({4, 1, 3}, kRows));
  try {
    (void)load("fashion-mnist:test");
    BOOST_ERROR("images without labels were accepted");
  } catch (const proofgauge::MissingError& error) {
    BOOST_CHECK(std::string(error.what()).find("apt-get install dataset-fashion-mnist") !=
                std::string::npos);
  }
  (void)dir.write("fashion-mnist/t10k-labels-idx1-ubyte", idx_labels("\x02\x01\x02\x01"));
  BOOST_CHECK_EQUAL(load("fashion-mnist:test").n, 4);
  (void)dir.write_gz("t10k-images-idx3-ubyte.gz", idx_images({2, 1, 3}, kRows.substr(0, 6)));
  (void)dir.write_gz("t10k-labels-idx1-ubyte.gz", idx_labels("\x02\x01"));
  BOOST_CHECK_EQUAL(load("fashion-mnist:test").n, 2);
}

BOOST_AUTO_TEST_SUITE_END()
