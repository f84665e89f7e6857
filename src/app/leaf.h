// Records that a claim rests on, while it runs: from the results store if they are there, else made
// now and stored.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "claim/registry.h"

namespace proofgauge::app {

/// Where leaves are looked up and kept.
class LeafStore {
 public:
  LeafStore() = default;
  LeafStore(const LeafStore&) = delete;
  LeafStore& operator=(const LeafStore&) = delete;
  virtual ~LeafStore() = default;

  /// The newest record of that claim, cell, seed and constants by this very build, whatever its
  /// share of alpha.
  [[nodiscard]] virtual std::optional<claim::Record> find_cell(const claim::Record& key) = 0;
  virtual void put(const claim::Record&) = 0;
};

using LeafProvider = std::function<claim::Record(const std::string&, const claim::Parameters&)>;

/// Plans and runs the job of that claim on that cell through the registry, in `context`, unless
/// `store` (which outlives the provider) has its record by this very build. Without `store` every
/// leaf is computed. A claim or a cell that is not one job is a std::logic_error: the asking
/// lemma's defect.
[[nodiscard]] LeafProvider leaf_provider(claim::RunContext context, unsigned long long seed,
                                         LeafStore* store);

}  // namespace proofgauge::app
