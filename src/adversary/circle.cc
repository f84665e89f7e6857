#include "adversary/circle.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "claim/stop.h"

// Rounding, in units of u = 2^-53, first orders only (the constants below leave room for the rest).
// Let A = s |w|, t = c / A, and w^ the direction of w. The zeros of u(p) = A <w^, p> + c are w^
// turned by -beta and beta, cos beta = -t.
//  1. t is computed with a relative error of 6: s and |w| 1 and 2, their product and the quotient
//  2,
//     c (the caller's w_3/2 + b) 1. Taking it as exact changes u by 6 |c|.
//  2. sigma = sqrt((1 - t)(1 + t)) has a relative error of 2.5; the direction of w^ one of 1.
//  3. The sums -t w^ -+ sigma w^_perp err by 3 per coordinate: an angle of 4.3.
//  4. The key of a direction errs by 2 in the quotient and by at most 6 where the quadrant and a
//     turn are added; the angle changes by at most twice as much as the key: 16.
// So the computed ends are w^' turned by -beta' and beta' with |w^' - w^| <= 22 and
// |cos beta' + t| <= 24, and the neuron u' with these zeros has |u - u'| <= 46 A + 6 |c|: where the
// signs of u and u' differ, |u| is at most that. 64 (A + |c|) is used, also for the neurons taken
// as constant: |t| >= 1, or sigma < 1e-12, where |u| < 1e-24 A on the arc that is left out.
//  5. Coefficients alpha s w, alpha c: 3 each. Compensated sums: 1 + (N u)^2 / u. A value
//     P p_1 + Q p_2 + C: 8. The arc's ends: an angle of 32 times the Lipschitz constant, at most S.
//     A critical direction from P, Q with errors of e: 2 e in the value.
// The sum of all is below 160 S; kRounding is 256.

namespace proofgauge::adversary {
namespace {

constexpr double kUnit = 0x1p-53, kRounding = 256;
constexpr double kTiny = 1e-150;      ///< |w| below which a neuron is constant; covers underflow
constexpr double kLeastSine = 1e-12;  ///< arcs thinner than this are left out
const double kS = std::sqrt(0.75);

// Step terms: the angle by which a computed zero may be off is at most (16 u + 2 r) / sigma + 64 u,
// from 1. to 4. and |d beta| = |d cos beta| / sin beta, r = doubt / A. Where 1 - |t| is below
// kGrazing^2/2 + 2 r the zeros lie within sqrt(2 (kGrazing^2/2 + 24 u + 3 r)) < kNear/3 + 4 sqrt r
// of the direction of grazing, or do not exist. A key changes by at most the angle, an angle by at
// most twice the key.
constexpr double kGrazing = 1e-6, kNear = 4e-6;
constexpr double kMostDoubt = 0x1p-6;  ///< r up to which an arc of grazing is shorter than a turn

double length(double x, double y) { return std::sqrt(x * x + y * y); }

}  // namespace

double key_of(const Direction& v) {
  const double x = v[0], y = v[1], size = std::abs(x) + std::abs(y);
  if (!(size > 0)) return 0;
  if (y >= 0) return x > 0 ? y / size : 1 - x / size;
  const double key = x < 0 ? 2 - y / size : 3 + x / size;
  return key < 4 ? key : 0;
}

Direction direction_of(double key) {
  if (key >= 4) key -= 4;
  const double quadrant = std::floor(key), t = key - quadrant;
  const double n = length(1 - t, t), a = (1 - t) / n, b = t / n;
  if (quadrant < 1) return {a, b};
  if (quadrant < 2) return {-b, a};
  if (quadrant < 3) return {-a, -b};
  return {b, -a};
}

Arc Arc::circle() { return {}; }

Arc Arc::ball(const Direction& centre, double rho) {
  Arc arc;
  const double n = length(centre[0], centre[1]);
  arc.centre_ = {centre[0] / n, centre[1] / n};
  // rho^2 exactly, as two numbers: near rho^2 = 3 the angle depends on 3 - rho^2 to its last bit.
  const double square = rho * rho, low = std::fma(rho, rho, -square);
  const double rest = (3 - square) - low;
  if (!(rest > 0)) return arc;
  const double cosine = 1 - 2 * square / 3;
  const double sine = 2 * rho * std::sqrt(rest) / 3;
  const double x = arc.centre_[0], y = arc.centre_[1];
  arc.first_ = key_of({cosine * x + sine * y, cosine * y - sine * x});
  arc.last_ = key_of({cosine * x - sine * y, cosine * y + sine * x});
  // The whole arc is longer than 1e-8 on either side of the seam, or shorter than rounding.
  if (arc.last_ < arc.first_ && sine < 1e-14 && cosine > 0) arc.last_ = arc.first_;
  if (arc.last_ < arc.first_) arc.last_ += 4;
  // The chord of half the angle is 2 sin(angle/2) = 2 rho / sqrt 3.
  arc.reach_ = 2 * rho / std::sqrt(3.0) * (1 + 0x1p-40) + 0x1p-45;
  return arc;
}

void CircleSum::Compensated::add(double x) {
  // Knuth: the rounding error of the sum is exact in either order of sizes, without a branch.
  const double t = sum + x, z = t - sum;
  low += (sum - (t - z)) + (x - z);
  sum = t;
}

/// Where u is positive. `certain`: its sign on the arc is known, whatever the doubt.
struct CircleSum::Zeros {
  enum class Case { always, never, arc } kind = Case::never;
  double a = 0;  ///< s |w|
  bool certain = false;
  double t = 0, sigma = 0;
  Direction w{1, 0};  ///< of length 1
  double on = 0, off = 0;

  Zeros(const Arc& arc, const Linear& u, double doubt) {
    const double n = length(u[0], u[1]);
    a = kS * n;
    if (n < kTiny) {
      certain = std::abs(u[2]) > doubt + a || (a == 0 && doubt == 0);
      t = u[2] >= 0 ? std::numeric_limits<double>::infinity()
                    : -std::numeric_limits<double>::infinity();
      kind = u[2] >= 0 ? Case::always : Case::never;
      return;
    }
    // Most neurons keep their sign on a short arc: |u(p) - u(centre)| <= A |p - centre|.
    const double centre = kS * (u[0] * arc.centre()[0] + u[1] * arc.centre()[1]) + u[2];
    const double most = a * arc.reach() + 0x1p-40 * (a + std::abs(u[2])) + doubt;
    t = u[2] / a;
    if (std::abs(centre) > most) {
      kind = centre > 0 ? Case::always : Case::never;
      t = centre > 0 ? 2 : -2;
      certain = true;
      return;
    }
    w = {u[0] / n, u[1] / n};
    sigma = std::abs(t) < 1 ? std::sqrt((1 - t) * (1 + t)) : 0;
    if (sigma < kLeastSine) {
      kind = t > 0 ? Case::always : Case::never;
      return;
    }
    kind = Case::arc;
    on = key_of({sigma * w[1] - t * w[0], -t * w[1] - sigma * w[0]});
    off = key_of({-t * w[0] - sigma * w[1], sigma * w[0] - t * w[1]});
  }
};

CircleSum::Term CircleSum::scaled(double alpha, const Linear& l) const {
  return {alpha * (kS * l[0]), alpha * (kS * l[1]), alpha * l[2]};
}

void CircleSum::heed() const { check_stop(stop_, "during a sweep of the circle"); }

double CircleSum::unwrapped(double key) const {
  if (key < arc_.first()) key += 4;
  if (key >= arc_.first() + 4) key -= 4;
  return key;
}

void CircleSum::always(const Term& t) {
  p_.add(t.p);
  q_.add(t.q);
  c_.add(t.c);
  ++added_;
}

void CircleSum::on_arc(const Term& t, double on, double off) {
  on = unwrapped(on);
  off = unwrapped(off);
  if (off < on) always(t);
  const auto index = static_cast<std::uint32_t>(terms_.size());
  const std::size_t before = events_.size();
  if (on <= arc_.last()) events_.push_back({on, index, 1});
  if (off <= arc_.last()) events_.push_back({off, index, -1});
  if (events_.size() > before) terms_.push_back(t);
}

void CircleSum::relu(double alpha, const Linear& u, double doubt) {
  look();
  const Zeros z(arc_, u, doubt);
  size_ += std::abs(alpha) * (z.a + std::abs(u[2]));
  extra_ += std::abs(alpha) * (kTiny + 2 * doubt);
  if (z.kind == Zeros::Case::never) return;
  const Term t = scaled(alpha, u);
  if (z.kind == Zeros::Case::always)
    always(t);
  else
    on_arc(t, z.on, z.off);
}

void CircleSum::step(double alpha, const Linear& l, const Linear& u, double doubt) {
  look();
  const Zeros z(arc_, u, doubt);
  const bool constant = z.a < kS * kTiny || z.certain;
  if (!z.certain && (constant || doubt > kMostDoubt * z.a)) return either(alpha, l);
  const double slope = std::abs(alpha) * kS * length(l[0], l[1]);
  size_ += slope + std::abs(alpha) * std::abs(l[2]);
  extra_ += std::abs(alpha) * kTiny;
  const Term t = scaled(alpha, l);
  const bool up = side_ == Side::above;
  // Does including the term at direction p go the way of this side?
  const auto wanted = [&](const Direction& p) {
    return ((t.p * p[0] + t.q * p[1] + t.c) > 0) == up;
  };
  const double relative = constant ? 0 : doubt / z.a;  // of the cosine
  if (!constant && std::abs(z.t) > 1 - kGrazing * kGrazing / 2 - 2 * relative &&
      std::abs(z.t) < 1 + 16 * kUnit + 2 * relative) {
    // Grazing: constant but for a short arc around -+w, where it may be either.
    const Direction at = z.t > 0 ? Direction{-z.w[0], -z.w[1]} : z.w;
    const double key = key_of(at), width = kNear + 4 * std::sqrt(relative);
    const bool base = z.t > 0, near = wanted(at);
    extra_ += slope * 8 * width;
    if (base && near) return always(t);
    if (!base && !near) return;
    if (near)
      on_arc(t, key - width, key + width);
    else
      on_arc(t, key + width, key - width);
    return;
  }
  if (z.kind == Zeros::Case::never) return;
  if (z.kind == Zeros::Case::always) return always(t);
  const double off_by = (16 * kUnit + 2 * relative) / z.sigma + 64 * kUnit;
  extra_ += slope * 8 * off_by;
  const double on = wanted(direction_of(z.on)) ? z.on - off_by : z.on + off_by;
  const double off = wanted(direction_of(z.off)) ? z.off + off_by : z.off - off_by;
  on_arc(t, on, off);
}

void CircleSum::either(double alpha, const Linear& l) {
  // Above: max(alpha l, 0); below: min(alpha l, 0).
  const bool up = side_ == Side::above, straight = up == (alpha > 0);
  relu(up ? std::abs(alpha) : -std::abs(alpha), straight ? l : Linear{-l[0], -l[1], -l[2]});
}

void CircleSum::evaluate(const Direction& p, Swept& swept) const {
  const double value = p_.value() * p[0] + q_.value() * p[1] + c_.value();
  if (value > swept.max) {
    swept.max = value;
    swept.at_max = p;
  }
  if (value < swept.min) {
    swept.min = value;
    swept.at_min = p;
  }
}

void CircleSum::critical(double from, double to, Swept& swept) const {
  const double p = p_.value(), q = q_.value();
  const double up = unwrapped(key_of({p, q})), down = unwrapped(up < 2 ? up + 2 : up - 2);
  const auto inside = [&](double key) { return from < key && key < to; };
  if (!inside(up) && !inside(down)) return;
  const double n = length(p, q);
  if (!(n > 0)) return;
  if (inside(up)) evaluate({p / n, q / n}, swept);
  if (inside(down)) evaluate({-p / n, -q / n}, swept);
}

Swept CircleSum::sweep() {
  std::sort(events_.begin(), events_.end(), [this](const Event& a, const Event& b) {
    look();
    return a.key != b.key ? a.key < b.key : a.term < b.term;
  });
  Swept swept;
  swept.max = -std::numeric_limits<double>::infinity();
  swept.min = std::numeric_limits<double>::infinity();
  swept.breakpoints = events_.size();
  double from = arc_.first();
  Direction p = direction_of(from);
  // Events of one key go together: between them there is no point.
  std::size_t i = 0;
  while (i < events_.size() && events_[i].key <= from) i = apply(i);
  while (true) {
    look();
    evaluate(p, swept);
    const double to = i < events_.size() ? events_[i].key : arc_.last();
    critical(from, to, swept);
    p = direction_of(to);
    evaluate(p, swept);
    if (i == events_.size()) break;
    i = apply(i);
    from = to;
  }
  const double n = static_cast<double>(added_ + events_.size()) + 4;
  const double size = size_ * (1 + 0x1p-20);
  swept.error = size * (kRounding * kUnit + n * kUnit * n * kUnit) + extra_ * (1 + 0x1p-20);
  if (!std::isfinite(swept.max) || !std::isfinite(swept.min) || !std::isfinite(swept.error))
    throw InputError("W", "numbers that overflow", "weights of at most 1e100 in size");
  return swept;
}

std::size_t CircleSum::apply(std::size_t i) {
  const double key = events_[i].key;
  for (; i < events_.size() && events_[i].key == key; ++i) {
    const Term& t = terms_[events_[i].term];
    const double way = events_[i].way;
    p_.add(way * t.p);
    q_.add(way * t.q);
    c_.add(way * t.c);
  }
  return i;
}

}  // namespace proofgauge::adversary
