#include "numeric/parallel.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "numeric/thread_numbers.h"

namespace proofgauge::numeric {

void parallel_for(std::size_t n, int threads, const std::function<void(std::size_t)>& body) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr first;
  std::mutex first_mutex;
  const auto work = [&] {
    for (std::size_t i = next++; i < n; i = next++) {
      try {
        body(i);
      } catch (...) {
        const std::lock_guard lock(first_mutex);
        if (!first) first = std::current_exception();
        next = n;
      }
    }
  };
  const auto help = [&] {
    const ThreadNumbers of_this_thread;
    work();
  };
  const std::size_t helpers = std::min(n, static_cast<std::size_t>(std::max(threads, 1)));
  {
    std::vector<std::jthread> pool;
    try {
      for (std::size_t t = 1; t < helpers; ++t) pool.emplace_back(help);
    } catch (const std::system_error&) {
      // No further thread is to be had, under a limit on memory for one: those that are there do.
    }
    work();
  }
  if (first) std::rethrow_exception(first);
}

}  // namespace proofgauge::numeric
