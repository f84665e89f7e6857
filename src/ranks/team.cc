#include "ranks/team.h"

#include <chrono>
#include <thread>

namespace proofgauge::ranks {

Team::Message Team::receive() {
  // Far below the time that a cell takes, and far above what one look costs.
  constexpr std::chrono::microseconds kNap{100};
  for (;;) {
    if (auto message = poll()) return std::move(*message);
    std::this_thread::sleep_for(kNap);
  }
}

}  // namespace proofgauge::ranks
