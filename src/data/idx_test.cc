#include "data/idx.h"

#include "data/test_files.h"

namespace data = proofgauge::data;
using data::testing::check_refused;
using data::testing::idx;
using data::testing::idx_images;
using data::testing::idx_labels;
using data::testing::TempDir;
using Bytes = std::vector<std::uint8_t>;

BOOST_AUTO_TEST_SUITE(idx_files)

const std::string kBody = "\x01\x02\x03\x04\xff\x06\x07\x08\x09\x0a\x0b\x0c";

BOOST_AUTO_TEST_CASE(images_are_rows_plain_and_gzip_alike) {
  const TempDir dir;
  const std::string content = idx_images({3, 2, 2}, kBody);
  const std::string labels = dir.write("labels", idx_labels("\x05\x01\x05"));
  for (const std::string& path : {dir.write("a", content), dir.write_gz("a.gz", content)}) {
    const data::Dataset set = data::read_idx_images(path, labels);
    BOOST_CHECK_EQUAL(set.n, 3);
    BOOST_CHECK_EQUAL(set.p, 4);
    BOOST_CHECK(set.bytes == Bytes(kBody.begin(), kBody.end()));
    BOOST_CHECK(set.reals.empty());
    BOOST_CHECK((set.labels == std::vector<std::int32_t>{5, 1, 5}));
    BOOST_CHECK((set.source_row == std::vector<std::size_t>{0, 1, 2}));
  }
}

BOOST_AUTO_TEST_CASE(two_dimensions_are_rows_as_they_stand) {
  const TempDir dir;
  const data::Dataset set = data::read_idx_images(dir.write("a", idx(0x802, {4, 3}, kBody)), "");
  BOOST_CHECK_EQUAL(set.n, 4);
  BOOST_CHECK_EQUAL(set.p, 3);
  BOOST_CHECK(set.labels.empty());
}

BOOST_AUTO_TEST_CASE(large_gzip_arrives_whole) {  // more than one chunk of the reader
  const TempDir dir;
  std::string body(3'500'000, '\0');
  for (std::size_t k = 0; k < body.size(); ++k) body[k] = static_cast<char>(k * 2654435761U >> 13);
  const data::Dataset set =
      data::read_idx_images(dir.write_gz("a", idx_images({3500, 10, 100}, body)), "");
  BOOST_CHECK(set.bytes == Bytes(body.begin(), body.end()));
  BOOST_CHECK_LE(set.bytes.capacity(), body.size());  // grown to measure, no slack
}

BOOST_AUTO_TEST_CASE(cut_short_is_refused_with_both_sizes) {
  const TempDir dir;
  const std::string content = idx_images({3, 2, 2}, kBody);
  const std::string path = dir.write("a", content.substr(0, content.size() - 1));
  check_refused([&] { (void)data::read_idx_images(path, ""); }, {path, "3 x 2 x 2", "11"});
  for (const std::size_t size : {0, 3, 4, 9, 15})
    check_refused([&] { (void)data::read_idx(dir.write("b", content.substr(0, size))); },
                  {"cut short"});
  check_refused(
      [&] { (void)data::read_idx(dir.write_gz("c", content.substr(0, content.size() - 1))); },
      {"3 x 2 x 2", "11", "cut short"});
}

BOOST_AUTO_TEST_CASE(cut_gzip_stream_is_refused) {
  const TempDir dir;
  std::string body(200'000, '\0');
  for (std::size_t k = 0; k < body.size(); ++k) body[k] = static_cast<char>(k * k >> 7);
  const std::string path = dir.write_gz("whole", idx_images({200, 10, 100}, body));
  const auto size = std::filesystem::file_size(path);
  for (const auto cut :
       {size - 3, size / 2}) {  // within the checksum at the end, and within the data
    std::filesystem::resize_file(path, cut);
    check_refused([&] { (void)data::read_idx(path); }, {path, "gzip stream that is cut short"});
  }
}

BOOST_AUTO_TEST_CASE(damaged_gzip_stream_is_refused) {
  const TempDir dir;
  const std::string path = dir.write_gz("a", idx_images({200, 10, 10}, std::string(20'000, 'x')));
  std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
  file.seekp(-7, std::ios::end);  // the checksum
  file.put('\x55');
  file.close();
  check_refused([&] { (void)data::read_idx(path); }, {path, "damaged"});
}

BOOST_AUTO_TEST_CASE(bytes_after_the_end_are_refused) {
  const TempDir dir;
  const std::string content = idx_images({3, 2, 2}, kBody + "x");
  check_refused([&] { (void)data::read_idx(dir.write("a", content)); },
                {"after the last element", "12 bytes"});
  check_refused([&] { (void)data::read_idx(dir.write_gz("b", content)); },
                {"after the last element", "12 bytes"});
}

BOOST_AUTO_TEST_CASE(hostile_dimensions_are_refused_before_allocation) {
  const TempDir dir;
  const std::uint32_t big = 0x80000000U;
  for (const auto& dims : {std::vector<std::uint32_t>{big, big, 1},
                           {big, big, big},
                           {0xffffffffU, 0xffffffffU, 0xffffffffU},
                           {1U << 24, 1U << 10, 1U << 10}}) {
    check_refused([&] { (void)data::read_idx(dir.write("a", idx_images(dims, kBody))); },
                  {"promises", std::to_string(dims[0]), "can hold"});
    check_refused([&] { (void)data::read_idx(dir.write_gz("b", idx_images(dims, kBody))); },
                  {"promises", "can hold"});
  }
}

BOOST_AUTO_TEST_CASE(wrong_magic_type_and_dimensions_are_refused) {
  const TempDir dir;
  check_refused([&] { (void)data::read_idx(dir.write("a", idx(0x12345678, {1}, "x"))); },
                {"magic 12345678", "00000803"});
  check_refused(
      [&] {
        (void)data::read_idx(dir.write("a", idx(0x00000d02, {1, 1}, "xxxx")));
      },
      {"type 0d", "unsigned bytes"});
  check_refused(
      [&] {
        (void)data::read_idx(dir.write("a", idx(0x00000804, {1, 1, 1, 1}, "x")));
      },
      {"4 dimensions"});
  check_refused([&] { (void)data::read_idx(dir.write("a", idx(0x00000800, {}, "x"))); },
                {"0 dimensions"});
  check_refused(
      [&] {
        (void)data::read_idx_images(dir.write("a", idx_images({3, 0, 2}, "")), "");
      },
      {"3 x 0 x 2", "1 feature"});
}

BOOST_AUTO_TEST_CASE(mislabelled_files_are_told_apart) {
  const TempDir dir;
  const std::string images = dir.write("images", idx_images({3, 2, 2}, kBody));
  const std::string labels = dir.write("labels", idx_labels("\x05\x01\x05"));
  check_refused([&] { (void)data::read_idx_images(labels, ""); },
                {labels, "mislabelled", "00000801", "image file"});
  check_refused([&] { (void)data::read_idx_images(images, images); },
                {images, "mislabelled", "00000803", "label file"});
}

BOOST_AUTO_TEST_CASE(counts_must_agree) {
  const TempDir dir;
  const std::string images = dir.write("images", idx_images({3, 2, 2}, kBody));
  const std::string labels = dir.write("labels", idx_labels("\x05\x01"));
  check_refused([&] { (void)data::read_idx_images(images, labels); },
                {labels, "2 labels", "3, one for each"});
}

BOOST_AUTO_TEST_CASE(labels_are_found_beside_images) {
  const TempDir dir;
  const std::string images = dir.write("t-images-idx3-ubyte.gz", "");
  BOOST_CHECK_EQUAL(data::labels_beside(images), "");
  const std::string packed = dir.write("t-labels-idx1-ubyte.gz", "");
  BOOST_CHECK_EQUAL(data::labels_beside(images), packed);
  const std::string plain = dir.write("t-labels-idx1-ubyte", "");
  BOOST_CHECK_EQUAL(data::labels_beside(images), plain);
  BOOST_CHECK_EQUAL(data::labels_beside(dir / "other.idx"), "");
}

BOOST_AUTO_TEST_CASE(a_missing_file_is_missing_and_a_folder_is_no_file) {
  const TempDir dir;
  BOOST_CHECK_THROW((void)data::read_idx(dir / "none"), proofgauge::MissingError);
  std::filesystem::create_directory(dir / "folder");
  check_refused([&] { (void)data::read_idx(dir / "folder"); }, {"folder", "a regular file"});
}

BOOST_AUTO_TEST_SUITE_END()
