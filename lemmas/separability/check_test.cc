#define BOOST_TEST_MODULE separability
#include "separability/check.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <numbers>

#include "separability/claim.h"
#include "stats/stream.h"

namespace proofgauge::separability {
namespace {

using claim::Range;
using numeric::Interval;
using numeric::ratio;
using numeric::Rational;

Range outcome(const claim::Measurement& m, const std::string& symbol) {
  for (const auto& [name, range] : m.result)
    if (name == symbol) return range;
  BOOST_FAIL("no result " + symbol);
  return {};
}

/// The largest <x_j, x~> on the circle X of d = 3, by walking the arc of x~ within rho of x_i, with
/// |x_i - x_j| = delta.
double brute_second_maximum(double delta, double rho, int steps) {
  const double radius = std::sqrt(3.0) / 2;
  const double at_i = 2 * std::asin(delta / (2 * radius)),
               reach = 2 * std::asin(rho / (2 * radius));
  double most = -1;
  for (int k = -steps; k <= steps; ++k) {
    const double phi = at_i + reach * k / steps;
    most = std::max(most, radius * std::cos(phi) * radius + 0.25);  // x_j at angle 0
  }
  return most;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(geometry)

BOOST_AUTO_TEST_CASE(half_of_gamma_is_the_gap_of_a_and_b) {
  for (const Rational& delta : {ratio(1, 10), ratio(1, 1), ratio(17, 10)})
    for (const Rational& part : {ratio(1, 100), ratio(1, 4), ratio(49, 100)}) {
      const Rational rho = delta * part;
      BOOST_TEST((B(rho) - A(delta, rho) == gamma(delta, rho) / 2));  // exact rationals
    }
}

BOOST_AUTO_TEST_CASE(three_routes_to_the_second_maximum_agree) {
  for (const Rational& delta : {ratio(1, 20), ratio(1, 2), ratio(1, 1), ratio(173, 100)})
    for (const Rational& part : {ratio(1, 50), ratio(1, 4), ratio(49, 100)}) {
      const Rational rho = delta * part;
      const Interval angles = 1 - A_exact(numeric::interval(delta), numeric::interval(rho));
      const Interval algebra = least_deficit(numeric::interval(delta), numeric::interval(rho));
      BOOST_TEST(!numeric::certainly_less(angles, algebra));
      BOOST_TEST(!numeric::certainly_less(algebra, angles));
      BOOST_TEST(numeric::to_range(algebra).width() <= 0x1p-50 * numeric::upper(algebra));
      // The maximum is at the end of the arc, which the walk visits: rounding only, a dozen
      // operations on numbers <= 2.
      const double brute =
          brute_second_maximum(numeric::to_double(delta), numeric::to_double(rho), 1000);
      BOOST_TEST(std::abs(brute - (1 - numeric::lower(algebra))) <= 12 * 2 * 0x1p-52);
    }
}

BOOST_AUTO_TEST_CASE(no_point_of_a_ball_in_higher_dimension_exceeds_it) {
  constexpr int d = 6;  // the first 5 coordinates are free
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    stats::Sequence random(stats::Stream(seed, "separability", "ball", stats::Purpose::test));
    double most_ratio = 0;
    for (int trial = 0; trial < 2000; ++trial) {
      std::vector<double> i(d - 1), j(d - 1), w(d - 1);
      const auto normalise = [](std::vector<double>& v) {
        double s = 0;
        for (const double x : v) s += x * x;
        for (double& x : v) x *= std::sqrt(0.75 / s);
      };
      const auto distance = [](const std::vector<double>& a, const std::vector<double>& b) {
        double s = 0;
        for (std::size_t k = 0; k < a.size(); ++k) s += (a[k] - b[k]) * (a[k] - b[k]);
        return std::sqrt(s);
      };
      for (auto* v : {&i, &j})
        for (double& x : *v) x = random.normal();
      normalise(i);
      normalise(j);
      for (std::size_t k = 0; k < w.size(); ++k)
        w[k] = i[k] + 0.3 * random.uniform() * (j[k] - i[k]) + 0.01 * random.normal();
      normalise(w);
      const double delta = distance(i, j), rho = distance(i, w);
      if (!(rho < delta / 2)) continue;
      const double deficit = distance(j, w) * distance(j, w) / 2;
      const double least = numeric::lower(least_deficit(Interval(delta), Interval(rho)));
      BOOST_REQUIRE_GE(deficit, least - 40 * 0x1p-52);
      BOOST_REQUIRE_GE(least, 1 - A(delta, rho));
      most_ratio = std::max(most_ratio, least / deficit);
    }
    BOOST_TEST(most_ratio >
               0.9);  // the instances come close, so a bound 10 % too small would have been seen
  }
}

BOOST_AUTO_TEST_CASE(the_chord_form_is_tight_for_small_distances_and_loose_for_large_ones) {
  const auto quotient = [](const Rational& delta, const Rational& rho) {
    return numeric::to_range(least_deficit(numeric::interval(delta), numeric::interval(rho)) /
                             (1 - A(numeric::interval(delta), numeric::interval(rho))));
  };
  // (sin(a - b) / (sin a - sin b))^2 = 1 + p^2 r + ..., p = delta / sqrt 3, r = rho / delta.
  const Range small = quotient(ratio(1, 1000), ratio(1, 4000));
  BOOST_TEST(small.lower > 1);
  BOOST_TEST(small.upper < 1 + 1e-6);
  BOOST_TEST(quotient(ratio(3, 2), ratio(3, 8)).lower > 1.1);
}

BOOST_AUTO_TEST_CASE(the_claim_is_verified_for_all) {
  for (const Rational& delta :
       {ratio(1, 1'000'000), ratio(1, 10), ratio(1, 1), ratio(1732, 1000)}) {
    const auto m = measure_geometry(delta, Rational(delta / 4), "");
    BOOST_TEST((m.finding.scope == claim::Scope::all));
    BOOST_TEST(m.finding.comparisons.at(0).measured.lower >=
               m.finding.comparisons.at(0).bound.upper);
    BOOST_TEST(m.finding.twins.caught == 1);
    BOOST_TEST(outcome(m, "gap_exact").lower >= outcome(m, "gap_chord").upper);
    BOOST_TEST(outcome(m, "boxes").lower >= 1);
  }
}

BOOST_AUTO_TEST_CASE(a_radius_of_half_delta_or_more_gives_no_number) {
  for (const Rational& part : {ratio(51, 100), ratio(1, 2), ratio(0, 1)}) {
    const auto m = measure_geometry(ratio(1, 1), part, "");
    BOOST_TEST(m.finding.comparisons.empty());
    BOOST_TEST(m.result.empty());
    BOOST_TEST(std::any_of(m.finding.assumptions.begin(), m.finding.assumptions.end(),
                           [](const auto& a) { return a.name == "H3" && a.met == false; }));
  }
}

BOOST_AUTO_TEST_CASE(the_box_proof_needs_a_true_inequality) {
  BOOST_TEST(prove_chord_inequality().proved);
  // p^2 - p r + r^2 is at least 1/4 on [1/2, 1]^2, attained at the corner (1/2, 1/2); intervals
  // need to subdivide.
  const auto above = [](double c) {
    return [c](const Interval& p, const Interval& r) {
      return numeric::certainly_less(Interval(c), Interval(p * p - p * r + r * r));
    };
  };
  const BoxProof yes = prove_on_box(above(0.2), 0.5, 1, 0.5, 1, 10'000);
  BOOST_TEST(yes.proved);
  BOOST_TEST(yes.boxes > 1);
  BOOST_TEST(!prove_on_box(above(0.3), 0.5, 1, 0.5, 1, 10'000).proved);
  // The chord inequality with its sides exchanged is false everywhere.
  const auto reversed = [](const Interval& p, const Interval& r) {
    const Interval one(1), rp = r * p;
    return numeric::certainly_less(Interval(one / (one + sqrt(Interval(one - p * p)))),
                                   Interval(r / (one + sqrt(Interval(one - rp * rp)))));
  };
  BOOST_TEST(!prove_on_box(reversed, 0, 1, 0, 0.5, 1000).proved);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::separability
