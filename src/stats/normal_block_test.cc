// What the numbers are: accuracy, bits, addresses. How they are distributed: normal_law_test.cc.
#define BOOST_TEST_MODULE normal_block
#include "stats/normal_block.h"

#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <vector>

#include "claim/error.h"
#include "stats/isa.h"

namespace stats = proofgauge::stats;
using Real = boost::multiprecision::mpfr_float_50;
using stats::Purpose;
using stats::Stream;

namespace {

constexpr double kUnit = 0x1p-24;

std::vector<std::uint32_t> test_words() {
  std::vector<std::uint32_t> words;
  for (std::uint32_t i = 0; i < 300; ++i) {
    words.push_back(i);
    words.push_back(~i);
    for (const std::uint32_t quadrant : {1U, 2U, 3U, 5U, 7U})
      words.push_back((quadrant << 29) + i - 150);
  }
  // both sides of every power of two and of sqrt(1/2), where the logarithm changes its reduction
  for (int e = 1; e < 32; ++e) {
    const auto root = static_cast<std::uint32_t>(std::uint64_t{0xb504f333U} >> (31 - e));
    for (const std::uint32_t w : {std::uint32_t{1} << e, root}) {
      for (std::uint32_t i = 0; i < 9; ++i) words.push_back(w + i - 4);
    }
  }
  stats::Sequence random(Stream(1, "normal_block_test", "words", Purpose::test));
  for (int i = 0; i < 20000; ++i) words.push_back(random());
  return words;
}

bool same_bits(float a, float b) { return std::memcmp(&a, &b, sizeof a) == 0; }

}  // namespace

// -2 ln u = A + B, A = (32 - e) 2 ln 2 within 1.5 u, B = f P(f) within 2.6 u (fit 0.6 u, last
// rounded steps 2 u). Where they cancel |B| <= |A| / 2, so the sum is within 6.6 u, its root
// within 3.3 u + 0.5 u.
BOOST_AUTO_TEST_CASE(radius_is_the_root_of_minus_two_log_u_to_3_8_units) {
  double worst = 0;
  for (const std::uint32_t w : test_words()) {
    // u as rounded to a float: what that rounding does to the law is counted separately
    const float v = static_cast<float>(w) + 0.5F;
    const Real u = Real(v) / Real(4294967296.0);
    const Real exact = sqrt(-2 * log(u));
    const float r = stats::detail::radius(w);
    if (exact == 0) {
      BOOST_TEST(r == 0.0F);
      continue;
    }
    worst = std::max(worst, static_cast<double>(abs(Real(r) / exact - 1)));
  }
  BOOST_TEST(worst < 3.8 * kUnit);
  BOOST_TEST(worst > 0.5 * kUnit);  // the comparison does see rounding
}

// Fit 0.7 u, Horner and the last product 2.8 u at most, and one rounding of the residual angle
// (relative; x cot x <= 1 and x tan x <= pi/4 on the residual).
BOOST_AUTO_TEST_CASE(turn_is_cosine_and_sine_to_4_5_units) {
  const Real two_pi = 8 * atan(Real(1));
  double worst = 0;
  for (const std::uint32_t w : test_words()) {
    const Real angle = two_pi * w / Real(4294967296.0);
    const auto t = stats::detail::turn(w);
    const Real c = cos(angle), s = sin(angle);
    if (w % (1U << 30) == 0) {  // multiples of a quarter turn: exact zeros
      BOOST_TEST((t.cosine == 0.0F || t.sine == 0.0F));
      BOOST_TEST(std::abs(t.cosine + t.sine) == 1.0F);
      continue;
    }
    worst = std::max({worst, static_cast<double>(abs(Real(t.cosine) / c - 1)),
                      static_cast<double>(abs(Real(t.sine) / s - 1))});
  }
  BOOST_TEST(worst < 4.5 * kUnit);
  BOOST_TEST(worst > 0.5 * kUnit);
}

BOOST_AUTO_TEST_CASE(half_a_turn_negates_and_support_ends_where_stated) {
  for (const std::uint32_t w : test_words()) {
    const auto a = stats::detail::turn(w), b = stats::detail::turn(w + 0x80000000U);
    BOOST_TEST(a.cosine == -b.cosine);
    BOOST_TEST(a.sine == -b.sine);
    BOOST_TEST(stats::detail::radius(w) <= stats::detail::radius(0));
  }
  BOOST_TEST(stats::detail::radius(0) <= 6.764F);
  BOOST_TEST(stats::detail::radius(0) > 6.763F);
  BOOST_TEST(stats::detail::radius(0xffffffffU) == 0.0F);
  // The normal mass beyond the last radius, as stated; uniforms of 24 bits would lose 290 times it.
  const double missing = std::erfc(std::sqrt(33 * std::log(2.0)));
  BOOST_TEST(missing > 1.34e-11);
  BOOST_TEST(missing < 1.35e-11);
  BOOST_TEST(std::erfc(std::sqrt(25 * std::log(2.0))) > 290 * missing);
}

BOOST_AUTO_TEST_CASE(all_instruction_sets_give_the_bits_of_the_reference) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Stream stream(seed, "normal_block_test", "bits", Purpose::weights);
    stats::Sequence random(Stream(seed, "normal_block_test", "addresses", Purpose::test));
    for (int trial = 0; trial < 12; ++trial) {
      const std::size_t n = 1 + random.below(70), count = 1 + random.below(40),
                        stride = n + random.below(5);
      const std::uint32_t draw = random(), high = trial % 2 == 0 ? 0 : random();
      std::vector<std::uint32_t> low(n);
      for (auto& l : low) l = random();
      for (const stats::Isa isa : stats::usable_isas()) {
        std::vector<float> out(count * stride, -99.0F);
        stats::normal_gather(isa, stream, draw, high, low, count, out.data(), stride);
        std::size_t wrong = 0;
        for (std::size_t k = 0; k < count; ++k) {
          for (std::size_t i = 0; i < stride; ++i) {
            const float expected =
                i < n ? stats::normal_reference(stream, (std::uint64_t{high} << 32) + low[i], draw,
                                                static_cast<std::uint32_t>(k))
                      : -99.0F;  // the gap between rows stays as it was
            wrong += same_bits(out[k * stride + i], expected) ? 0 : 1;
          }
        }
        BOOST_TEST(wrong == 0U,
                   "set " << stats::to_string(isa) << " seed " << seed << " trial " << trial);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(blocks_do_not_depend_on_how_they_are_split) {
  const Stream stream(1, "normal_block_test", "split", Purpose::weights);
  constexpr std::size_t kN = 2500, kCount = 7;
  const std::uint64_t first =
      (std::uint64_t{3} << 32) - 1200;  // crosses a high word and the inner piece size
  std::vector<float> whole(kN * kCount), pieces(kN * kCount);
  stats::normal_block(stream, 4, first, kN, kCount, whole.data(), kN);
  stats::Sequence random(Stream(1, "normal_block_test", "cuts", Purpose::test));
  for (std::size_t i = 0; i < kN;) {
    const std::size_t n = std::min<std::size_t>(kN - i, 1 + random.below(400));
    stats::normal_block(stream, 4, first + i, n, kCount, pieces.data() + i, kN);
    i += n;
  }
  BOOST_TEST((std::memcmp(whole.data(), pieces.data(), whole.size() * sizeof(float)) == 0));
  BOOST_TEST(same_bits(whole[6 * kN + 1999], stats::normal_reference(stream, first + 1999, 4, 6)));
  // another draw is another block
  stats::normal_block(stream, 5, first, kN, kCount, pieces.data(), kN);
  BOOST_TEST(whole[0] != pieces[0]);
}

BOOST_AUTO_TEST_CASE(signs_are_the_stated_bits_at_any_offset) {
  const Stream stream(2, "normal_block_test", "signs", Purpose::signs);
  std::vector<float> sign(1000);
  for (const std::uint64_t first :
       {std::uint64_t{0}, std::uint64_t{77}, (std::uint64_t{1} << 40) - 300}) {
    stats::sign_block(stream, 9, first, sign.size(), sign.data());
    std::size_t wrong = 0;
    for (std::size_t i = 0; i < sign.size(); ++i) {
      const std::uint64_t r = first + i;
      const auto block = stream.block(r / 128, 9, 0);
      const bool set = (block[r % 128 / 32] >> (r % 128 % 32)) % 2 == 1;
      wrong += sign[i] == (set ? 1.0F : -1.0F) ? 0 : 1;
    }
    BOOST_TEST(wrong == 0U);
  }
}

BOOST_AUTO_TEST_CASE(instruction_sets_have_names_and_unknown_ones_are_bad_input) {
  for (const stats::Isa isa : stats::usable_isas()) {
    BOOST_TEST((stats::parse_isa("isa", stats::to_string(isa)) == isa));
    BOOST_TEST((isa <= stats::best_isa()));
  }
  BOOST_CHECK_THROW((void)stats::parse_isa("PROOFGAUGE_ISA", "avx3"), proofgauge::InputError);
}
