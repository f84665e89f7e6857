// Bernstein form with integer coefficients, for polynomial_proof.cc.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <vector>

#include "numeric/chebyshev.h"

namespace proofgauge::numeric::detail {

__extension__ typedef __int128 Int128;

/// p(lo + (hi - lo) t) = sum_i (numerator[i] / (C(n, i) denominator)) C(n, i) (1-t)^(n-i) t^i,
/// exactly.
struct ScaledBernstein {
  std::vector<Integer> numerator;
  Integer denominator;
};
/// LimitError once `stop` is asked for.
[[nodiscard]] ScaledBernstein scaled_bernstein(std::span<const Rational> chebyshev,
                                               const ClosedInterval& on,
                                               const std::stop_token& stop = {});

/// floor(2^unit x) of each Bernstein coefficient x, unit possibly negative.
[[nodiscard]] std::vector<Integer> bernstein_floor(const ScaledBernstein&, long unit);

/// One piece [index, index + 1] / 2^level of the interval: the coefficients in units of the search
/// that owns it, each within `error` units of the truth.
template <class Word>
struct Piece {
  std::vector<Word> b;
  std::int64_t error = 0;
  std::uint64_t index = 0;
  int level = 0;
};

/// The two halves by de Casteljau, every mean rounded down. A coefficient of either half went
/// through at most n of them, so that the error grows by at most n/2 + 1/2 units. Needs |b| < 2^62
/// (64 bits) or 2^126 (128 bits). The right half replaces `piece`, the left half is returned.
[[nodiscard]] Piece<std::int64_t> split(Piece<std::int64_t>& piece);
[[nodiscard]] Piece<Int128> split(Piece<Int128>& piece);
[[nodiscard]] Piece<Integer> split(Piece<Integer>& piece);

/// max |b[i]|
[[nodiscard]] std::int64_t largest(const Piece<std::int64_t>& piece);
[[nodiscard]] Int128 largest(const Piece<Int128>& piece);
[[nodiscard]] Integer largest(const Piece<Integer>& piece);

}  // namespace proofgauge::numeric::detail
