#define BOOST_TEST_MODULE stats
#include "stats/stream.h"

#include <Random123/philox.h>

#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/multiprecision/cpp_bin_float.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace proofgauge::stats {
namespace {

using Words = std::array<std::uint32_t, 4>;

/// Philox4x32-10 written out from Salmon, Moraes, Dror and Shaw (SC 2011), as a second opinion on
/// the library.
Words philox(Words c, std::array<std::uint32_t, 2> key) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p = std::uint64_t{0xD2511F53} * c[0], q = std::uint64_t{0xCD9E8D57} * c[2];
    c = {static_cast<std::uint32_t>(q >> 32) ^ c[1] ^ key[0], static_cast<std::uint32_t>(q),
         static_cast<std::uint32_t>(p >> 32) ^ c[3] ^ key[1], static_cast<std::uint32_t>(p)};
    key = {key[0] + 0x9E3779B9U, key[1] + 0xBB67AE85U};
  }
  return c;
}

BOOST_AUTO_TEST_CASE(philox_known_answers_hold) {
  // The vectors that are published with Random123 (kat_vectors, philox 4x32 10).
  struct Known {
    Words counter;
    std::array<std::uint32_t, 2> key;
    Words out;
  };
  const Known known[] = {{{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
                         {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
                          {0xffffffff, 0xffffffff},
                          {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
                         {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
                          {0xa4093822, 0x299f31d0},
                          {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}}};
  for (const Known& k : known) {
    const auto out = r123::Philox4x32()({{k.counter[0], k.counter[1], k.counter[2], k.counter[3]}},
                                        {{k.key[0], k.key[1]}});
    for (unsigned i = 0; i < 4; ++i) {
      BOOST_TEST(out[i] == k.out[i]);
      BOOST_TEST(philox(k.counter, k.key)[i] == k.out[i]);
    }
  }
}

BOOST_AUTO_TEST_CASE(a_block_is_philox_of_its_address) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Stream stream(seed, "lemma/claim", "d=16,m=16384", Purpose::weights);
    const std::array<std::uint32_t, 2> key{static_cast<std::uint32_t>(stream.key()),
                                           static_cast<std::uint32_t>(stream.key() >> 32)};
    for (const std::uint64_t index :
         {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 40, ~std::uint64_t{0}}) {
      const auto low = static_cast<std::uint32_t>(index),
                 high = static_cast<std::uint32_t>(index >> 32);
      BOOST_TEST(stream.block(index, 7, 3) == philox({low, high, 7, 3}, key),
                 boost::test_tools::per_element());
    }
  }
}

BOOST_AUTO_TEST_CASE(every_field_of_the_address_counts) {
  std::set<std::uint64_t> keys;
  unsigned made = 0;
  for (const std::uint64_t seed :
       {std::uint64_t{1}, std::uint64_t{2}, std::uint64_t{1} << 32, std::uint64_t{3} << 33}) {
    for (const char* claim : {"lemma/claim", "lemma/other", "lemma/claim!twin"}) {
      for (const char* cell : {"m=16", "m=32", ""}) {
        for (const Purpose purpose :
             {Purpose::weights, Purpose::signs, Purpose::bootstrap, Purpose::test}) {
          keys.insert(Stream(seed, claim, cell, purpose).key());
          ++made;
        }
      }
    }
  }
  BOOST_TEST(keys.size() == made);
  BOOST_TEST(keys.count(Stream(1, "lemma/claim", "m=16", Purpose::signs).key()) == 1U);

  const Stream stream(1, "lemma/claim", "m=16", Purpose::weights);
  std::set<Words> blocks;
  made = 0;
  for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 32}) {
    for (std::uint32_t draw = 0; draw < 3; ++draw) {
      for (std::uint32_t part = 0; part < 3; ++part, ++made)
        blocks.insert(stream.block(index, draw, part));
    }
  }
  BOOST_TEST(blocks.size() == made);
}

/// Pearson's statistic of counts against equal expectation, as the probability of a larger one.
double chi_squared_p(const std::vector<unsigned>& counts) {
  double total = 0, statistic = 0;
  for (const unsigned c : counts) total += c;
  const double expected = total / static_cast<double>(counts.size());
  for (const unsigned c : counts) statistic += (c - expected) * (c - expected) / expected;
  const boost::math::chi_squared law(static_cast<double>(counts.size() - 1));
  return boost::math::cdf(boost::math::complement(law, statistic));
}

constexpr double kLevel =
    1e-4;  // per check; a few hundred checks of correct code fail with probability below 0.03

BOOST_AUTO_TEST_CASE(streams_that_differ_in_one_field_are_uncorrelated) {
  const unsigned n = 20000;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto make = [](std::uint64_t s, const char* claim, const char* cell, Purpose purpose,
                         std::uint32_t draw) {
      return Sequence(Stream(s, claim, cell, purpose), draw);
    };
    Sequence others[] = {
        make(seed + 1, "a/b", "m=16", Purpose::test, 0),
        make(seed, "a/c", "m=16", Purpose::test, 0), make(seed, "a/b", "m=17", Purpose::test, 0),
        make(seed, "a/b", "m=16", Purpose::data, 0), make(seed, "a/b", "m=16", Purpose::test, 1)};
    for (Sequence& other : others) {
      Sequence base = make(seed, "a/b", "m=16", Purpose::test, 0);
      double sum = 0;
      for (unsigned i = 0; i < n; ++i) sum += (base.uniform() - 0.5) * (other.uniform() - 0.5);
      // Hoeffding: terms in [-1/4, 1/4].
      BOOST_TEST(std::fabs(sum) <= std::sqrt(n * std::log(2 / kLevel) / 8));
    }
  }
}

BOOST_AUTO_TEST_CASE(a_sequence_is_its_blocks_in_order) {
  const Stream stream(3, "a/b", "m=16", Purpose::test);
  Sequence sequence(stream, 5);
  for (std::uint64_t index = 0; index < 10; ++index) {
    for (const std::uint32_t word : stream.block(index, 5, 0)) BOOST_TEST(sequence() == word);
  }
}

BOOST_AUTO_TEST_CASE(below_is_uniform_on_its_range) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    for (const unsigned n : {1U, 2U, 3U, 7U, 100U}) {
      Sequence random(Stream(seed, "below", std::to_string(n), Purpose::test));
      std::vector<unsigned> counts(n);
      for (unsigned i = 0; i < 20000; ++i) {
        const std::uint64_t x = random.below(n);
        BOOST_REQUIRE(x < n);
        ++counts[x];
      }
      if (n > 1) BOOST_TEST(chi_squared_p(counts) > kLevel, "n = " << n << ", seed " << seed);
    }
  }
}

BOOST_AUTO_TEST_CASE(below_has_no_bias_where_a_remainder_would) {
  // At n = 3 * 2^62 the remainder of a 64-bit word falls in the lowest third half of the time, not
  // a third.
  const std::uint64_t n = std::uint64_t{3} << 62;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Sequence random(Stream(seed, "below", "large", Purpose::test));
    std::vector<unsigned> thirds(3), biased(3);
    for (unsigned i = 0; i < 20000; ++i) {
      ++thirds[random.below(n) >> 62];
      const std::uint64_t high = random();
      ++biased[((high << 32 | random()) % n) >> 62];
    }
    BOOST_TEST(chi_squared_p(thirds) > kLevel);
    BOOST_TEST(chi_squared_p(biased) < kLevel,
               "the check does not see the bias of a plain remainder");
  }
}

BOOST_AUTO_TEST_CASE(uniform_numbers_are_inside_the_unit_interval_and_equidistributed) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Sequence random(Stream(seed, "uniform", "", Purpose::test));
    std::vector<unsigned> counts(64);
    for (unsigned i = 0; i < 64000; ++i) {
      const double u = random.uniform();
      BOOST_REQUIRE(u > 0);
      BOOST_REQUIRE(u < 1);
      ++counts[static_cast<std::size_t>(u * 64)];
    }
    BOOST_TEST(chi_squared_p(counts) > kLevel);
  }
}

BOOST_AUTO_TEST_CASE(normal_is_the_exact_quantile_of_its_uniform) {
  using Wide = boost::multiprecision::cpp_bin_float_50;
  static_assert(std::numeric_limits<Wide>::digits10 >= 2 * std::numeric_limits<double>::digits10);
  constexpr double eps = std::numeric_limits<double>::epsilon();
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Stream stream(seed, "normal", "", Purpose::test);
    Sequence uniforms(stream), normals(stream);
    for (unsigned i = 0; i < 400; ++i) {
      const double u = uniforms.uniform();
      const double x = normals.normal();
      const double exact = static_cast<double>(
          boost::math::quantile(boost::math::normal_distribution<Wide>(), Wide(u)));
      // A few units in the last place of the quantile; near 1/2, where it is 0, the rounding of 2u
      // - 1 to the ulps of 2u counts absolutely: sqrt(2 pi) eps.
      BOOST_TEST(std::fabs(x - exact) <= 8 * eps * std::fabs(exact) + 3 * eps, "u = " << u);
    }
  }
}

BOOST_AUTO_TEST_CASE(normals_are_standard_normal) {
  const boost::math::normal law;
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    Sequence random(Stream(seed, "normal", "law", Purpose::test));
    std::vector<unsigned> counts(50), scaled(50);
    for (unsigned i = 0; i < 50000; ++i) {
      const double x = random.normal();
      ++counts[static_cast<std::size_t>(50 * boost::math::cdf(law, x))];
      ++scaled[static_cast<std::size_t>(50 * boost::math::cdf(law, 1.05 * x))];
    }
    BOOST_TEST(chi_squared_p(counts) > kLevel);
    BOOST_TEST(chi_squared_p(scaled) < kLevel,
               "the check does not see a standard deviation of 1.05");
  }
}

}  // namespace
}  // namespace proofgauge::stats
