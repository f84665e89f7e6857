// The two claims that are proved: 4.1 in exact rationals, 4.2 <= leading order by enclosures.
#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>
#include <optional>

#include "network/network.h"
#include "real_vs_pseudo/check.h"
#include "stats/stream.h"

namespace proofgauge::real_vs_pseudo {
namespace {

using numeric::certainly_at_most;
using numeric::Interval;
using numeric::ratio;
using numeric::Rational;

Rational relu(const Rational& x) { return x > 0 ? x : Rational(0); }

/// phi(z, t) on the side of z that `active` names: at z = 0 the two one-sided limits differ in
/// form.
Rational phi(const Rational& z, const Rational& t, bool active) {
  return relu(z + t) - relu(z) - (active ? t : Rational(0));
}

/// A piece of the z line on which phi(., -1), phi(., 1) and h are affine, by two of its points. A
/// ray is given by its end and one point further out.
struct Piece {
  Rational near, far;
  bool active, ray;
};

std::array<Piece, 4> pieces() {
  return {Piece{ratio(0, 1), ratio(1, 1), true, false}, Piece{ratio(1, 1), ratio(2, 1), true, true},
          Piece{ratio(0, 1), ratio(-1, 1), false, false},
          Piece{ratio(-1, 1), ratio(-2, 1), false, true}};
}

using Contribution = std::function<Rational(const Rational& z, bool active)>;

/// sup_t phi over t in [-1, 1] equals h on a whole piece: phi is convex in t, so the sup is the
/// larger of its two end values; one of them dominates at both points of the piece (on a ray: and
/// does not fall behind beyond), hence all along it; and it agrees with h at both points, hence all
/// along it. Returns a z of disagreement; `unproved` where neither end dominates, so that the
/// argument does not apply.
std::optional<Rational> disagreement(const Piece& piece, const Contribution& h, bool& unproved) {
  const auto at = [&](const Rational& z, int t) { return phi(z, Rational(t), piece.active); };
  for (const int t : {-1, 1}) {
    const Rational lead_near = at(piece.near, t) - at(piece.near, -t),
                   lead_far = at(piece.far, t) - at(piece.far, -t);
    if (lead_near < 0 || lead_far < 0 || (piece.ray && lead_far < lead_near)) continue;
    for (const Rational& z : {Rational((piece.near + piece.far) / 2), piece.near, piece.far})
      if (at(z, t) != h(z, piece.active)) return z;
    return std::nullopt;
  }
  unproved = true;
  return std::nullopt;
}

/// inf_t phi = 0: it is attained at t = 0, and phi, piecewise affine in t with its one break at t =
/// -z, is nonnegative at -1, -z and 1. Each of these values is affine in z on the piece, so its two
/// points decide (on a ray: together with a slope that does not lead below 0).
bool infimum_is_zero(const Piece& piece) {
  using Displacement = Rational (*)(const Rational& z);
  const Displacement breaks[] = {[](const Rational&) { return Rational(-1); },
                                 [](const Rational&) { return Rational(1); },
                                 [](const Rational& z) { return Rational(-z); }};
  for (const Displacement t : breaks) {
    const Rational near = phi(piece.near, t(piece.near), piece.active),
                   far = phi(piece.far, t(piece.far), piece.active);
    if (near < 0 || far < 0 || (piece.ray && far < near)) return false;
  }
  return phi(piece.near, Rational(0), piece.active) == 0 &&
         phi(piece.far, Rational(0), piece.active) == 0;
}

Rational triangle(const Rational& z, bool) { return relu(1 - abs(z)); }
Rational one_sided_triangle(const Rational& z, bool active) {
  return active ? relu(1 - abs(z)) : Rational(0);
}

/// A small net, a point, and both suprema by search over W, which knows nothing of the closed form.
struct BruteForce {
  double excess = -std::numeric_limits<double>::infinity();  ///< largest found value less its
                                                             ///< closed form, over both sides
  double shortfall =
      -std::numeric_limits<double>::infinity();  ///< closed form less the largest found value
};

constexpr std::uint64_t kBruteWidth = 64;
constexpr Eigen::Index kBruteDimension = 4;

/// Neuron after neuron, the displacement on a grid along x and in random directions that gains
/// most.
double search_over_w(network::TwoLayerNet net, const Eigen::VectorXd& x, double tau, double sign,
                     stats::Sequence& random) {
  const auto gain = [&](const Eigen::MatrixXd& w) {
    net.set_w(w);
    return sign * (net.f(x) - net.g(x));
  };
  Eigen::MatrixXd best = net.w0();
  double value = gain(best);
  const auto attempt = [&](Eigen::Index r, const Eigen::VectorXd& displacement) {
    Eigen::MatrixXd w = best;
    w.col(r) = net.w0().col(r) + displacement;
    if (const double v = gain(w); v > value) {
      value = v;
      best = std::move(w);
    }
  };
  constexpr int kGrid = 8, kDirections = 8;
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    for (int k = -kGrid; k <= kGrid; ++k) attempt(r, tau * k / kGrid * x);
    for (int k = 0; k < kDirections; ++k) {
      Eigen::VectorXd v(kBruteDimension);
      for (Eigen::Index i = 0; i < v.size(); ++i) v(i) = random.normal();
      attempt(r, v * (tau / v.norm()));
    }
  }
  return value;
}

BruteForce brute_force(std::uint64_t seed) {
  constexpr const char* kClaim = "real_vs_pseudo/exact_supremum";
  const double tau = network::neuron_radius(2, kBruteWidth);
  const network::TwoLayerNet net = network::materialise(
      {kBruteWidth, static_cast<std::size_t>(kBruteDimension), seed, kClaim, "brute", 0});
  stats::Sequence random(stats::Stream(seed, kClaim, "brute", stats::Purpose::search));
  Eigen::VectorXd x(kBruteDimension);
  for (Eigen::Index k = 0; k + 1 < x.size(); ++k) x(k) = random.normal();
  x.head(x.size() - 1) *= std::sqrt(0.75) / x.head(x.size() - 1).norm();
  x(x.size() - 1) = 0.5;
  BruteForce result;
  for (const double sign : {1.0, -1.0}) {
    double closed = sign * net.f(x);  // W = W^0, so this is f_{W^0}
    for (Eigen::Index r = 0; r < net.m(); ++r)
      if (sign * net.a()(r) > 0)
        closed += std::abs(net.a()(r)) *
                  std::max(0.0, tau - std::abs(net.w0().col(r).dot(x) + net.b()(r)));
    const double found = search_over_w(net, x, tau, sign, random);
    result.excess = std::max(result.excess, found - closed);
    result.shortfall = std::max(result.shortfall, closed - found);
  }
  return result;
}

/// mean_main_term / leading_order as coded, at m = 1 and R = sqrt 2 u.
Interval coded_quotient(const Rational& u, const Constants& c) {
  const Interval m = 1, R = sqrt(Interval(2)) * numeric::interval(u);
  return mean_main_term(m, R) / leading_order(m, R, c);
}

/// rho(u) <= 1 on [low, high] by bisection of the coded formula; false if some box cannot be
/// decided.
bool below_leading(const Rational& low, const Rational& high, const Constants& c,
                   const Interval& factor, unsigned depth, unsigned& boxes) {
  const Interval u = numeric::hull(numeric::interval(low), numeric::interval(high));
  // m = 1 leaves one free letter: R = sqrt 2 u.
  const Interval m = 1, R = sqrt(Interval(2)) * u;
  ++boxes;
  if (certainly_at_most(mean_main_term(m, R), Interval(factor * leading_order(m, R, c))))
    return true;
  if (depth == 0) return false;
  const Rational middle = (low + high) / 2;
  return below_leading(low, middle, c, factor, depth - 1, boxes) &&
         below_leading(middle, high, c, factor, depth - 1, boxes);
}

}  // namespace

claim::Measurement check_exact_supremum(bool one_sided, std::uint64_t seed) {
  claim::Measurement m;
  const Contribution h = one_sided ? one_sided_triangle : triangle;
  m.finding.evidence = claim::Evidence::exact;
  m.finding.scope = claim::Scope::all;
  m.finding.assumptions = {
      {"H1", true, "by the statement: |x| = 1 makes t_r range over [-tau, tau]"}};
  const auto both_sides = [&](const Rational& z, bool active) {
    const Rational sup = std::max(phi(z, ratio(-1, 1), active), phi(z, ratio(1, 1), active));
    return claim::Comparison{"h_tau(z)/tau", claim::Range::point(numeric::to_double(sup)),
                             claim::Range::point(numeric::to_double(h(z, active))), std::nullopt};
  };
  claim::Comparison comparison =
      both_sides(ratio(0, 1), true);  // what the record shows where nothing disagrees
  for (const Piece& piece : pieces()) {
    ++m.finding.trials.decisive;
    if (!infimum_is_zero(piece)) m.finding.undecidable = "the infimum over t is not 0 on a piece";
    bool unproved = false;
    const auto z = disagreement(piece, h, unproved);
    if (unproved)
      m.finding.undecidable =
          "on a piece neither t = -tau nor t = tau gives the supremum throughout";
    if (z) {
      comparison = both_sides(*z, piece.active);
      m.finding.witness = "tau=1,z=" + numeric::canonical_text(*z);
      break;
    }
  }
  m.finding.comparisons = {comparison};
  if (!one_sided) {
    const auto blind = [](const Piece& p) {
      bool unproved = false;
      return !disagreement(p, one_sided_triangle, unproved).has_value();
    };
    const auto list = pieces();
    m.finding.twins = {1, std::all_of(list.begin(), list.end(), blind) ? 0U : 1U};
  }
  const BruteForce brute = brute_force(seed);
  m.result = {{"brute_force_excess", claim::Range::point(brute.excess)},
              {"brute_force_shortfall", claim::Range::point(brute.shortfall)}};
  // 64 neurons of a few operations each on numbers of order 1: their rounding is below 64 * 64
  // units.
  constexpr double kSlack = 64 * 64 * std::numeric_limits<double>::epsilon();
  if (brute.excess > kSlack || brute.shortfall > kSlack)
    m.finding.undecidable = "a brute-force search over W contradicts the closed form";
  m.notes = {
      "brute force over W (m = 64, d = 4, R = 2, one x, both sides, displacements along x and in "
      "random directions), in doubles: "
      "found less closed form, and closed form less found; part of no proof"};
  return m;
}

claim::Measurement check_leading_order(const Rational& factor, const Constants& c) {
  claim::Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.assumptions = {{"H1", std::nullopt, "enters through the variance 2/m of z"},
                           {"H2", std::nullopt, "defines the law of z"}};
  // The quotient rho(u) is 1/scale times the one with c_main = 1/4, which the proof bounds by 1.
  const Interval scale = numeric::interval(Rational(4 * c.c_main));
  const Rational small = ratio(1, 4), large = ratio(4, 1);
  // (0, 1/4]: rho <= 1 - u^2/12 + u^4/120 <= 1, since u^2 <= 10.
  const bool near_zero = small * small <= 10;
  unsigned boxes = 0;
  const bool middle = below_leading(small, large, c, Interval(1) / scale, 24, boxes);
  // [4, inf): rho <= sqrt(2 pi)/u <= sqrt(2 pi)/4.
  const bool tail = certainly_at_most(sqrt(Interval(2 * numeric::pi())), numeric::interval(large));
  const bool all = near_zero && middle && tail;
  // The supremum is at least the coded quotient at any u: one near 0, where it is largest, and some
  // beyond, where a wrong formula would show.
  claim::Range rho{-std::numeric_limits<double>::infinity(), numeric::upper(Interval(1 / scale))};
  Rational worst = 0;
  for (const Rational& u : {ratio(1, 1024), ratio(1, 4), ratio(1, 1), ratio(2, 1), ratio(4, 1)}) {
    const double low = numeric::lower(coded_quotient(u, c));
    if (low > rho.lower) {
      rho.lower = low;
      worst = u;
    }
  }
  if (!all) rho.upper = std::numeric_limits<double>::infinity();
  if (!rho.valid())
    rho.upper =
        rho.lower;  // the coded formula exceeds what the proof allows: the comparison will say so
  m.finding.scope = all ? claim::Scope::all : claim::Scope::instance;
  m.finding.comparisons = {
      {"rho", rho, numeric::to_range(numeric::interval(factor)), std::nullopt}};
  m.finding.trials = {static_cast<unsigned long long>(boxes) + 2, all ? 0ULL : 1ULL, 0};
  m.finding.witness = "u=" + numeric::canonical_text(worst);
  if (factor == 1)
    m.finding.twins = {
        1, rho.lower > numeric::upper(numeric::interval(twin::nine_tenths())) ? 1U : 0U};
  m.critical_constant = rho;
  // R/2 over the bound is 2 sqrt(pi) where R = m^(1/6); it grows without limit as R m^(-1/6) falls.
  m.trivial = {2 * std::sqrt(std::numbers::pi),
               "h_tau <= tau: the mean is at most R/2, which is 2 sqrt(pi) times the bound at R = "
               "m^(1/6); from R = 2 sqrt(pi) m^(1/6) on R/2 is the better bound"};
  m.notes = {"boxes of [1/4, 4] decided by interval arithmetic on the coded formula: " +
             std::to_string(boxes)};
  return m;
}

}  // namespace proofgauge::real_vs_pseudo
