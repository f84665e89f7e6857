// t* from both sides, against reference values, closed forms, weak duality and slow quadrature.
#include "radius/enclosure.h"

#include <boost/test/unit_test.hpp>
#include <chrono>
#include <cmath>
#include <future>
#include <numbers>
#include <thread>

#include "claim/error.h"
#include "radius/gauss.h"
#include "radius/grid.h"
#include "radius/linear_program.h"
#include "radius/response.h"
#include "stats/stream.h"

using namespace proofgauge;
using namespace proofgauge::radius;
using numeric::Interval;

namespace {

Program chord(const numeric::Rational& delta, const numeric::Rational& rho,
              const numeric::Rational& eps1, int p = 0) {
  const numeric::Rational reach = delta - rho;
  return make_program(numeric::interval(numeric::ratio(-1, 2)),
                      numeric::interval(numeric::Rational(1 - reach * reach / 2)),
                      numeric::interval(numeric::Rational(1 - rho * rho / 2)), eps1, p);
}

/// E|D| by a midpoint rule with `n` points on each axis.
double slow_norm(const std::vector<Atom>& atoms, int n) {
  double sum = 0;
  for (int a = 0; a < n; ++a)
    for (int b = 0; b < n; ++b) {
      const double s = -7 + 14 * (a + 0.5) / n, t = -7 + 14 * (b + 0.5) / n;
      double d = 0;
      for (const Atom& x : atoms)
        d += x.weight * (x.k == 0 ? (s >= 0) : cdf((s / x.k - x.k * t) / std::numbers::sqrt2));
      sum += std::abs(d) * density(s) * density(t);
    }
  return sum * (14.0 / n) * (14.0 / n);
}

std::vector<Atom> random_measure(const Program& p, std::uint32_t draw) {
  stats::Sequence random(stats::Stream(1, "radius", "measure", stats::Purpose::test), draw);
  std::vector<Atom> atoms;
  for (int i = 0; i < 3; ++i)
    atoms.push_back({p.right.low * random.uniform(), 2 * random.uniform() - 0.5});
  for (int i = 0; i < 4; ++i)
    atoms.push_back(
        {p.left.high + (p.last.low - p.left.high) * random.uniform(), random.uniform() - 0.7});
  return atoms;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(dual_norms)

// psi_B - psi_A is 1 where two half-spaces differ: probability w/pi.
BOOST_AUTO_TEST_CASE(two_atoms_have_the_angle_between_their_half_spaces) {
  for (const auto& [kB, kA] : {std::pair{0.126, 0.404}, {0.01, 0.05}, {0.0, 0.4}, {0.3, 1.7}}) {
    const double half = std::atan(kA) - std::atan(kB);
    const double exact = 2 * std::asin(std::sin(half) / std::numbers::sqrt2) / std::numbers::pi;
    const DualNorm n = dual_norm(std::vector<Atom>{{kB, 1.0}, {kA, -1.0}}, {64, 1e-7, 1});
    BOOST_CHECK_MESSAGE(exact <= n.upper && n.upper < 1.002 * exact,
                        "k " << kB << ", " << kA << ": " << n.upper << " against " << exact);
  }
}

BOOST_AUTO_TEST_CASE(bound_lies_above_quadrature_and_close_to_it) {
  const Program p = chord(1, numeric::ratio(1, 4), numeric::ratio(1, 10));
  for (std::uint32_t draw = 0; draw < 6; ++draw) {
    const std::vector<Atom> atoms = random_measure(p, draw);
    const double slow = slow_norm(atoms, 1400);
    const DualNorm n = dual_norm(atoms, {64, 1e-6, 2});
    // The midpoint rule at spacing 0.01: kinks and steps of size sum |w| cost about 1e-3 of it.
    BOOST_CHECK_MESSAGE(n.upper > slow * (1 - 2e-3) && n.upper < slow * 1.01,
                        "draw " << draw << ": " << n.upper << " against " << slow);
  }
}

BOOST_AUTO_TEST_CASE(bound_scales_with_the_measure) {
  const std::vector<Atom> atoms{{0.05, 1.0}, {0.1, -2.5}, {0.4, 1.25}};
  std::vector<Atom> twice = atoms;
  for (Atom& a : twice) a.weight *= 2;
  const double one = dual_norm(atoms, {64, 1e-7, 1}).upper,
               two = dual_norm(twice, {64, 2e-7, 1}).upper;
  BOOST_CHECK_CLOSE_FRACTION(two, 2 * one, 1e-12);
}

BOOST_AUTO_TEST_CASE(bad_measures_are_named) {
  BOOST_CHECK_THROW((void)dual_norm(std::vector<Atom>{{9.0, 1.0}}), InputError);
  BOOST_CHECK_THROW((void)dual_norm(std::vector<Atom>{{0.5, 0.0}}), InputError);
  const Program p = chord(1, numeric::ratio(1, 4), numeric::ratio(1, 10));
  BOOST_CHECK_THROW((void)dual_bound(p, {{0.2, 1.0}}, {}), InputError);  // between the intervals
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(proposals)

BOOST_AUTO_TEST_CASE(cell_probabilities_are_responses_of_their_indicators) {
  const Grid g{{-0.5, 0.7}, {{-0.2, 0.1}, {}, {0.0, 0.3, 1.0}}};
  const std::vector<double> ks{0.0, 0.003, 0.2, 1.5};
  const auto rows = half_space_probabilities(g, ks, 2);
  for (std::size_t cell = 0; cell < g.cells(); ++cell) {
    std::vector<double> values(g.cells(), 0.0);
    values[cell] = 1;
    const Response f(g.function(values), std::vector<double>{1e-10, 0.2, 1.7});
    for (std::size_t r = 0; r < ks.size(); ++r) {
      const Range exact = f.at_k(ks[r]);
      const double found = rows[r * g.cells() + cell];
      BOOST_CHECK(exact.lower - 1e-12 <= found && found <= exact.upper + 1e-12);
    }
  }
}

// max tau, g1 + g2 >= 4 tau, g1 - g2 between -tau and tau: g = (1, 1), tau = 1/2.
BOOST_AUTO_TEST_CASE(small_linear_program_is_solved) {
  LinearProgram program(2);
  program.add_row({1, 1}, 0, 4, 5);
  program.add_row({1, -1}, 0, -1, 1);
  const auto s = program.solve(1, 100);
  BOOST_REQUIRE(s.optimal);
  BOOST_CHECK_CLOSE_FRACTION(s.tau, 0.5, 1e-9);
  BOOST_CHECK(s.weight[0] > 0 && std::abs(s.weight[1]) < 1e-9);
}

BOOST_AUTO_TEST_SUITE_END()

BOOST_AUTO_TEST_SUITE(enclosures)

// Reference values in floating point, found elsewhere; widths as promised.
BOOST_AUTO_TEST_CASE(radii_meet_their_reference_intervals) {
  struct Case {
    numeric::Rational rho;
    double low, high, width;
  };
  for (const Case& c : {Case{numeric::ratio(1, 4), 8.4015, 8.4038, 0.01},
                        Case{numeric::ratio(1, 10), 4.7470, 4.7479, 0.01},
                        Case{numeric::ratio(2, 5), 116.69, 116.87, 0.05}}) {
    const Enclosure e = enclose(chord(1, c.rho, numeric::ratio(1, 10)), {.threads = 2});
    BOOST_CHECK_MESSAGE(e.t.lower <= c.high && c.low <= e.t.upper && e.width() <= c.width,
                        "[" << e.t.lower << ", " << e.t.upper << "] " << e.trouble);
    BOOST_CHECK_LT(e.two_atom, e.t.lower);
    BOOST_CHECK_EQUAL(e.h.sup(), e.t.upper);
  }
}

BOOST_AUTO_TEST_CASE(exact_geometry_lowers_the_radius) {
  const Interval delta(1), rho = numeric::interval(numeric::ratio(2, 5)), root3 = sqrt(Interval(3));
  const Interval angle = 2 * asin(Interval(delta / root3)) - 2 * asin(Interval(rho / root3));
  const Interval A = Interval(1) / 4 + Interval(3) / 4 * cos(angle);
  const Enclosure e = enclose(make_program(numeric::interval(numeric::ratio(-1, 2)), A,
                                           Interval(1 - rho * rho / 2), numeric::ratio(1, 10)),
                              {.threads = 2});
  // The reference has three digits, 55.9, and no interval of its own.
  BOOST_CHECK_MESSAGE(e.t.lower <= 56.0 && 55.85 <= e.t.upper && e.width() < 0.05,
                      "[" << e.t.lower << ", " << e.t.upper << "]");
}

BOOST_AUTO_TEST_CASE(direction_x_1_needs_a_little_less_sup_norm) {
  const numeric::Rational rho = numeric::ratio(1, 4), eps1 = numeric::ratio(1, 10);
  const Enclosure t = enclose(chord(1, rho, eps1)), along = enclose(chord(1, rho, eps1, 1));
  BOOST_CHECK(along.width() < 0.01);
  BOOST_CHECK(along.t.upper / t.t.lower < 0.99 && along.t.lower / t.t.upper > 0.88);
}

// No measure proves more than the upper certificate allows: weak duality, through two programs that
// share no code.
BOOST_AUTO_TEST_CASE(every_measure_stays_below_the_upper_certificate) {
  const Program p = chord(1, numeric::ratio(1, 4), numeric::ratio(1, 10));
  const Enclosure e = enclose(p);
  for (std::uint32_t draw = 0; draw < 20; ++draw)
    BOOST_CHECK_LE(dual_bound(p, random_measure(p, draw), {32, 1e-5, 1}), e.t.upper);
  std::vector<Atom> moved = e.measure;
  for (Atom& a : moved) a.weight *= 1 + 0.01 * (a.k > 0.2 ? 1 : -1);
  const double less = dual_bound(p, moved, {64, 1e-7, 1});
  BOOST_CHECK(less <= e.t.upper && less > 0.9 * e.t.lower);
}

// Points of the certified function by another route: the response at single k lies in the images.
BOOST_AUTO_TEST_CASE(certified_function_keeps_its_tolerance_at_points) {
  const Program p = chord(numeric::ratio(1, 2), numeric::ratio(1, 8), numeric::ratio(3, 100));
  const Enclosure e = enclose(p);
  const Response f(e.h, std::vector<double>{1e-11, 0.01, 2});
  for (int i = 0; i <= 200; ++i) {
    const double right = p.right.low * i / 200;
    const double left = p.left.high + (p.last.low - p.left.high) * i / 200;
    BOOST_CHECK_SMALL(f.at_k(right).lower - 1, 0.03 + 1e-6);
    BOOST_CHECK_SMALL(f.at_k(left).upper, 0.03 + 1e-6);
  }
  const Images half = images(p, e.h.scaled(0.5));
  BOOST_CHECK_GT(half.distance().lower, 0.48);
}

BOOST_AUTO_TEST_CASE(same_enclosure_on_any_number_of_threads) {
  const Program p = chord(1, numeric::ratio(1, 10), numeric::ratio(1, 10));
  const Enclosure one = enclose(p, {.threads = 1}), three = enclose(p, {.threads = 3});
  BOOST_CHECK(one.t == three.t && one.iterations == three.iterations);
}

// A cell of many minutes ends soon after it was asked to.
BOOST_AUTO_TEST_CASE(enclosure_stops_inside_a_linear_program) {
  std::stop_source stop;
  EnclosureOptions options;
  options.stop = stop.get_token();
  auto timer = std::async(std::launch::async, [&] {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    stop.request_stop();
    return std::chrono::steady_clock::now();
  });
  const Program hard = chord(1, numeric::ratio(2, 5), numeric::ratio(3, 1000));
  BOOST_CHECK_THROW((void)enclose(hard, options), LimitError);
  // Generous: the machine may be busy. Unstopped it takes some minutes.
  const auto late = std::chrono::steady_clock::now() - timer.get();
  BOOST_CHECK_LT(std::chrono::duration<double>(late).count(), 20);
}

// What the measure proves is no copy of the closed form.
BOOST_AUTO_TEST_CASE(measure_proves_more_than_two_atoms_by_itself) {
  const Enclosure e = enclose(chord(1, numeric::ratio(1, 10), numeric::ratio(1, 10)));
  BOOST_CHECK_EQUAL(e.dual, e.t.lower);
  BOOST_CHECK_GT(e.dual, 1.01 * e.two_atom);
  const Enclosure none = enclose(chord(1, numeric::ratio(1, 1000000000), numeric::ratio(1, 10)));
  BOOST_CHECK_EQUAL(none.dual, 0);
  BOOST_CHECK_GT(none.t.lower, 0);
}

BOOST_AUTO_TEST_CASE(intervals_that_touch_are_bad_input) {
  BOOST_CHECK_THROW((void)chord(1, numeric::ratio(1, 2), numeric::ratio(1, 10)), InputError);
  BOOST_CHECK_THROW((void)chord(1, numeric::ratio(1, 4), numeric::ratio(1, 2)), InputError);
}

BOOST_AUTO_TEST_SUITE_END()
