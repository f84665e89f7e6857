// The results store as the verbs use it.
#pragma once

#include <filesystem>
#include <optional>

#include "app/run.h"
#include "sweep/store.h"

namespace proofgauge::app {

/// --store, else reports/proofgauge.db.
[[nodiscard]] std::filesystem::path store_path(const Options&);

/// What made the records of this run.
[[nodiscard]] sweep::Origin origin_of(const Options&, double alpha, const std::string& started);

/// Puts records into the store as they come. A store that was named must work; the default one,
/// where it cannot be used, is a note on stderr and the run goes on without it.
class Storing {
 public:
  explicit Storing(const Options&);
  void put(const claim::Record&);
  /// The record of the same job by this very build.
  [[nodiscard]] std::optional<claim::Record> find(const claim::Record& key);
  /// The newest record of that claim, cell, seed and constants by this very build, whatever its
  /// share of alpha.
  [[nodiscard]] std::optional<claim::Record> find_cell(const claim::Record& key);
  [[nodiscard]] sweep::Origin origin_for(const claim::Record&) const;
  [[nodiscard]] double seconds() const { return seconds_; }  ///< spent in the store, opening it too
  [[nodiscard]] std::size_t stored() const { return stored_; }

 private:
  std::optional<sweep::Store> store_;
  sweep::Origin origin_;
  bool named_;
  double seconds_ = 0;
  std::size_t stored_ = 0;
};

/// table and report: the records of the store that meet --where and the named claims, as a run.
[[nodiscard]] Run stored_run(const Options&);

}  // namespace proofgauge::app
