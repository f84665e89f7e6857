#include "claim/text_file.h"

#include <sys/stat.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <fstream>
#include <sstream>
#include <thread>

#include "claim/error.h"
#include "claim/room.h"

using namespace proofgauge;
namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("proofgauge_text_" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() { fs::remove_all(path); }
};

std::string refusal(const fs::path& path, std::uint64_t most = 1000) {
  try {
    (void)claim::read_text_file(path, most, "make it");
  } catch (const InputError& e) {
    return e.what();
  }
  return "";
}

}  // namespace

BOOST_AUTO_TEST_SUITE(text_file)

BOOST_AUTO_TEST_CASE(files_and_pipes_are_read_whole) {
  const Folder folder;
  std::ofstream(folder.path / "file") << "one\ntwo";
  BOOST_CHECK_EQUAL(claim::read_text_file(folder.path / "file", 7, ""), "one\ntwo");
  const fs::path pipe = folder.path / "pipe";
  BOOST_REQUIRE_EQUAL(::mkfifo(pipe.c_str(), 0600), 0);
  std::thread writer([&] { std::ofstream(pipe) << std::string(100'000, 'x'); });
  BOOST_CHECK_EQUAL(claim::read_text_file(pipe, 100'000, "").size(), 100'000);
  writer.join();
  BOOST_CHECK_THROW((void)claim::read_text_file(folder.path / "none", 7, ""), MissingError);
}

BOOST_AUTO_TEST_CASE(what_is_no_text_or_too_long_is_refused_at_once) {
  const Folder folder;
  BOOST_CHECK(refusal(folder.path).find("got a directory, expected a file") != std::string::npos);
  BOOST_CHECK(refusal("/dev/zero").find("got a device") != std::string::npos);
  std::ofstream(folder.path / "long") << "12345678";
  BOOST_CHECK(refusal(folder.path / "long", 7).find("at most 7 bytes") != std::string::npos);
  std::ofstream(folder.path / "binary") << std::string("ab\0c", 4);
  BOOST_CHECK(refusal(folder.path / "binary").find("a byte 0 at 2") != std::string::npos);
  std::ofstream(folder.path / "sparse");
  fs::resize_file(folder.path / "sparse", std::uintmax_t{1} << 40);
  BOOST_CHECK(refusal(folder.path / "sparse").find("at most 1000") != std::string::npos);
  std::istringstream zeros(std::string(10, '\0'));
  BOOST_CHECK_THROW((void)claim::read_all(zeros, "zeros", 100), InputError);
}

BOOST_AUTO_TEST_CASE(room_is_there_or_not) {
  BOOST_CHECK_NO_THROW(claim::require_room("little", 1000));
  BOOST_CHECK_THROW(claim::require_room("too much", 0x1p60), LimitError);
  BOOST_CHECK_THROW(claim::require_room("too much", 0x1p46), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
