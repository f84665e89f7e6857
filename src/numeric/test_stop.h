// Requests to stop for tests.
#pragma once

#include <chrono>
#include <stop_token>
#include <thread>

namespace proofgauge::numeric {

/// A token that was asked to stop before anything began.
[[nodiscard]] inline std::stop_token stopped() {
  std::stop_source source;
  source.request_stop();
  return source.get_token();
}

/// Another thread asks for the stop after `wait`.
class StopAfter {
 public:
  explicit StopAfter(std::chrono::milliseconds wait)
      : thread_([this, wait] {
          std::this_thread::sleep_for(wait);
          source_.request_stop();
        }) {}
  [[nodiscard]] std::stop_token token() const { return source_.get_token(); }

 private:
  std::stop_source source_;
  std::jthread thread_;
};

/// Seconds that `action` takes.
template <class Action>
[[nodiscard]] double seconds_of(Action&& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace proofgauge::numeric
