#include "numeric/polynomial_proof.h"

#include <boost/test/unit_test.hpp>

#include "claim/error.h"
#include "numeric/bernstein.h"
#include "numeric/test_effort.h"
#include "numeric/test_stop.h"

using namespace proofgauge;
using namespace proofgauge::numeric;

namespace {

std::vector<Rational> series(int degree, int seed) {
  std::vector<Rational> c;
  for (int k = 0; k <= degree; ++k)
    c.push_back(ratio((k * 7919 + seed * 104729) % 2001 - 1000, 1000 + seed));
  return c;
}

std::vector<Rational> chebyshev_t(int n) {
  std::vector<Rational> c(static_cast<std::size_t>(n) + 1);
  c.back() = 1;
  return c;
}

/// Samples and a Lipschitz constant: |p'| <= sum k^2 |c_k| on [-1, 1].
struct Bracket {
  Rational lower, upper;
};
Bracket slow_sup(const std::vector<Rational>& c, const Rational& y, const ClosedInterval& on,
                 int samples) {
  Rational lipschitz = 0, most = 0;
  for (std::size_t k = 0; k < c.size(); ++k)
    lipschitz += ratio(static_cast<long long>(k * k), 1) * abs(c[k]);
  const Rational step = (on.hi - on.lo) / samples;
  for (int i = 0; i <= samples; ++i)
    most = std::max(most, Rational(abs(Rational(chebyshev_value(c, on.lo + step * i) - y))));
  return {most, most + lipschitz * step / 2};
}

/// One exact halving of Bernstein coefficients.
std::pair<std::vector<Rational>, std::vector<Rational>> exact_halves(std::vector<Rational> b) {
  std::vector<Rational> left{b[0]};
  for (std::size_t r = b.size() - 1; r > 0; --r) {
    for (std::size_t i = 0; i < r; ++i) b[i] = (b[i] + b[i + 1]) / 2;
    left.push_back(b[0]);
  }
  return {left, b};
}

Rational as_rational(const Integer& x) { return Rational(x); }
Rational as_rational(std::int64_t x) { return Rational(x); }
Rational as_rational(detail::Int128 x) {
  return Rational(static_cast<std::int64_t>(x >> 64)) * Rational(Integer(1) << 64) +
         Rational(static_cast<std::uint64_t>(x));
}

template <class Word>
void halves_stay_within_the_counted_error(int bits) {
  for (int n : {1, 2, 7, 20, 61}) {
    detail::Piece<Word> piece;
    std::vector<Rational> b;
    for (int i = 0; i <= n; ++i) {
      Word x = Word((i * 7919 + n) % 1013 - 506);
      for (int k = 10; k + 1 < bits; ++k) x = Word(x * 2 + Word((i * k) % 2));
      piece.b.push_back(x);
      b.push_back(as_rational(x));
    }
    for (int depth = 0; depth < 5; ++depth) {
      auto [left, right] = exact_halves(b);
      detail::Piece<Word> other = detail::split(piece);
      BOOST_CHECK_EQUAL(piece.level, depth + 1);
      BOOST_CHECK_EQUAL(other.index + 1, piece.index);
      for (std::size_t i = 0; i < b.size(); ++i) {
        BOOST_CHECK_LE(abs(Rational(as_rational(piece.b[i]) - right[i])), piece.error);
        BOOST_CHECK_LE(abs(Rational(as_rational(other.b[i]) - left[i])), other.error);
      }
      if (depth % 2 == 0) {
        piece = other;
        b = left;
      } else {
        b = right;
      }
    }
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(polynomial_proof)

BOOST_AUTO_TEST_CASE(halving_in_every_word_size_counts_its_rounding) {
  halves_stay_within_the_counted_error<std::int64_t>(61);
  halves_stay_within_the_counted_error<detail::Int128>(125);
  halves_stay_within_the_counted_error<Integer>(200);
}

BOOST_AUTO_TEST_CASE(bernstein_form_is_exact) {
  const ClosedInterval on{ratio(-2, 7), ratio(3, 5)};
  for (int n : {0, 1, 2, 9}) {
    const auto c = series(n, 3);
    const auto p = detail::scaled_bernstein(c, on);
    for (const Rational& t : {ratio(0, 1), ratio(1, 3), ratio(1, 1), ratio(9, 7)}) {
      Rational sum = 0;
      for (int i = 0; i <= n; ++i) {
        Rational term(p.numerator[static_cast<std::size_t>(i)], p.denominator);
        for (int k = 0; k < i; ++k) term *= t;
        for (int k = i; k < n; ++k) term *= 1 - t;
        sum += term;
      }
      BOOST_CHECK_EQUAL(sum, chebyshev_value(c, on.lo + (on.hi - on.lo) * t));
    }
  }
}

BOOST_AUTO_TEST_CASE(sup_agrees_with_sampling_and_a_lipschitz_constant) {
  for (int seed = 1; seed <= 4 * test_effort(); ++seed)
    for (int n : {0, 1, 2, 5, 13}) {
      const auto c = series(n, seed);
      const Rational y = ratio(seed, 3);
      const ClosedInterval on{ratio(-1, 1 + seed % 3), ratio(7 + seed % 2, 9)};
      const SupEnclosure s = sup_distance(c, y, on, 1e-6);
      const Bracket slow = slow_sup(c, y, on, 600);
      BOOST_CHECK_LE(s.lower, slow.upper);
      BOOST_CHECK_GE(s.upper, slow.lower);
      BOOST_CHECK_LE(s.upper, s.lower * (1 + ratio(1, 1'000'000)));
      BOOST_CHECK(on.lo <= s.where && s.where <= on.hi);
      BOOST_CHECK_GE(abs(Rational(chebyshev_value(c, s.where) - y)), s.lower);
    }
}

BOOST_AUTO_TEST_CASE(chebyshev_polynomials_reach_one) {
  for (int n : {1, 2, 7, 20, 64}) {
    const SupEnclosure s = sup_distance(chebyshev_t(n), 0, {-1, 1}, 1e-12);
    BOOST_CHECK(s.lower <= 1 && 1 <= s.upper);
    BOOST_CHECK_LE(s.upper, s.lower * (1 + parse_rational("1e-12", "t")));
  }
  // Inside [-1/2, 1/2] the largest of T_7 is at cos(3 pi / 7), outside it is larger.
  const SupEnclosure all = sup_distance(chebyshev_t(7), 0, {ratio(-11, 10), 1});
  BOOST_CHECK_GE(all.upper, abs(chebyshev_value(chebyshev_t(7), ratio(-11, 10))));
  BOOST_CHECK_EQUAL(all.where, ratio(-11, 10));
}

BOOST_AUTO_TEST_CASE(bounds_a_hair_above_are_proved_and_a_hair_below_refuted_with_a_witness) {
  const Rational hair(Integer(1), Integer(1) << 60);
  for (int n : {1, 2, 3, 8, 20, 45}) {
    const auto t = chebyshev_t(n);
    for (const ClosedInterval& on :
         {ClosedInterval{-1, 1}, ClosedInterval{ratio(-1, 1), ratio(1, 3)}}) {
      BOOST_CHECK(prove_bound(t, 0, on, 1 + hair).outcome == Proof::proved);
      for (const Rational& bound : {Rational(1 - hair), ratio(9, 10)}) {
        const BoundProof p = prove_bound(t, 0, on, bound);
        BOOST_REQUIRE(p.outcome == Proof::refuted);
        BOOST_CHECK_EQUAL(p.where.lo, p.where.hi);
        BOOST_CHECK(on.lo <= p.where.lo && p.where.lo <= on.hi);
        BOOST_CHECK_GT(abs(chebyshev_value(t, p.where.lo)), bound);
      }
      // A bound that is met exactly is never refuted.
      BOOST_CHECK(prove_bound(t, 0, on, 1).outcome != Proof::refuted);
    }
  }
}

BOOST_AUTO_TEST_CASE(the_ends_belong_to_the_interval) {
  const std::vector<Rational> z{0, 1};
  const Rational hair(Integer(1), Integer(1) << 50);
  const BoundProof high = prove_bound(z, 0, {ratio(-1, 4), ratio(3, 4)}, ratio(3, 4) - hair);
  BOOST_CHECK(high.outcome == Proof::refuted);
  BOOST_CHECK_EQUAL(high.where.lo, ratio(3, 4));
  const BoundProof low = prove_bound(z, 1, {ratio(-1, 4), ratio(3, 4)}, ratio(5, 4) - hair);
  BOOST_CHECK(low.outcome == Proof::refuted);
  BOOST_CHECK_EQUAL(low.where.lo, ratio(-1, 4));
  BOOST_CHECK(prove_bound(z, 1, {ratio(-1, 4), ratio(3, 4)}, ratio(5, 4) + hair).outcome ==
              Proof::proved);
}

BOOST_AUTO_TEST_CASE(degenerate_input_is_answered_or_named) {
  const auto c = series(4, 1);
  const Rational at = chebyshev_value(c, ratio(1, 3));
  const SupEnclosure one = sup_distance(c, 0, {ratio(1, 3), ratio(1, 3)});
  BOOST_CHECK_EQUAL(one.lower, abs(at));
  BOOST_CHECK_EQUAL(one.upper, abs(at));
  const SupEnclosure none =
      sup_distance(std::vector<Rational>{ratio(2, 3), 0, 0}, ratio(2, 3), {-1, 1});
  BOOST_CHECK_EQUAL(none.upper, 0);
  BOOST_CHECK(prove_bound(c, 0, {-1, 1}, -1).outcome == Proof::refuted);
  BOOST_CHECK_THROW((void)sup_distance(c, 0, {1, -1}), InputError);
  BOOST_CHECK_THROW((void)sup_distance(c, 0, {-1, 1}, 0), InputError);
  BOOST_CHECK_THROW((void)prove_bound(c, 0, {1, -1}, 1), InputError);
  const SupEnclosure tiny =
      sup_distance(std::vector<Rational>{ratio(1, 1'000'000'007)}, 0, {-1, 1});
  BOOST_CHECK_EQUAL(tiny.lower <= ratio(1, 1'000'000'007), true);
  BOOST_CHECK_EQUAL(tiny.upper >= ratio(1, 1'000'000'007), true);
}

BOOST_AUTO_TEST_CASE(zeros_at_every_first_sample_do_not_mislead) {
  // prod over the 18 first samples i/17 of (z - i/17), on [0, 1]: the guess from them is 0.
  std::vector<Rational> c{1};
  for (int i = 0; i <= 17; ++i) {
    std::vector<Rational> next(c.size() + 1);
    for (std::size_t k = 0; k < c.size(); ++k) {
      next[k] -= c[k] * ratio(i, 17);
      next[k + 1] += c[k] / 2;
      next[k == 0 ? 1 : k - 1] += c[k] / 2;
    }
    c = next;
  }
  const SupEnclosure s = sup_distance(c, 0, {0, 1}, 1e-3);
  BOOST_CHECK_GT(s.lower, 0);
  BOOST_CHECK_LE(s.upper, s.lower * ratio(1001, 1000));
  BOOST_CHECK_GE(s.upper, abs(chebyshev_value(c, ratio(1, 34))));
  BOOST_CHECK(prove_bound(c, 0, {0, 1}, 0).outcome == Proof::refuted);
}

BOOST_AUTO_TEST_CASE(a_proof_that_was_cut_is_no_proof) {
  const std::vector<Rational> c = series(40, 3);
  const Rational most = sup_distance(c, 0, {-1, 1}, 1e-3).upper;
  BOOST_CHECK(prove_bound(c, 0, {-1, 1}, most).outcome == Proof::proved);
  BOOST_CHECK_THROW((void)prove_bound(c, 0, {-1, 1}, most, stopped()), LimitError);
  BOOST_CHECK_THROW((void)sup_distance(c, 0, {-1, 1}, 1e-3, stopped()), LimitError);
  BOOST_CHECK_THROW((void)detail::scaled_bernstein(c, {-1, 1}, stopped()), LimitError);
}

BOOST_AUTO_TEST_CASE(a_stop_ends_a_long_proof) {
  // T_1500, its largest value to within 2^-60 of itself: it takes far longer than the stop waits.
  const std::vector<Rational> c = chebyshev_t(1500);
  const StopAfter stop(std::chrono::milliseconds(200));
  const double took = seconds_of([&] {
    BOOST_CHECK_THROW((void)sup_distance(c, 0, {ratio(-1, 3), ratio(2, 3)}, 0x1p-60, stop.token()),
                      LimitError);
  });
  BOOST_CHECK_LT(took, 10);
}

BOOST_AUTO_TEST_SUITE_END()
