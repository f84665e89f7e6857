#include "numeric/parallel.h"

#include <atomic>
#include <boost/test/unit_test.hpp>
#include <stdexcept>
#include <vector>

using proofgauge::numeric::parallel_for;

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

BOOST_AUTO_TEST_SUITE_END()
