// Stores records beside the computation: a record is handed over, and a thread of its own commits
// it while the next cell runs.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "sweep/store.h"

namespace proofgauge::sweep {

/// The writer commits whatever waits as soon as it is free, all in one transaction: no record waits
/// longer than one commit takes. Until then its cell counts as in flight:
/// at most kMostWaiting that wait and as many that are being committed.
class Writer {
 public:
  /// More than a commit ever finds waiting, unless the disk is what everything waits for.
  static constexpr std::size_t kMostWaiting = 64;

  explicit Writer(Store store);
  /// Stores what waits; a failure at this point is lost, so call `drain` before.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Hands the record over; waits only while kMostWaiting wait. Throws what an earlier commit threw
  /// (Store::put); after that every call throws it, and records handed over since are not stored.
  void put(claim::Record record, Origin origin);
  /// Returns when everything is committed; throws as `put` does.
  void drain();
  /// Calls read(store) between two commits; what waits is not there yet.
  template <class Read>
  auto between(Read read) const {
    const std::lock_guard lock(in_use_);
    return read(std::as_const(store_));
  }

  [[nodiscard]] std::size_t stored() const;  ///< records committed so far
  [[nodiscard]] double seconds() const;      ///< that the writing thread spent committing

 private:
  using Batch = std::vector<std::pair<claim::Record, Origin>>;
  void work();
  void commit(const Batch&);
  void rethrow() const;

  Store store_;
  mutable std::mutex in_use_;  ///< of store_; taken after `mutex_` is released, never inside it

  mutable std::mutex mutex_;  ///< of everything below
  mutable std::condition_variable changed_;
  Batch waiting_;
  bool busy_ = false, closing_ = false;
  std::size_t stored_ = 0;
  double seconds_ = 0;
  std::exception_ptr failure_;
  std::thread thread_;  ///< last: it uses all of the above
};

}  // namespace proofgauge::sweep
