#include "sweep/writer.h"

#include <pthread.h>
#include <sched.h>

#include <chrono>
#include <span>

#include "claim/error.h"

namespace proofgauge::sweep {
namespace {

/// On a busy machine a woken thread may push aside the one that woke it: the run would wait for
/// each commit after all. A batch thread does not.
void yield_to_others() {
#if defined(SCHED_BATCH)
  const sched_param none{};
  pthread_setschedparam(pthread_self(), SCHED_BATCH, &none);  // a wish: without it all is well too
#endif
}

}  // namespace

Writer::Writer(Store store) : store_(std::move(store)), thread_([this] { work(); }) {}

Writer::~Writer() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Writer::rethrow() const {
  if (failure_) std::rethrow_exception(failure_);
}

void Writer::put(claim::Record record, Origin origin) {
  bool wake = false;  // a busy writer looks again before it sleeps
  {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < kMostWaiting || failure_; });
    rethrow();
    wake = !busy_ && waiting_.empty();
    waiting_.emplace_back(std::move(record), std::move(origin));
  }
  if (wake) changed_.notify_all();
}

void Writer::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return (waiting_.empty() && !busy_) || failure_; });
  rethrow();
}

std::size_t Writer::stored() const {
  const std::lock_guard lock(mutex_);
  return stored_;
}

double Writer::seconds() const {
  const std::lock_guard lock(mutex_);
  return seconds_;
}

/// Together if that goes; else one by one, so that a full disk takes what still fits and one bad
/// record costs no other.
void Writer::commit(const Batch& batch) {
  const auto counted = [this](std::size_t n) {
    const std::lock_guard lock(mutex_);
    stored_ += n;
  };
  const std::lock_guard lock(in_use_);
  try {
    store_.put(batch);
    counted(batch.size());
  } catch (...) {
    if (batch.size() == 1) throw;
    std::exception_ptr failed;
    for (const auto& one : batch) try {
        store_.put(std::span(&one, 1));
        counted(1);
      } catch (const LimitError&) {
        throw;  // the others would fail too
      } catch (...) {
        if (!failed) failed = std::current_exception();
      }
    if (failed) std::rethrow_exception(failed);
  }
}

void Writer::work() {
  using Clock = std::chrono::steady_clock;
  yield_to_others();
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return !waiting_.empty() || closing_; });
    if (waiting_.empty() || failure_) return;
    const Batch batch = std::exchange(waiting_, {});
    busy_ = true;
    lock.unlock();
    changed_.notify_all();
    const auto begin = Clock::now();
    std::exception_ptr failed;
    try {
      commit(batch);
    } catch (...) {
      failed = std::current_exception();
    }
    lock.lock();
    seconds_ += std::chrono::duration<double>(Clock::now() - begin).count();
    failure_ = failed;
    busy_ = false;
    changed_.notify_all();
  }
}

}  // namespace proofgauge::sweep
