// Strip functions and their responses against slow quadrature, closed forms and MPFR.
#define BOOST_TEST_MODULE radius
#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>
#include <vector>

#include "claim/error.h"
#include "numeric/interval.h"
#include "numeric/test_stop.h"
#include "radius/derivative.h"
#include "radius/gauss.h"
#include "radius/response.h"
#include "radius/strip_function.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::radius;

namespace {

/// Few strips with few cells of random values in [-size, size].
StripFunction random_function(std::uint32_t draw, double size) {
  stats::Sequence random(stats::Stream(1, "radius", "test", stats::Purpose::test), draw);
  const auto increasing = [&](std::size_t n) {
    std::vector<double> x;
    for (std::size_t i = 0; i < n; ++i) x.push_back(3 * random.uniform() - 1.5);
    std::sort(x.begin(), x.end());
    return x;
  };
  const std::vector<double> edge = increasing(1 + random.below(4));
  std::vector<Strip> strips;
  for (std::size_t j = 0; j <= edge.size(); ++j) {
    Strip s;
    s.cut = increasing(random.below(5));
    for (std::size_t i = 0; i <= s.cut.size(); ++i)
      s.value.push_back(size * (2 * random.uniform() - 1));
    strips.push_back(s);
  }
  return {edge, strips};
}

/// F_h(k) by a midpoint rule in both variables, cell by cell: slow and obvious.
double response_by_quadrature(const StripFunction& h, double k) {
  const int n = 120;
  double sum = 0;
  for (std::size_t j = 0; j < h.strips().size(); ++j) {
    const Strip& strip = h.strips()[j];
    const double t0 = j == 0 ? -8 : h.edge()[j - 1], t1 = j == h.edge().size() ? 8 : h.edge()[j];
    for (std::size_t i = 0; i < strip.value.size(); ++i) {
      const double s0 = i == 0 ? -8 : strip.cut[i - 1],
                   s1 = i == strip.cut.size() ? 8 : strip.cut[i];
      for (int a = 0; a < n; ++a)
        for (int b = 0; b < n; ++b) {
          const double s = s0 + (s1 - s0) * (a + 0.5) / n, t = t0 + (t1 - t0) * (b + 0.5) / n;
          sum += strip.value[i] * density(s) * density(t) *
                 cdf((s / k - k * t) / std::numbers::sqrt2) * (s1 - s0) * (t1 - t0) / (n * n);
        }
    }
  }
  return sum;
}

const std::vector<double> kKnots{1e-9, 0.1, 0.5, std::sqrt(3.0)};

}  // namespace

BOOST_AUTO_TEST_SUITE(responses)

// E[1{s >= 0} Phi((s/k - k t)/sqrt 2)]: two half-spaces at angle w meet in (pi - w)/(2 pi).
BOOST_AUTO_TEST_CASE(half_plane_has_the_orthant_probability) {
  const StripFunction h({}, {{{0.0}, {0.0, 1.0}}});
  const Response f(h, kKnots);
  for (const double k : {0.0, 1e-10, 1e-6, 1e-3, 0.05, 0.1, 0.3, 1.0, 1.7}) {
    // cos w = 1/sqrt(1 + k^2 (k^2 + 2)) = 1/(1 + k^2), the correlation of s and s/k - k t + sqrt 2
    // xi.
    const double w = std::acos(1 / (1 + k * k));
    const double exact = (std::numbers::pi - w) / (2 * std::numbers::pi);
    const Range found = f.at_k(k);
    // acos loses half the digits near 1.
    BOOST_CHECK_MESSAGE(
        found.lower - 1e-8 <= exact && exact <= found.upper + 1e-8,
        "k " << k << ": " << exact << " in [" << found.lower << ", " << found.upper << "]");
    BOOST_CHECK(found.width() < 2e-9);
  }
}

BOOST_AUTO_TEST_CASE(constant_function_has_half_its_value_everywhere) {
  const Response f(StripFunction({-1.0, 0.5}, {{{}, {3.0}}, {{0.25}, {3.0, 3.0}}, {{}, {3.0}}}),
                   kKnots);
  for (const double u : {-0.5, 0.0, 0.9, 1.0}) {
    BOOST_CHECK(f.at_u(u).contains(1.5));
    BOOST_CHECK(f.at_u(u).width() < 1e-8);
  }
  BOOST_CHECK(f.over(0, kKnots.back()).contains(1.5));
}

BOOST_AUTO_TEST_CASE(response_agrees_with_two_dimensional_quadrature) {
  for (std::uint32_t draw = 0; draw < 6; ++draw) {
    const StripFunction h = random_function(draw, 5);
    const Response f(h, kKnots, 2);
    for (const double k : {0.3, 0.8, 1.6}) {
      const Range found = f.at_k(k);
      const double slow = response_by_quadrature(h, k);
      // Midpoint rule: (16/120)^2/24 of second derivatives of order 10.
      BOOST_CHECK_MESSAGE(found.lower - 1e-2 < slow && slow < found.upper + 1e-2,
                          "draw " << draw << ", k " << k << ": " << slow << " in [" << found.lower
                                  << ", " << found.upper << "]");
      BOOST_CHECK(found.width() < 1e-7);
    }
  }
}

BOOST_AUTO_TEST_CASE(derivative_agrees_with_differences_and_keeps_its_bound) {
  for (std::uint32_t draw = 0; draw < 6; ++draw) {
    const StripFunction h = random_function(draw, 1);
    const Response f(h, kKnots);
    for (const double k : {1e-3, 0.02, 0.2, 1.0}) {
      const double step = 1e-3;
      const Range right = f.at_k(k * std::exp(step)), left = f.at_k(k * std::exp(-step));
      const Derivative d = derivative(h, k);
      // The central difference is off by step^2/6 of the third derivative, at most 6 M/(pi/6)^2 by
      // Cauchy.
      const double M = derivative_bound(k, k) * 2;
      const double allowed = step * step * 4 * M + (right.width() + left.width()) / (2 * step);
      BOOST_CHECK_SMALL((right.lower - left.lower) / (2 * step) - d.value, allowed + 1e-9);
      BOOST_CHECK(std::abs(d.value) <= derivative_bound(k, k) * h.sup());
    }
  }
}

BOOST_AUTO_TEST_CASE(ranges_cover_points_and_are_sharp) {
  for (std::uint32_t draw = 0; draw < 4; ++draw) {
    const Response f(random_function(draw, 10), kKnots);
    for (const int p : {0, 1}) {
      const Range all = f.over(kKnots[2], kKnots[3], p), near = f.over(0, kKnots[1], p);
      double low = 1e9, high = -1e9;
      for (int i = 0; i <= 2000; ++i) {
        const double k = kKnots[2] + (kKnots[3] - kKnots[2]) * i / 2000,
                     u = (1 - k * k) / (1 + k * k);
        const Range one = f.at_k(k);
        const double value = (one.lower + one.upper) / 2 * (p == 1 ? u : 1);
        BOOST_CHECK(all.lower <= value && value <= all.upper);
        low = std::min(low, value);
        high = std::max(high, value);
      }
      BOOST_CHECK(all.width() < (high - low) * 1.02 + 1e-6);
      BOOST_CHECK(near.lower <= f.at_zero().lower && f.at_zero().upper <= near.upper);
    }
  }
}

BOOST_AUTO_TEST_CASE(library_functions_keep_the_accuracy_that_proofs_assume) {
  using Oracle = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<60>>;
  stats::Sequence random(stats::Stream(1, "radius", "library", stats::Purpose::test));
  for (int i = 0; i < 20000; ++i) {
    const double x = 60 * random.uniform() - 30, y = -690 * random.uniform();
    const Oracle exact_cdf = boost::multiprecision::erfc(Oracle(-x) / sqrt(Oracle(2))) / 2;
    BOOST_REQUIRE(abs(exact_cdf - cdf(x)) <= kCdfError / 8);
    const Oracle exact_exp = exp(Oracle(y));
    BOOST_REQUIRE(abs(exact_exp - std::exp(y)) <= exact_exp * (kLibraryError / 8));
    BOOST_REQUIRE(abs(tanh(Oracle(x)) - std::tanh(x)) <= Oracle(kLibraryError / 8));
    BOOST_REQUIRE(abs(log(Oracle(-y)) - std::log(-y)) <=
                  Oracle(kLibraryError) * (1 + abs(log(Oracle(-y)))) / 8);
  }
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(strip_functions)

BOOST_AUTO_TEST_CASE(evaluator_equals_the_reference_away_from_cuts) {
  for (std::uint32_t draw = 0; draw < 20; ++draw) {
    const StripFunction h = random_function(draw, 5);
    const Evaluator fast(h);
    stats::Sequence random(stats::Stream(1, "radius", "points", stats::Purpose::test), draw);
    int differ = 0;
    for (int i = 0; i < 5000; ++i) {
      const auto a = static_cast<float>(random.normal()), b = static_cast<float>(random.normal());
      const double s = (static_cast<double>(a) + static_cast<double>(b)) / std::numbers::sqrt2,
                   t = (static_cast<double>(a) - static_cast<double>(b)) / std::numbers::sqrt2;
      if (fast(a, b) != static_cast<float>(h.at(s, t))) ++differ;
    }
    // A point is within 2^-20 of one of at most 40 lines with probability below 1e-4 each.
    BOOST_CHECK_LE(differ, 3);
  }
}

BOOST_AUTO_TEST_CASE(bad_strips_are_named) {
  BOOST_CHECK_THROW(StripFunction({0.0}, {{{}, {1.0}}}), InputError);
  BOOST_CHECK_THROW(StripFunction({}, {{{1.0, 1.0}, {1.0, 2.0, 3.0}}}), InputError);
  BOOST_CHECK_THROW(StripFunction({}, {{{1.0}, {1.0}}}), InputError);
  BOOST_CHECK_THROW(Response(StripFunction({}, {{{}, {1.0}}}), std::vector<double>{0.1}),
                    InputError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_it) {
  BOOST_CHECK_THROW(Response(StripFunction({}, {{{}, {1.0}}}), kKnots, 2, numeric::stopped()),
                    LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
