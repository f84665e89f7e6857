#include "numeric/alternation.h"

#include <algorithm>
#include <vector>

#include "claim/error.h"

namespace proofgauge::numeric {
namespace {

/// 1/|l_i| up to one common factor, as integers: the points times their common denominator.
std::vector<Integer> distance_products(std::span<const Rational> points) {
  if (points.size() < 2)
    throw InputError("points", std::to_string(points.size()), "at least two points");
  Integer q = 1;
  for (const Rational& z : points) q = lcm(q, denominator(z));
  std::vector<Integer> z;
  z.reserve(points.size());
  for (const Rational& x : points) z.emplace_back(numerator(x) * (q / denominator(x)));
  for (std::size_t i = 1; i < z.size(); ++i)
    if (!(z[i - 1] < z[i]))
      throw InputError("points", canonical_text(points[i]), "points in increasing order");
  std::vector<Integer> product(z.size(), 1);
  for (std::size_t i = 0; i < z.size(); ++i)
    for (std::size_t j = i + 1; j < z.size(); ++j) {
      const Integer d = z[j] - z[i];
      product[i] *= d;
      product[j] *= d;
    }
  return product;
}

/// lower <= x <= lower + 1 for every sum below, in units of 2^shift.
struct Sums {
  Integer value_lower, value_upper;  ///< of sum_i (-1)^i |l_i| y_i
  Integer size_upper;                ///< of sum_i |l_i|
};

Sums sums(const std::vector<Integer>& product, std::span<const Rational> values, unsigned bits) {
  Integer q = 1;
  for (const Rational& y : values) q = lcm(q, denominator(y));
  std::size_t widest = 0;
  for (const Integer& p : product) widest = std::max<std::size_t>(widest, msb(p));
  const Integer one = Integer(1) << (widest + bits);
  Sums s;
  for (std::size_t i = 0; i < product.size(); ++i) {
    const Integer l = one / product[i];  // l <= |l_i| < l + 1
    s.size_upper += l + 1;
    Integer y = numerator(values[i]) * (q / denominator(values[i]));
    if (i % 2 == 1) y = -y;
    s.value_lower += y * (y < 0 ? Integer(l + 1) : l);
    s.value_upper += y * (y < 0 ? l : Integer(l + 1));
  }
  s.size_upper *= q;
  return s;
}

}  // namespace

AlternationLevel alternation_level(std::span<const Rational> points,
                                   std::span<const Rational> values, unsigned bits) {
  if (points.size() != values.size())
    throw InputError("values", std::to_string(values.size()), "one value for each point");
  const std::vector<Integer> product = distance_products(points);
  const Sums s = sums(product, values, bits);
  if (s.value_lower > 0) return {Rational(s.value_lower, s.size_upper), 1};
  if (s.value_upper < 0) return {Rational(-s.value_upper, s.size_upper), -1};
  return {0, 0};
}

}  // namespace proofgauge::numeric
