// What the command line says, in one struct; no behaviour.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace proofgauge::app {

enum class Color { automatic, always, never };

struct Options {
  std::string verb;
  std::vector<std::string> arguments;  ///< claims, data set, record: what the verb takes

  std::map<std::string, std::string>
      letters;  ///< --m, --R, ...: text as typed, by name without dashes
  std::map<std::string, std::string> words;  ///< --data, --pca, ...: text as typed

  std::string profile = "standard";
  std::optional<std::filesystem::path> config, constants;
  std::optional<std::string> seed, alpha, timeout,
      memory;       ///< text as typed; defaults come later than --config
  int threads = 0;  ///< 0: as many as the machine has
  std::string format = "text";
  std::optional<std::filesystem::path> output;
  std::optional<std::string> filter;
  bool strict = false, resume = false;
  int verbosity = 0;  ///< -1 quiet, 0 normal, 1 and more: verbose
  Color color = Color::automatic;
  std::optional<std::filesystem::path> checkpoint, log;  ///< train: where its files go
  double checkpoint_seconds = 10;
  bool cli = false;                               ///< schema --cli
  std::vector<std::string> exports;               ///< certify --export NAME=PATH, as typed
  std::optional<std::filesystem::path> from;      ///< table, regress: read records from here
  std::optional<std::filesystem::path> store;     ///< the results store; default below
  std::optional<std::string> where;               ///< table, report: read from the store by query
  std::optional<std::string> shard;               ///< sweep: i/n, as typed
  unsigned seeds = 1;                             ///< sweep: how many, from --seed on
  std::vector<std::string> merge;                 ///< sweep: stores to take over
  bool dry_run = false;                           ///< verify, sweep, train: say what would run
  std::optional<std::filesystem::path> baseline;  ///< regress: a results file or a folder of them
  bool update = false;                            ///< regress: rewrite the baseline
  unsigned budget = 0, restarts = 0;              ///< falsify; 0: the default

  /// The command as records state it: without what cannot change a result (-j, output paths,
  /// colour, verbosity).
  std::string command;
};

/// Every letter that takes numbers, lists or ranges, with a line of help each; the same for word
/// options.
struct OptionHelp {
  std::string name, value, help;
};
[[nodiscard]] const std::vector<OptionHelp>& letter_options();
[[nodiscard]] const std::vector<OptionHelp>& word_options();
/// Letters that registered lemmas read and the lists above do not know: those of lemmas outside
/// this tree.
[[nodiscard]] std::vector<OptionHelp> further_letters();

}  // namespace proofgauge::app
