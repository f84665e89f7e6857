// How often the intervals for probabilities and means hold, over simulated runs; and that these
// checks can fail.
#define BOOST_TEST_MODULE stats_calibration
#include <algorithm>
#include <boost/math/distributions/binomial.hpp>
#include <boost/test/unit_test.hpp>
#include <functional>
#include <limits>

#include "stats/calibration.h"
#include "stats/confidence_sequence.h"

namespace proofgauge::stats {
namespace {

using namespace calibration;

constexpr double kAlpha = 0.05;

unsigned successes(Sequence& random, unsigned n, double p) {
  const auto limit = static_cast<std::uint64_t>(std::ldexp(p, 32));
  unsigned k = 0;
  for (unsigned i = 0; i < n; ++i) k += random() < limit ? 1 : 0;
  return k;
}

std::string cell_name(const char* what, double p, unsigned n) {
  return std::string(what) + " p=" + std::to_string(p) + " n=" + std::to_string(n);
}

struct Binomial {
  double p;
  unsigned n;
};

/// All (k, interval) pairs of one n: the simulation then only looks them up.
std::vector<claim::Range> all_intervals(unsigned n, double alpha) {
  std::vector<claim::Range> table;
  for (unsigned k = 0; k <= n; ++k) table.push_back(clopper_pearson(k, n, alpha));
  return table;
}

BOOST_AUTO_TEST_CASE(clopper_pearson_covers_at_its_level) {
  for (const auto& [p, n] :
       {Binomial{0.5, 20}, {0.5, 1000}, {0.02, 100}, {0.02, 1000}, {0.999, 50}}) {
    const auto table = all_intervals(n, kAlpha);
    Rate covered;
    double width = 0;
    simulate(runs(), [&](unsigned seed, unsigned run) {
      Sequence random(Stream(seed, "calibration", cell_name("binomial", p, n), Purpose::test), run);
      const claim::Range& r = table[successes(random, n, p)];
      covered.count(r.contains(p));
      width += r.width();
    });
    BOOST_TEST_MESSAGE(cell_name("Clopper-Pearson", p, n)
                       << ": coverage " << covered.value() << ", mean width "
                       << width / covered.total);
    BOOST_TEST(covered.may_reach(1 - kAlpha), cell_name("coverage too low", p, n));
  }
}

BOOST_AUTO_TEST_CASE(a_shrunk_binomial_interval_fails_the_coverage_check) {
  const double p = 0.5;
  const unsigned n = 1000;
  const auto table = all_intervals(n, kAlpha);
  Rate covered;
  simulate(runs(), [&](unsigned seed, unsigned run) {
    Sequence random(Stream(seed, "calibration", cell_name("binomial", p, n), Purpose::test), run);
    covered.count(shrunk(table[successes(random, n, p)], 0.7).contains(p));
  });
  BOOST_TEST(!covered.may_reach(1 - kAlpha), "coverage " << covered.value());
}

BOOST_AUTO_TEST_CASE(a_probability_of_5_percent_against_2_is_found_with_the_exact_power) {
  const unsigned n = 400;
  const double claimed = 0.02, truth = 0.05, alpha = 0.01;
  unsigned least = 0;
  while (clopper_pearson_lower(least, n, alpha).lower <= claimed) ++least;
  const boost::math::binomial law(n, truth);
  const double power = boost::math::cdf(boost::math::complement(law, least - 1));
  const double size =
      boost::math::cdf(boost::math::complement(boost::math::binomial(n, claimed), least - 1));
  BOOST_TEST(size <= alpha);
  BOOST_TEST(power >= 0.8);
  Rate found;
  simulate(runs(), [&](unsigned seed, unsigned run) {
    Sequence random(Stream(seed, "calibration", "power of the binomial bound", Purpose::test), run);
    found.count(clopper_pearson_lower(successes(random, n, truth), n, alpha).lower > claimed);
  });
  BOOST_TEST_MESSAGE("p = 0.05 against 0.02, n = 400, alpha 0.01: power " << power << ", seen "
                                                                          << found.value());
  BOOST_TEST(found.may_reach(power));
  BOOST_TEST(found.may_be_within(power));
}

/// A variable in [0, 1] and its mean.
struct Variable {
  std::string name;
  double mean;
  std::function<double(Sequence&)> draw;
};

std::vector<Variable> variables() {
  const auto bernoulli = [](double p) {
    const auto limit = static_cast<std::uint64_t>(std::ldexp(p, 32));
    return [limit](Sequence& random) { return random() < limit ? 1.0 : 0.0; };
  };
  // Zero but for one draw in 16, then the square of a uniform number: a Beta(1/2, 1) variable, mean
  // 1/3.
  const auto sparse = [](Sequence& random) {
    const double u = std::ldexp(random(), -32) * 16;
    return u < 1 ? u * u : 0.0;
  };
  return {{"Bernoulli(1/2)", 0.5, bernoulli(0.5)},
          {"Bernoulli(1/100)", 0.01, bernoulli(0.01)},
          {"sparse Beta(1/2, 1)", 1.0 / 48, sparse}};
}

/// Runs a sequence to n observations, one at a time up to 32 and then in blocks that grow by a
/// quarter; calls look(sequence, sum of squares) after each.
template <class Look>
void watch(const Variable& y, unsigned n, Sequence& random, Look look) {
  ConfidenceSequence sequence;
  double all_squares = 0;
  while (sequence.n() < n) {
    const auto at = static_cast<unsigned>(sequence.n());
    const unsigned block = at < 32 ? 1 : std::min(n - at, at / 4);
    double sum = 0, squares = 0;
    for (unsigned i = 0; i < block; ++i) {
      const double value = y.draw(random);
      sum += value;
      squares += value * value;
    }
    // At most n additions and products, each rounded by eps/2.
    const double rounding = block * std::numeric_limits<double>::epsilon();
    if (block == 1) {
      sequence.add(sum);
    } else {
      sequence.add_block(block, sum, squares * (1 + rounding), sum * rounding);
    }
    all_squares += squares;
    look(sequence, all_squares);
  }
}

constexpr unsigned kLongest = 4096;

BOOST_AUTO_TEST_CASE(confidence_sequences_cover_at_all_times_at_once) {
  for (const Variable& y : variables()) {
    Rate covered, shrunk_covered;
    double width = 0;
    simulate(runs(), [&](unsigned seed, unsigned run) {
      Sequence random(Stream(seed, "calibration", y.name, Purpose::test), run);
      bool held = true, shrunk_held = true;
      claim::Range last;
      watch(y, kLongest, random, [&](const ConfidenceSequence& sequence, double) {
        last = sequence.interval(kAlpha);
        held = held && last.contains(y.mean);
        // Half the distance from the mean on either side; the clamped ends of [0, 1] stay where
        // they are.
        const double below = sequence.mean() - last.lower, above = last.upper - sequence.mean();
        shrunk_held = shrunk_held && sequence.mean() - below / 2 <= y.mean &&
                      y.mean <= sequence.mean() + above / 2;
      });
      covered.count(held);
      shrunk_covered.count(shrunk_held);
      width += last.width();
    });
    BOOST_TEST_MESSAGE(y.name << ": coverage at all n <= " << kLongest << " " << covered.value()
                              << ", at half the width " << shrunk_covered.value()
                              << ", mean width at the end " << width / covered.total);
    BOOST_TEST(covered.may_reach(1 - kAlpha), y.name);
    BOOST_TEST(!shrunk_covered.may_reach(1 - kAlpha), y.name << " at half the width");
  }
}

BOOST_AUTO_TEST_CASE(a_fixed_time_interval_watched_at_all_times_fails_the_coverage_check) {
  const Variable y = variables()[0];
  const double z = 1.96;  // the 0.975 quantile: right at one n fixed in advance, wrong here
  Rate covered;
  simulate(runs(), [&](unsigned seed, unsigned run) {
    Sequence random(Stream(seed, "calibration", y.name, Purpose::test), run);
    bool held = true;
    watch(y, kLongest, random, [&](const ConfidenceSequence& sequence, double) {
      const double half = z * 0.5 / std::sqrt(static_cast<double>(sequence.n()));
      held = held && std::fabs(sequence.mean() - y.mean) <= half;
    });
    covered.count(held);
  });
  BOOST_TEST(!covered.may_reach(1 - kAlpha), "coverage " << covered.value());
}

BOOST_AUTO_TEST_CASE(a_mean_shifted_by_5_percent_is_found_by_the_advertised_sample_size) {
  // Half width at n: sqrt(2 V log(40 * 2/alpha))/n at the best l and V = n/4, at most; 0.025
  // exceeds it by 1.7 standard deviations of the mean (0.5/sqrt n) at n = 2^14, so the power is at
  // least 0.9.
  const unsigned n = 1U << 14;
  const double claimed = 0.5, advertised = 0.9;
  const double half = std::sqrt(0.5 * n * std::log(80 / kAlpha)) / n;
  BOOST_TEST((0.05 * claimed - half) / (0.5 / std::sqrt(n)) >= 1.7);
  Rate found;
  simulate(runs(), [&](unsigned seed, unsigned run) {
    Sequence random(Stream(seed, "calibration", "power of the sequence", Purpose::test), run);
    ConfidenceSequence sequence(0.5);
    for (unsigned block = 0; block < 16; ++block) {
      const unsigned k = successes(random, n / 16, 1.05 * claimed);
      sequence.add_block(n / 16, k, k);
    }
    found.count(!sequence.interval(kAlpha).contains(claimed));
  });
  BOOST_TEST_MESSAGE("mean 0.525 against 0.5, n = 2^14, alpha 0.05: found in " << found.value());
  BOOST_TEST(found.may_reach(advertised));
}

}  // namespace
}  // namespace proofgauge::stats
