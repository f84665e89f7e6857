#define BOOST_TEST_MODULE polynomial
#include "numeric/chebyshev.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

/// Some series with numbers of mixed denominators.
std::vector<Rational> series(int degree) {
  std::vector<Rational> c;
  for (int k = 0; k <= degree; ++k) c.push_back(ratio((k * 37 + 11) % 23 - 11, 1 + k % 7));
  return c;
}

/// T_k by the definition's recurrence, term by term.
Rational slow_value(const std::vector<Rational>& c, const Rational& z) {
  Rational previous = 1, current = z, sum = 0;
  for (std::size_t k = 0; k < c.size(); ++k) {
    sum += c[k] * previous;
    const Rational next = 2 * z * current - previous;
    previous = current;
    current = next;
  }
  return sum;
}

Rational horner(const std::vector<Rational>& a, const Rational& z) {
  Rational sum = 0;
  for (std::size_t j = a.size(); j-- > 0;) sum = sum * z + a[j];
  return sum;
}

const Rational kPoints[] = {ratio(-3, 2), ratio(-1, 1), ratio(-1, 3), ratio(0, 1),
                            ratio(5, 7),  ratio(1, 1),  ratio(17, 16)};

}  // namespace

BOOST_AUTO_TEST_SUITE(chebyshev)

BOOST_AUTO_TEST_CASE(value_and_monomials_equal_the_definition) {
  for (const int degree : {0, 1, 2, 3, 10, 41}) {
    const auto c = series(degree);
    const auto a = monomial_coefficients(c);
    BOOST_CHECK_EQUAL(a.size(), c.size());
    for (const Rational& z : kPoints) {
      BOOST_CHECK_EQUAL(chebyshev_value(c, z), slow_value(c, z));
      BOOST_CHECK_EQUAL(horner(a, z), slow_value(c, z));
      const Interval e = chebyshev_value(c, interval(z));
      BOOST_CHECK(!certainly_less(e, interval(slow_value(c, z))));
      BOOST_CHECK(!certainly_less(interval(slow_value(c, z)), e));
    }
  }
  BOOST_CHECK_EQUAL(chebyshev_value(std::vector<Rational>{}, Rational(3)), 0);
  BOOST_CHECK(monomial_coefficients(std::vector<Rational>{}).empty());
}

BOOST_AUTO_TEST_CASE(composition_law) {
  std::vector<Rational> t6(7), t2(3), t3(4);
  t6[6] = t2[2] = t3[3] = 1;
  for (const Rational& z : kPoints)
    BOOST_CHECK_EQUAL(chebyshev_value(t6, z), chebyshev_value(t2, chebyshev_value(t3, z)));
}

BOOST_AUTO_TEST_CASE(change_of_interval_keeps_the_polynomial) {
  const ClosedInterval a{ratio(-1, 2), 1}, whole{-1, 1}, odd{ratio(2, 7), ratio(5, 3)};
  const auto at = [](const std::vector<Rational>& c, const ClosedInterval& i, const Rational& z) {
    return chebyshev_value(c, (2 * z - i.lo - i.hi) / (i.hi - i.lo));
  };
  for (const int degree : {0, 1, 2, 7, 30}) {
    const auto c = series(degree);
    for (const auto& to : {a, odd}) {
      const auto moved = change_interval(c, whole, to);
      BOOST_REQUIRE_EQUAL(moved.size(), c.size());
      for (const Rational& z : kPoints) BOOST_CHECK_EQUAL(at(moved, to, z), at(c, whole, z));
      BOOST_CHECK(change_interval(moved, to, whole) == c);
    }
  }
  BOOST_CHECK_THROW((void)change_interval(series(3), whole, {Rational(1), Rational(1)}),
                    InputError);
}

BOOST_AUTO_TEST_SUITE_END()
