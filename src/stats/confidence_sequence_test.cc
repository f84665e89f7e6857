#include "stats/confidence_sequence.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "claim/error.h"
#include "numeric/interval.h"
#include "stats/stream.h"

namespace proofgauge::stats {
namespace {

using numeric::Interval;

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// log sum_j w_j exp(l_j d - psi(l_j) v) at 128 bits; the grid as the header states it.
Interval log_mixture(double d, double v) {
  Interval sum = 0;
  for (int j = 0; j < 40; ++j) {
    const double l = j == 0 ? 0.875 : std::exp2(-0.5 * j);
    const Interval psi = -log(1 - Interval(l)) - Interval(l);
    sum += exp(Interval(l) * Interval(d) - psi * Interval(v)) / 40;
  }
  return log(sum);
}

BOOST_AUTO_TEST_CASE(the_exponential_inequality_holds_and_its_psi_is_the_least) {
  bool smaller_psi_fails = false;
  for (int i = 0; i < 32; ++i) {
    const Interval l = Interval(i) / 32, psi = -log(1 - l) - l;
    for (int x = -64; x <= 64; ++x) {
      const Interval xi = Interval(x) / 64;
      const Interval right = 1 + l * xi;
      BOOST_TEST(numeric::lower(exp(l * xi - psi * xi * xi)) <= numeric::upper(right),
                 "l, xi " << l << ", " << xi);
      if (x > -64) BOOST_TEST(numeric::upper(exp(l * xi - psi * xi * xi) - right) <= 0x1p-100);
      // psi cannot be smaller: at xi = -1 there is equality.
      const bool fails = numeric::certainly_less(right, exp(l * xi - psi * xi * xi * 99 / 100));
      smaller_psi_fails = smaller_psi_fails || fails;
    }
  }
  BOOST_TEST(smaller_psi_fails);
}

BOOST_AUTO_TEST_CASE(the_deviation_solves_the_mixture_from_above) {
  for (const double v : {0.0, 1e-3, 1.0, 17.0, 1e3, 1e6, 1e9, 0x1p40}) {
    for (const double alpha : {0.5, 0.05, 1e-3, 1e-9, 1e-30}) {
      const double d = mixture_deviation(v, 2 / alpha);
      const Interval target = log(Interval(2 / alpha));
      BOOST_TEST(numeric::lower(log_mixture(d, v)) >= numeric::upper(target),
                 "v " << v << ", alpha " << alpha);
      // Not loose: 2^-25 less deviation is not enough (the target was raised by 2^-30, Newton stops
      // at 2^-40).
      BOOST_TEST(numeric::upper(log_mixture(d * (1 - 0x1p-25), v)) < numeric::lower(target));
    }
  }
}

BOOST_AUTO_TEST_CASE(the_mixture_is_between_the_best_lambda_and_the_union) {
  const double log_threshold = std::log(2 / 0.05);
  for (const double v : {1.0, 100.0, 1e4, 1e6, 1e9}) {
    // The least deviation had the best of many l been known in advance, and with the weight 1/40
    // paid for it.
    double known = std::numeric_limits<double>::infinity(), paid = known;
    for (int i = 20; i < 4000; ++i) {
      const double l = std::exp2(-0.01 * i);
      const double psi = -std::log1p(-l) - l;
      known = std::fmin(known, (v * psi + log_threshold) / l);
      paid = std::fmin(paid, (v * psi + log_threshold + std::log(40)) / l);
    }
    const double d = mixture_deviation(v, 2 / 0.05);
    BOOST_TEST(d > known, "v = " << v);
    BOOST_TEST(d < paid,
               "v = " << v);  // so the mixture is sharper than the union bound over any grid of 40
  }
}

BOOST_AUTO_TEST_CASE(blocks_of_one_are_single_observations) {
  Sequence random(Stream(1, "sequence", "", Purpose::test));
  ConfidenceSequence one, blocks;
  for (int i = 0; i < 200; ++i) {
    const double y = random.uniform();
    one.add(y);
    blocks.add_block(1, y, y * y * (1 + kEps));
    BOOST_TEST(one.mean() == blocks.mean());
    const claim::Range a = one.interval(0.05), b = blocks.interval(0.05);
    // V differs by roundings of 8 eps per observation at most, the width by half of that.
    BOOST_TEST(std::fabs(a.width() - b.width()) <= 16 * 200 * kEps);
  }
}

BOOST_AUTO_TEST_CASE(intervals_nest_in_alpha_shrink_with_n_and_hold_the_mean) {
  ConfidenceSequence sequence;
  BOOST_TEST(sequence.interval(0.05).lower == 0);
  BOOST_TEST(sequence.interval(0.05).upper == 1);
  double last = 2;
  for (std::uint64_t n = 1; n <= std::uint64_t{1} << 39; n *= 4) {
    const double count = static_cast<double>(n);
    sequence.add_block(n, 0.25 * count, 0.125 * count);
    const claim::Range loose = sequence.interval(1e-6), tight = sequence.interval(0.05);
    BOOST_TEST(loose.lower <= tight.lower);
    BOOST_TEST(tight.upper <= loose.upper);
    BOOST_TEST(tight.contains(sequence.mean()));
    BOOST_TEST(tight.width() <= last);
    last = tight.width();
  }
  // sqrt(2 V log(40 * 2/alpha))/n on either side at V = n/16; 2 % for the grid and the first
  // centres.
  const double n = static_cast<double>(sequence.n());
  BOOST_TEST(last <= 1.02 * 2 * std::sqrt(std::log(80 / 0.05) / 8 / n));
}

BOOST_AUTO_TEST_CASE(a_sparse_variable_gets_an_interval_of_its_own_size) {
  // Mean 1e-6 in 1e9 observations: Hoeffding's half width is sqrt(log(40)/2e9) = 4.3e-5, 43 times
  // the mean.
  ConfidenceSequence sequence;
  for (int block = 0; block < 1000; ++block) sequence.add_block(1000000, 1, 1);
  const claim::Range r = sequence.interval(0.05);
  BOOST_TEST(r.lower >= 0.8e-6);
  BOOST_TEST(r.upper <= 1.2e-6);
}

BOOST_AUTO_TEST_CASE(an_upper_bound_on_the_squares_only_widens) {
  const auto width = [](double squares, double sum_error) {
    ConfidenceSequence sequence(0.5);
    sequence.add_block(1000, 400, squares, sum_error);
    return sequence.interval(0.05).width();
  };
  BOOST_TEST(width(200, 0) < width(300, 0));
  // y^2 <= y: more than the sum is never used.
  BOOST_TEST(width(400, 0) == width(5000, 0));
  BOOST_TEST(width(200, 1) >= width(200, 0) + 2.0 / 1000);
}

BOOST_AUTO_TEST_CASE(many_small_numbers_lose_nothing) {
  // 0.1 as a double, 10^6 times: the plain sum is off by 1.3e-6, far above the rounding allowed
  // here.
  ConfidenceSequence sequence(0.1);
  for (int i = 0; i < 1000000; ++i) sequence.add(0.1);
  BOOST_TEST(std::fabs(sequence.mean() - 0.1) <= 2 * kEps * 0.1);
  BOOST_TEST(sequence.interval(0.05).contains(0.1));
}

BOOST_AUTO_TEST_CASE(scaling_is_outward) {
  const claim::Range unit{0.1, 0.3};
  const claim::Range r = scaled(unit, -3, 7);
  const auto exact = [](double x) {
    return numeric::Rational(-3) + numeric::Rational(10) * numeric::Rational(x);
  };
  BOOST_TEST((numeric::Rational(r.lower) <= exact(0.1)));
  BOOST_TEST((numeric::Rational(r.upper) >= exact(0.3)));
  BOOST_TEST(r.width() <= 2 + 100 * kEps);
}

BOOST_AUTO_TEST_CASE(bad_observations_are_named) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto names = [](const char* field) {
    return [field](const InputError& e) { return e.field() == field; };
  };
  ConfidenceSequence s;
  for (const double y : {-0.1, 1.1, nan, std::numeric_limits<double>::infinity()}) {
    BOOST_CHECK_EXCEPTION(s.add(y), InputError, names("observation 1"));
    BOOST_CHECK_EXCEPTION(ConfidenceSequence{y}, InputError,
                          names("start of a confidence sequence"));
  }
  BOOST_CHECK_EXCEPTION(s.add_block(0, 0, 0), InputError, names("observations of a block"));
  for (const double sum : {-1.0, 10.5, nan}) {
    BOOST_CHECK_EXCEPTION(s.add_block(10, sum, 10), InputError, names("sum of a block"));
  }
  for (const double squares : {2.4, -1.0, nan}) {
    BOOST_CHECK_EXCEPTION(s.add_block(10, 5, squares), InputError,
                          names("sum of squares of a block"));
  }
  BOOST_CHECK_EXCEPTION(s.add_block(10, 5, 5, nan), InputError,
                        names("error bound of a block's sum"));
  BOOST_CHECK_EXCEPTION(s.add_block((std::uint64_t{1} << 40) + 1, 5, 5), InputError,
                        names("observations of a confidence sequence"));
  BOOST_TEST(s.n() == 0U);
  for (const double alpha : {0.0, 1.0, nan}) {
    BOOST_CHECK_EXCEPTION((void)s.interval(alpha), InputError, names("alpha"));
  }
  BOOST_CHECK_THROW((void)scaled({0, 1}, 1, 1), InputError);
  BOOST_CHECK_THROW((void)scaled({nan, 1}, 0, 1), InputError);
}

}  // namespace
}  // namespace proofgauge::stats
