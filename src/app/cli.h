// The command line, from argv to Options, and its description for `schema --cli`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>

#include "app/options.h"

namespace proofgauge::app {

/// Either options to run, or the exit code of a --help, --version or parse error that was already
/// printed.
struct Parsed {
  std::optional<Options> options;
  int exit_code = 0;
};

/// What does not `speak` prints nothing.
[[nodiscard]] Parsed parse_command_line(int argc, char** argv, bool speaks = true);

/// Parses a replay line (`proofgauge verify CLAIM --m ... `, train or falsify) without a shell. Any
/// other verb is an InputError.
[[nodiscard]] Options parse_replay_line(const std::string& line);

/// Every verb with its options, for completion scripts and tests.
[[nodiscard]] nlohmann::ordered_json describe_command_line();

}  // namespace proofgauge::app
