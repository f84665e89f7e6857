#include "numeric/chebyshev.h"

#include "claim/error.h"

namespace proofgauge::numeric {

IntegerSeries common_denominator(std::span<const Rational> c) {
  IntegerSeries out;
  for (const Rational& x : c) out.denominator = lcm(out.denominator, denominator(x));
  out.c.reserve(c.size());
  for (const Rational& x : c) out.c.emplace_back(numerator(x) * (out.denominator / denominator(x)));
  return out;
}

namespace {

/// T_k by Clenshaw: b_k = c_k + 2 z b_{k+1} - b_{k+2}; the value is c_0 + z b_1 - b_2.
template <class T>
T clenshaw(std::span<const Rational> c, const T& z, T (*convert)(const Rational&)) {
  T b1 = 0, b2 = 0;
  if (c.empty()) return b1;
  const T twice = z + z;
  for (std::size_t k = c.size() - 1; k > 0; --k) {
    T b = convert(c[k]) + twice * b1 - b2;
    b2 = std::move(b1);
    b1 = std::move(b);
  }
  return convert(c[0]) + z * b1 - b2;
}

void check_length(const ClosedInterval& on, const char* field) {
  if (!(on.lo < on.hi))
    throw InputError(field, canonical_text(on.lo) + ".." + canonical_text(on.hi),
                     "an interval of positive length");
}

}  // namespace

Rational chebyshev_value(std::span<const Rational> c, const Rational& z) {
  // In integers: with z = p/q and B_k = q^(n-k) b_k no fraction is ever reduced.
  if (c.empty()) return 0;
  const IntegerSeries s = common_denominator(c);
  const Integer p = numerator(z), q = denominator(z), q2 = q * q, twice = 2 * p;
  const std::size_t n = s.c.size() - 1;
  Integer b1 = 0, b2 = 0, scale = 1;
  for (std::size_t k = n; k > 0; --k) {
    Integer b = s.c[k] * scale + twice * b1 - q2 * b2;
    b2 = std::move(b1);
    b1 = std::move(b);
    scale *= q;
  }
  return Rational(s.c[0] * scale + p * b1 - q2 * b2, s.denominator * scale);
}

Interval chebyshev_value(std::span<const Rational> c, const Interval& z) {
  return clenshaw<Interval>(c, z, [](const Rational& r) { return interval(r); });
}

std::vector<Rational> monomial_coefficients(std::span<const Rational> c) {
  const IntegerSeries s = common_denominator(c);
  const std::size_t n = s.c.size();
  std::vector<Integer> sum(n), previous(n), current(n);  // rows T_{k-1}, T_k
  for (std::size_t k = 0; k < n; ++k) {
    if (k == 0) {
      current[0] = 1;
    } else if (k == 1) {
      previous = current;
      current[0] = 0;
      current[1] = 1;
    } else {
      for (std::size_t j = 0; j <= k; ++j) {  // T_k = 2 z T_{k-1} - T_{k-2}, parity k
        previous[j] = -previous[j];
        if (j > 0) previous[j] += 2 * current[j - 1];
      }
      std::swap(previous, current);
    }
    for (std::size_t j = k % 2; j <= k; j += 2) sum[j] += s.c[k] * current[j];
  }
  std::vector<Rational> out;
  out.reserve(n);
  for (const Integer& a : sum) out.emplace_back(a, s.denominator);
  return out;
}

std::vector<Rational> change_interval(std::span<const Rational> c, const ClosedInterval& from,
                                      const ClosedInterval& to) {
  check_length(from, "from");
  check_length(to, "to");
  if (c.empty()) return {};
  // x = alpha w + beta takes the variable w of `to` to the variable x of `from`.
  const Rational alpha = (to.hi - to.lo) / (from.hi - from.lo);
  const Rational beta = (to.hi + to.lo - from.hi - from.lo) / (from.hi - from.lo);
  const Integer q = lcm(denominator(alpha), denominator(beta));
  const Integer p = numerator(alpha) * (q / denominator(alpha));
  const Integer r2 = 2 * numerator(beta) * (q / denominator(beta)), q2 = q * q;
  const IntegerSeries s = common_denominator(c);
  const std::size_t n = s.c.size() - 1;
  // Clenshaw with series in w as values, B_k = q^(n-k) b_k; 2 q x T_j = p (T_{j+1} + T_{|j-1|}) +
  // r2 T_j.
  std::vector<Integer> b1(n + 1), b2(n + 1);
  Integer scale = 1;
  for (std::size_t k = n + 1; k-- > 0;) {
    // The last step is c_0 + x b_1 - b_2, half the factor of x: twice that keeps to integers.
    const int last = k == 0 ? 2 : 1;
    const std::size_t top = n - k;
    const Integer minus = -(last * q2);
    for (std::size_t j = 0; j <= top; ++j) b2[j] *= minus;
    for (std::size_t j = 0; j < top; ++j) {
      const Integer t = p * b1[j];
      b2[j + 1] += t;
      b2[j == 0 ? 1 : j - 1] += t;
      b2[j] += r2 * b1[j];
    }
    b2[0] += last * s.c[k] * scale;
    if (k > 0) scale *= q;
    std::swap(b1, b2);
  }
  const Integer denominator = 2 * scale * s.denominator;
  std::vector<Rational> out;
  out.reserve(n + 1);
  for (const Integer& b : b1) out.emplace_back(b, denominator);
  return out;
}

}  // namespace proofgauge::numeric
