#include "numeric/analytic.h"

#include <algorithm>

#include "claim/error.h"

namespace proofgauge::numeric {
namespace {

/// An end of an interval, exactly.
Rational exact_end(mpfr_srcptr x) {
  if (mpfr_zero_p(x) != 0) return 0;
  Integer mantissa;
  const mpfr_exp_t e = mpfr_get_z_2exp(mantissa.backend().data(), x);
  return e >= 0 ? Rational(mantissa << static_cast<unsigned long>(e))
                : Rational(mantissa, Integer(1) << static_cast<unsigned long>(-e));
}

}  // namespace

CertifiedSeries certified_series(const std::function<Interval(const Interval&)>& f,
                                 const Rational& radius, const Rational& bound, int degree) {
  if (degree < 0) throw InputError("degree", std::to_string(degree), "an integer of at least 0");
  if (radius <= 1) throw InputError("radius", canonical_text(radius), "a number above 1");
  if (bound < 0) throw InputError("bound", canonical_text(bound), "a number of at least 0");
  const auto n = static_cast<std::size_t>(degree) + 1;
  std::vector<Interval> cosine;  // cos(pi k / 2n); its period in k is 4n
  const Interval angle = pi() / static_cast<int>(2 * n);
  for (std::size_t k = 0; k < 4 * n; ++k)
    cosine.push_back(cos(Interval(angle * static_cast<int>(k))));
  std::vector<Interval> value;
  for (std::size_t j = 0; j < n; ++j) value.push_back(f(cosine[2 * j + 1]));
  CertifiedSeries out;
  for (std::size_t k = 0; k < n; ++k) {
    Interval sum = 0;
    for (std::size_t j = 0; j < n; ++j) sum += value[j] * cosine[k * (2 * j + 1) % (4 * n)];
    const Interval c = sum * (k == 0 ? 1 : 2) / static_cast<int>(n);
    const Rational low = exact_end(&c.backend().data()->left),
                   high = exact_end(&c.backend().data()->right);
    // Short numbers keep the proof fast: 100 bits, counted.
    const Integer unit = Integer(1) << 100;
    const Rational middle = (low + high) / 2;
    const Rational kept(numerator(middle) * unit / denominator(middle), unit);
    out.c.push_back(kept);
    out.error +=
        std::max(Rational(abs(Rational(high - kept))), Rational(abs(Rational(low - kept))));
  }
  Rational tail = 4 * bound / (radius - 1);
  for (int k = 0; k < degree; ++k) tail /= radius;
  out.error += tail;
  return out;
}

SupEnclosure sup_distance(std::span<const Rational> p, const CertifiedSeries& f,
                          const ClosedInterval& on, double tolerance) {
  if (on.lo < -1 || on.hi > 1)
    throw InputError("interval", canonical_text(on.lo) + ".." + canonical_text(on.hi),
                     "a part of [-1, 1]");
  std::vector<Rational> c(std::max(p.size(), f.c.size()));
  std::copy(p.begin(), p.end(), c.begin());
  for (std::size_t k = 0; k < f.c.size(); ++k) c[k] -= f.c[k];
  SupEnclosure out = sup_distance(c, 0, on, tolerance);
  out.upper += f.error;
  out.lower = std::max(Rational(0), Rational(out.lower - f.error));
  return out;
}

}  // namespace proofgauge::numeric
