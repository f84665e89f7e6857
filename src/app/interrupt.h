// Ctrl-C and SIGTERM as a question that long runs ask.
#pragma once

#include <array>

namespace proofgauge::app {

/// While it lives, the first Ctrl-C (or SIGTERM) is remembered and a second one ends the process as
/// usual. One at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// Whether a signal came since the guard was made.
  [[nodiscard]] static bool interrupted();

 private:
  std::array<void (*)(int), 2> previous_{};
};

}  // namespace proofgauge::app
