#include "stats/binomial.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <limits>
#include <vector>

#include "claim/error.h"
#include "numeric/interval.h"

namespace proofgauge::stats {
namespace {

using numeric::Integer;
using numeric::Interval;
using numeric::Rational;

constexpr double kEps = std::numeric_limits<double>::epsilon();

/// P[X >= k] at p, exactly.
Rational exact_tail(unsigned k, unsigned n, double p) {
  const Rational q(p), r = 1 - q;
  Rational term = 1, sum = 0;  // C(n, i) q^i r^(n-i)
  for (unsigned i = 0; i < n; ++i) term *= r;
  for (unsigned i = 0; i <= n; ++i) {
    if (i >= k) sum += term;
    if (i < n)
      term = r == 0 ? Rational(i + 1 == n ? 1 : 0) : Rational(term * q * (n - i) / (r * (i + 1)));
  }
  return sum;
}

/// Encloses P[X >= k] at p < k/n for any n: the largest term from log
/// factorials at 128 bits, the others by their ratios, what is left by a
/// geometric series.
Interval enclosed_tail(std::uint64_t k, std::uint64_t n, const Interval& q) {
  const auto log_factorial = [](std::uint64_t m) {
    Interval sum = 0;
    if (m < 500) {
      for (std::uint64_t i = 2; i <= m; ++i) sum += log(Interval(i));
      return sum;
    }
    // Stirling's series alternates, so its remainder lies between consecutive
    // partial sums.
    const Interval x(m);
    const Interval two = 1 / (12 * x) - 1 / (360 * x * x * x);
    const Interval rest = numeric::hull(two, two + 1 / (1260 * x * x * x * x * x));
    return Interval((x + Interval(1) / 2) * log(x) - x + log(2 * numeric::pi()) / 2 + rest);
  };
  const Interval odds = q / (1 - q);
  Interval term = exp(log_factorial(n) - log_factorial(k) - log_factorial(n - k) +
                      Interval(k) * log(q) + Interval(n - k) * log(1 - q));
  Interval sum = 0;
  for (std::uint64_t i = k; i < n; ++i) {
    sum += term;
    const Interval ratio = odds * Interval(n - i) / Interval(i + 1);
    term *= ratio;
    if (numeric::upper(ratio) < 1 &&
        numeric::upper(term / (1 - ratio)) < 0x1p-80 * numeric::lower(sum)) {
      return sum + numeric::hull(Interval(0), term / (1 - ratio));
    }
  }
  return sum + term;
}

BOOST_AUTO_TEST_CASE(both_ends_have_their_exact_tail_and_are_not_loose) {
  // Sound: the tail at the end is at most alpha. Tight: moved inward by 2^-20
  // of its size, it exceeds alpha. (The relative slack 2^-23 on alpha moves the
  // end by at most that over the slope d log tail / d log p >= 1.)
  for (const unsigned n : {1U, 2U, 5U, 13U, 40U}) {
    for (unsigned k = 0; k <= n; ++k) {
      for (const double alpha : {0.01, 0.05, 0.5, 0.9, 1e-12}) {
        const double low = clopper_pearson_lower(k, n, alpha).lower;
        const double high = clopper_pearson_upper(k, n, alpha).upper;
        if (k == 0) {
          BOOST_TEST(low == 0);
        } else {
          BOOST_TEST((exact_tail(k, n, low) <= Rational(alpha)), k << " of " << n);
          BOOST_TEST((exact_tail(k, n, low * (1 + 0x1p-20)) > Rational(alpha)), k << " of " << n);
        }
        if (k == n) {
          BOOST_TEST(high == 1);
        } else {
          BOOST_TEST((1 - exact_tail(k + 1, n, high) <= Rational(alpha)), k << " of " << n);
          const double inward =
              1 - (1 - high) * (1 + 0x1p-20) - 2 * kEps;  // and the ulps next to 1
          BOOST_TEST((1 - exact_tail(k + 1, n, inward) > Rational(alpha)), k << " of " << n);
        }
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(coverage_is_at_least_nominal_for_every_p_and_fails_for_a_shrunk_interval) {
  const double alpha = 0.1;
  bool shrunk_failed = false;
  for (const unsigned n : {1U, 4U, 17U, 30U}) {
    for (unsigned i = 1; i < 128; ++i) {
      const double p = i / 128.0;
      Rational covered = 0, shrunk_covered = 0;
      for (unsigned k = 0; k <= n; ++k) {
        const claim::Range r = clopper_pearson(k, n, alpha);
        const Rational mass =
            exact_tail(k, n, p) - (k == n ? Rational(0) : exact_tail(k + 1, n, p));
        if (r.contains(p)) covered += mass;
        if (std::fabs(p - (r.lower + r.upper) / 2) <= 0.35 * r.width()) shrunk_covered += mass;
      }
      BOOST_TEST((covered >= 1 - Rational(alpha)), "n = " << n << ", p = " << p);
      shrunk_failed = shrunk_failed || shrunk_covered < 1 - Rational(alpha);
    }
  }
  BOOST_TEST(shrunk_failed);
}

BOOST_AUTO_TEST_CASE(large_samples_keep_the_tail) {
  struct Case {
    std::uint64_t k, n;
  };
  for (const auto& [k, n] :
       {Case{500, 1000}, Case{30, 1000000}, Case{99970, 100000}, Case{50000000, 100000000},
        Case{std::uint64_t{1} << 20, std::uint64_t{1} << 40}}) {
    for (const double alpha : {0.05, 1e-6}) {
      const claim::Range r = clopper_pearson(k, n, alpha);
      for (const Interval& tail : {enclosed_tail(k, n, Interval(r.lower)),
                                   enclosed_tail(n - k, n, 1 - Interval(r.upper))}) {
        BOOST_TEST(numeric::upper(tail) <= alpha / 2, k << " of " << n);
        BOOST_TEST(numeric::lower(tail) >= alpha / 2 * (1 - 0x1p-20), k << " of " << n);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(closed_forms_at_the_edges_hold) {
  for (const double alpha : {0.05, 1e-8}) {
    for (const std::uint64_t n :
         {std::uint64_t{1}, std::uint64_t{10}, std::uint64_t{1000000}, std::uint64_t{1} << 40}) {
      const double trials = static_cast<double>(n);
      // No success: (1 - U)^n = alpha. All: L^n = alpha.
      const double high = -std::expm1(std::log(alpha) / trials);
      const double got = clopper_pearson_upper(0, n, alpha).upper;
      // Sound up to the rounding of this formula; alpha's slack 2^-23 and a few
      // ulps of the end loose at most.
      BOOST_TEST(got >= high * (1 - 4 * kEps));
      BOOST_TEST(got <= high * (1 + 0x1p-20));
      BOOST_TEST(std::fabs(clopper_pearson_lower(n, n, alpha).lower - (1 - high)) <=
                 high * 0x1p-20 + 4 * kEps);
    }
  }
}

BOOST_AUTO_TEST_CASE(two_sided_is_both_one_sided_at_half_alpha) {
  const claim::Range r = clopper_pearson(7, 50, 0.05);
  BOOST_TEST(r.lower == clopper_pearson_lower(7, 50, 0.025).lower);
  BOOST_TEST(r.upper == clopper_pearson_upper(7, 50, 0.025).upper);
  // Published: 7 of 50 at 95 %, R's binom.test prints 0.05819170 and
  // 0.26739600.
  BOOST_TEST(std::fabs(r.lower - 0.05819170) <= 0.5e-8 + 0x1p-24);
  BOOST_TEST(std::fabs(r.upper - 0.26739600) <= 0.5e-8 + 0x1p-24);
}

BOOST_AUTO_TEST_CASE(bad_counts_are_named) {
  const auto names = [](const char* field) {
    return [field](const InputError& e) { return e.field() == field; };
  };
  BOOST_CHECK_EXCEPTION((void)clopper_pearson(0, 0, 0.05), InputError, names("number of trials n"));
  BOOST_CHECK_EXCEPTION((void)clopper_pearson(1, (std::uint64_t{1} << 40) + 1, 0.05), InputError,
                        names("number of trials n"));
  BOOST_CHECK_EXCEPTION((void)clopper_pearson_lower(4, 3, 0.05), InputError,
                        names("number of successes k"));
  for (const double alpha : {0.0, 1.0, -1.0, std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_EXCEPTION((void)clopper_pearson_upper(1, 3, alpha), InputError, names("alpha"));
  }
}

}  // namespace
}  // namespace proofgauge::stats
