// What MPFR keeps for a thread.
#pragma once

#include <mpfr.h>

namespace proofgauge::numeric {

/// In every thread that computes, but the first: MPFR keeps numbers for a thread beyond its end,
/// unless they are freed in it.
class ThreadNumbers {
 public:
  ThreadNumbers() = default;
  ThreadNumbers(const ThreadNumbers&) = delete;
  ThreadNumbers& operator=(const ThreadNumbers&) = delete;
  ~ThreadNumbers() { mpfr_free_cache2(MPFR_FREE_LOCAL_CACHE); }
};

}  // namespace proofgauge::numeric
