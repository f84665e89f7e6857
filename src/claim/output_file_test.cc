#include "claim/output_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/test/unit_test.hpp>
#include <fstream>
#include <iterator>

#include "claim/error.h"

namespace proofgauge::claim {
namespace {

namespace fs = std::filesystem;

struct Folder {
  Folder() {
    std::string name = (fs::temp_directory_path() / "output_file.XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(name.data()) != nullptr);
    path = name;
  }
  ~Folder() { fs::remove_all(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  [[nodiscard]] std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(path), fs::directory_iterator());
  }
  fs::path path;
};

std::string content(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, std::string_view text) {
  OutputFile file("-o", path);
  file.write(text);
  file.commit();
}

}  // namespace

BOOST_FIXTURE_TEST_SUITE(output_file, Folder)

BOOST_AUTO_TEST_CASE(is_there_whole_or_not_at_all) {
  write(path / "a", "first");
  {
    OutputFile file("-o", path / "a", OutputFile::Durable::yes);
    file.write("second");
    BOOST_CHECK_EQUAL(content(path / "a"), "first");
  }
  BOOST_CHECK_EQUAL(content(path / "a"), "first");
  BOOST_CHECK_EQUAL(entries(), 1);
  write(path / "a", "third");
  BOOST_CHECK_EQUAL(content(path / "a"), "third");
  BOOST_CHECK_EQUAL(entries(), 1);
}

BOOST_AUTO_TEST_CASE(links_stay_and_what_they_lead_to_is_written) {
  fs::create_directory(path / "there");
  fs::create_symlink("there/b", path / "near");  // relative to its own folder
  fs::create_symlink(path / "near", path / "far");
  for (const char* text : {"new", "again"}) {
    write(path / "far", text);
    BOOST_CHECK(fs::is_symlink(path / "far"));
    BOOST_CHECK(fs::is_symlink(path / "near"));
    BOOST_CHECK(!fs::is_symlink(path / "there/b"));
    BOOST_CHECK_EQUAL(content(path / "there/b"), text);
  }
}

BOOST_AUTO_TEST_CASE(a_fifo_stays_one_and_gets_the_bytes) {
  const fs::path fifo = path / "fifo";
  BOOST_REQUIRE_EQUAL(::mkfifo(fifo.c_str(), 0600), 0);
  const int reader = ::open(fifo.c_str(), O_RDONLY | O_NONBLOCK);
  BOOST_REQUIRE(reader >= 0);
  write(fifo, "through");
  std::array<char, 16> got{};
  BOOST_CHECK_EQUAL(::read(reader, got.data(), got.size()), 7);
  BOOST_CHECK_EQUAL(got.data(), "through");
  ::close(reader);
  BOOST_CHECK(fs::is_fifo(fifo));
  BOOST_CHECK_EQUAL(entries(), 1);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_written_names_the_option_and_the_path) {
  write(path / "file", "");
  fs::create_symlink("loop", path / "loop");
  fs::create_symlink("none/a", path / "dangling");
  for (const fs::path& wrong : {path, path / "none" / "a", path / "file" / "a", path / "loop",
                                path / "loop" / "a", path / "dangling"}) {
    BOOST_CHECK_EXCEPTION(write(wrong, "text"), InputError, [&](const InputError& e) {
      return e.field() == "-o" && e.value() == wrong.string() && !e.expected().empty();
    });
  }
  BOOST_CHECK_EQUAL(entries(), 3);
  BOOST_CHECK(fs::is_symlink(path / "loop"));
}

BOOST_AUTO_TEST_CASE(a_fifo_whose_reader_leaves_is_a_failure_and_no_signal) {
  BOOST_REQUIRE_EQUAL(::mkfifo((path / "fifo").c_str(), 0600), 0);
  const int reader = ::open((path / "fifo").c_str(), O_RDONLY | O_NONBLOCK);
  BOOST_REQUIRE(reader >= 0);
  OutputFile file("-o", path / "fifo");
  ::close(reader);
  BOOST_CHECK_THROW(file.write("text"), InputError);
  BOOST_CHECK(fs::is_fifo(path / "fifo"));
}

BOOST_AUTO_TEST_CASE(a_new_file_has_the_mode_of_the_old_one) {
  write(path / "private", "old");
  fs::permissions(path / "private", fs::perms(0600));
  fs::create_symlink("private", path / "link");
  for (const char* name : {"private", "link"}) {
    write(path / name, name);
    BOOST_CHECK_EQUAL(content(path / "private"), name);
    BOOST_CHECK(fs::status(path / "private").permissions() == fs::perms(0600));
  }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::claim
