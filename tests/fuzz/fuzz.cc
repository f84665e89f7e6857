#include "fuzz.h"

#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace proofgauge::fuzz {
namespace {

/// Removed when the process ends by itself; run.sh removes what a crash leaves.
class Directory {
 public:
  Directory() {
    path_ =
        std::filesystem::temp_directory_path() / ("proofgauge-fuzz-" + std::to_string(getpid()));
    std::filesystem::create_directories(path_);
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

const Directory& directory() {
  static const Directory one;
  return one;
}

}  // namespace

void require(bool holds, const char* promise) {
  if (holds) return;
  std::fprintf(stderr, "broken promise: %s\n", promise);
  std::abort();
}

void planted(bool reached) {
  static const bool armed = std::getenv("PROOFGAUGE_FUZZ_PLANTED") != nullptr;
  if (armed && reached) {
    std::fprintf(stderr, "planted bug reached\n");
    std::abort();
  }
}

std::string scratch_path(const std::string& name) { return (directory().path() / name).string(); }

std::string scratch_file(const std::string& name, Bytes content) {
  const std::string path = scratch_path(name);
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(reinterpret_cast<const char*>(content.data()),
            static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) throw std::runtime_error(path + ": no room for a scratch file");
  return path;
}

}  // namespace proofgauge::fuzz
