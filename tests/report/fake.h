// A small world for report tests: two lemmas, records of every verdict, hostile names, figures.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "report/document.h"

namespace proofgauge::test {

/// A data set name that would be markup, a formula or a command in every medium that the report
/// writes.
inline const std::string kHostile =
    "<script>alert('x')</script>|$\\input{x}$%_&#~^\"quoted\", `touch pwned`\x1b[31m.csv";

[[nodiscard]] const claim::Registry& fake_registry();
/// Every verdict, infinite ends, log10 ranges, a vacuous bound, a hostile name, a twin.
[[nodiscard]] report::Document fake_document();
[[nodiscard]] std::vector<claim::Figure> fake_figures();

/// A directory that is removed at the end of its scope.
class TemporaryDirectory {
 public:
  TemporaryDirectory();
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory();
  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

[[nodiscard]] std::string read_text(const std::filesystem::path&);

/// Whether a program can be run here. Where it cannot: prints SKIPPED with the reason, which CTest
/// shows as such; under CI=true it throws, so that a gate does not pass by missing its tool.
[[nodiscard]] bool have_program(const std::string& program, const std::string& argument);

}  // namespace proofgauge::test
