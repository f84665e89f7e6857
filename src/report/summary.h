// Many cells, one line: the worst of them, and how many there were.
#pragma once

#include <array>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "claim/record.h"

namespace proofgauge::report {

constexpr std::size_t kStatuses = 7;
using Counts = std::array<std::size_t, kStatuses>;  ///< indexed by claim::Status

/// One claim (or twin) over all its cells. Points into the records it was made from.
struct Summary {
  std::string claim;
  std::vector<const claim::Record*> cells;  ///< in the order of the records
  const claim::Record* worst = nullptr;     ///< by claim::worse; the first among equals
  std::size_t planned = 0;   ///< cells that were asked for; those not run are in no count
  std::size_t decisive = 0;  ///< cells that ended in a pass or a refutation
  std::size_t vacuous = 0;
  Counts by_status{};
};

/// One entry per claim, in order of first appearance. `planned` may name how many cells a claim was
/// to have; without an entry the cells that ran are taken for all.
[[nodiscard]] std::vector<Summary> summarise(
    std::span<const claim::Record> records, const std::map<std::string, std::size_t>& planned = {});

/// A pass or a refutation: what a cell was run for.
[[nodiscard]] bool is_decisive(claim::Status status);

/// "9 claims: 2 verified, 6 supported, 1 inconclusive. 120 cells: 118 supported, 2 inconclusive
/// (98 % decisive)"
[[nodiscard]] std::string count_line(std::span<const Summary> summaries);

/// One sentence: what a reader of this record can do next.
[[nodiscard]] std::string next_step(const claim::Record& record);

}  // namespace proofgauge::report
