// The composed right-hand side against what each part must be by itself: invariances and other
// evaluations of the same formula, not stored values.
#include "main_theorem/claim.h"

#include <boost/test/unit_test.hpp>
#include <cmath>

namespace proofgauge::main_theorem {
namespace {

namespace bt = boost::test_tools;

const auto kClose = bt::tolerance(1e-12);
constexpr double kM = 1e30, kR = 37, kN = 10, kD = 8, kP = 0.02;

BOOST_AUTO_TEST_SUITE(right_hand_side)

// One event of 3.3, two of 4.3 and two of 6.2 fail with p together.
BOOST_AUTO_TEST_CASE(the_events_share_p) {
  const Setting<double> s{kN, kD, 0.1, 1, kP};
  double of_3_3 = s.share_of_p(), of_4_3 = 2 * s.share_of_p(), of_6_2 = 2 * s.share_of_p();
  BOOST_TEST(of_3_3 + of_4_3 + of_6_2 == kP, kClose);
}

// Both directions move the preactivation of W* at x_i, n = 1, by t: a norm of 2 t along 2 e_d, of t
// along x_i.
BOOST_AUTO_TEST_CASE(the_directions_differ_by_two_in_norm) {
  for (const double t : {0.5, 12.0})
    for (const double n : {1.0, 7.0})
      BOOST_TEST(radius_of(Direction::e_d, n, t) == 2 * radius_of(Direction::x_i, n, t), kClose);
  BOOST_TEST(radius_of(Direction::x_i, kN, 2.0) == 20, kClose);
  BOOST_TEST(gap(Direction::e_d, kM, 2 * kR, kD, kP) == gap(Direction::x_i, kM, kR, kD, kP),
             kClose);
  BOOST_TEST(gap(Direction::x_i, kM, kR, kD, kP) == network::uniform_gap_bound(kM, kR, kD, kP),
             kClose);
  BOOST_TEST(leading_gap(Direction::e_d, kM, 2 * kR) == leading_gap(Direction::x_i, kM, kR),
             kClose);
  BOOST_TEST(finite_width(Direction::e_d, kM, 2 * kR, 1.0, kD, kP) ==
                 finite_width(Direction::x_i, kM, kR, 1.0, kD, kP),
             kClose);
}

// n sums along x_i of radius R/n each, all of which hold with p: n times one of them with p/n.
BOOST_AUTO_TEST_CASE(finite_width_along_x_i_is_n_sums) {
  for (const double n : {1.0, 10.0, 300.0})
    BOOST_TEST(finite_width(Direction::x_i, kM, kR, n, kD, kP) ==
                   n * finite_width(Direction::x_i, kM, kR / n, 1.0, kD, kP / n),
               kClose);
}

// What is left of the gap's bound at large widths is its leading term.
BOOST_AUTO_TEST_CASE(the_leading_gap_leads) {
  for (const Direction direction : {Direction::e_d, Direction::x_i})
    for (const double m : {1e60, 1e90})
      BOOST_TEST(gap(direction, m, 1e6, kD, kP) / leading_gap(direction, m, 1e6) == 1,
                 bt::tolerance(1e-5));
}

// eta and T balance both terms of 6.2: each is half of the share, whatever m, R and L.
BOOST_AUTO_TEST_CASE(rounds_and_step_spend_the_regrets_share) {
  for (const double L : {1.0, 3.0})
    for (const double share : {0.01, 0.2}) {
      const double eta = step_size(kM, L, share), T = rounds(kR, L, share);
      const double far = kR * kR / (std::cbrt(kM) * 2 * eta * T);
      const double steep = eta * L * L * std::cbrt(kM) / 2;
      BOOST_TEST(far == share / 2, kClose);
      BOOST_TEST(steep == share / 2, kClose);
    }
}

BOOST_AUTO_TEST_CASE(every_term_is_its_leafs_own_bound) {
  for (const Direction direction : {Direction::e_d, Direction::x_i}) {
    const double m = 1e6, L = 3, eps1 = 0.001, share = 0.02, theta = 0.3;
    const Setting<double> s{kN, kD, 0.1, L, kP};
    const Terms<double> t = terms(direction, s, Split<double>{eps1, share, theta}, m, kR);
    const double p = kP / 5;
    BOOST_TEST(t.regret == share, kClose);
    BOOST_TEST(t.error == L * kN * eps1, kClose);
    BOOST_TEST(t.coupling == L * online_regret::uniform_coupling(m, kR, kD, p, theta), kClose);
    BOOST_TEST(t.finite_width == L * finite_width(direction, m, kR, kN, kD, p), kClose);
    BOOST_TEST(t.gap == L * gap(direction, m, kR, kD, p), kClose);
    BOOST_TEST(t.sum() == t.regret + t.error + t.coupling + t.finite_width + t.gap, kClose);
    // Three times a leaf is three times its term, and no other.
    for (int Factors::*leaf :
         {&Factors::finite_width, &Factors::gap, &Factors::coupling, &Factors::regret}) {
      Factors f;
      BOOST_TEST((f.*leaf) == 1);
      f.*leaf = 3;
      const Terms<double> more = terms(direction, s, Split<double>{eps1, share, theta}, m, kR, f);
      const double one = leaf == &Factors::finite_width ? t.finite_width
                         : leaf == &Factors::gap        ? t.gap
                         : leaf == &Factors::coupling   ? t.coupling
                                                        : t.regret;
      BOOST_TEST(more.sum() - t.sum() == 2 * one, bt::tolerance(1e-9));
    }
    BOOST_TEST(Factors{}.radius == 1);
  }
}

// 3.3 begins at two neurons for each of the d + 1 dimensions; its complexity is sqrt(1 + ln 2)
// then.
BOOST_AUTO_TEST_CASE(finite_width_begins_at_twice_the_dimension) {
  for (const double d : {2.0, 8.0, 784.0})
    BOOST_TEST(step_network::finite_width_bound(least_width(d), 1.0, d, 2.0) ==
                   std::sqrt(1 + std::log(2.0)),
               kClose);
}

BOOST_AUTO_TEST_CASE(the_least_radius_is_that_of_two_atoms) {
  const double A = 0.7, B = 0.99, eps1 = 0.01;
  const double w = std::acos((1 + std::cos(std::acos(A) - std::acos(B))) / 2);
  BOOST_TEST(least_radius(kN, A, B, eps1) == 2 * kN * (1 - 2 * eps1) * std::acos(-1.0) / w,
             bt::tolerance(1e-9));
}

// M_0 T goes like (1 - share)^(-6) share^(-2).
BOOST_AUTO_TEST_CASE(the_regrets_share_costs_least) {
  const auto work = [](double share) { return std::pow(1 - share, -6) / (share * share); };
  const double best = numeric::to_double(regret_share());
  for (const double away : {-0.05, -0.01, 0.01, 0.05}) BOOST_TEST(work(best + away) > work(best));
}

BOOST_AUTO_TEST_CASE(the_published_form_is_its_powers) {
  const Published<double> form{2, 3, 5, 0.5, 7, 11};
  for (const double n : {4.0, 10.0})
    for (const double eps : {0.1, 0.5})
      for (const double gamma : {0.8, 2.0}) {
        const double R = 2 * std::pow(n / eps, 3 / gamma);
        BOOST_TEST(std::exp(form.log_R(n, eps, gamma)) == R, bt::tolerance(1e-9));
        BOOST_TEST(std::exp(form.log_M0(n, 9.0, eps, gamma)) ==
                       5 * std::sqrt(9.0) * std::pow(n / eps, 7 / gamma),
                   bt::tolerance(1e-9));
        BOOST_TEST(std::exp(form.log_T(n, eps, gamma)) == 11 * R * R / (eps * eps),
                   bt::tolerance(1e-9));
      }
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
}  // namespace proofgauge::main_theorem
