#define BOOST_TEST_MODULE app_memory
#include "app/memory_limit.h"

#include <algorithm>
#include <atomic>
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <limits>
#include <new>
#include <vector>

#include "claim/error.h"
#include "numeric/parallel.h"
#include "numeric/rational.h"

namespace proofgauge::app {
namespace {

/// A sanitizer's allocator ends the process where another one returns null.
boost::test_tools::assertion_result plain_allocator(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result r(std::getenv("PROOFGAUGE_SANITIZED") == nullptr);
  if (!r) r.message() << "SKIPPED: a sanitizer's allocator ends the process";
  return r;
}

/// So many bytes that the compiler cannot do without.
std::size_t take(std::size_t wanted) {
  const volatile std::size_t bytes = wanted;
  std::vector<char> taken(bytes);
  taken[bytes / 2] = 1;
  return static_cast<std::size_t>(std::count(taken.begin(), taken.end(), 1));
}

constexpr double kLimit = 64.0 * (1 << 20);

BOOST_AUTO_TEST_CASE(sizes_are_read_in_powers_of_1024) {
  BOOST_TEST(parse_memory("64M", "--memory") == kLimit);
  BOOST_TEST(parse_memory("1.5GiB", "--memory") == 1.5 * 0x1p30);
  for (const char* bad : {"", "64", "63M", "-1G", "1e400T", "M", "4G4"})
    BOOST_CHECK_THROW((void)parse_memory(bad, "--memory"), InputError);
}

BOOST_AUTO_TEST_CASE(a_guarded_process_gets_no_more,
                     *boost::unit_test::precondition(plain_allocator)) {
  constexpr std::size_t kBytes = std::size_t{1} << 28;
  {
    const MemoryGuard guard(kLimit);
    BOOST_CHECK_THROW((void)take(kBytes), std::bad_alloc);
  }
  BOOST_TEST(take(kBytes) == 1U);
}

BOOST_AUTO_TEST_CASE(gmp_throws_instead_of_ending_the_process,
                     *boost::unit_test::precondition(plain_allocator)) {
  let_gmp_throw();
  const MemoryGuard guard(kLimit);
  const numeric::Integer one = 1;
  BOOST_CHECK_THROW((void)numeric::Integer(one << 4'000'000'000UL), std::bad_alloc);
  BOOST_TEST(numeric::Integer(one << 100) > one);  // and goes on working
}

BOOST_AUTO_TEST_CASE(work_is_done_by_the_threads_there_are,
                     *boost::unit_test::precondition(plain_allocator)) {
  const MemoryGuard guard(kLimit);  // room for the stacks of a few of the 64
  std::vector<std::atomic<int>> calls(1000);
  numeric::parallel_for(calls.size(), 64, [&](std::size_t i) { ++calls[i]; });
  for (const std::atomic<int>& c : calls) BOOST_TEST(c == 1);
}

}  // namespace
}  // namespace proofgauge::app
