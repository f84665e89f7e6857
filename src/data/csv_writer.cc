#include <fmt/format.h>

#include <array>
#include <charconv>

#include "claim/output_file.h"
#include "data/csv.h"

namespace proofgauge::data {
namespace {

void write_rows(const Dataset& set, claim::OutputFile& out) {
  constexpr std::size_t kAtOnce = std::size_t{1} << 16;
  std::string text = set.labels.empty() ? "" : "label,";
  for (std::size_t j = 0; j < set.p; ++j)
    text += fmt::format("x{}{}", j, j + 1 < set.p ? "," : "\n");
  std::array<char, 32> digits{};
  for (std::size_t i = 0; i < set.n; ++i) {
    if (!set.labels.empty()) text += std::to_string(set.labels[i]) + ",";
    for (std::size_t j = 0; j < set.p; ++j) {
      const auto end = set.is_integer()
                           ? std::to_chars(digits.data(), digits.data() + digits.size(),
                                           set.bytes[i * set.p + j])
                                 .ptr
                           : std::to_chars(digits.data(), digits.data() + digits.size(),
                                           set.reals[i * set.p + j])
                                 .ptr;
      text.append(digits.data(), end);
      text += j + 1 < set.p ? ',' : '\n';
    }
    if (text.size() < kAtOnce) continue;
    out.write(text);
    text.clear();
  }
  out.write(text);
}

}  // namespace

void write_csv(const Dataset& set, const std::string& path) {
  claim::OutputFile out("data", path);
  write_rows(set, out);
  out.commit();
}

}  // namespace proofgauge::data
