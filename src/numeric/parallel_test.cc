#include "numeric/parallel.h"

#include <gmp.h>

#include <atomic>
#include <barrier>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <vector>

#include "numeric/interval.h"

using proofgauge::numeric::parallel_for;

namespace {

/// Counts the blocks that GMP and MPFR hold while it lives.
class HeldBlocks {
 public:
  HeldBlocks() {
    mp_get_memory_functions(&allocate_, &reallocate_, &free_);
    mp_set_memory_functions([](std::size_t size) { return ++held, allocate_(size); }, reallocate_,
                            [](void* block, std::size_t size) { --held, free_(block, size); });
  }
  ~HeldBlocks() { mp_set_memory_functions(allocate_, reallocate_, free_); }
  HeldBlocks(const HeldBlocks&) = delete;
  HeldBlocks& operator=(const HeldBlocks&) = delete;

  inline static std::atomic<long> held = 0;

 private:
  inline static void* (*allocate_)(std::size_t);
  inline static void* (*reallocate_)(void*, std::size_t, std::size_t);
  inline static void (*free_)(void*, std::size_t);
};

}  // namespace

BOOST_AUTO_TEST_SUITE(parallel)

BOOST_AUTO_TEST_CASE(every_index_runs_exactly_once) {
  for (const int threads : {0, 1, 2, 7}) {
    std::vector<std::atomic<int>> hits(1000);
    parallel_for(hits.size(), threads, [&](std::size_t i) { ++hits[i]; });
    for (const auto& h : hits) BOOST_REQUIRE_EQUAL(h.load(), 1);
  }
  parallel_for(0, 4, [](std::size_t) { BOOST_FAIL("called for an empty range"); });
}

BOOST_AUTO_TEST_CASE(an_exception_reaches_the_caller_and_stops_the_rest) {
  std::atomic<int> ran{0};
  BOOST_CHECK_THROW(parallel_for(100000, 2,
                                 [&](std::size_t i) {
                                   ++ran;
                                   if (i == 10) throw std::runtime_error("planted");
                                 }),
                    std::runtime_error);
  BOOST_CHECK(ran < 100000);
}

BOOST_AUTO_TEST_CASE(threads_leave_no_numbers_behind) {
  namespace numeric = proofgauge::numeric;
  const auto root = [] { (void)numeric::power(numeric::interval(numeric::ratio(3, 1)), -1, 6); };
  const HeldBlocks blocks;
  root();  // this thread keeps what it has
  const long before = HeldBlocks::held;
  std::barrier all(2);
  long within = 0;
  parallel_for(2, 2, [&](std::size_t i) {
    root();
    all.arrive_and_wait();
    if (i == 0) within = HeldBlocks::held;  // both still hold theirs
    all.arrive_and_wait();
  });
  BOOST_CHECK_EQUAL(HeldBlocks::held, before);
  BOOST_CHECK_GT(within, before);
}

BOOST_AUTO_TEST_SUITE_END()
