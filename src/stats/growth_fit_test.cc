// Planted laws are recognised, and what cannot be told apart is said to be so.
#include "stats/growth_fit.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <stdexcept>

#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::stats;

namespace {

const std::vector<double> kSizes{4, 6, 8, 12, 16, 24, 32, 48, 64};

template <class Law>
std::vector<GrowthCell> planted(const std::vector<double>& sizes, Law law, double noise,
                                std::uint32_t run) {
  std::vector<GrowthCell> cells;
  Sequence random(Stream(11, "growth_fit_test", "planted", Purpose::points), run);
  for (const double s : sizes) {
    GrowthCell c{s, {}};
    for (int k = 0; k < 30; ++k) c.draws.push_back(law(s) * std::exp(noise * random.normal()));
    cells.push_back(c);
  }
  return cells;
}

GrowthFit fit(const std::vector<GrowthCell>& cells, double resolution = 0.1) {
  GrowthOptions options;
  options.resolution = resolution;
  options.replicates = 400;
  return fit_growth(cells, std::log(2.0), options,
                    Stream(3, "growth_fit_test", "bootstrap", Purpose::bootstrap));
}

}  // namespace

BOOST_AUTO_TEST_SUITE(growth_fit)

BOOST_AUTO_TEST_CASE(aicc_by_hand) {
  // 8 log(2/8) + 6 + 24/4.
  BOOST_CHECK_CLOSE_FRACTION(aicc(2, 8, 3), 8 * std::log(0.25) + 12, 1e-14);
  BOOST_CHECK_THROW((void)aicc(1, 4, 3), std::logic_error);
  BOOST_CHECK_THROW((void)aicc(0, 8, 3), std::logic_error);
}

BOOST_AUTO_TEST_CASE(a_planted_power_law_is_recognised) {
  const GrowthFit f = fit(planted(
      kSizes, [](double s) { return s * s; }, 0.1, 0));
  BOOST_REQUIRE(f.insufficient.empty());
  BOOST_CHECK(f.preferred == Growth::power);
  BOOST_CHECK(f.exponent_interval.contains(2) && f.exponent_interval.width() < 0.3);
  BOOST_CHECK_LT(f.difference.upper, 0);
  BOOST_CHECK_LT(f.difference_to_fixed.upper, 0);
}

BOOST_AUTO_TEST_CASE(a_planted_exponential_is_recognised) {
  const GrowthFit f = fit(planted(
      kSizes, [](double s) { return std::exp(s / 8); }, 0.1, 1));
  BOOST_REQUIRE(f.insufficient.empty());
  BOOST_CHECK(f.preferred == Growth::exponential);
  BOOST_CHECK(f.rate_interval.contains(0.125));
  BOOST_CHECK_GT(f.difference.lower, 0);
}

BOOST_AUTO_TEST_CASE(a_doubling_law_beats_the_power_law_at_its_own_rate) {
  const GrowthFit f = fit(planted(
      {4, 6, 8, 10, 12, 16}, [](double s) { return std::exp2(s); }, 0.1, 2));
  BOOST_CHECK_GT(f.difference_to_fixed.lower, 0);
}

BOOST_AUTO_TEST_CASE(flat_noisy_or_coarse_draws_are_not_told_apart) {
  BOOST_CHECK(fit(planted(
                      kSizes, [](double) { return 10.0; }, 0.5, 3))
                  .preferred == Growth::not_distinguishable);
  BOOST_CHECK(fit(planted(
                      kSizes, [](double s) { return std::pow(s, 0.1); }, 0.5, 4))
                  .preferred == Growth::not_distinguishable);
  // The planted power law again, at a resolution coarser than what tells it from the other.
  BOOST_CHECK(fit(planted(
                      kSizes, [](double s) { return s * s; }, 0.1, 0),
                  3)
                  .preferred == Growth::not_distinguishable);
}

BOOST_AUTO_TEST_CASE(coverage_of_the_exponent) {
  int covered = 0;
  constexpr int kRuns = 100;
  for (std::uint32_t k = 0; k < kRuns; ++k)
    covered += fit(planted(
                       kSizes, [](double s) { return s; }, 0.5, 100 + k))
                   .exponent_interval.contains(1);
  BOOST_TEST_MESSAGE("covered " << covered << " of " << kRuns);
  BOOST_CHECK_GE(covered, 85);  // nominal 95, 90 claimed: P[Bin(100, 0.9) < 85] = 0.04; fixed seed
}

BOOST_AUTO_TEST_CASE(what_is_missing_is_said) {
  auto cells = planted(
      {4, 8, 16, 32}, [](double s) { return s; }, 0.1, 5);
  BOOST_CHECK(!fit(cells).insufficient.empty());
  cells = planted(
      kSizes, [](double s) { return s; }, 0.1, 6);
  for (int k = 0; k < 4; ++k) cells[2].draws[static_cast<std::size_t>(k)] = HUGE_VAL;
  BOOST_CHECK(fit(cells).insufficient.find("size 8") != std::string::npos);
  cells[2].draws[0] = -1;
  BOOST_CHECK_THROW((void)fit(cells), InputError);
  cells[2].draws.clear();
  BOOST_CHECK_THROW((void)fit(cells), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
