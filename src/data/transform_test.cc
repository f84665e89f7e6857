#include "data/transform.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "data/selection.h"
#include "data/test_files.h"
#include "stats/stream.h"

namespace data = proofgauge::data;
namespace stats = proofgauge::stats;
using data::testing::check_refused;

namespace {

constexpr double kEps = std::numeric_limits<double>::epsilon();

data::Dataset reals(std::size_t n, std::size_t p, std::vector<double> values) {
  data::Dataset set;
  set.name = "rows";
  set.n = n;
  set.p = p;
  set.reals = std::move(values);
  set.source_row.resize(n);
  std::iota(set.source_row.begin(), set.source_row.end(), std::size_t{100});
  return set;
}

data::Dataset random_reals(std::size_t n, std::size_t p, std::uint64_t seed) {
  stats::Sequence random(stats::Stream(seed, "transform_test", "rows", stats::Purpose::test));
  std::vector<double> values(n * p);
  for (std::size_t k = 0; k < values.size(); ++k)
    values[k] =
        5 + random.normal() * static_cast<double>(k % p + 1);  // variances apart from each other
  return reals(n, p, values);
}

data::Dataset random_bytes(std::size_t n, std::size_t p, std::uint64_t seed) {
  data::Dataset set = reals(n, p, {});
  stats::Sequence random(stats::Stream(seed, "transform_test", "bytes", stats::Purpose::test));
  for (std::size_t k = 0; k < n * p; ++k)
    set.bytes.push_back(static_cast<std::uint8_t>(random.below(20 * (k % p) + 10)));
  return set;
}

data::Dataset as_reals(const data::Dataset& set) {
  return reals(set.n, set.p, std::vector<double>(set.bytes.begin(), set.bytes.end()));
}

/// Covariance sum (v - mean)(v - mean)^T in long double, the obvious way.
std::vector<long double> covariance(const data::Dataset& set) {
  std::vector<long double> mean(set.p, 0), c(set.p * set.p, 0);
  for (std::size_t i = 0; i < set.n; ++i)
    for (std::size_t j = 0; j < set.p; ++j)
      mean[j] += static_cast<long double>(set.feature(i, j)) / static_cast<long double>(set.n);
  for (std::size_t i = 0; i < set.n; ++i)
    for (std::size_t a = 0; a < set.p; ++a)
      for (std::size_t b = 0; b < set.p; ++b)
        c[a * set.p + b] += (set.feature(i, a) - mean[a]) * (set.feature(i, b) - mean[b]);
  return c;
}

/// Eigenvalues of a symmetric matrix by Jacobi rotations in long double, descending: slow and
/// simple.
std::vector<long double> jacobi_eigenvalues(std::vector<long double> c, std::size_t p) {
  for (int round = 0; round < 60; ++round)
    for (std::size_t a = 0; a < p; ++a)
      for (std::size_t b = a + 1; b < p; ++b) {
        if (c[a * p + b] == 0) continue;
        const long double angle = 0.5L * std::atan2(2 * c[a * p + b], c[b * p + b] - c[a * p + a]);
        const long double cosine = std::cos(angle), sine = std::sin(angle);
        for (std::size_t t = 0; t < p; ++t) {
          const long double x = c[a * p + t], y = c[b * p + t];
          c[a * p + t] = cosine * x - sine * y;
          c[b * p + t] = sine * x + cosine * y;
        }
        for (std::size_t t = 0; t < p; ++t) {
          const long double x = c[t * p + a], y = c[t * p + b];
          c[t * p + a] = cosine * x - sine * y;
          c[t * p + b] = sine * x + cosine * y;
        }
      }
  std::vector<long double> values;
  for (std::size_t a = 0; a < p; ++a) values.push_back(c[a * p + a]);
  std::sort(values.rbegin(), values.rend());
  return values;
}

/// Axes are orthonormal eigenvectors with the eigenvalues of the oracle, in order, with the fixed
/// sign.
void check_axes(const data::Dataset& set, std::size_t k) {
  const std::size_t p = set.p;
  const std::vector<double> axes = data::detail::principal_axes(set, k);
  const std::vector<long double> c = covariance(set), values = jacobi_eigenvalues(c, p);
  // Backward error of a symmetric eigensolver: about p eps |C|; 20 covers its constant.
  const long double tolerance = 20 * static_cast<long double>(p) * kEps;
  for (std::size_t a = 0; a < k; ++a) {
    const double* u = axes.data() + a * p;
    for (std::size_t b = 0; b < k; ++b) {
      long double product = 0;
      for (std::size_t t = 0; t < p; ++t)
        product += static_cast<long double>(u[t]) * axes[b * p + t];
      BOOST_CHECK_SMALL(product - (a == b ? 1.0L : 0.0L), tolerance);
    }
    for (std::size_t s = 0; s < p; ++s) {
      long double image = 0;
      for (std::size_t t = 0; t < p; ++t) image += c[s * p + t] * u[t];
      BOOST_CHECK_SMALL((image - values[a] * u[s]) / values[0], tolerance);
    }
    const double* largest =
        std::max_element(u, u + p, [](double x, double y) { return std::abs(x) < std::abs(y); });
    BOOST_CHECK_GT(*largest, 0);
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(transform)

BOOST_AUTO_TEST_CASE(mean_of_bytes_is_correctly_rounded) {
  const data::Dataset set = random_bytes(77, 6, 1);
  const std::vector<double> mean = data::mean_row(set);
  for (std::size_t j = 0; j < set.p; ++j) {
    long sum = 0;
    for (std::size_t i = 0; i < set.n; ++i) sum += set.bytes[i * set.p + j];
    BOOST_CHECK_EQUAL(mean[j], static_cast<double>(sum) / 77);
  }
}

BOOST_AUTO_TEST_CASE(mean_of_reals_survives_cancellation_and_large_numbers) {
  BOOST_CHECK_EQUAL(data::mean_row(reals(4, 1, {1e16, 1, -1e16, 3}))[0], 1);
  BOOST_CHECK_EQUAL(data::mean_row(reals(2, 1, {1.5e308, 1.5e308}))[0], 1.5e308);
  BOOST_CHECK_EQUAL(data::mean_row(reals(2, 1, {5e-324, 1.5e-323}))[0], 1e-323);
}

BOOST_AUTO_TEST_CASE(centred_columns_sum_to_zero) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    data::Dataset set = random_bytes(50, 7, seed);
    data::center(set);
    BOOST_CHECK(set.bytes.empty());
    for (std::size_t j = 0; j < set.p; ++j) {
      long double sum = 0;
      for (std::size_t i = 0; i < set.n; ++i) sum += set.reals[i * set.p + j];
      BOOST_CHECK_SMALL(static_cast<double>(sum),
                        50 * 255 * kEps);  // one rounding of the mean and one per entry
    }
  }
}

BOOST_AUTO_TEST_CASE(axes_match_a_slow_eigensolver) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    check_axes(random_reals(40, 6, seed), 6);
    check_axes(random_bytes(700, 6, seed), 4);  // three blocks of the exact sum
  }
}

BOOST_AUTO_TEST_CASE(axes_of_a_case_done_by_hand) {
  // Points +-(3, 4) and +-(4, -3)/5 about (10, 10): axes (3, 4)/5 and (4, -3)/5.
  data::Dataset set = reals(4, 2, {13, 14, 7, 6, 10.8, 9.4, 9.2, 10.6});
  const std::vector<double> axes = data::detail::principal_axes(set, 2);
  const std::vector<double> expected{0.6, 0.8, 0.8, -0.6};
  for (std::size_t k = 0; k < 4; ++k) BOOST_CHECK_SMALL(axes[k] - expected[k], 40 * kEps);
  data::project(set, 1);
  const std::vector<double> images{5, -5, 0, 0};
  for (std::size_t i = 0; i < 4; ++i) BOOST_CHECK_SMALL(set.reals[i] - images[i], 40 * 5 * kEps);
  check_refused([&] { data::check_nonzero_rows(set); }, {"rows row 102", "zero vector"});
}

BOOST_AUTO_TEST_CASE(projection_keeps_the_leading_variance) {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    data::Dataset set = random_reals(60, 8, seed);
    const std::vector<long double> values = jacobi_eigenvalues(covariance(set), 8);
    data::project(set, 3);
    BOOST_CHECK_EQUAL(set.p, 3);
    const std::vector<long double> kept = covariance(set);
    for (std::size_t a = 0; a < 3; ++a)
      for (std::size_t b = 0; b < 3; ++b)  // diagonal: the eigenvalues; uncorrelated otherwise
        BOOST_CHECK_SMALL((kept[a * 3 + b] - (a == b ? values[a] : 0)) / values[0],
                          8 * 60 * 20 * static_cast<long double>(kEps));
  }
}

BOOST_AUTO_TEST_CASE(all_axes_keep_all_distances) {
  const data::Dataset before = random_bytes(30, 5, 3);
  data::Dataset after = before;
  data::project(after, 5);
  for (std::size_t i = 1; i < before.n; ++i) {
    long double a = 0, b = 0;
    for (std::size_t j = 0; j < 5; ++j) {
      a += std::pow(static_cast<long double>(before.feature(i, j)) - before.feature(0, j), 2);
      b += std::pow(static_cast<long double>(after.feature(i, j)) - after.feature(0, j), 2);
    }
    BOOST_CHECK_SMALL((a - b) / a, 20 * 5 * 5 * static_cast<long double>(kEps) *
                                       100);  // |v|/distance is below 100 here
  }
}

BOOST_AUTO_TEST_CASE(bytes_and_the_same_numbers_as_reals_agree) {
  data::Dataset bytes = random_bytes(300, 5, 4), numbers = as_reals(bytes);
  data::project(bytes, 2);
  data::project(numbers, 2);
  for (std::size_t k = 0; k < bytes.reals.size(); ++k)
    BOOST_CHECK_SMALL(bytes.reals[k] - numbers.reals[k], 300 * 5 * 20 * 255 * kEps);
}

BOOST_AUTO_TEST_CASE(equal_rows_stay_equal) {
  data::Dataset set = random_reals(41, 7, 5);
  for (const std::size_t copy : {3, 17, 40})
    std::copy_n(set.reals.begin(), 7, set.reals.begin() + static_cast<std::ptrdiff_t>(7 * copy));
  data::project(set, 3);
  for (const std::size_t copy : {3, 17, 40})
    BOOST_CHECK(std::equal(set.reals.begin(), set.reals.begin() + 3,
                           set.reals.begin() + static_cast<std::ptrdiff_t>(3 * copy)));
}

BOOST_AUTO_TEST_CASE(scaling_the_data_scales_the_projection) {
  data::Dataset set = random_reals(20, 4, 1), huge = set;
  for (double& v : huge.reals) v = std::ldexp(v, 900);
  data::project(set, 2);
  data::project(huge, 2);
  for (std::size_t k = 0; k < set.reals.size(); ++k)
    BOOST_CHECK_EQUAL(huge.reals[k], std::ldexp(set.reals[k], 900));
}

BOOST_AUTO_TEST_CASE(unfit_numbers_of_axes_are_refused) {
  data::Dataset few = random_reals(4, 9, 1), narrow = random_reals(9, 4, 1);
  check_refused([&] { data::project(few, 4); }, {"--pca", "got 4", "1 to 3", "rows - 1 = 3"});
  check_refused([&] { data::project(narrow, 5); }, {"--pca", "got 5", "1 to 4", "features = 4"});
  check_refused([&] { data::project(narrow, 0); }, {"--pca", "got 0"});
}

BOOST_AUTO_TEST_CASE(differences_out_of_range_name_their_row) {
  data::Dataset set = reals(3, 1, {-1.7e308, 1.7e308, 1.7e308});
  check_refused([&] { data::center(set); }, {"row 100", "range"});
}

BOOST_AUTO_TEST_CASE(zero_rows_are_named_by_their_source_row) {
  data::Dataset bytes = reals(3, 2, {});
  bytes.bytes = {0, 1, 0, 0, 2, 0};
  check_refused([&] { data::check_nonzero_rows(bytes); }, {"rows row 101", "a zero vector"});
  bytes.bytes[2] = 1;
  BOOST_CHECK_NO_THROW(data::check_nonzero_rows(bytes));
  BOOST_CHECK_NO_THROW(data::check_nonzero_rows(
      reals(2, 2, {1, 0, 0, 5e-324})));  // as read: only an exact zero is zero
  check_refused([&] { data::check_nonzero_rows(reals(2, 2, {1, 0, 0, -0.0})); }, {"rows row 101"});
}

BOOST_AUTO_TEST_CASE(a_row_at_the_mean_is_zero_after_centring_in_spite_of_rounding) {
  // Exact byte case: mean (1, 2).
  data::Dataset bytes = reals(3, 2, {});
  bytes.bytes = {0, 1, 1, 2, 2, 3};
  data::center(bytes);
  check_refused([&] { data::check_nonzero_rows(bytes); }, {"row 101"});
  // Reals: row 2 is the mean of the others as rounded, so the difference is a rounding error, often
  // not 0.
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    data::Dataset set = random_reals(3, 5, seed);
    for (std::size_t j = 0; j < 5; ++j) set.reals[10 + j] = (set.reals[j] + set.reals[5 + j]) / 2;
    data::center(set);
    check_refused([&] { data::check_nonzero_rows(set); }, {"row 102", "zero vector"});
  }
  // But a row that is truly off the mean by a little passes.
  data::Dataset near = random_reals(3, 5, 1);
  for (std::size_t j = 0; j < 5; ++j)
    near.reals[10 + j] = (near.reals[j] + near.reals[5 + j]) / 2 * (1 + 1e-12);
  data::center(near);
  BOOST_CHECK_NO_THROW(data::check_nonzero_rows(near));
}

BOOST_AUTO_TEST_CASE(norm_has_the_accuracy_it_claims_at_any_scale) {
  stats::Sequence random(stats::Stream(1, "transform_test", "norm", stats::Purpose::test));
  for (const int scale : {-1000, -500, 0, 500, 1000}) {
    std::vector<double> v(1000);
    long double sum = 0;
    for (double& t : v) {
      t = random.normal();
      sum += static_cast<long double>(t) * t;
      t = std::ldexp(t, scale);
    }
    const long double expected = std::ldexp(std::sqrt(sum), scale);
    BOOST_CHECK_SMALL((data::norm(v.data(), v.size()) - expected) / expected,
                      3 * static_cast<long double>(kEps));
  }
  BOOST_CHECK_EQUAL(data::norm(std::vector<double>(4, 0.0).data(), 4), 0);
}

BOOST_AUTO_TEST_CASE(selection_keeps_order_labels_and_source_rows) {
  data::Dataset set = random_bytes(30, 3, 1);
  const data::Dataset all = set;
  for (int i = 0; i < 30; ++i) set.labels.push_back(i % 4 * 10);
  data::keep_classes(set, {30, 10});
  BOOST_CHECK_EQUAL(set.n, 15);
  data::keep_random(set, 5, 7);
  BOOST_CHECK_EQUAL(set.n, 5);
  BOOST_CHECK(std::is_sorted(set.source_row.begin(), set.source_row.end()));
  for (std::size_t i = 0; i < set.n; ++i) {
    const std::size_t row = set.source_row[i] - 100;
    BOOST_CHECK_EQUAL(set.labels[i], static_cast<int>(row) % 4 * 10);
    BOOST_CHECK(set.labels[i] == 10 || set.labels[i] == 30);
    for (std::size_t j = 0; j < 3; ++j)
      BOOST_CHECK_EQUAL(set.bytes[i * 3 + j], all.bytes[row * 3 + j]);
  }
}

BOOST_AUTO_TEST_CASE(unfit_selections_are_refused) {
  data::Dataset set = random_bytes(4, 3, 1);
  check_refused([&] { data::keep_classes(set, {1}); }, {"--classes", "rows has none", "labels"});
  set.labels = {3, 1, 1, -2};
  check_refused([&] { data::keep_classes(set, {1, 4}); }, {"--classes", "got 4", "-2, 1, 3"});
  check_refused([&] { data::keep_random(set, 5, 1); }, {"--count", "got 5", "at most 4"});
}

BOOST_AUTO_TEST_CASE(random_rows_depend_on_the_seed_and_are_all_equally_likely) {
  const auto chosen = [](std::uint64_t seed) {
    data::Dataset set = random_bytes(6, 1, 1);
    data::keep_random(set, 2, seed);
    return (set.source_row[0] - 100) * 6 + set.source_row[1] - 100;
  };
  BOOST_CHECK_EQUAL(chosen(3), chosen(3));
  // 15 pairs, 3000 seeds: a chi-square with 14 degrees of freedom is above 42.6 with probability
  // 1e-4.
  std::vector<double> counts(36, 0);
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) ++counts[chosen(seed)];
  double chi_square = 0;
  for (std::size_t i = 0; i < 6; ++i)
    for (std::size_t j = i + 1; j < 6; ++j)
      chi_square += std::pow(counts[i * 6 + j] - 200, 2) / 200;
  BOOST_CHECK_LT(chi_square, 42.6);
}

BOOST_AUTO_TEST_SUITE_END()
