// What a machine has of what the verbs need, and how to get the rest.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace proofgauge::app {

struct Finding {
  std::string name, use;
  bool required = false, found = false;
  std::string where;                  ///< the program or file, if it was found
  std::string package, remedy;        ///< the Debian package (may be none); what gets it
  std::vector<std::string> problems;  ///< why it is of no use although it is there
};

/// Where to look: another root for a test, which cannot uninstall packages.
struct Surroundings {
  std::filesystem::path root = "/";            ///< in front of every installed file
  std::filesystem::path working_folder = ".";  ///< whose reports/ the verbs fill
  std::string message_passing = {};            ///< the library behind mpirun, if there is one
};

/// Programs are looked for in PATH.
[[nodiscard]] std::vector<Finding> examine(const Surroundings&);

}  // namespace proofgauge::app
