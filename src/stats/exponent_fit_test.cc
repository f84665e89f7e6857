#include "stats/exponent_fit.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "stats/bootstrapped_model.h"
#include "stats/calibration.h"

namespace proofgauge::stats {
namespace {

using namespace calibration;

const std::vector<std::string> kRegressors{"m", "R"};
constexpr double kEps = std::numeric_limits<double>::epsilon();

Stream resampling() { return Stream(1, "fit", "", Purpose::bootstrap); }

double law(double m, double radius) { return 3 * radius * radius * std::pow(m, -1.0 / 6); }

std::vector<FitCell> noisy_cells(unsigned draws = 16, std::uint64_t seed = 1) {
  Sequence random(Stream(seed, "fit", "data", Purpose::test));
  return five_by_five(law, draws, Noise{Noise::Law::gamma, 4}, false, random);
}

FitOptions few() {
  FitOptions o;
  o.replicates = 400;
  return o;
}

BOOST_AUTO_TEST_CASE(exact_power_laws_come_back) {
  // Two draws at +-h around the law in every cell: the same relative deviation everywhere, so the
  // mean is the law.
  auto cells = noisy_cells(2);
  const double h = 0x1p-10;
  for (FitCell& cell : cells) {
    const double y = law(cell.x[0], cell.x[1]);
    cell.draws = {y * (1 + h), y * (1 - h)};
  }
  const Fit fit = fit_exponents(kRegressors, cells, few(), resampling());
  BOOST_REQUIRE(fit.sufficient());
  // log mean + v/2 with v = s^2/2 = h^2: the constant is too large by h^2/2, the exponents are
  // exact up to rounding: values of log m below 16, conditioning of the design below 100.
  const double rounding = 25 * 100 * 16 * kEps;
  BOOST_TEST(std::fabs(fit.at("log_constant").value - std::log(3) - h * h / 2) <= rounding);
  BOOST_TEST(std::fabs(fit.at("m").value + 1.0 / 6) <= rounding);
  BOOST_TEST(std::fabs(fit.at("R").value - 2) <= rounding);
  BOOST_TEST(fit.lack_of_fit.p_value > 0.5);
  BOOST_TEST(fit.lack_of_fit.freedom == 22U);
  BOOST_CHECK_THROW((void)fit.at("d"), std::logic_error);
}

BOOST_AUTO_TEST_CASE(exact_linear_laws_come_back_on_the_scale_of_the_data) {
  std::vector<FitCell> cells;
  const double h = 0x1p-10;
  for (int i = 0; i < 7; ++i) {
    const double t = 0.125 * i, y = 1e-20 * (1 - t / 24);
    const double up = y * (1 + h), down = y * (1 - h);
    cells.push_back({std::to_string(i), {t}, {up, up, up, up, down, down, down, down}, {}});
  }
  const Fit fit = fit_constant("t", cells, few(), resampling());
  BOOST_REQUIRE(fit.sufficient());
  BOOST_TEST(std::fabs(fit.at("constant").value / 1e-20 - 1) <= 1000 * kEps);
  BOOST_TEST(std::fabs(fit.at("slope").value + 1.0 / 24) <= 1000 * kEps);
  BOOST_TEST(fit.at("constant").interval.contains(1e-20));
  // se(c) = h sqrt(8/7)/sqrt 8 sqrt(1/7 + mean^2/Sxx) = 0.26 h, and the interval is a few of them
  // on either side.
  BOOST_TEST(fit.at("constant").interval.width() / 1e-20 <= 4 * h);
}

BOOST_AUTO_TEST_CASE(the_estimate_is_weighted_least_squares) {
  // A slow second way for equal spreads: with v the same in all cells the weights drop out, and
  // centred sums give the exponents of a full grid.
  auto cells = noisy_cells();
  for (FitCell& cell : cells) {
    // The same pattern of relative deviations, around a mean off the law.
    const double y = cell.draws[0];
    cell.draws = {0.8 * y, y, 1.2 * y};
  }
  const Fit fit = fit_exponents(kRegressors, cells, few(), resampling());
  double x_mean = 0, z_mean = 0, xx = 0, xz = 0;
  for (const FitCell& c : cells) x_mean += std::log(c.x[0]) / 25;
  for (const FitCell& c : cells) z_mean += std::log(c.draws[1]) / 25;
  for (const FitCell& c : cells) {
    xx += (std::log(c.x[0]) - x_mean) * (std::log(c.x[0]) - x_mean);
    xz += (std::log(c.x[0]) - x_mean) * (std::log(c.draws[1]) - z_mean);
  }
  BOOST_TEST(std::fabs(fit.at("m").value - xz / xx) <= 25 * 100 * 16 * kEps);
  // v = 0.04/3 in each cell.
  BOOST_TEST(std::fabs(fit.at("m").standard_error / std::sqrt(0.04 / 3 / xx) - 1) <=
             25 * 100 * 16 * kEps);
}

BOOST_AUTO_TEST_CASE(results_do_not_depend_on_threads_and_do_on_the_stream) {
  const auto cells = noisy_cells();
  FitOptions two = few();
  two.threads = 2;
  const Fit a = fit_exponents(kRegressors, cells, few(), resampling());
  const Fit b = fit_exponents(kRegressors, cells, two, resampling());
  const Fit c = fit_exponents(kRegressors, cells, few(), Stream(2, "fit", "", Purpose::bootstrap));
  for (std::size_t j = 0; j < 3; ++j) {
    BOOST_TEST((a.estimates[j].interval == b.estimates[j].interval));
    BOOST_TEST((a.estimates[j].interval != c.estimates[j].interval));
    BOOST_TEST(a.estimates[j].value == c.estimates[j].value);
  }
  BOOST_TEST(a.lack_of_fit.p_value == b.lack_of_fit.p_value);
}

BOOST_AUTO_TEST_CASE(joint_intervals_are_wider_and_smaller_alpha_wider_still) {
  const auto cells = noisy_cells();
  const auto width = [&](double alpha, bool joint) {
    FitOptions o;
    o.alpha = alpha;
    o.joint = joint;
    return fit_exponents(kRegressors, cells, o, resampling()).at("m").interval.width();
  };
  BOOST_TEST(width(0.05, false) < width(0.05, true));
  BOOST_TEST(width(0.15, true) == width(0.05, false));
  double last = 0;
  for (const double alpha : {0.5, 0.1, 0.02, 0.01, 1e-3, 1e-6, 1e-12}) {
    BOOST_TEST(width(alpha, true) > last);
    last = width(alpha, true);
  }
}

BOOST_AUTO_TEST_CASE(tails_are_exact_order_statistics_and_join_their_extension) {
  std::vector<double> t;
  for (int i = 1; i <= 999; ++i) t.push_back(i);
  BOOST_TEST(detail::tail_quantile(t, 0.05, false) == 50);
  BOOST_TEST(detail::tail_quantile(t, 0.05, true) == 950);
  BOOST_TEST(std::fabs(detail::tail_quantile(t, 0.01 * (1 - 0x1p-40), false) - 10) <=
             1e3 * 0x1p-38);
  BOOST_TEST(detail::tail_quantile(t, 1e-4, true) > 990);
  BOOST_TEST(detail::upper_p_value(t, 950) == 0.051);  // 50 values reach 950
  BOOST_TEST(detail::upper_p_value(t, 0) == 1);
  BOOST_TEST(detail::upper_p_value(t, 990) == 0.011);
  BOOST_TEST(std::fabs(detail::upper_p_value(t, 990 * (1 + kEps)) - 0.011) <= 1e4 * kEps);
  BOOST_TEST(detail::upper_p_value(t, 2000) < 0.011);
}

BOOST_AUTO_TEST_CASE(too_few_sizes_are_an_outcome_that_names_the_need) {
  auto cells = noisy_cells();
  std::erase_if(cells, [](const FitCell& c) { return c.x[1] > 0.7; });
  const Fit fit = fit_exponents(kRegressors, cells, few(), resampling());
  BOOST_TEST(!fit.sufficient());
  BOOST_TEST(fit.insufficient == "R has 3 distinct sizes, needs 5");
  BOOST_TEST(fit.estimates.empty());
  BOOST_REQUIRE(fit.sizes.size() == 2U);
  BOOST_TEST(fit.sizes[0].distinct == 5U);
  BOOST_TEST(fit.sizes[1].distinct == 3U);

  // Sizes that differ by a rounding do not count.
  auto close = noisy_cells();
  for (FitCell& c : close) c.x[1] = 1 + 1e-9 * c.x[1];
  BOOST_TEST(fit_exponents(kRegressors, close, few(), resampling()).sizes[1].distinct == 1U);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_told_apart_is_insufficient) {
  auto together = noisy_cells();
  for (FitCell& c : together) c.x[1] = std::sqrt(c.x[0]);
  const Fit fit = fit_exponents(kRegressors, together, few(), resampling());
  BOOST_TEST(fit.insufficient.find("vary together") != std::string::npos);

  auto constant = noisy_cells();
  for (FitCell& c : constant) c.draws.assign(4, 2.0);
  BOOST_TEST(
      fit_exponents(kRegressors, constant, few(), resampling()).insufficient.find("all equal") !=
      std::string::npos);

  // One cell without noise among others is not: it must not take all the weight.
  auto one = noisy_cells();
  one[7].draws.assign(16, 1.1 * law(one[7].x[0], one[7].x[1]));
  const Fit kept = fit_exponents(kRegressors, one, few(), resampling());
  BOOST_REQUIRE(kept.sufficient());
  BOOST_TEST(kept.at("R").interval.contains(2));
}

BOOST_AUTO_TEST_CASE(two_draws_per_cell_give_finite_intervals) {
  const Fit fit = fit_exponents(kRegressors, noisy_cells(2), few(), resampling());
  BOOST_REQUIRE(fit.sufficient());
  for (const Estimate& e : fit.estimates) {
    BOOST_TEST(e.interval.finite());
    BOOST_TEST(e.interval.lower < e.interval.upper);
  }
  BOOST_TEST(fit.lack_of_fit.p_value > 0);
}

BOOST_AUTO_TEST_CASE(bad_values_name_cell_and_draw) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto fails = [](const std::vector<FitCell>& cells, const char* field) {
    BOOST_CHECK_EXCEPTION((void)fit_exponents(kRegressors, cells, few(), resampling()), InputError,
                          [&](const InputError& e) {
                            BOOST_TEST(e.field() == field);
                            return true;
                          });
  };
  for (const double bad : {0.0, -1.0, nan, std::numeric_limits<double>::infinity()}) {
    auto cells = noisy_cells();
    cells[3].draws[2] = bad;
    fails(cells, "cell '0,3', draw 2");
    cells = noisy_cells();
    cells[3].x[1] = bad;
    fails(cells, "cell '0,3', regressor R");
    cells = noisy_cells();
    for (FitCell& c : cells) c.spread = {1};
    cells[3].spread[0] = bad;
    fails(cells, "cell '0,3', spread");
  }
  auto cells = noisy_cells();
  cells[3].x.pop_back();
  fails(cells, "cell '0,3'");
  cells = noisy_cells();
  cells[3].draws.resize(1);
  fails(cells, "draws of cell '0,3'");
  fails({}, "cells of a fit");
  FitOptions o;
  o.replicates = 199;
  BOOST_CHECK_THROW((void)fit_exponents(kRegressors, noisy_cells(), o, resampling()), InputError);
  o = FitOptions();
  o.alpha = 0;
  BOOST_CHECK_THROW((void)fit_exponents(kRegressors, noisy_cells(), o, resampling()), InputError);
}

BOOST_AUTO_TEST_CASE(a_constant_that_may_be_zero_leaves_the_slope_open) {
  // E[Y] = t alone: c = 0, k undefined.
  Sequence random(Stream(1, "fit", "no constant", Purpose::test));
  std::vector<FitCell> cells;
  const Noise noise{Noise::Law::gamma, 4};
  for (int i = 1; i <= 8; ++i) {
    FitCell cell{std::to_string(i), {1.0 * i}, {}, {}};
    for (int k = 0; k < 16; ++k) cell.draws.push_back(i * noise.draw(random));
    cells.push_back(cell);
  }
  FitOptions o = few();
  o.alpha = 1e-6;
  const Fit fit = fit_constant("t", cells, o, resampling());
  BOOST_TEST(fit.at("constant").interval.contains(0));
  BOOST_TEST(!fit.at("slope").interval.finite());
}

}  // namespace
}  // namespace proofgauge::stats
