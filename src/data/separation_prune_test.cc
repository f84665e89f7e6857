#include <algorithm>
#include <bit>
#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "data/separation.h"
#include "data/separation_test.h"
#include "numeric/test_stop.h"

namespace proofgauge::data {
namespace {

using numeric::Rational;
using Edges = std::vector<std::pair<std::uint32_t, std::uint32_t>>;

std::size_t minimum_cover(std::size_t n, const Edges& edges) {
  std::size_t least = n;
  for (std::uint32_t subset = 0; subset < (1U << n); ++subset) {
    const auto has = [&](std::uint32_t i) { return (subset >> i & 1U) != 0; };
    if (std::all_of(edges.begin(), edges.end(),
                    [&](const auto& e) { return has(e.first) || has(e.second); }))
      least = std::min(least, static_cast<std::size_t>(std::popcount(subset)));
  }
  return least;
}

void check_pruning(const Pruning& p, std::size_t n, const Edges& edges) {
  std::vector<bool> dropped(n), matched(n);
  for (const std::size_t i : p.drop) dropped[i] = true;
  for (const auto& [i, j] : edges) BOOST_REQUIRE((dropped[i] || dropped[j]));
  for (const auto& [i, j] : p.matching) {
    BOOST_REQUIRE((!matched[i] && !matched[j]));
    BOOST_REQUIRE(std::find(edges.begin(), edges.end(),
                            std::pair<std::uint32_t, std::uint32_t>(i, j)) != edges.end());
    matched[i] = matched[j] = true;
  }
  for (const auto& [i, j] : edges) BOOST_REQUIRE((matched[i] || matched[j]));  // maximal
  // No row is dropped without need.
  for (const std::size_t r : p.drop)
    BOOST_REQUIRE(std::any_of(edges.begin(), edges.end(), [&](const auto& e) {
      return (e.first == r && !dropped[e.second]) || (e.second == r && !dropped[e.first]);
    }));
}

Dataset without(const Dataset& data, const std::vector<std::size_t>& drop) {
  Dataset kept = data;
  kept.bytes.clear(), kept.reals.clear(), kept.labels.clear(), kept.source_row.clear();
  kept.n = 0;
  for (std::size_t i = 0; i < data.n; ++i) {
    if (std::binary_search(drop.begin(), drop.end(), i)) continue;
    ++kept.n;
    kept.source_row.push_back(i);
    kept.labels.push_back(data.labels[i]);
    for (std::size_t k = 0; k < data.p; ++k)
      data.is_integer() ? kept.bytes.push_back(data.bytes[i * data.p + k])
                        : kept.reals.push_back(data.reals[i * data.p + k]);
  }
  return kept;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(pruning)

BOOST_AUTO_TEST_CASE(matching_and_cover_bracket_the_minimum_cover) {
  std::size_t optimal = 0, graphs = 0;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    auto random = test::sequence(seed);
    for (int repeat = 0; repeat < 20; ++repeat, ++graphs) {
      const std::size_t n = 2 + random.below(11);
      const double density = random.uniform() * random.uniform();
      Edges edges;
      for (std::uint32_t i = 0; i < n; ++i)
        for (std::uint32_t j = i + 1; j < n; ++j)
          if (random.uniform() < density) edges.emplace_back(i, j);
      const Pruning p = cover_pairs(n, edges);
      check_pruning(p, n, edges);
      const std::size_t least = minimum_cover(n, edges);
      BOOST_TEST(p.matching.size() <= least);
      BOOST_TEST(least <= p.drop.size());
      optimal += p.drop.size() == least ? 1 : 0;
    }
  }
  BOOST_TEST(optimal * 10 >= graphs * 8);  // greedy is a heuristic, but a good one on small graphs
}

BOOST_AUTO_TEST_CASE(a_star_loses_its_centre_only) {
  const Pruning p = cover_pairs(6, {{0, 3}, {1, 3}, {2, 3}, {3, 4}, {3, 5}});
  BOOST_TEST((p.drop == std::vector<std::size_t>{3}));
  BOOST_TEST(p.matching.size() == 1);
}

BOOST_AUTO_TEST_CASE(exactly_the_pairs_closer_than_t_are_edges) {
  const Dataset bytes = test::random_bytes(150, 6, 3, 3);
  for (const Dataset& data : {bytes, test::as_reals(bytes), test::random_reals(150, 4, 3)})
    for (const std::string& isa : test::available_isas()) {
      const test::Isa chosen(isa);
      const Separation s = separation(data);
      for (const char* text : {"0", "1/10", "3/10", "1/2", "1", "13/10", "9/5"}) {
        const Rational t = numeric::parse_rational(text, "t");
        // t is not a tie except with t = 1 among small integers, where long double decides within
        // its error.
        Edges edges;
        for (std::uint32_t i = 0; i < data.n; ++i)
          for (std::uint32_t j = i + 1; j < data.n; ++j)
            if (test::distance(data, i, j) <
                static_cast<long double>(numeric::to_double(t)) - 1e-15L)
              edges.emplace_back(i, j);
        const Pruning p = prune(data, s, t, {.threads = 2});
        BOOST_TEST_CONTEXT(isa << " t " << text << " bytes " << data.is_integer()) {
          BOOST_TEST(p.edges == edges.size());
          check_pruning(p, data.n, edges);
          const Dataset kept = without(data, p.drop);
          if (kept.n >= 2)
            BOOST_TEST(separation(kept).closest.distance.upper >= numeric::to_double(t));
        }
      }
    }
}

BOOST_AUTO_TEST_CASE(a_pair_at_exactly_t_stays) {
  Dataset data;
  data.name = "planted";
  data.n = 3;
  data.p = 5;
  data.bytes = {1, 1, 1, 0, 0, 1, 0, 0,
                1, 1, 0, 9, 0, 9, 0};  // rows 0 and 1 have cosine 1/3: distance 1
  data.source_row = {0, 1, 2};
  const Rational one = 1, above = Rational(1) + Rational(1) / pow(numeric::Integer(2), 100U);
  BOOST_TEST(prune(data, separation(data), one).edges == 2);  // row 2 is closer than 1 to both
  BOOST_TEST(prune(data, separation(data), above).edges == 3);
  data.n = 2;
  data.bytes.resize(10);
  BOOST_TEST(prune(data, separation(data), one).edges == 0);
  BOOST_TEST(prune(data, separation(data), above).edges == 1);
}

BOOST_AUTO_TEST_CASE(bad_values_are_refused) {
  const Dataset data = test::random_bytes(20, 3, 1, 255);
  BOOST_CHECK_EXCEPTION((void)prune(data, separation(data), Rational(-1)), InputError,
                        [](const InputError& e) { return e.field() == "--prune"; });
}

BOOST_AUTO_TEST_CASE(too_many_pairs_are_refused) {
  const Dataset data = test::random_bytes(8300, 2, 1, 255);  // 8300 * 8299 / 2 > 2^25
  BOOST_CHECK_EXCEPTION(
      (void)prune(data, separation(data, {.threads = 2}), Rational(2), {.threads = 2}), InputError,
      [](const InputError& e) { return e.field() == "--prune" && e.value() == "2"; });
}

BOOST_AUTO_TEST_CASE(a_stop_ends_the_choice) {
  BOOST_CHECK_THROW((void)cover_pairs(3, {{0, 1}, {1, 2}}, numeric::stopped()), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::data
