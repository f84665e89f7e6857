// Other programs, run with an argument vector: no shell ever sees a name that came from data.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace proofgauge::report {

struct ProcessResult {
  int status = 0;  ///< exit status; 128 + signal where a signal ended it
  std::string out, err;
};

/// Runs `program` (looked up on the path) with `input` on its standard input, and waits for it.
/// `directory`, where not empty, is where it runs. A program that is not there is a MissingError
/// with `how_to_get`.
[[nodiscard]] ProcessResult run_process(const std::string& program,
                                        const std::vector<std::string>& arguments,
                                        std::string_view input, const std::string& how_to_get,
                                        const std::filesystem::path& directory = {});

}  // namespace proofgauge::report
