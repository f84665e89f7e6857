#include "numeric/alternation.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

/// h and p of p(z_i) + (-1)^i h = y_i by Gaussian elimination in rationals: no weights, no signs.
Rational solved_level(const std::vector<Rational>& z, const std::vector<Rational>& y) {
  const std::size_t n = z.size();
  std::vector<std::vector<Rational>> a(n, std::vector<Rational>(n + 1));
  for (std::size_t i = 0; i < n; ++i) {
    Rational power = 1;
    for (std::size_t j = 0; j + 1 < n; ++j) {
      a[i][j] = power;
      power *= z[i];
    }
    a[i][n - 1] = i % 2 == 0 ? 1 : -1;
    a[i][n] = y[i];
  }
  for (std::size_t c = 0; c < n; ++c) {
    std::size_t pivot = c;
    while (a[pivot][c] == 0) ++pivot;
    std::swap(a[c], a[pivot]);
    for (std::size_t r = 0; r < n; ++r) {
      if (r == c) continue;
      const Rational f = a[r][c] / a[c][c];
      for (std::size_t k = c; k <= n; ++k) a[r][k] -= f * a[c][k];
    }
  }
  return a[n - 1][n] / a[n - 1][n - 1];
}

std::vector<Rational> points(std::size_t n) {
  std::vector<Rational> z;
  Rational x = ratio(-1, 2);
  for (std::size_t i = 0; i < n; ++i) {
    z.push_back(x);
    x += ratio(static_cast<long long>(1 + i * i % 5), static_cast<long long>(7 + i));
  }
  return z;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(alternation)

BOOST_AUTO_TEST_CASE(level_is_that_of_the_linear_system_rounded_down) {
  for (std::size_t n = 2; n <= 12; ++n)
    for (std::size_t jump = 0; jump <= n; ++jump) {
      const auto z = points(n);
      std::vector<Rational> y;
      for (std::size_t i = 0; i < n; ++i) y.emplace_back(i < jump ? 0 : 1);
      const Rational h = solved_level(z, y), size = abs(h);
      const AlternationLevel level = alternation_level(z, y);
      BOOST_CHECK_LE(level.level, size);
      // Each of the n reciprocals is off by less than 2^-128 of the smallest.
      BOOST_CHECK_GE(level.level,
                     size - ratio(static_cast<long long>(4 * n), 1) / Rational(Integer(1) << 128));
      if (level.level > 0) BOOST_CHECK_EQUAL(level.sign, h > 0 ? 1 : -1);
      if (jump == 0 || jump == n) BOOST_CHECK_EQUAL(level.level, 0);
    }
}

BOOST_AUTO_TEST_CASE(values_of_a_polynomial_have_level_zero) {
  const auto z = points(9);
  std::vector<Rational> y;
  for (const Rational& x : z)
    y.push_back((x - 2) * x * x * x * x * x * x + ratio(1, 3));  // degree 7
  BOOST_CHECK_EQUAL(alternation_level(z, y).level, 0);
  y.back() += ratio(1, 1'000'000'000);
  const Rational tiny = alternation_level(z, y).level;
  BOOST_CHECK_EQUAL(tiny > 0, true);
  BOOST_CHECK_LE(tiny, abs(solved_level(z, y)));
}

BOOST_AUTO_TEST_CASE(no_polynomial_of_that_degree_beats_the_level) {
  const auto z = points(6);  // degree 4
  std::vector<Rational> y{0, 0, 0, 1, 1, 1};
  const Rational level = alternation_level(z, y).level;
  for (int k = 0; k < 500; ++k) {
    Rational worst = 0;
    for (std::size_t i = 0; i < z.size(); ++i) {
      Rational p = 0;
      for (int j = 4; j >= 0; --j) p = p * z[i] + ratio((k * (j + 3) * 7919) % 201 - 100, 100);
      worst = std::max(worst, Rational(abs(Rational(y[i] - p))));
    }
    BOOST_CHECK_GE(worst, level);
  }
}

BOOST_AUTO_TEST_CASE(two_points_give_half_the_jump) {
  const std::vector<Rational> z{ratio(1, 3), ratio(1, 2)}, y{0, 1};
  const AlternationLevel level = alternation_level(z, y);
  BOOST_CHECK_LE(level.level, ratio(1, 2));
  BOOST_CHECK_GE(level.level, ratio(1, 2) - Rational(Integer(1), Integer(1) << 120));
  BOOST_CHECK_EQUAL(level.sign, -1);
}

BOOST_AUTO_TEST_CASE(bad_points_are_named) {
  const std::vector<Rational> y{0, 1};
  for (const std::vector<Rational>& z :
       {std::vector<Rational>{1, 1}, std::vector<Rational>{2, 1}, std::vector<Rational>{1}})
    BOOST_CHECK_THROW((void)alternation_level(z, std::span(y).first(z.size())), InputError);
  const std::vector<Rational> z{0, 1, 2};
  BOOST_CHECK_THROW((void)alternation_level(z, y), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
