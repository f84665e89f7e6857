#include "gauss.h"

namespace proofgauge_check {
namespace {

/// pi = 16 atan(1/5) - 4 atan(1/239) (Machin); atan x = x - x^3/3 + x^5/5 - ..., alternating, so
/// the sum up to a negative term is below and up to a positive one above. `terms` even.
Rational arctangent_of_inverse(long n, int terms) {
  Rational sum = 0, power(1, n);
  for (int i = 0; i < terms; ++i) {
    sum += (i % 2 == 0 ? power : Rational(-power)) / (2 * i + 1);
    power /= n * n;
  }
  return sum;
}

Rational pi_above() {
  static const Rational value =
      16 * arctangent_of_inverse(5, 61) - 4 * arctangent_of_inverse(239, 20);
  return value;
}

/// Rounded down.
Integer square_root(const Integer& x) {
  Integer root;
  mpz_sqrt(root.backend().data(), x.backend().data());
  return root;
}

/// Encloses 1/sqrt(c pi).
Enclosure root_inverse(int c) {
  const Rational scale(one() * one());
  return {square_root(floor(scale / (c * pi_above()))),
          square_root(ceiling(scale / (c * pi_below()))) + 1};
}

}  // namespace

Integer floor(const Rational& x) {
  const Integer p = numerator(x), q = denominator(x), r = p / q;  // towards 0
  return r * q > p ? Integer(r - 1) : r;
}
Integer ceiling(const Rational& x) { return -floor(-x); }

Enclosure operator+(const Enclosure& a, const Enclosure& b) { return {a.lo + b.lo, a.hi + b.hi}; }
Enclosure operator-(const Enclosure& a, const Enclosure& b) { return {a.lo - b.hi, a.hi - b.lo}; }
Enclosure operator*(const Integer& c, const Enclosure& a) {
  return c >= 0 ? Enclosure{c * a.lo, c * a.hi} : Enclosure{c * a.hi, c * a.lo};
}
Enclosure multiply(const Enclosure& a, const Enclosure& b) {
  return {(a.lo * b.lo) >> kBits, ((a.hi * b.hi) >> kBits) + 1};
}

Rational pi_below() {
  static const Rational value =
      16 * arctangent_of_inverse(5, 60) - 4 * arctangent_of_inverse(239, 21);
  return value;
}

Rational root_below(const Rational& x) {
  return Rational(square_root(floor(x * Rational(one() * one() * one() * one()))), one() * one());
}

Rational round_down(const Rational& x) {
  return Rational(floor(x * Rational(one() * one())), one() * one());
}

Rational cosine_above(const Rational& x) {
  Rational sum = 0, term = 1;
  for (int n = 0; n <= 40; ++n) {  // the last term is positive: 40 is even
    sum += n % 2 == 0 ? term : Rational(-term);
    term *= x * x / ((2 * n + 1) * (2 * n + 2));
  }
  return sum;
}

const Enclosure& root_inverse_two_pi() {
  static const Enclosure value = root_inverse(2);
  return value;
}
const Enclosure& half_root_inverse_pi() {
  static const Enclosure value = root_inverse(4);
  return value;
}

/// 242/1000 > 1/sqrt(2 pi e) = 0.24197...
Integer largest_slope() { return ceiling(Rational(242, 1000) * Rational(one())); }

/// With w = x^2/2: e^-w = sum (-w)^n/n! and int_0^x e^(-v^2/2) dv = x sum (-w)^n/(n! (2 n + 1)).
/// From n >= w on the terms fall, so the rest is at most the first term left out.
Normal normal(const Rational& y, const Rational& half_square, const Enclosure& factor) {
  if (half_square >= 40) {
    // With n = floor(w): 1 - Phi(x) <= e^-w/2, density <= e^-w, |x| density <= w e^-w <= (n + 1)
    // 2^-n, as sqrt(w/pi) <= w and e > 2.
    const Integer n = floor(half_square);
    const Integer tail =
        n < 2 * kBits ? Integer((one() >> n.convert_to<unsigned>()) + 1) : Integer(1);
    return {y > 0 ? Enclosure{one() - tail, one()} : Enclosure{0, tail},
            {0, tail},
            n < 2 * kBits ? Integer((n + 1) * tail) : Integer(1)};
  }
  const Rational scaled = half_square * Rational(one());
  const Enclosure w{floor(scaled), ceiling(scaled)};
  Enclosure term{one(), one()}, exponential{0, 0}, integral{0, 0};
  for (int n = 0; n * one() <= w.hi || term.hi > 1; ++n) {
    const Enclosure slice{term.lo / (2 * n + 1), term.hi / (2 * n + 1) + 1};
    exponential = n % 2 == 0 ? exponential + term : exponential - term;
    integral = n % 2 == 0 ? integral + slice : integral - slice;
    term = multiply(term, w);
    term = {term.lo / (n + 1), term.hi / (n + 1) + 1};
  }
  const Enclosure rest{-term.hi, term.hi};
  exponential = exponential + rest;
  integral = integral + rest;
  exponential.lo = exponential.lo > 0 ? exponential.lo : Integer(0);
  const Rational size = abs(y);
  const Enclosure times{floor(size * factor.lo), ceiling(size * factor.hi)};
  const Enclosure half_mass = multiply(times, integral);
  const Integer half = one() / 2;
  const Enclosure distribution = y >= 0 ? Enclosure{half + half_mass.lo, half + half_mass.hi}
                                        : Enclosure{half - half_mass.hi, half - half_mass.lo};
  return {distribution, multiply(factor, exponential), multiply(times, exponential).hi};
}

}  // namespace proofgauge_check
