// Fixed-point sums against exact rational ones, and in every order.
#include "numeric/fixed_point.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <random>

#include "claim/error.h"
#include "numeric/ranks_test_support.h"
#include "numeric/rational.h"
#include "numeric/test_effort.h"

using namespace proofgauge;
using numeric::Alone;
using numeric::FixedPoint;
using numeric::FixedSums;

namespace {

/// Terms of wildly different sizes that cancel.
std::vector<double> terms_of(std::uint64_t seed, std::size_t n) {
  std::mt19937_64 random(seed);
  std::vector<double> x(n);
  for (double& v : x) {
    const auto size = static_cast<int>(random() % 40) - 30;
    v = std::ldexp(static_cast<double>(static_cast<std::int64_t>(random())), size - 63);
  }
  return x;
}

double bound_of(const std::vector<double>& x) {
  double sum = 0;
  for (const double v : x) sum += std::abs(v);
  return 1.01 * sum;
}

double sum_of(const std::vector<double>& x, double bound) {
  const FixedPoint form(bound);
  FixedSums sums(form, 1);
  for (const double v : x) {
    std::vector<std::int64_t> pair(2);
    const bool fit = form.add(std::span(&v, 1), pair);
    sums.add(pair, fit);
  }
  Alone alone;
  return sums.total(alone)[0];
}

}  // namespace

BOOST_AUTO_TEST_SUITE(fixed_point)

BOOST_AUTO_TEST_CASE(a_sum_errs_by_half_a_unit_per_term_and_one_rounding) {
  for (std::uint64_t seed = 0; seed < 200 * static_cast<std::uint64_t>(numeric::test_effort());
       ++seed) {
    const auto x = terms_of(seed, 1 + seed % 50);
    numeric::Rational exact = 0, units = 0;
    for (const double v : x) exact += numeric::Rational(v);
    const double bound = bound_of(x), found = sum_of(x, bound);
    units = numeric::Rational(FixedPoint(bound).unit()) * static_cast<unsigned>(x.size()) / 2;
    const numeric::Rational error = abs(numeric::Rational(found) - exact);
    BOOST_TEST((error <= units + abs(exact) * numeric::Rational(0x1p-53)));
  }
}

BOOST_AUTO_TEST_CASE(the_order_does_not_count_where_it_does_for_doubles) {
  std::mt19937_64 random(1);
  std::size_t apart = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    auto x = terms_of(seed, 40);
    const double bound = bound_of(x), first = sum_of(x, bound);
    double plain = 0, other = 0;
    for (const double v : x) plain += v;
    std::shuffle(x.begin(), x.end(), random);
    for (const double v : x) other += v;
    apart += plain != other ? 1 : 0;
    BOOST_TEST(sum_of(x, bound) == first);
  }
  BOOST_TEST(apart > 0U);  // the terms do tell orders apart
}

BOOST_AUTO_TEST_CASE(any_number_of_ranks_gives_the_sum_of_one) {
  constexpr std::size_t kTerms = 100;
  const auto x = terms_of(7, kTerms);
  const double bound = bound_of(x), alone = sum_of(x, bound);
  for (const int count : {2, 3, 5}) {
    numeric::test::on_ranks(count, [&](const auto& ranks) {
      const FixedPoint form(bound);
      FixedSums sums(form, 1);
      for (std::size_t i = 0; i < kTerms; ++i) {
        if (static_cast<int>(i * i) % count != ranks->index()) continue;
        std::vector<std::int64_t> pair(2);
        const bool fit = form.add(std::span(&x[i], 1), pair);
        sums.add(pair, fit);
      }
      if (sums.total(*ranks)[0] != alone) throw std::runtime_error("the sum depends on the ranks");
      if (ranks->sums != std::vector<std::size_t>{3}) throw std::runtime_error("not one exchange");
    });
  }
}

BOOST_AUTO_TEST_CASE(terms_at_the_bound_do_not_overflow) {
  const FixedPoint form(0x1p70);
  const std::vector<double> x{0x1p69, -0x1p69, 0x1p69, 0x1.fffffffffffffp68};
  BOOST_TEST(sum_of(x, 0x1p70) == 0x1p69 + 0x1.fffffffffffffp68);
  std::vector<std::int64_t> pairs(2);
  for (int i = 0; i < 1000; ++i) BOOST_REQUIRE(form.add(std::vector{-0x1.8p-31}, pairs));
  FixedPoint::carry(pairs);
  BOOST_TEST(pairs[1] >= 0);
  BOOST_TEST(form.value(pairs[0], pairs[1]) ==
             1000 * std::nearbyint(-0x1.8p-31 / form.unit()) * form.unit());
}

BOOST_AUTO_TEST_CASE(a_term_that_does_not_fit_is_never_a_number) {
  const double inf = std::numeric_limits<double>::infinity();
  for (const double bad : {inf, -inf, std::nan(""), 0x1p90}) {
    BOOST_TEST(std::isnan(sum_of({1.0, bad, 2.0}, 16)));
  }
  BOOST_CHECK_THROW(FixedPoint(0), InputError);
  BOOST_CHECK_THROW(FixedPoint{inf}, InputError);
  BOOST_CHECK_THROW(FixedPoint(std::nan("")), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
