// What --help says: the verbs with their examples, and a layout that holds 80 columns.
#pragma once

#include <memory>
#include <string>
#include <vector>

namespace CLI {
class FormatterBase;
}

namespace proofgauge::app {

struct VerbHelp {
  std::string name, summary, argument, argument_help;
  /// Command lines that run in this order in an empty directory, in seconds each; a test runs them.
  /// One that is meant to end in another code than 0 says so: `  # exit 1: ...`.
  std::vector<std::string> examples;
  bool runs;  ///< takes theory letters, data, profile, alpha, ...
};

[[nodiscard]] const std::vector<VerbHelp>& verbs();

/// The last part of a verb's help. An example that is too long for a line is continued as a shell
/// reads it: with a backslash.
[[nodiscard]] std::string example_text(const VerbHelp& verb);

/// The last part of the help of the command itself.
[[nodiscard]] std::string overview_text();

/// CLI11's layout with descriptions broken at spaces.
[[nodiscard]] std::shared_ptr<CLI::FormatterBase> help_layout();

}  // namespace proofgauge::app
