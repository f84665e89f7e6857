// --timeout as a stop token.
#pragma once

#include <chrono>
#include <cmath>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace proofgauge::app {

/// Requests a stop when the time is over; never, where `seconds` is infinite.
class Deadline {
 public:
  explicit Deadline(double seconds) {
    if (!std::isfinite(seconds)) return;
    end_ = Clock::now() + std::chrono::duration<double>(seconds);
    watcher_ = std::jthread([this, seconds](std::stop_token done) {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, done, std::chrono::duration<double>(seconds), [] { return false; });
      if (!done.stop_requested()) source_.request_stop();
    });
  }
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }
  /// By the clock too: on a busy machine the watcher may wake late.
  [[nodiscard]] bool passed() const {
    return source_.stop_requested() || (end_ && Clock::now() >= *end_);
  }

 private:
  using Clock = std::chrono::steady_clock;
  std::optional<std::chrono::time_point<Clock, std::chrono::duration<double>>> end_;
  std::stop_source source_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread watcher_;
};

}  // namespace proofgauge::app
