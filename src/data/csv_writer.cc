#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "claim/error.h"
#include "data/csv.h"

namespace proofgauge::data {
namespace {

void write_rows(const Dataset& set, std::ostream& out) {
  std::string line = set.labels.empty() ? "" : "label,";
  for (std::size_t j = 0; j < set.p; ++j)
    line += fmt::format("x{}{}", j, j + 1 < set.p ? "," : "\n");
  out << line;
  std::array<char, 32> digits{};
  for (std::size_t i = 0; i < set.n; ++i) {
    line.clear();
    if (!set.labels.empty()) line += std::to_string(set.labels[i]) + ",";
    for (std::size_t j = 0; j < set.p; ++j) {
      const auto end = set.is_integer()
                           ? std::to_chars(digits.data(), digits.data() + digits.size(),
                                           set.bytes[i * set.p + j])
                                 .ptr
                           : std::to_chars(digits.data(), digits.data() + digits.size(),
                                           set.reals[i * set.p + j])
                                 .ptr;
      line.append(digits.data(), end);
      line += j + 1 < set.p ? ',' : '\n';
    }
    out << line;
  }
}

}  // namespace

void write_csv(const Dataset& set, const std::string& path) {
  const std::string part = fmt::format("{}.part{}", path, getpid());
  const auto fail = [&](const std::string& why) {
    std::error_code ignored;
    std::filesystem::remove(part, ignored);
    throw InputError(path, "an error: " + why, "a path that can be written");
  };
  {
    std::ofstream out(part, std::ios::binary);
    if (!out) fail(std::strerror(errno));
    write_rows(set, out);
    out.close();
    if (!out) fail("could not write all of it");
  }
  std::error_code error;
  std::filesystem::rename(part, path, error);
  if (error) fail(error.message());
}

}  // namespace proofgauge::data
