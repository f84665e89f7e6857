// Ranks that are threads of one process, for tests of what is written against Ranks.
#pragma once

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <thread>
#include <vector>

#include "numeric/ranks.h"

namespace proofgauge::numeric::test {

/// What the threads share. A rank that waits for others longer than `kPatience` throws: where a
/// real run would hang, a test fails.
class Meeting {
 public:
  explicit Meeting(int count) : count_(count) {}
  [[nodiscard]] int count() const { return count_; }

  /// Every rank calls `arrive` in some order, then every rank calls `leave` after the last has
  /// arrived.
  template <class Arrive, class Leave>
  void meet(const Arrive& arrive, const Leave& leave) {
    std::unique_lock lock(mutex_);
    arrive(here_ == 0);
    wait(lock);
    leave();
    wait(lock);  // nobody begins the next meeting before the last has left
  }
  std::vector<std::int64_t> integers;
  std::vector<double> doubles;
  std::vector<char> bytes;

 private:
  static constexpr std::chrono::seconds kPatience{60};
  void wait(std::unique_lock<std::mutex>& lock) {
    const std::uint64_t now = phase_;
    if (++here_ == count_) {
      here_ = 0;
      ++phase_;
      all_here_.notify_all();
      return;
    }
    if (!all_here_.wait_for(lock, kPatience, [&] { return phase_ != now; }))
      throw std::logic_error("a rank waits for one that does not come");
  }
  const int count_;
  int here_ = 0;
  std::uint64_t phase_ = 0;
  std::mutex mutex_;
  std::condition_variable all_here_;
};

class ThreadRanks final : public Ranks {
 public:
  ThreadRanks(Meeting& meeting, int index) : meeting_(meeting), index_(index) {}
  [[nodiscard]] int index() const override { return index_; }
  [[nodiscard]] int count() const override { return meeting_.count(); }
  void sum(std::span<std::int64_t> values) override {
    combine(meeting_.integers, values, [](std::int64_t a, std::int64_t b) { return a + b; });
    sums.push_back(values.size());
  }
  void maximum(std::span<double> values) override {
    combine(meeting_.doubles, values, [](double a, double b) { return std::max(a, b); });
    maxima.push_back(values.size());
  }
  void broadcast(std::span<char> bytes) override {
    // Whoever comes first makes room: rank 0 may come last.
    combine(meeting_.bytes, bytes, [&](char a, char b) { return index_ == 0 ? b : a; });
    broadcasts.push_back(bytes.size());
  }
  std::vector<std::size_t> sums, maxima, broadcasts;  ///< lengths of the calls so far

 private:
  template <class T, class Combine>
  void combine(std::vector<T>& shared, std::span<T> values, const Combine& combine) {
    meeting_.meet(
        [&](bool first) {
          if (first) {
            shared.assign(values.begin(), values.end());
            return;
          }
          if (shared.size() != values.size()) throw std::logic_error("ranks differ in length");
          for (std::size_t j = 0; j < values.size(); ++j) shared[j] = combine(shared[j], values[j]);
        },
        [&] { std::copy(shared.begin(), shared.end(), values.begin()); });
  }
  Meeting& meeting_;
  int index_;
};

/// Calls act(ranks) on `count` threads, each one a rank; throws what the lowest one threw.
template <class Act>
void on_ranks(int count, const Act& act) {
  Meeting meeting(count);
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(count));
  std::vector<std::thread> threads;
  for (int i = 0; i < count; ++i) {
    threads.emplace_back([&, i] {
      try {
        const auto ranks = std::make_shared<ThreadRanks>(meeting, i);
        act(ranks);
      } catch (...) {
        errors[static_cast<std::size_t>(i)] = std::current_exception();
      }
    });
  }
  for (std::thread& t : threads) t.join();
  for (const auto& error : errors)
    if (error) std::rethrow_exception(error);
}

}  // namespace proofgauge::numeric::test
