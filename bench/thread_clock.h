// Processor time of the calling thread: what a kernel costs, whatever else the machine does.
#pragma once

#include <algorithm>
#include <ctime>
#include <nlohmann/json.hpp>
#include <vector>

namespace proofgauge::bench {

inline double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

/// Processor seconds of `reps` calls, sorted; one call before them warms pages and clocks.
template <class Body>
std::vector<double> processor_seconds(int reps, const Body& body) {
  body();
  std::vector<double> seconds;
  for (int r = 0; r < reps; ++r) {
    const double start = thread_seconds();
    body();
    seconds.push_back(thread_seconds() - start);
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds;
}

inline double median(const std::vector<double>& sorted) {
  const std::size_t k = sorted.size();
  return k % 2 == 1 ? sorted[k / 2] : (sorted[k / 2 - 1] + sorted[k / 2]) / 2;
}

inline nlohmann::json summary(const std::vector<double>& sorted) {
  return {{"median", median(sorted)}, {"min", sorted.front()}, {"k", sorted.size()}};
}

}  // namespace proofgauge::bench
