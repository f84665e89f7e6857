// How the numbers are distributed, against the normal law, at seeds 1 to 5. Each statistic has a
// critical value from its own law at kAlpha; a spoiled sample must fail the same check.
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/normal.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>
#include <vector>

#include "stats/normal_block.h"

namespace stats = proofgauge::stats;
using stats::Purpose;
using stats::Stream;

namespace {

/// About 100 statistics are looked at: 1e-6 each leaves 1e-4 for a false alarm at the chosen seeds.
constexpr double kAlpha = 1e-6;

double effort() {
  const char* const text = std::getenv("PROOFGAUGE_TEST_EFFORT");
  return text == nullptr ? 1.0 : std::max(1.0, std::atof(text));
}

/// `neurons` columns of `rows` numbers, row-major by k.
std::vector<float> sample(std::uint64_t seed, std::size_t neurons, std::size_t rows) {
  const Stream stream(seed, "normal_law_test", "sample", Purpose::weights);
  std::vector<float> x(neurons * rows);
  stats::normal_block(stream, 0, 0, neurons, rows, x.data(), neurons);
  return x;
}

double normal_quantile(double two_sided) {
  return quantile(complement(boost::math::normal(), two_sided / 2));
}

bool chi_square_accepts(const std::vector<float>& x) {
  constexpr std::size_t kBins = 256;
  std::vector<double> edges, count(kBins);
  for (std::size_t b = 1; b < kBins; ++b) {
    edges.push_back(quantile(boost::math::normal(), static_cast<double>(b) / kBins));
  }
  for (const float v : x) {
    const auto bin =
        std::upper_bound(edges.begin(), edges.end(), static_cast<double>(v)) - edges.begin();
    count[static_cast<std::size_t>(bin)] += 1;
  }
  const double expected = static_cast<double>(x.size()) / kBins;
  double statistic = 0;
  for (const double c : count) statistic += (c - expected) * (c - expected) / expected;
  return statistic < quantile(complement(boost::math::chi_squared(kBins - 1), kAlpha));
}

/// sup |F_n - Phi| < sqrt(ln(2 / alpha) / (2 n)) (Massart's form of the Dvoretzky-Kiefer-Wolfowitz
/// bound).
bool kolmogorov_smirnov_accepts(std::vector<float> x) {
  std::sort(x.begin(), x.end());
  const auto n = static_cast<double>(x.size());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double phi = 0.5 * std::erfc(-static_cast<double>(x[i]) / std::sqrt(2.0));
    worst = std::max({worst, std::abs(phi - static_cast<double>(i) / n),
                      std::abs(phi - static_cast<double>(i + 1) / n)});
  }
  return worst < std::sqrt(std::log(2 / kAlpha) / (2 * n));
}

/// Mean of v^p within its standard error times the normal quantile: variances 1, 2, 15, 96 for p =
/// 1 .. 4.
bool moment_accepts(const std::vector<float>& x, int p) {
  constexpr double kMean[] = {0, 0, 1, 0, 3}, kVariance[] = {0, 1, 2, 15, 96};
  double sum = 0;
  for (const float v : x) sum += std::pow(static_cast<double>(v), p);
  const auto n = static_cast<double>(x.size());
  return std::abs(sum / n - kMean[p]) < normal_quantile(kAlpha) * std::sqrt(kVariance[p] / n);
}

/// Exact two-sided binomial check of how many |v| exceed t.
bool tail_accepts(const std::vector<float>& x, float t) {
  const auto hits = static_cast<double>(
      std::count_if(x.begin(), x.end(), [t](float v) { return std::abs(v) > t; }));
  const boost::math::binomial law(static_cast<double>(x.size()),
                                  std::erfc(static_cast<double>(t) / std::sqrt(2.0)));
  const double low = cdf(law, hits), high = hits > 0 ? cdf(complement(law, hits - 1)) : 1.0;
  return std::min(low, high) > kAlpha / 2;
}

/// Sum of products of pairs `apart` entries apart, as a standard normal variable; on squares if
/// `squares`.
double correlation(const std::vector<float>& x, std::size_t apart, std::size_t step, bool squares) {
  double sum = 0, n = 0;
  for (std::size_t i = 0; i + apart < x.size(); i += step) {
    const double a = static_cast<double>(x[i]), b = static_cast<double>(x[i + apart]);
    sum += squares ? (a * a - 1) * (b * b - 1) / 2 : a * b;
    n += 1;
  }
  return sum / std::sqrt(n);
}

}  // namespace

BOOST_AUTO_TEST_CASE(numbers_follow_the_normal_law) {
  const auto neurons = static_cast<std::size_t>(std::min(8.0, effort()) * (1 << 14));
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto x = sample(seed, neurons, 33);
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(chi_square_accepts(x));
      BOOST_TEST(kolmogorov_smirnov_accepts(x));
      for (int p = 1; p <= 4; ++p) BOOST_TEST(moment_accepts(x, p), "moment " << p);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_same_checks_reject_a_spoiled_sample) {
  auto wide = sample(1, 1 << 14, 33);
  for (float& v : wide) v *= 1.01F;
  BOOST_TEST(!chi_square_accepts(wide));
  BOOST_TEST(!moment_accepts(wide, 2));
  auto shifted = sample(1, 1 << 14, 33);
  for (float& v : shifted) v += 0.01F;
  BOOST_TEST(!kolmogorov_smirnov_accepts(shifted));
  BOOST_TEST(!moment_accepts(shifted, 1));
  auto cut = sample(1, 1 << 16, 64);
  for (float& v : cut) v = std::abs(v) > 4.2F ? 0.0F : v;
  BOOST_TEST(!tail_accepts(cut, 4.0F));
}

BOOST_AUTO_TEST_CASE(tails_beyond_four_and_five_have_the_normal_frequency) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto x = sample(seed, 1 << 17, 64);
    BOOST_TEST_CONTEXT("seed " << seed) {
      BOOST_TEST(tail_accepts(x, 4.0F));
      BOOST_TEST(tail_accepts(x, 5.0F));
    }
  }
}

// Within a pair (cosine and sine of one radius), between the pairs of a part, between parts,
// between neurons; the squares as well, because a shared radius shows there first. Products have
// variance 1; (a^2 - 1)(b^2 - 1) / 2 too.
BOOST_AUTO_TEST_CASE(neighbours_in_either_direction_are_uncorrelated) {
  constexpr std::size_t kNeurons = 1 << 14, kRows = 32;
  const double limit = normal_quantile(kAlpha);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const auto x = sample(seed, kNeurons, kRows);
    for (const bool squares : {false, true}) {
      for (const std::size_t apart : {std::size_t{1}, kNeurons, 2 * kNeurons, 4 * kNeurons}) {
        BOOST_TEST(std::abs(correlation(x, apart, 1, squares)) < limit,
                   "seed " << seed << " apart " << apart << " squares " << squares);
      }
    }
  }
  // A copied neighbour is seen.
  auto copied = sample(1, kNeurons, kRows);
  for (std::size_t i = 1; i < copied.size(); i += 100) copied[i] = copied[i - 1];
  BOOST_TEST(std::abs(correlation(copied, 1, 1, false)) > limit);
}

BOOST_AUTO_TEST_CASE(signs_are_fair_and_independent_of_their_neighbours) {
  const double limit = normal_quantile(kAlpha);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    std::vector<float> sign(1 << 20);
    stats::sign_block(Stream(seed, "normal_law_test", "sample", Purpose::signs), 0, 0, sign.size(),
                      sign.data());
    double sum = 0;
    for (const float s : sign) sum += static_cast<double>(s);
    BOOST_TEST(std::abs(sum) / std::sqrt(static_cast<double>(sign.size())) < limit);
    for (const std::size_t apart : {1, 32, 128})
      BOOST_TEST(std::abs(correlation(sign, apart, 1, false)) < limit);
  }
}
