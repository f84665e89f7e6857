#include "claim/dependency.h"

#include <boost/test/unit_test.hpp>

using proofgauge::claim::DependencyGraph;

namespace {

std::string joined(const std::vector<std::string>& lines) {
  std::string all;
  for (const std::string& line : lines) all += line + "\n";
  return all;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dependency)

BOOST_AUTO_TEST_CASE(a_diamond_has_no_problem_and_each_claim_comes_once_after_what_it_rests_on) {
  const DependencyGraph g({{"t/top", {"l/left", "r/right"}},
                           {"l/left", {"b/base"}},
                           {"r/right", {"b/base"}},
                           {"b/base", {}},
                           {"o/other", {"b/base"}}});
  BOOST_CHECK_EQUAL(joined(g.problems()), "");
  BOOST_CHECK_EQUAL(joined(g.under("t/top")), "b/base\nl/left\nr/right\nt/top\n");
  BOOST_CHECK(g.under("no/claim").empty());
}

BOOST_AUTO_TEST_CASE(planted_dangling_and_double_names_are_problems) {
  const DependencyGraph g({{"t/top", {"gone/claim", "b/base", "b/base"}}, {"b/base", {}}});
  BOOST_CHECK_EQUAL(joined(g.problems()),
                    "t/top rests on gone/claim, which is no claim\nt/top names b/base twice\n");
  BOOST_CHECK_EQUAL(joined(g.under("t/top")), "b/base\nt/top\n");
}

BOOST_AUTO_TEST_CASE(planted_cycles_are_problems_and_walks_still_end) {
  const DependencyGraph g({{"a/a", {"b/b"}}, {"b/b", {"c/c"}}, {"c/c", {"b/b"}}, {"s/s", {"s/s"}}});
  BOOST_CHECK_EQUAL(joined(g.problems()),
                    "a claim rests on itself: b/b -> c/c -> b/b\na claim rests on itself: s/s -> "
                    "s/s\n");
  BOOST_CHECK_EQUAL(g.under("a/a").size(), 3U);
  BOOST_CHECK_EQUAL(g.under("s/s").size(), 1U);
}

BOOST_AUTO_TEST_SUITE_END()
