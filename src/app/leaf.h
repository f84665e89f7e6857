// Records that a claim rests on, while it runs: from a cache if they are there, else made now.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "app/options.h"
#include "claim/registry.h"

namespace proofgauge::app {

/// Where leaves are looked up before they are computed. `key`: the claim, its cell and the seed.
class LeafCache {
 public:
  LeafCache() = default;
  LeafCache(const LeafCache&) = delete;
  LeafCache& operator=(const LeafCache&) = delete;
  virtual ~LeafCache() = default;
  [[nodiscard]] virtual std::optional<claim::Record> find(const std::string& key) = 0;
  virtual void put(const std::string& key, const claim::Record&) = 0;
};

/// One JSON file per record, written under a temporary name and renamed. A file made by another
/// program, for another key or that does not read back is not used: a note on stderr says so, and
/// the record is made again. A build of uncommitted sources keeps nothing, as its name does not say
/// what it computes.
[[nodiscard]] std::unique_ptr<LeafCache> file_cache(const std::filesystem::path& folder,
                                                    bool quiet);

using LeafProvider = std::function<claim::Record(const std::string&, const claim::Parameters&)>;

/// Plans and runs the job of that claim on that cell through the registry, in `context`. A claim or
/// a cell that is not one job is a std::logic_error: the asking lemma's defect.
[[nodiscard]] LeafProvider leaf_provider(std::shared_ptr<LeafCache>, claim::RunContext context,
                                         unsigned long long seed);

/// The provider that the command uses: leaves under reports/leaves.
[[nodiscard]] LeafProvider default_leaves(const Options&, const claim::RunContext&,
                                          unsigned long long seed);

}  // namespace proofgauge::app
