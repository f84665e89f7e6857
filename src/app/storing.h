// The results store as the verbs use it.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>

#include "app/leaf.h"
#include "app/run.h"
#include "sweep/writer.h"

namespace proofgauge::app {

/// --store, else reports/proofgauge.db.
[[nodiscard]] std::filesystem::path store_path(const Options&);

/// What made the records of this run.
[[nodiscard]] sweep::Origin origin_of(const Options&, double alpha, const std::string& started);

/// Puts records into the store as they come, beside the run (sweep/writer.h). A store that was
/// named must work; the default one, where it cannot be used, is a note on stderr and the run goes
/// on without it. Any thread may call it.
class Storing final : public LeafStore {
 public:
  explicit Storing(const Options&);
  void put(const claim::Record&) override;
  /// The record of the same job by this very build.
  [[nodiscard]] std::optional<claim::Record> find(const claim::Record& key);
  [[nodiscard]] std::optional<claim::Record> find_cell(const claim::Record& key) override;
  [[nodiscard]] sweep::Origin origin_for(const claim::Record&) const;
  /// Returns when all is stored; to be called before a run says how it ended. Errors as in `put`.
  void finish();
  /// Whether records go into the store: not where the default one cannot be used.
  [[nodiscard]] bool keeps() const { return writer_ != nullptr; }
  /// Seconds that the run waited for the store: opening, handing over, looking up, finishing.
  [[nodiscard]] double waited() const { return waited_; }
  [[nodiscard]] double wrote() const;  ///< seconds that were spent writing beside the run
  [[nodiscard]] std::size_t stored() const;

 private:
  /// Times the action; what goes wrong in a default store is a note, and ends the storing.
  template <class Action>
  void with_writer(Action action);

  std::mutex mutex_;  ///< of writer_ and waited_
  std::unique_ptr<sweep::Writer> writer_;
  sweep::Origin origin_;
  bool named_;
  double waited_ = 0;
};

/// table and report: the records of the store that meet --where and the named claims, as a run.
[[nodiscard]] Run stored_run(const Options&);

}  // namespace proofgauge::app
