#include "data/separation_exact.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "numeric/interval.h"

namespace proofgauge::data {
namespace {

using numeric::Integer;
using numeric::Interval;
using numeric::Rational;

__extension__ typedef unsigned __int128 Wide;

int sign(const Integer& x) { return x.sign(); }

/// The three inner products of a pair, as integers with one common scale per row (cosines do not
/// see it).
struct ExactPair {
  Integer inner, square_i, square_j;
};

/// Orders distances: the cosine's signed square is sign(G) G^2 / (N_i N_j), and it falls as the
/// distance grows.
int compare_exact(const ExactPair& a, const ExactPair& b) {
  const Integer left = a.inner * abs(a.inner) * b.square_i * b.square_j;
  const Integer right = b.inner * abs(b.inner) * a.square_i * a.square_j;
  return sign(Integer(right - left));
}

/// |x_i - x_j| < t iff c > 1 - 2 t^2 / 3.
int compare_exact(const ExactPair& a, const Rational& t) {
  const Rational cosine = 1 - 2 * t * t / 3;
  const Integer p = numerator(cosine), q = denominator(cosine);
  const Integer left = a.inner * abs(a.inner) * q * q;
  const Integer right = p * abs(p) * a.square_i * a.square_j;
  return sign(Integer(right - left));
}

/// 1 - c = (N_i N_j - G^2) / (s (s + G)) with s = sqrt(N_i N_j): no cancellation where G > 0.
claim::Range distance_exact(const ExactPair& a) {
  const Integer squares = a.square_i * a.square_j;
  const Interval s = sqrt(numeric::interval(Rational(squares)));
  const Interval g = numeric::interval(Rational(a.inner));
  if (a.inner <= 0)
    return numeric::to_range(sqrt(Interval(3) / Interval(2) * (Interval(1) - g / s)));
  const Integer gap = squares - a.inner * a.inner;
  if (gap == 0) return claim::Range::point(0);
  return numeric::to_range(
      sqrt(Interval(3) / Interval(2) * numeric::interval(Rational(gap)) / (s * (s + g))));
}

class ByteJudge final : public PairJudge {
 public:
  explicit ByteJudge(const Dataset& data) : data_(data), square_(data.n) {
    for (std::size_t i = 0; i < data.n; ++i) square_[i] = inner(i, i);
    const std::int64_t largest = *std::max_element(square_.begin(), square_.end());
    fits_ = largest < (std::int64_t{1} << 31);
  }

  [[nodiscard]] Pair pair(std::size_t i, std::size_t j) const override {
    return {i, j, inner(i, j)};
  }

  [[nodiscard]] claim::Range distance(const Pair& a) const override {
    return distance_exact(exact(a));
  }

  [[nodiscard]] int compare(const Pair& a, const Pair& b) const override {
    if (!fits_) return compare_exact(exact(a), exact(b));
    // Squares are below 2^31, and so are inner products: each side is below 2^124.
    const Wide left = square(a.inner) * product(b), right = square(b.inner) * product(a);
    return left > right ? -1 : left < right ? 1 : 0;
  }

  [[nodiscard]] int compare(const Pair& a, const Rational& t) const override {
    return compare_exact(exact(a), t);
  }

 private:
  [[nodiscard]] static Wide square(std::int64_t g) {
    return static_cast<Wide>(g) * static_cast<Wide>(g);
  }
  [[nodiscard]] Wide product(const Pair& a) const {
    return static_cast<Wide>(square_[a.i]) * static_cast<Wide>(square_[a.j]);
  }
  [[nodiscard]] ExactPair exact(const Pair& a) const {
    return {a.inner, square_[a.i], square_[a.j]};
  }

  [[nodiscard]] std::int64_t inner(std::size_t i, std::size_t j) const {
    const std::uint8_t* a = data_.bytes.data() + i * data_.p;
    const std::uint8_t* b = data_.bytes.data() + j * data_.p;
    std::int64_t sum = 0;
    for (std::size_t first = 0; first < data_.p; first += 4096) {
      std::int32_t part = 0;  // at most 4096 * 255^2 < 2^31
      for (std::size_t k = first; k < std::min(data_.p, first + 4096); ++k) part += a[k] * b[k];
      sum += part;
    }
    return sum;
  }

  const Dataset& data_;
  std::vector<std::int64_t> square_;
  bool fits_ = true;
};

/// An inner product as an unevaluated sum of two doubles, |hi + lo - exact| <= error.
struct Twofold {
  double hi = 0, lo = 0, error = 0;
  [[nodiscard]] Interval interval() const {
    return (Interval(hi) + Interval(lo)) + numeric::interval(-error, error);
  }
};

class RealJudge final : public PairJudge {
 public:
  explicit RealJudge(const Dataset& data) : data_(data), square_(data.n), plain_(data.n) {
    for (std::size_t i = 0; i < data.n; ++i) {
      double largest = 0;
      for (std::size_t k = 0; k < data.p; ++k) largest = std::max(largest, std::abs(row(i)[k]));
      // Within these sizes no square overflows, and what products lose by underflow is covered by
      // `error_bound`.
      plain_[i] = largest > 0x1p-300 && largest < 0x1p+300;
      if (!plain_[i]) continue;
      square_[i] = twofold(i, i);
      square_[i].error = error_bound(square_[i].hi);
    }
  }

  [[nodiscard]] Pair pair(std::size_t i, std::size_t j) const override { return {i, j, 0}; }

  [[nodiscard]] claim::Range distance(const Pair& a) const override {
    if (equal_rows(a)) return claim::Range::point(0);
    if (plain(a)) {
      const claim::Range r =
          numeric::to_range(sqrt(positive(Interval(3) / Interval(2) * deficit(a))));
      if (r.lower > 0 && r.width() <= 0x1p-50 * r.lower) return r;
    }
    return distance_exact(exact(a));
  }

  [[nodiscard]] int compare(const Pair& a, const Pair& b) const override {
    if (equal_rows(a)) return equal_rows(b) ? 0 : compare_exact(exact(a), exact(b));
    if (plain(a) && plain(b)) {
      // A cosine in double: the two sums, a product, a root and a quotient, below 8 roundings of
      // numbers <= 1.
      constexpr double kError = 8 * 0x1p-52;
      const double ca = cosine(a), cb = cosine(b);
      if (std::abs(ca - cb) > 4 * kError) return ca > cb ? -1 : 1;
      const Interval da = deficit(a), db = deficit(b);
      if (numeric::certainly_less(da, db)) return -1;
      if (numeric::certainly_less(db, da)) return 1;
    }
    return compare_exact(exact(a), exact(b));
  }

  [[nodiscard]] int compare(const Pair& a, const Rational& t) const override {
    if (plain(a)) {
      const Interval limit = numeric::interval(Rational(2 * t * t / 3)), d = deficit(a);
      if (numeric::certainly_less(d, limit)) return -1;
      if (numeric::certainly_less(limit, d)) return 1;
    }
    return compare_exact(exact(a), t);
  }

 private:
  [[nodiscard]] const double* row(std::size_t i) const { return data_.reals.data() + i * data_.p; }
  [[nodiscard]] bool plain(const Pair& a) const { return plain_[a.i] && plain_[a.j]; }
  [[nodiscard]] bool equal_rows(const Pair& a) const {
    return std::memcmp(row(a.i), row(a.j), data_.p * sizeof(double)) == 0;
  }

  /// Products and sums split exactly into value and rounding error (fused multiply-add and Knuth's
  /// two-sum); the errors, in all at most (p + 1) u S with S = sum |a_k b_k|, are summed in double.
  [[nodiscard]] Twofold twofold(std::size_t i, std::size_t j) const {
    const double* a = row(i);
    const double* b = row(j);
    double sum = 0, rest = 0;
    for (std::size_t k = 0; k < data_.p; ++k) {
      const double product = a[k] * b[k], product_error = std::fma(a[k], b[k], -product);
      const double next = sum + product, back = next - sum;
      rest += ((sum - (next - back)) + (product - back)) + product_error;
      sum = next;
    }
    return {sum, rest, 0};
  }

  /// That summation is off by at most (p + 2)^2 u^2 S (1 + (p + 2) u), u = 2^-53. Doubled, because
  /// S is known to a relative 2^-40 only; what products below the normal range lose, 2^-1074 each,
  /// is nothing beside u^2 S >= 2^-706.
  [[nodiscard]] double error_bound(double absolute_sum) const {
    const double n = static_cast<double>(data_.p + 2);
    return 2 * n * n * 0x1p-106 * absolute_sum;
  }

  [[nodiscard]] Twofold inner(const Pair& a) const {
    Twofold g = twofold(a.i, a.j);
    g.error =
        error_bound(std::sqrt(square_[a.i].hi) * std::sqrt(square_[a.j].hi));  // Cauchy-Schwarz
    return g;
  }

  [[nodiscard]] double cosine(const Pair& a) const {
    const Twofold g = inner(a);
    return (g.hi + g.lo) / (std::sqrt(square_[a.i].hi + square_[a.i].lo) *
                            std::sqrt(square_[a.j].hi + square_[a.j].lo));
  }

  /// Encloses 1 - c.
  [[nodiscard]] Interval deficit(const Pair& a) const {
    return Interval(1) -
           inner(a).interval() / sqrt(square_[a.i].interval() * square_[a.j].interval());
  }

  [[nodiscard]] static Interval positive(const Interval& x) {
    if (numeric::lower(x) >= 0) return x;
    return numeric::interval(0, std::max(0.0, numeric::upper(x)));
  }

  [[nodiscard]] ExactPair exact(const Pair& a) const {
    const std::vector<Integer> v = integers(a.i), w = integers(a.j);
    ExactPair e;
    for (std::size_t k = 0; k < data_.p; ++k) {
      e.inner += v[k] * w[k];
      e.square_i += v[k] * v[k];
      e.square_j += w[k] * w[k];
    }
    return e;
  }

  /// The row times the power of two that makes every feature an integer.
  [[nodiscard]] std::vector<Integer> integers(std::size_t i) const {
    int least = 2000;
    for (std::size_t k = 0; k < data_.p; ++k)
      if (row(i)[k] != 0) least = std::min(least, std::ilogb(row(i)[k]));
    std::vector<Integer> v(data_.p);
    for (std::size_t k = 0; k < data_.p; ++k) {
      if (row(i)[k] == 0) continue;
      int exponent = 0;
      const double mantissa = std::frexp(row(i)[k], &exponent);  // in [1/2, 1), at most 53 bits
      v[k] = Integer(static_cast<long long>(std::ldexp(mantissa, 53)));
      v[k] <<= static_cast<unsigned>(exponent - 1 - least);
    }
    return v;
  }

  const Dataset& data_;
  std::vector<Twofold> square_;
  std::vector<bool> plain_;
};

}  // namespace

std::unique_ptr<PairJudge> make_pair_judge(const Dataset& data) {
  if (data.is_integer()) return std::make_unique<ByteJudge>(data);
  return std::make_unique<RealJudge>(data);
}

}  // namespace proofgauge::data
