// Ctrl-C, SIGTERM and SIGUSR1 as a question that long runs ask. The last is for batch systems:
// mpirun hands it on to its ranks, and does not kill them a second later as after Ctrl-C.
#pragma once

#include <array>

namespace proofgauge::app {

/// While it lives, the first of these signals is remembered and a second one ends the process as
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
  std::array<void (*)(int), 3> previous_{};
};

}  // namespace proofgauge::app
