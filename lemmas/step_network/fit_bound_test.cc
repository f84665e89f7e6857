// The bounds of fit_claim.h against slower or stronger evaluations, and their reference values.
#define BOOST_TEST_MODULE step_network_fit
#include <boost/multiprecision/gmp.hpp>
#include <boost/multiprecision/mpfr.hpp>
#include <boost/test/unit_test.hpp>

#include "numeric/interval.h"
#include "step_network/fit_claim.h"

using namespace proofgauge;
using namespace proofgauge::step_network;
using boost::multiprecision::mpz_int;
using numeric::Interval;

namespace {

using Oracle = boost::multiprecision::number<boost::multiprecision::mpfr_float_backend<60>>;

mpz_int choose(std::uint64_t n, std::uint64_t k) {
  if (k > n) return 0;
  mpz_int c = 1;
  for (std::uint64_t j = 1; j <= k; ++j) c = c * (n - j + 1) / j;
  return c;
}

/// C(m-1, d-2) + sum_{k <= d-2} C(m, k), in integers.
mpz_int cells(std::uint64_t m, std::size_t d) {
  mpz_int sum = choose(m - 1, d - 2);
  for (std::size_t k = 0; k <= d - 2; ++k) sum += choose(m, k);
  return sum;
}

Interval of(double x) { return numeric::interval(x, x); }

}  // namespace

BOOST_AUTO_TEST_SUITE(fit_bounds)

BOOST_AUTO_TEST_CASE(log_patterns_is_the_logarithm_of_the_integer) {
  BOOST_CHECK_EQUAL(cells(10, 3), 20);  // 2 m arcs of a circle
  BOOST_CHECK_EQUAL(cells(5, 4), 22);   // m^2 - m + 2 regions of a sphere
  for (const auto& [m, d] : {std::pair{10ULL, 3},
                             {100ULL, 3},
                             {4096ULL, 8},
                             {1ULL << 22, 32},
                             {1ULL << 26, 32},
                             {1ULL << 20, 4},
                             {100ULL, 42}}) {  // between 2 (d - 2) and 3 (d - 2)
    const auto dim = static_cast<std::size_t>(d);
    const Oracle exact = log(Oracle(cells(m, dim)));
    const Interval enclosed = log_patterns(Interval(static_cast<double>(m)), m, dim);
    BOOST_CHECK(numeric::lower(enclosed) <= exact && exact <= numeric::upper(enclosed));
    BOOST_CHECK_LE(numeric::upper(enclosed) - numeric::lower(enclosed),
                   1e-12 * numeric::upper(enclosed));
    const double plain = log_patterns(static_cast<double>(m), m, dim);
    BOOST_CHECK_CLOSE_FRACTION(plain, exact.convert_to<double>(), 1e-13);
  }
}

BOOST_AUTO_TEST_CASE(few_neurons_have_at_most_all_patterns) {
  for (const std::uint64_t m : {1ULL, 5ULL, 60ULL, 76ULL}) {  // up to 2 (d - 2)
    const double all = static_cast<double>(m) * std::log(2.0);
    BOOST_CHECK_CLOSE_FRACTION(log_patterns(static_cast<double>(m), m, 40), all, 1e-12);
    BOOST_CHECK_LE(log(Oracle(std::min(cells(m, 40), mpz_int(mpz_int(1) << m)))),
                   all * (1 + 1e-12));
  }
}

// Sauer: (e m/d)^d patterns; the VC bound pays (e m/(d+1))^(d+1) for them and the two signs.
BOOST_AUTO_TEST_CASE(vc_term_covers_twice_the_patterns_from_its_premise_on) {
  for (const std::size_t d : {3U, 8U, 32U, 100U})
    for (const std::uint64_t m : {2ULL * (d + 1), 10ULL * d, 1ULL << 20}) {
      const double V = static_cast<double>(d + 1), width = static_cast<double>(m);
      BOOST_CHECK_LE(log_patterns(width, m, d) + std::log(2.0), V * (1 + std::log(width / V)));
    }
}

// 3.3 as it is written: twice the Rademacher complexity of N patterns or of V = d + 1, and bounded
// differences at p (one side) or p/2 (two sides); at widths at which no part is small.
BOOST_AUTO_TEST_CASE(finite_width_is_complexity_and_bounded_differences) {
  for (const std::uint64_t width : {20ULL, 1000ULL, 1ULL << 20})
    for (const double p : {0.01, 0.7}) {
      const std::size_t d = 5;
      const double m = static_cast<double>(width), R = 3;
      const double patterns = log(Oracle(cells(width, d))).convert_to<double>();
      const double one_side = std::sqrt(-std::log(p) / m / 2);
      const double two_sides = std::sqrt((std::log(2.0) - std::log(p)) / m / 2);
      BOOST_CHECK_CLOSE_FRACTION(
          finite_width_by_cells(m, width, R, d, p),
          R * (std::sqrt(2.0) * std::sqrt(std::log(2.0) + patterns) / std::sqrt(m) + one_side),
          1e-12);
      const double V = 6;
      BOOST_CHECK_CLOSE_FRACTION(
          finite_width_bound(m, R, 5.0, p),
          R * (std::sqrt(2.0 * V) * std::sqrt(1 + std::log(m) - std::log(V)) / std::sqrt(m) +
               two_sides),
          1e-12);
    }
}

BOOST_AUTO_TEST_CASE(doubles_and_intervals_agree) {
  for (const double m : {128.0, 4096.0, 0x1p22, 0x1p40})
    for (const double R : {0.5, 16.8, 400.0}) {
      const auto width = static_cast<std::uint64_t>(m);
      const double d = 16, p = 0.01, n = 3, eps1 = 0.1;
      const auto close = [&](double x, const Interval& y) {
        const double middle = (numeric::lower(y) + numeric::upper(y)) / 2;
        BOOST_CHECK_CLOSE_FRACTION(x, middle, 1e-12);
      };
      close(finite_width_bound(m, R, d, p), finite_width_bound(of(m), of(R), of(d), of(p)));
      close(finite_width_by_cells(m, width, R, 16, p),
            finite_width_by_cells(of(m), width, of(R), 16, of(p)));
      close(real_net_bound(m, n, R, d, p, eps1),
            real_net_bound(of(m), of(n), of(R), of(d), of(p), of(eps1)));
    }
}

BOOST_AUTO_TEST_CASE(cell_count_is_the_sharper_bound) {
  for (const double m : {4096.0, 0x1p22, 0x1p26})
    for (const std::size_t d : {3U, 8U, 32U})
      BOOST_CHECK_LT(finite_width_by_cells(m, static_cast<std::uint64_t>(m), 1.0, d, 0.01),
                     finite_width_bound(m, 1.0, static_cast<double>(d), 0.01));
}

// Theory 3.4, computed there for t = 8.4: eps1 = 0.1, d = 32, p = 0.01.
BOOST_AUTO_TEST_CASE(composed_bound_has_the_reference_values) {
  const double R = radius_of(1.0, 8.4026);
  const auto bound = [&](double m) { return real_net_bound(m, 1.0, R, 32.0, 0.01, 0.1); };
  BOOST_CHECK_SMALL(bound(0x1p22) - 1.24, 0.005);
  BOOST_CHECK_SMALL(bound(0x1p24) - 0.92, 0.005);
  BOOST_CHECK_SMALL(bound(0x1p26) - 0.70, 0.005);
  // Ten points at m = 2^22: 82.
  BOOST_CHECK_SMALL(real_net_bound(0x1p22, 10.0, radius_of(10.0, 8.4026), 32.0, 0.01, 0.1) - 82,
                    0.5);
}

BOOST_AUTO_TEST_SUITE_END()
