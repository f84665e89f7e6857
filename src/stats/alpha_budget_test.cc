#include "stats/alpha_budget.h"

#include <boost/test/unit_test.hpp>
#include <limits>

#include "claim/error.h"
#include "numeric/rational.h"

namespace proofgauge::stats {
namespace {

using numeric::Rational;

BOOST_AUTO_TEST_CASE(shares_never_sum_to_more_than_the_total) {
  for (const double total : {0.01, 0.05, 0.3, 1e-9, 0.999999}) {
    for (const unsigned tests : {1U, 2U, 3U, 7U, 49U, 1000U, 4294967295U}) {
      const AlphaBudget budget(total, tests);
      const Rational exact_total(total);
      BOOST_TEST((Rational(budget.share()) * tests <= exact_total));
      // Some weights that sum to the number of tests, each rounded on its own.
      Rational sum = 0;
      unsigned left = tests;
      for (unsigned w = 1; left > 0; w = 2 * w + 1) {
        const unsigned weight = w < left ? w : left;
        sum += Rational(budget.share(weight));
        left -= weight;
      }
      BOOST_TEST((sum <= exact_total));
      // Not wasteful: at most two roundings are lost on each share.
      BOOST_TEST((sum >= exact_total * (1 - Rational(4 * std::numeric_limits<double>::epsilon()))));
    }
  }
}

BOOST_AUTO_TEST_CASE(plain_division_would_exceed_the_total) {
  // The planted violation of the law above: without rounding down, some totals are exceeded.
  bool exceeded = false;
  for (const unsigned tests : {3U, 7U, 49U, 1000U}) {
    for (const double total : {0.01, 0.05, 0.3})
      exceeded = exceeded || Rational(total / tests) * tests > Rational(total);
  }
  BOOST_TEST(exceeded);
}

BOOST_AUTO_TEST_CASE(bad_budgets_are_named) {
  const auto names = [](const char* field) {
    return [field](const InputError& e) { return e.field() == field; };
  };
  for (const double alpha : {0.0, 1.0, -0.1, 1.5, std::numeric_limits<double>::quiet_NaN()}) {
    BOOST_CHECK_EXCEPTION(AlphaBudget(alpha, 3), InputError, names("alpha"));
  }
  BOOST_CHECK_EXCEPTION(AlphaBudget(1e-300, 3), InputError, names("alpha"));
  BOOST_CHECK_EXCEPTION(AlphaBudget(0.01, 0), InputError, names("number of statistical tests"));
  const AlphaBudget budget(0.01, 3);
  BOOST_CHECK_EXCEPTION((void)budget.share(0), InputError, names("weight of a job"));
  BOOST_CHECK_EXCEPTION((void)budget.share(4), InputError, names("weight of a job"));
}

}  // namespace
}  // namespace proofgauge::stats
