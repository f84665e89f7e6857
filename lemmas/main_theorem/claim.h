// The composed theorem: its right-hand side, written once, from the bounds of the other lemmas.
//
// Letters as in statement.md: m width, R radius, n points, d dimension, L Lipschitz constant of the
// loss, p failure probability of the whole, eps target, eps1 error per point, eps_r the regret's
// share of eps, theta the free parameter of 6.2. S is numeric::Interval.
#pragma once

#include "numeric/scalar.h"
#include "online_regret/claim.h"
#include "step_network/claim.h"
#include "step_network/fit_claim.h"

namespace proofgauge::main_theorem {

/// Where every neuron of W* moves: all along 2 e_d, or each summand along its own x_i.
enum class Direction { e_d, x_i };

/// The events of 3.3 (1), 4.3 (2) and 6.2 (2), each with probability at most p/5.
inline int events() { return 1 + 2 + 2; }

/// What the theorem is asked for.
template <class S>
struct Setting {
  S n, d, eps, L, p;
  [[nodiscard]] S share_of_p() const { return p / events(); }
};

/// The free choices.
template <class S>
struct Split {
  S eps1, eps_r, theta;
};

/// Which part of each leaf's bound counts; 1 is the bound itself. Other values serve the tests: a
/// larger constant may not lower M_0.
struct Factors {
  int radius = 1, finite_width = 1, gap = 1, coupling = 1, regret = 1;
};

/// What the terms of one width come to. Their sum is to be at most eps.
template <class S>
struct Terms {
  S regret, coupling, error, finite_width, gap;
  [[nodiscard]] S sum() const { return regret + coupling + error + finite_width + gap; }
};

/// R = 2 n t* along 2 e_d; R = n t' along x_i.
template <class S>
[[nodiscard]] S radius_of(Direction direction, const S& n, const S& t) {
  return direction == Direction::e_d ? step_network::radius_of(n, t) : S(n * t);
}

/// 3.3. Along x_i, g - E g = sum_i y_i <x_i, x> (G_i - E G_i) with |<x_i, x>| <= 1 and G_i of the
/// form of 3.3 with 2 t' for R: n of them, each with p/n.
template <class S>
[[nodiscard]] S finite_width(Direction direction, const S& m, const S& R, const S& n, const S& d,
                             const S& p) {
  return direction == Direction::e_d ? step_network::finite_width_bound(m, R, d, p)
                                     : step_network::finite_width_bound(m, S(2 * R), d, S(p / n));
}

/// 4.3 at W*: 2 e_d moves a preactivation by half its norm, x_i by all of it.
template <class S>
[[nodiscard]] S gap(Direction direction, const S& m, const S& R, const S& d, const S& p,
                    const network::GapConstants& c = {}) {
  return direction == Direction::e_d ? step_network::coupling_bound(m, R, d, p, c)
                                     : network::uniform_gap_bound(m, R, d, p, c);
}

/// T of the regret's share: L^2 R^2/eps_r^2, before it is rounded up.
template <class S>
[[nodiscard]] S rounds(const S& R, const S& L, const S& eps_r) {
  return L * L * R * R / (eps_r * eps_r);
}

/// eta = eps_r m^(-1/3)/L^2.
template <class S>
[[nodiscard]] S step_size(const S& m, const S& L, const S& eps_r) {
  return eps_r * numeric::scalar::root_power(m, -1, 3) / (L * L);
}

/// Regret (6.2 without C), L C, and L times each term of 3.4. Needs m >= least_width(d).
template <class S>
[[nodiscard]] Terms<S> terms(Direction direction, const Setting<S>& s, const Split<S>& split,
                             const S& m, const S& R, const Factors& f = {},
                             const network::GapConstants& c = {}) {
  const S p = s.share_of_p(), eta = step_size(m, s.L, split.eps_r), zero(0);
  Terms<S> t;
  t.regret = f.regret *
             online_regret::real_network_regret(m, R, eta, rounds(R, s.L, split.eps_r), s.L, zero);
  t.coupling = f.coupling * s.L * online_regret::uniform_coupling(m, R, s.d, p, split.theta);
  t.error = s.L * s.n * split.eps1;
  t.finite_width = f.finite_width * s.L * finite_width(direction, m, R, s.n, s.d, p);
  t.gap = f.gap * s.L * gap(direction, m, R, s.d, p, c);
  return t;
}

/// 3.3 is proved from this width on.
template <class S>
[[nodiscard]] S least_width(const S& d) {
  return 2 * (d + 1);
}

/// The leading term of 4.3 at W*.
template <class S>
[[nodiscard]] S leading_gap(Direction direction, const S& m, const S& R,
                            const network::GapConstants& c = {}) {
  return network::leading_order(m, direction == Direction::e_d ? S(R / 2) : R, c);
}

/// The least R that existence can do with along 2 e_d, whatever the data: at t* of two atoms.
template <class S>
[[nodiscard]] S least_radius(const S& n, const S& A, const S& B, const S& eps1) {
  return step_network::radius_of(n, step_network::two_atom(A, B, eps1));
}

/// The regret's share of what n eps1 leaves of eps. With C of order m^(-1/6) it is the share at
/// which M_0 T is least: M_0 goes like slack^(-6), T like share^(-2).
inline numeric::Rational regret_share() { return numeric::ratio(2, 2 + 6); }

/// The published form: R = C1 (n/eps)^(c1/gamma), M_0 = C2 d^c2 (n/eps)^(c3/gamma), T = C_T
/// R^2/eps^2, all as natural logarithms.
template <class S>
struct Published {
  S C1, c1, C2, c2, c3, C_T;
  [[nodiscard]] S log_R(const S& n, const S& eps, const S& gamma) const {
    using std::log;
    return log(C1) + c1 / gamma * log(S(n / eps));
  }
  [[nodiscard]] S log_M0(const S& n, const S& d, const S& eps, const S& gamma) const {
    using std::log;
    return log(C2) + c2 * log(d) + c3 / gamma * log(S(n / eps));
  }
  [[nodiscard]] S log_T(const S& n, const S& eps, const S& gamma) const {
    using std::log;
    return log(C_T) + 2 * (log_R(n, eps, gamma) - log(eps));
  }
};

namespace twin {
/// composition: a hundredth less width is enough too.
inline numeric::Rational less_width() { return numeric::ratio(100, 101); }
/// vacuous_below: the width up to which nobody claims it.
inline int log2_width() { return 600; }
}  // namespace twin

}  // namespace proofgauge::main_theorem
