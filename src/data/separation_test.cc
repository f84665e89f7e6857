#include "data/separation.h"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <limits>

#include "claim/error.h"
#include "data/separation_exact.h"
#include "data/separation_test.h"
#include "numeric/interval.h"

namespace proofgauge::data {
namespace {

using numeric::Integer;
using numeric::Rational;

/// Exact rational cosine squared with its sign, by the obvious loop.
Rational signed_square(const Dataset& data, std::size_t i, std::size_t j) {
  Rational g = 0, a = 0, b = 0;
  for (std::size_t k = 0; k < data.p; ++k) {
    const Rational x(data.feature(i, k)), y(data.feature(j, k));
    g += x * y;
    a += x * x;
    b += y * y;
  }
  return g * abs(g) / (a * b);
}

struct Expected {
  PairDistance closest, closest_different;
  std::vector<std::size_t> neighbour;
  std::vector<Rational> nearest;  ///< signed squared cosine with the neighbour
};

/// All pairs in rational arithmetic; the first of equals.
Expected brute_force(const Dataset& data) {
  Expected e;
  Rational best = -2, best_different = -2;
  for (std::size_t i = 0; i < data.n; ++i) {
    Rational most = -2;
    std::size_t at = 0;
    for (std::size_t j = 0; j < data.n; ++j) {
      if (i == j) continue;
      const Rational c = signed_square(data, i, j);
      if (c > most) most = c, at = j;
      if (c > best && i < j) best = c, e.closest = {i, j, {}};
      if (!data.labels.empty() && data.labels[i] != data.labels[j] && c > best_different && i < j)
        best_different = c, e.closest_different = {i, j, {}};
    }
    e.neighbour.push_back(at);
    e.nearest.push_back(most);
  }
  return e;
}

/// |x_i - x_j| from the signed squared cosine, at 128 bits.
numeric::Interval distance_of(const Rational& s) {
  using numeric::Interval;
  const Interval c = s < 0 ? Interval(-sqrt(numeric::interval(Rational(-s))))
                           : Interval(sqrt(numeric::interval(s)));
  return sqrt(Interval(3) / Interval(2) * (Interval(1) - c));
}

void check_against_brute_force(const Dataset& data) {
  const Expected e = brute_force(data);
  for (const std::string& isa : test::available_isas())
    for (const int threads : {1, 2}) {
      const test::Isa chosen(isa);
      const Separation s = separation(data, {.threads = threads});
      BOOST_TEST_CONTEXT(isa << " " << threads << " threads, n " << data.n << " p " << data.p) {
        BOOST_TEST(s.closest.i == e.closest.i);
        BOOST_TEST(s.closest.j == e.closest.j);
        if (s.closest_different) {
          BOOST_TEST(s.closest_different->i == e.closest_different.i);
          BOOST_TEST(s.closest_different->j == e.closest_different.j);
        }
        for (std::size_t i = 0; i < data.n; ++i) {
          BOOST_REQUIRE_EQUAL(s.neighbour[i], e.neighbour[i]);
          if (e.nearest[i] == 1) {
            BOOST_REQUIRE_EQUAL(s.nearest[i].upper, 0);
            continue;
          }
          const claim::Range exact = numeric::to_range(distance_of(e.nearest[i]));
          BOOST_REQUIRE_LE(s.nearest[i].lower, exact.upper);
          BOOST_REQUIRE_GE(s.nearest[i].upper, exact.lower);
          BOOST_REQUIRE_LE(s.nearest[i].width(), 0x1p-48 * exact.upper);
        }
      }
    }
}

Dataset reals_of(std::size_t p, std::vector<double> values) {
  Dataset data;
  data.name = "planted";
  data.p = p;
  data.n = values.size() / p;
  data.reals = std::move(values);
  for (std::size_t i = 0; i < data.n; ++i) data.source_row.push_back(i);
  return data;
}

bool names_row(const InputError& e, const std::string& row) {
  return std::string(e.what()).find(row) != std::string::npos;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(nearest)

BOOST_AUTO_TEST_CASE(bytes_agree_with_rational_arithmetic) {
  check_against_brute_force(test::random_bytes(2, 5, 1, 255));
  check_against_brute_force(test::random_bytes(33, 64, 2, 255));
  check_against_brute_force(test::random_bytes(131, 7, 3, 255));
  // Few values and columns: ties and duplicates everywhere.
  check_against_brute_force(test::random_bytes(100, 3, 4, 2));
  check_against_brute_force(test::random_bytes(97, 4, 5, 1));
}

BOOST_AUTO_TEST_CASE(reals_agree_with_rational_arithmetic) {
  check_against_brute_force(test::random_reals(2, 3, 1));
  check_against_brute_force(test::random_reals(70, 5, 2));
  check_against_brute_force(test::random_reals(45, 300, 3));
  check_against_brute_force(test::as_reals(test::random_bytes(80, 3, 4, 2)));
  check_against_brute_force(reals_of(1, {1, -2}));              // opposite points
  check_against_brute_force(reals_of(2, {1, 0, 0, 1, -1, 0}));  // orthogonal and opposite
  check_against_brute_force(
      reals_of(2, {1e-200, 0, 1e200, 1e185, 3e-310, -2e-310, 1, 1e-300}));  // extreme sizes
}

BOOST_AUTO_TEST_CASE(one_label_leaves_no_pair_with_different_labels) {
  Dataset data = test::random_bytes(40, 6, 1, 255);
  std::fill(data.labels.begin(), data.labels.end(), 7);
  BOOST_TEST(!separation(data).closest_different.has_value());
  data.labels.clear();
  BOOST_TEST(!separation(data).closest_different.has_value());
  data.labels.assign(data.n, 7);
  data.labels[13] = 8;
  const Separation s = separation(data);
  BOOST_REQUIRE(s.closest_different.has_value());
  BOOST_TEST((s.closest_different->i == 13 || s.closest_different->j == 13));
}

/// Angles t, t + h with h of two pairs differing by 1e-9: cosines differ by 1e-13 or so, far below
/// single precision.
BOOST_AUTO_TEST_CASE(near_ties_below_single_precision_are_told_apart) {
  std::vector<double> values;
  const double h = 1e-4;
  for (int pair = 0; pair < 40; ++pair)
    for (const double angle :
         {0.1 * pair, 0.1 * pair + h * (1 + (pair == 23 ? -1e-9 : pair * 1e-10))})
      values.insert(values.end(), {std::cos(angle), std::sin(angle), 0.5 * std::cos(angle)});
  const Dataset data = reals_of(3, values);
  check_against_brute_force(data);
  // The planted data do what they are for: in single precision several pairs share the largest
  // cosine.
  float most = 0;
  int equal = 0;
  for (std::size_t i = 0; i < data.n; i += 2) {
    const float c = static_cast<float>(test::cosine(data, i, i + 1));
    equal = c > most ? 1 : equal + (c == most ? 1 : 0);
    most = std::max(most, c);
  }
  BOOST_TEST(equal > 1);
}

BOOST_AUTO_TEST_CASE(long_double_differences_agree) {
  const Dataset data = test::random_reals(120, 50, 9);
  const Separation s = separation(data, {.threads = 2});
  const long double tolerance = 60 * 0x1p-62L;
  for (std::size_t i = 0; i < data.n; ++i) {
    long double least = 2;
    for (std::size_t j = 0; j < data.n; ++j)
      if (i != j) least = std::min(least, test::distance(data, i, j));
    BOOST_REQUIRE_GE(least, static_cast<long double>(s.nearest[i].lower) * (1 - tolerance));
    BOOST_REQUIRE_LE(least, static_cast<long double>(s.nearest[i].upper) * (1 + tolerance));
  }
}

BOOST_AUTO_TEST_CASE(the_same_rows_as_bytes_and_as_reals_agree) {
  for (const unsigned most : {255U, 1U}) {
    const Dataset bytes = test::random_bytes(150, 20, 8, most);
    const Separation a = separation(bytes), b = separation(test::as_reals(bytes));
    BOOST_TEST(a.closest.i == b.closest.i);
    BOOST_TEST(a.closest.j == b.closest.j);
    BOOST_TEST(a.neighbour == b.neighbour);
    BOOST_TEST(a.duplicates == b.duplicates);
    BOOST_TEST(a.method != b.method);
    for (std::size_t i = 0; i < a.n; ++i) {
      BOOST_REQUIRE_LE(a.nearest[i].lower, b.nearest[i].upper);
      BOOST_REQUIRE_LE(b.nearest[i].lower, a.nearest[i].upper);
    }
  }
}

BOOST_AUTO_TEST_CASE(wide_bytes_take_the_float_screen_and_stay_exact) {
  Dataset data = test::random_bytes(6, 40000, 6, 255);
  std::copy_n(data.bytes.begin(), data.p,
              data.bytes.begin() + static_cast<std::ptrdiff_t>(4 * data.p));
  data.bytes[4 * data.p + 77] ^= 1;  // one grey level in one of 40000 columns
  const Separation s = separation(data);
  BOOST_TEST(s.closest.i == 0);
  BOOST_TEST(s.closest.j == 4);
  BOOST_TEST(s.closest.distance.lower > 0);
  const long double d = test::distance(data, 0, 4);
  BOOST_TEST(std::abs(d / static_cast<long double>(s.closest.distance.upper) - 1) <
             40000 * 0x1p-62L * 1e4L);
}

BOOST_AUTO_TEST_CASE(duplicates_are_grouped_by_direction) {
  Dataset data = test::random_bytes(90, 10, 2, 120);
  const auto copy = [&](std::size_t to, std::size_t from, unsigned factor) {
    for (std::size_t k = 0; k < data.p; ++k)
      data.bytes[to * data.p + k] =
          static_cast<std::uint8_t>(factor * data.bytes[from * data.p + k]);
  };
  copy(5, 50, 1);
  copy(80, 50, 2);  // a multiple is the same point of X
  copy(7, 6, 2);
  const std::vector<std::vector<std::size_t>> expected{{5, 50, 80}, {6, 7}};
  for (const Separation& s : {separation(data), separation(test::as_reals(data))}) {
    BOOST_TEST((s.duplicates == expected));
    BOOST_TEST(s.duplicate_rows() == 3);
    BOOST_TEST(s.closest.i == 5);
    BOOST_TEST(s.closest.j == 50);
    BOOST_TEST(s.closest.distance.upper == 0);
    BOOST_TEST(s.fraction_farther(0).upper == 85.0 / 90);
  }
  data.bytes[7 * data.p] ^= 1;  // no longer parallel
  BOOST_TEST(separation(data).duplicates.size() == 1);
}

BOOST_AUTO_TEST_CASE(the_fraction_farther_falls_from_one_to_zero) {
  const Separation s = separation(test::random_reals(200, 6, 4));
  const std::vector<double> d = s.sorted_nearest();
  BOOST_TEST(std::is_sorted(d.begin(), d.end()));
  BOOST_TEST(s.fraction_farther(0).lower == 1);
  BOOST_TEST(s.fraction_farther(2).upper == 0);
  const double middle = (d[99] + d[100]) / 2;
  BOOST_TEST(s.fraction_farther(middle).lower == 0.5);
  BOOST_TEST(s.fraction_farther(s.nearest[0].lower).width() >=
             1.0 / 200);  // t inside an enclosure: both answers
}

BOOST_AUTO_TEST_CASE(bad_data_are_refused_by_name) {
  Dataset data = test::random_bytes(50, 4, 1, 255);
  std::fill_n(data.bytes.begin() + 4 * 17, 4, std::uint8_t{0});
  data.source_row[17] = 4711;
  BOOST_CHECK_EXCEPTION((void)separation(data), InputError,
                        [](const InputError& e) { return names_row(e, "4711"); });
  Dataset one = test::random_bytes(1, 4, 1, 255);
  BOOST_CHECK_EXCEPTION((void)separation(one), InputError,
                        [](const InputError& e) { return names_row(e, "1 row"); });
}

BOOST_AUTO_TEST_CASE(a_stop_request_ends_it_and_progress_reaches_one) {
  const Dataset data = test::random_bytes(300, 8, 1, 255);
  std::stop_source source;
  double last = 0;
  bool rising = true;
  const auto progress = [&](double x) { rising = rising && x >= last, last = x; };
  (void)separation(data, {.threads = 2, .progress = progress});
  BOOST_TEST(rising);
  BOOST_TEST(last == 1);
  source.request_stop();
  BOOST_CHECK_THROW((void)separation(data, {.threads = 2, .stop = source.get_token()}), LimitError);
}

BOOST_AUTO_TEST_SUITE_END()
BOOST_AUTO_TEST_SUITE(judge)

BOOST_AUTO_TEST_CASE(comparison_with_a_rational_distance_is_exact) {
  // Rows 0 and 1 have cosine 1/3, so they are exactly 1 apart.
  Dataset data = reals_of(5, {1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 1, 1, 1, 0, 0x1p-40});
  Dataset bytes = data;
  bytes.n = 2;
  bytes.bytes = {1, 1, 1, 0, 0, 1, 0, 0, 1, 1};
  bytes.reals.clear();
  for (const Dataset* set : {&data, &bytes}) {
    const auto judge = make_pair_judge(*set);
    const Pair pair = judge->pair(0, 1);
    BOOST_TEST(judge->compare(pair, Rational(1)) == 0);
    const Rational little = Rational(1) / pow(Integer(2), 200U);
    BOOST_TEST(judge->compare(pair, Rational(1 + little)) == -1);
    BOOST_TEST(judge->compare(pair, Rational(1 - little)) == 1);
    BOOST_TEST(judge->compare(pair, Rational(2)) == -1);
    BOOST_TEST(judge->distance(pair).contains(1));
  }
  const auto judge = make_pair_judge(data);
  BOOST_TEST(judge->compare(judge->pair(0, 2), Rational(0)) == 1);
  // The angle's tangent is 2^-40 / sqrt 3, so the distance is sqrt 3 sin(angle / 2) = 2^-41 (1 -
  // O(2^-80)).
  const claim::Range d = judge->distance(judge->pair(0, 2));
  BOOST_TEST(d.lower <= 0x1p-41);
  BOOST_TEST(d.upper >= 0x1p-41 * (1 - 0x1p-52));
  BOOST_TEST(d.width() < 0x1p-48 * d.lower);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace proofgauge::data
