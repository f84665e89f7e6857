#include "app/interrupt.h"

#include <csignal>

namespace proofgauge::app {
namespace {

constexpr std::array kSignals{SIGINT, SIGTERM, SIGUSR1};
volatile std::sig_atomic_t signalled = 0;

}  // namespace

InterruptGuard::InterruptGuard() {
  signalled = 0;
  for (std::size_t i = 0; i < kSignals.size(); ++i) {
    previous_[i] = std::signal(kSignals[i], [](int signal) {
      signalled = 1;
      std::signal(signal, SIG_DFL);
    });
    if (previous_[i] == SIG_IGN) std::signal(kSignals[i], SIG_IGN);
  }
}

InterruptGuard::~InterruptGuard() {
  for (std::size_t i = 0; i < kSignals.size(); ++i) std::signal(kSignals[i], previous_[i]);
}

bool InterruptGuard::interrupted() { return signalled != 0; }

}  // namespace proofgauge::app
