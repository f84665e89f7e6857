#include "numeric/bernstein.h"

#include <algorithm>

#include "claim/stop.h"

namespace proofgauge::numeric::detail {
namespace {

constexpr const char* kWhere = "inside a Bernstein form";

/// Coefficients of t^j of denominator * d^n * p(lo + (hi - lo) t) with the interval's ends over d.
std::vector<Integer> power_form(const IntegerSeries& s, const Integer& lo, const Integer& width,
                                const Integer& d, const std::stop_token& stop) {
  const std::size_t n = s.c.size() - 1;
  const Integer d2 = d * d, lo2 = 2 * lo, width2 = 2 * width;
  std::vector<Integer> b1(n + 1), b2(n + 1);  // d^(n-k) b_k of Clenshaw, as polynomials in t
  Integer scale = 1;
  for (std::size_t k = n + 1; k-- > 0;) {
    check_stop(stop, kWhere);
    const std::size_t top = n - k;
    const Integer& a = k == 0 ? lo : lo2;
    const Integer& w = k == 0 ? width : width2;
    for (std::size_t j = 0; j <= top; ++j) {
      mpz_t& out = b2[j].backend().data();
      mpz_mul(out, out, d2.backend().data());
      mpz_neg(out, out);
      mpz_addmul(out, a.backend().data(), b1[j].backend().data());
      if (j > 0) mpz_addmul(out, w.backend().data(), b1[j - 1].backend().data());
    }
    b2[0] += s.c[k] * scale;
    if (k > 0) scale *= d;
    std::swap(b1, b2);
  }
  return b1;
}

/// The half sum, rounded down, of every neighbour pair, n times; `left` gets the first
/// coefficients.
template <class Word, class Mean>
Piece<Word> split_with(Piece<Word>& piece, Mean&& one_level) {
  const std::size_t n = piece.b.size() - 1;
  Piece<Word> left;
  left.b.resize(n + 1);
  left.b[0] = piece.b[0];
  for (std::size_t r = 1; r <= n; ++r) {
    one_level(piece.b.data(), n - r + 1);
    left.b[r] = piece.b[0];
  }
  piece.error += static_cast<std::int64_t>(n / 2 + 1);
  left.error = piece.error;
  left.level = ++piece.level;
  left.index = 2 * piece.index;
  piece.index = left.index + 1;
  return left;
}

template <class Word>
Word largest_of(const std::vector<Word>& b) {
  Word low = b[0], high = b[0];
  for (const Word& x : b) {
    low = x < low ? x : low;
    high = x > high ? x : high;
  }
  const Word down = -low;
  return down > high ? down : high;
}

}  // namespace

ScaledBernstein scaled_bernstein(std::span<const Rational> chebyshev, const ClosedInterval& on,
                                 const std::stop_token& stop) {
  const Rational zero = 0;
  const IntegerSeries s =
      common_denominator(chebyshev.empty() ? std::span<const Rational>(&zero, 1) : chebyshev);
  const Integer d = lcm(denominator(on.lo), denominator(on.hi));
  const Integer lo = numerator(on.lo) * (d / denominator(on.lo));
  const Integer hi = numerator(on.hi) * (d / denominator(on.hi));
  std::vector<Integer> a = power_form(s, lo, hi - lo, d, stop);
  const std::size_t n = a.size() - 1;
  // sum_j a_j t^j (s + t)^(n-j): in u = s/t this is sum_j a_j (1 + u)^(n-j), a Taylor shift.
  std::reverse(a.begin(), a.end());
  for (std::size_t r = 0; r < n; ++r) {
    check_stop(stop, kWhere);
    for (std::size_t j = n; j-- > r;) a[j] += a[j + 1];
  }
  std::reverse(a.begin(), a.end());
  ScaledBernstein out{std::move(a), s.denominator};
  for (std::size_t k = 0; k < n; ++k) out.denominator *= d;
  return out;
}

std::vector<Integer> bernstein_floor(const ScaledBernstein& p, long unit) {
  const std::size_t n = p.numerator.size() - 1;
  std::vector<Integer> out(n + 1);
  Integer binomial = 1;
  for (std::size_t i = 0; i <= n; ++i) {
    if (i > 0) binomial = binomial * static_cast<unsigned>(n - i + 1) / static_cast<unsigned>(i);
    Integer top = p.numerator[i], bottom = binomial * p.denominator;
    (unit >= 0 ? top : bottom) <<= static_cast<unsigned long>(unit >= 0 ? unit : -unit);
    mpz_fdiv_q(out[i].backend().data(), top.backend().data(), bottom.backend().data());
  }
  return out;
}

Piece<std::int64_t> split(Piece<std::int64_t>& piece) {
  // Shifted by 2^62 all words are nonnegative and below 2^63: the unsigned mean is the floor of the
  // signed one, and a logical shift is what vector units have.
  constexpr std::uint64_t kShift = std::uint64_t{1} << 62;
  Piece<std::uint64_t> raised{{}, piece.error, piece.index, piece.level};
  raised.b.resize(piece.b.size());
  for (std::size_t i = 0; i < piece.b.size(); ++i)
    raised.b[i] = static_cast<std::uint64_t>(piece.b[i]) + kShift;
  const Piece<std::uint64_t> left = split_with(raised, [](std::uint64_t* b, std::size_t m) {
    for (std::size_t i = 0; i < m; ++i) b[i] = (b[i] + b[i + 1]) >> 1;
  });
  Piece<std::int64_t> out{{}, left.error, left.index, left.level};
  out.b.resize(piece.b.size());
  for (std::size_t i = 0; i < piece.b.size(); ++i) {
    out.b[i] = static_cast<std::int64_t>(left.b[i] - kShift);
    piece.b[i] = static_cast<std::int64_t>(raised.b[i] - kShift);
  }
  piece.error = raised.error;
  piece.index = raised.index;
  piece.level = raised.level;
  return out;
}

Piece<Int128> split(Piece<Int128>& piece) {
  return split_with(piece, [](Int128* b, std::size_t m) {
    for (std::size_t i = 0; i < m; ++i) b[i] = (b[i] + b[i + 1]) >> 1;
  });
}

Piece<Integer> split(Piece<Integer>& piece) {
  return split_with(piece, [](Integer* b, std::size_t m) {
    for (std::size_t i = 0; i < m; ++i) {
      mpz_t& x = b[i].backend().data();
      mpz_add(x, x, b[i + 1].backend().data());
      mpz_fdiv_q_2exp(x, x, 1);
    }
  });
}

std::int64_t largest(const Piece<std::int64_t>& piece) { return largest_of(piece.b); }
Int128 largest(const Piece<Int128>& piece) { return largest_of(piece.b); }
Integer largest(const Piece<Integer>& piece) { return largest_of(piece.b); }

}  // namespace proofgauge::numeric::detail
