#define BOOST_TEST_MODULE step
#include "numeric/remez.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

#include "claim/error.h"
#include "numeric/alternation.h"
#include "numeric/polynomial_proof.h"
#include "numeric/test_stop.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

struct Power {
  int n;
  template <class T>
  T operator()(const T& z) const {
    T p = 1;
    for (int k = 0; k < n; ++k) p *= z;
    return p;
  }
};

struct Exponential {
  template <class T>
  T operator()(const T& z) const {
    using std::exp;
    return exp(z);
  }
};

struct Sign {
  template <class T>
  T operator()(const T& z) const {
    return z < 0 ? T(-1) : T(1);
  }
};

/// A value for each integer point.
struct Table {
  std::vector<int> values;
  template <class T>
  T operator()(const T& z) const {
    std::size_t i = 0;
    while (i + 1 < values.size() && T(static_cast<int>(i)) < z) ++i;
    return T(values[i]);
  }
};

RemezOptions to(double tolerance) {
  RemezOptions o;
  o.tolerance = tolerance;
  return o;
}

/// The polynomial of a result, on the hull's own variable.
Rational value(const RemezResult& r, const Rational& z) {
  return chebyshev_value(r.coefficients, (2 * z - r.hull.lo - r.hull.hi) / (r.hull.hi - r.hull.lo));
}

void check_shape(const RemezResult& r, const std::vector<ClosedInterval>& intervals) {
  BOOST_CHECK(r.converged);
  BOOST_CHECK_EQUAL(r.needs, "");
  BOOST_REQUIRE_EQUAL(r.points.size(), static_cast<std::size_t>(r.degree) + 2);
  for (std::size_t i = 0; i < r.points.size(); ++i) {
    bool inside = false;
    for (const auto& on : intervals) inside |= on.lo <= r.points[i] && r.points[i] <= on.hi;
    BOOST_CHECK(inside);
    if (i > 0) BOOST_CHECK(r.points[i - 1] < r.points[i]);
  }
}

/// Every polynomial is nearest on some n + 2 of finitely many points: the largest level of all such
/// subsets is the minimax error.
Rational largest_level(const std::vector<Rational>& z, const std::vector<Rational>& y,
                       std::size_t size, std::vector<std::size_t> chosen = {}) {
  if (chosen.size() == size) {
    std::vector<Rational> zs, ys;
    for (const std::size_t i : chosen) {
      zs.push_back(z[i]);
      ys.push_back(y[i]);
    }
    return alternation_level(zs, ys).level;
  }
  Rational best = 0;
  for (std::size_t i = chosen.empty() ? 0 : chosen.back() + 1; i < z.size(); ++i) {
    auto more = chosen;
    more.push_back(i);
    best = std::max(best, largest_level(z, y, size, more));
  }
  return best;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(remez_exchange)

BOOST_AUTO_TEST_CASE(power_by_lower_degree_leaves_a_chebyshev_polynomial) {
  for (const int n : {1, 2, 3, 8, 21, 60, 110}) {
    const auto r = remez(Target(Power{n}), {{-1, 1}}, n - 1, to(1e-10));
    check_shape(r, {{-1, 1}});
    const double truth = std::ldexp(1.0, 1 - n);
    BOOST_CHECK_LE(std::abs(r.level / truth - 1), 1e-10 + 1e-12);
    BOOST_CHECK_LE(std::abs(r.largest / truth - 1), 2e-10);
    // x^n - p = 2^(1-n) T_n, so p has x^n's Chebyshev coefficients below n.
    for (const Rational& z : {ratio(1, 3), ratio(-4, 5)}) {
      std::vector<Rational> t(static_cast<std::size_t>(n) + 1);
      t.back() = 1;
      const Rational error = Power{n}(z)-value(r, z), small(Integer(1), Integer(1) << (n - 1));
      BOOST_CHECK_LE(abs(Rational(error - small * chebyshev_value(t, z))), small / 1000000);
    }
  }
}

BOOST_AUTO_TEST_CASE(even_power_on_two_intervals_has_a_closed_form) {
  // On [-1, -a] u [a, 1], z^2 runs over [a^2, 1]: E_{2n-1}(z^{2n}) = 2 ((1 - a^2)/4)^n.
  for (const auto& [a, n] : {std::pair{0.5, 1}, {0.5, 7}, {0.5, 24}, {0.9, 12}, {0.99, 3}}) {
    const Rational q(a);
    const std::vector<ClosedInterval> on{{-1, -q}, {q, 1}};
    const auto r = remez(Target(Power{2 * n}), on, 2 * n - 1, to(1e-9));
    check_shape(r, on);
    const double truth = 2 * std::pow((1 - a * a) / 4, n);
    BOOST_CHECK_LE(std::abs(r.level / truth - 1), 1e-9 + 1e-12 * n);
  }
}

BOOST_AUTO_TEST_CASE(sign_on_two_intervals_even_degrees_are_degenerate) {
  for (const double a : {0.1, 0.5, 0.9375}) {
    const Rational q(a);
    const std::vector<ClosedInterval> on{{-1, -q}, {q, 1}};
    double odd = 0;
    for (int n = 1; n <= 14; ++n) {
      const auto r = remez(Target(Sign{}), on, n, to(1e-11));
      check_shape(r, on);
      if (n == 1) BOOST_CHECK_LE(std::abs(r.level - (1 - a) / (1 + a)), 1e-11);
      if (n % 2 == 1)
        odd = r.level;
      else
        BOOST_CHECK_LE(std::abs(r.level / odd - 1), 2e-11);
    }
  }
}

BOOST_AUTO_TEST_CASE(finitely_many_points_agree_with_all_references) {
  for (int seed = 0; seed < 6; ++seed)
    for (int degree = 0; degree <= 4; ++degree) {
      Table table;
      std::vector<ClosedInterval> on;
      std::vector<Rational> z, y;
      for (int i = 0; i < 10; ++i) {
        table.values.push_back((i * i * 31 + seed * 17 + i * seed) % 11);
        z.emplace_back(i);
        y.emplace_back(table.values.back());
        on.push_back({Rational(i), Rational(i)});
      }
      const auto r = remez(Target(table), on, degree, to(1e-12));
      check_shape(r, on);
      const double truth = to_double(largest_level(z, y, static_cast<std::size_t>(degree) + 2));
      BOOST_CHECK_LE(std::abs(r.level / truth - 1), 1e-11);
    }
  // As many coefficients as points: interpolation.
  const auto r = remez(Target(Sign{}), {{-1, -1}, {0, 0}, {1, 1}}, 2);
  BOOST_CHECK(r.converged);
  BOOST_CHECK_EQUAL(r.level, 0);
  BOOST_CHECK(r.points.empty());
}

BOOST_AUTO_TEST_CASE(result_alternates_when_checked_in_twice_the_digits) {
  const std::vector<ClosedInterval> on{
      {-1, ratio(-7, 10)}, {ratio(-1, 5), ratio(-1, 5)}, {ratio(1, 10), 1}};
  for (const int n : {0, 1, 4, 11, 20}) {
    const auto r = remez(Target(Exponential{}), on, n, to(1e-8));
    check_shape(r, on);
    int sign = r.sign;
    const auto error = [&](const Rational& z) {
      const Rational p = value(r, z);
      const Real200 x = Real200(numerator(z)) / Real200(denominator(z));
      return Real200(exp(x) - Real200(numerator(p)) / Real200(denominator(p)));
    };
    for (const Rational& z : r.points) {
      BOOST_CHECK_LE(std::abs((error(z) / r.level).convert_to<double>() - sign), 1e-7);
      sign = -sign;
    }
    for (const auto& i : on)
      for (int k = 0; k <= 400; ++k)
        BOOST_CHECK_LE(
            (abs(error(i.lo + (i.hi - i.lo) * ratio(k, 400))) / r.level).convert_to<double>(),
            1 + 1e-7);
  }
}

BOOST_AUTO_TEST_CASE(tiny_intervals_and_large_values_between_them) {
  const Rational tiny(Integer(1), Integer(1) << 40);
  const std::vector<ClosedInterval> on{{ratio(-1, 2), ratio(1, 3)}, {1 - tiny, 1}};
  const auto r = remez(Target(Exponential{}), on, 9, to(1e-8));
  check_shape(r, on);
  // Far apart and short: the polynomial of degree 25 is large in between.
  const std::vector<ClosedInterval> apart{{-1, ratio(-19, 20)}, {ratio(19, 20), 1}};
  const auto s = remez(Target(Sign{}), apart, 25, to(1e-8));
  check_shape(s, apart);
  const SupEnclosure left = sup_distance(s.coefficients, -1, apart[0], 1e-7),
                     right = sup_distance(s.coefficients, 1, apart[1], 1e-7);
  BOOST_CHECK_LE(to_double(std::max(left.upper, right.upper)) / s.level, 1 + 1e-6);
}

BOOST_AUTO_TEST_CASE(a_start_from_another_degree_leads_to_the_same_error) {
  const std::vector<ClosedInterval> on{{ratio(-1, 2), ratio(3, 5)}, {ratio(4, 5), 1}};
  const auto first = remez(Target(Exponential{}), on, 8, to(1e-9));
  for (const int n : {3, 7, 9, 14}) {
    RemezOptions o = to(1e-9);
    const double fresh = remez(Target(Exponential{}), on, n, o).level;
    o.start = first.points;
    const auto r = remez(Target(Exponential{}), on, n, o);
    check_shape(r, on);
    BOOST_CHECK_LE(std::abs(r.level / fresh - 1), 1e-8);
  }
}

BOOST_AUTO_TEST_CASE(exhausted_precision_is_said) {
  RemezOptions o = to(1e-6);
  o.max_digits = 50;
  const auto r = remez(Target(Power{200}), {{-1, 1}}, 199, o);  // 2^-199: below 50 digits
  BOOST_CHECK(!r.converged);
  BOOST_CHECK(!r.needs.empty());
  o.max_digits = 100;
  BOOST_CHECK(remez(Target(Power{200}), {{-1, 1}}, 199, o).converged);
}

BOOST_AUTO_TEST_CASE(bad_input_is_named) {
  const Target f{Sign{}};
  BOOST_CHECK_THROW((void)remez(f, {{-1, 1}}, -1), InputError);
  BOOST_CHECK_THROW((void)remez(f, {}, 3), InputError);
  BOOST_CHECK_THROW((void)remez(f, {{1, -1}}, 3), InputError);
  BOOST_CHECK_THROW((void)remez(f, {{0, 1}, {1, 2}}, 3), InputError);
  BOOST_CHECK_THROW((void)remez(f, {{0, 1}}, 3, to(0)), InputError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_an_exchange) {
  RemezOptions options = to(1e-9);
  options.stop = stopped();
  BOOST_CHECK_THROW((void)remez(Target(Exponential{}), {{-1, 1}}, 12, options), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
