#include "numeric/polynomial_proof.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "claim/stop.h"
#include "numeric/bernstein.h"

namespace proofgauge::numeric {
namespace {

using detail::Int128;
using detail::Piece;

constexpr int kMaxLevel = 62;  // of an index in 64 bits
constexpr int kToleranceBits = 100;
constexpr const char* kWhere = "inside a proof about a polynomial";

/// floor(log2 |x|), x != 0, or one less.
long log2_floor(const Rational& x) {
  const Integer p = abs(numerator(x)), q = denominator(x);
  return static_cast<long>(msb(p)) - static_cast<long>(msb(q)) - 1;
}

Integer shifted(const Integer& x, long left) {
  if (left >= 0) return x << static_cast<unsigned long>(left);
  Integer out;
  mpz_fdiv_q_2exp(out.backend().data(), x.backend().data(), static_cast<unsigned long>(-left));
  return out;
}

Integer floor_times_power(const Rational& x, long exponent) {
  Integer out;
  const Integer top =
      exponent >= 0 ? Integer(numerator(x) << static_cast<unsigned long>(exponent)) : numerator(x);
  const Integer bottom = exponent < 0
                             ? Integer(denominator(x) << static_cast<unsigned long>(-exponent))
                             : denominator(x);
  mpz_fdiv_q(out.backend().data(), top.backend().data(), bottom.backend().data());
  return out;
}

Rational times_power(const Integer& x, long exponent) {
  return exponent >= 0 ? Rational(x << static_cast<unsigned long>(exponent))
                       : Rational(x, Integer(1) << static_cast<unsigned long>(-exponent));
}

template <class Word>
constexpr int kBits = 0;  // |b| < 2^kBits is safe to halve
template <>
constexpr int kBits<std::int64_t> = 61;
template <>
constexpr int kBits<Int128> = 125;

Int128 to_int128(const Integer& x) { return x.convert_to<Int128>(); }
Integer to_integer(const Int128& x) {
  return (Integer(static_cast<std::int64_t>(x >> 64)) << 64) + static_cast<std::uint64_t>(x);
}

template <class Word>
Word narrow(const Integer& x) {
  if constexpr (std::is_same_v<Word, Integer>)
    return x;
  else if constexpr (std::is_same_v<Word, Int128>)
    return to_int128(x);
  else
    return x.convert_to<std::int64_t>();
}
template <class Word>
Integer widen(const Word& x) {
  if constexpr (std::is_same_v<Word, Int128>)
    return to_integer(x);
  else
    return Integer(x);
}

/// Subdivision in up to three word sizes. The unit of words of one size is 2^-unit: finer for wider
/// words, so that what a wide stage rounds away does not show in a narrow one.
class Search {
 public:
  /// slack_bits: the relative tightness asked for is 2^-slack_bits; `scale` is about the size of
  /// the largest |p - y| that matters.
  Search(const detail::ScaledBernstein& p, const Rational& scale, int slack_bits,
         const std::stop_token& stop)
      : p_(p), stop_(stop) {
    const std::size_t n = p.numerator.size() - 1;
    // About 24 halvings, n/2 + 1 units lost in each, are to cost 1/8 of the slack.
    const int lost =
        3 + static_cast<int>(std::ceil(std::log2(24.0 * static_cast<double>(n / 2 + 1))));
    const int below = slack_bits + lost;
    narrow_ = below <= 48;
    const long unit = below - log2_floor(scale);
    unit64_ = unit;
    unit128_ = narrow_ ? unit + 28 : unit;
    unit_big_ = unit128_ + 32;
    error_limit_ = std::int64_t{1} << (lost + (narrow_ ? 0 : 4));
  }

  /// Is everything <= bound?
  void prove(const Rational& bound) {
    proving_ = true;
    set_threshold(floor_times_power(bound, unit_big_));
    start();
  }

  /// Encloses the largest value: prunes below (1 + 2^-slack_bits) times the largest end seen.
  void enclose(double tolerance) {
    tolerance_ = Integer(std::ldexp(tolerance, kToleranceBits));
    set_threshold(0);
    start();
  }

  [[nodiscard]] bool refuted() const { return refuted_; }
  [[nodiscard]] bool undecided() const { return undecided_; }
  [[nodiscard]] Rational lower() const { return times_power(best_, -unit_big_); }
  [[nodiscard]] Rational upper() const { return times_power(upper_, -unit_big_); }
  [[nodiscard]] long pieces() const { return pieces_; }
  /// Where the answer comes from, as a part of [0, 1].
  [[nodiscard]] ClosedInterval where() const {
    const Integer q = Integer(1) << static_cast<unsigned>(where_level_);
    return {Rational(Integer(where_index_), q), Rational(Integer(where_index_) + where_width_, q)};
  }

 private:
  template <class Word>
  [[nodiscard]] long unit() const {
    if constexpr (std::is_same_v<Word, std::int64_t>)
      return unit64_;
    else if constexpr (std::is_same_v<Word, Int128>)
      return unit128_;
    else
      return unit_big_;
  }
  template <class Word>
  [[nodiscard]] const Word& threshold() const {
    if constexpr (std::is_same_v<Word, std::int64_t>)
      return threshold64_;
    else if constexpr (std::is_same_v<Word, Int128>)
      return threshold128_;
    else
      return threshold_big_;
  }

  void set_threshold(const Integer& units) {
    threshold_big_ = units;
    const Integer t128 = shifted(units, unit128_ - unit_big_),
                  t64 = shifted(units, unit64_ - unit_big_);
    threshold128_ = msb_or_zero(t128) < 126 ? to_int128(t128) : Int128{1} << 126;
    threshold64_ = msb_or_zero(t64) < 62 ? t64.convert_to<std::int64_t>() : std::int64_t{1} << 62;
  }
  static std::size_t msb_or_zero(const Integer& x) { return x == 0 ? 0 : msb(Integer(abs(x))); }

  void start() {
    Piece<Integer> root;
    root.b = detail::bernstein_floor(p_, unit_big_);
    root.error = 1;
    examine(root);
  }

  void remember(std::uint64_t index, int level, int width) {
    where_index_ = index;
    where_level_ = level;
    where_width_ = width;
  }

  /// One end of a piece: its value is exact up to the error.
  template <class Word>
  void look_at_end(const Word& value, const Piece<Word>& piece, std::uint64_t index) {
    const Word size = (value < 0 ? Word(-value) : value) - Word(piece.error);
    if (!(size > (proving_ ? threshold<Word>() : largest_end<Word>()))) return;
    remember(index, piece.level, 0);
    if (proving_) {
      refuted_ = true;
      return;
    }
    best_ = shifted(widen(size), unit_big_ - unit<Word>());
    best128_ = narrow_or_limit<Int128>(shifted(best_, unit128_ - unit_big_), 126);
    best64_ = narrow_or_limit<std::int64_t>(shifted(best_, unit64_ - unit_big_), 62);
    set_threshold(best_ + shifted(best_ * tolerance_, -kToleranceBits));
  }
  template <class Word>
  Word narrow_or_limit(const Integer& x, unsigned bits) const {
    return msb_or_zero(x) < bits ? narrow<Word>(x) : Word{1} << bits;
  }
  template <class Word>
  [[nodiscard]] const Word& largest_end() const {
    if constexpr (std::is_same_v<Word, std::int64_t>)
      return best64_;
    else if constexpr (std::is_same_v<Word, Int128>)
      return best128_;
    else
      return best_;
  }

  template <class Word>
  void examine(Piece<Word>& piece) {
    check_stop(stop_, kWhere);
    ++pieces_;
    const Word most = detail::largest(piece) + Word(piece.error);
    look_at_end(piece.b.front(), piece, piece.index);
    if (!refuted_) look_at_end(piece.b.back(), piece, piece.index + 1);
    if (refuted_) return;
    const bool small = most <= threshold<Word>();
    if (small || piece.level >= kMaxLevel || piece.error > error_limit_) {
      if (!proving_) upper_ = std::max(upper_, shifted(widen(most), unit_big_ - unit<Word>()));
      if (!small) {
        undecided_ = true;
        if (proving_) remember(piece.index, piece.level, 1);
      }
      return;
    }
    if constexpr (std::is_same_v<Word, Integer>) {
      if (continue_with<Int128>(piece, most)) return;
    } else if constexpr (std::is_same_v<Word, Int128>) {
      if (narrow_ && continue_with<std::int64_t>(piece, most)) return;
    }
    Piece<Word> left = detail::split(piece);
    examine(left);
    if (done()) return;
    examine(piece);
  }

  /// Goes on in narrower words if the piece fits.
  template <class Narrow, class Word>
  bool continue_with(const Piece<Word>& piece, const Word& most) {
    const auto drop = static_cast<int>(unit<Word>() - unit<Narrow>());
    if (msb_or_zero(shifted(widen(most), -drop)) >= static_cast<std::size_t>(kBits<Narrow>))
      return false;
    Piece<Narrow> next{{}, (piece.error >> drop) + 2, piece.index, piece.level};
    next.b.reserve(piece.b.size());
    for (const Word& b : piece.b) {
      if constexpr (std::is_same_v<Word, Int128>)
        next.b.push_back(static_cast<Narrow>(b >> drop));
      else
        next.b.push_back(narrow<Narrow>(shifted(b, -drop)));
    }
    --pieces_;
    examine(next);
    return true;
  }

  [[nodiscard]] bool done() const { return refuted_ || (proving_ && undecided_); }

  const detail::ScaledBernstein& p_;
  const std::stop_token& stop_;
  bool narrow_ = true, proving_ = false, refuted_ = false, undecided_ = false;
  long unit64_ = 0, unit128_ = 0, unit_big_ = 0, pieces_ = 0;
  std::int64_t error_limit_ = 0;
  std::int64_t threshold64_ = 0, best64_ = 0;
  Int128 threshold128_ = 0, best128_ = 0;
  Integer threshold_big_ = 0, best_ = 0, upper_ = 0, tolerance_ = 0;
  std::uint64_t where_index_ = 0;
  int where_level_ = 0, where_width_ = 0;
};

detail::ScaledBernstein difference(std::span<const Rational> c, const Rational& y,
                                   const ClosedInterval& on, const std::stop_token& stop) {
  if (on.lo > on.hi)
    throw InputError("interval", canonical_text(on.lo) + ".." + canonical_text(on.hi),
                     "lo at most hi");
  std::vector<Rational> shifted_c(c.begin(), c.end());
  if (shifted_c.empty()) shifted_c.emplace_back(0);
  shifted_c[0] -= y;
  return detail::scaled_bernstein(shifted_c, on, stop);
}

ClosedInterval part(const ClosedInterval& on, const ClosedInterval& unit) {
  const Rational w = on.hi - on.lo;
  return {on.lo + w * unit.lo, on.lo + w * unit.hi};
}

/// A lower bound of the largest |p - y| from equidistant points, exact; 0 only where p = y.
Rational first_guess(std::span<const Rational> c, const Rational& y, const ClosedInterval& on,
                     const std::stop_token& stop) {
  Rational best = 0;
  const std::size_t fewest = 17, most = c.size() + 1;
  for (const std::size_t points : {fewest, std::max(fewest, most)}) {
    for (std::size_t i = 0; i <= points; ++i) {
      check_stop(stop, kWhere);
      const Rational z = on.lo + (on.hi - on.lo) * ratio(static_cast<long long>(i),
                                                         static_cast<long long>(points));
      const Rational size = abs(Rational(chebyshev_value(c, z) - y));
      if (size > best) best = size;
    }
    if (best > 0) break;
  }
  return best;
}

}  // namespace

SupEnclosure sup_distance(std::span<const Rational> c, const Rational& y, const ClosedInterval& on,
                          double tolerance, const std::stop_token& stop) {
  if (!(tolerance > 0 && tolerance <= 1))
    throw InputError("tolerance", std::to_string(tolerance), "a number in (0, 1]");
  const detail::ScaledBernstein p = difference(c, y, on, stop);
  SupEnclosure out{0, 0, on.lo, 0};
  Rational scale = first_guess(c, y, on, stop);
  if (scale == 0) return out;
  if (on.lo == on.hi) return {scale, scale, on.lo, 1};
  int slack = std::clamp(static_cast<int>(std::ceil(-std::log2(tolerance))), 4, 70);
  for (;;) {
    Search search(p, scale, slack, stop);
    search.enclose(tolerance);
    out.pieces += search.pieces();
    if (search.lower() > 16 * scale) {  // the guess was poor, and with it the choice of units
      scale = search.lower();
      continue;
    }
    out.lower = search.lower();
    out.upper = search.upper();
    out.where = part(on, search.where()).lo;
    if (!search.undecided() || slack >= 70) return out;
    slack = std::min(70, slack + 25);
  }
}

BoundProof prove_bound(std::span<const Rational> c, const Rational& y, const ClosedInterval& on,
                       const Rational& bound, const std::stop_token& stop) {
  BoundProof out;
  const detail::ScaledBernstein p = difference(c, y, on, stop);
  if (bound < 0) return {Proof::refuted, {on.lo, on.lo}, 0};
  const Rational guess = first_guess(c, y, on, stop);
  if (guess == 0) return {Proof::proved, on, 0};
  if (on.lo == on.hi) return {guess <= bound ? Proof::proved : Proof::refuted, on, 1};
  const Rational scale = bound > 0 ? bound : guess;
  for (const int slack : {20, 45, 72}) {
    Search search(p, scale, slack, stop);
    search.prove(bound);
    out.pieces += search.pieces();
    out.where = part(on, search.where());
    if (search.refuted()) {
      out.outcome = Proof::refuted;
      return out;
    }
    if (!search.undecided()) {
      out.outcome = Proof::proved;
      out.where = on;
      return out;
    }
  }
  return out;
}

}  // namespace proofgauge::numeric
