// The real data set, from the distribution package: its shape, its labels, and the memory that
// reading it takes.
#define BOOST_TEST_MODULE fashion_mnist
#include <sys/resource.h>

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <iostream>
#include <numeric>

#include "claim/error.h"
#include "data/load.h"
#include "data/points.h"
#include "data/selection.h"

namespace data = proofgauge::data;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;  // shadow memory counts as resident
#else
constexpr bool kSanitized = false;
#endif

namespace {

bool load(const char* spec, data::Dataset& set) {
  data::DataOptions options;
  options.spec = spec;
  try {
    set = data::load(options);
    return true;
  } catch (const proofgauge::MissingError& error) {
    std::cout << "SKIPPED: " << error.what() << std::endl;
    return false;
  }
}

void check_shape(const data::Dataset& set, std::size_t n) {
  BOOST_CHECK_EQUAL(set.n, n);
  BOOST_CHECK_EQUAL(set.p, 784);
  BOOST_CHECK_EQUAL(set.bytes.size(), n * 784);
  BOOST_CHECK(set.reals.empty());
  BOOST_CHECK_EQUAL(set.labels.size(), n);
  const std::vector<std::int32_t> classes = data::distinct_labels(set);
  BOOST_CHECK_EQUAL(classes.size(), 10);
  for (std::int32_t k = 0; k < 10; ++k)  // the classes are balanced
    BOOST_CHECK_EQUAL(static_cast<std::size_t>(std::count(set.labels.begin(), set.labels.end(), k)),
                      n / 10);
}

}  // namespace

BOOST_AUTO_TEST_CASE(training_split_loads_in_little_memory) {
  data::Dataset set;
  if (!load("fashion-mnist", set)) return;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  check_shape(set, 60'000);
  // 47 MB of images, once, and once more two thirds of it while the buffer grows.
  if (!kSanitized) BOOST_CHECK_LT(usage.ru_maxrss, 120L * 1024);  // KiB
  BOOST_TEST_MESSAGE("peak " << usage.ru_maxrss / 1024 << " MiB");
}

BOOST_AUTO_TEST_CASE(test_split_loads_and_maps_to_the_sphere) {
  data::Dataset set;
  if (!load("fashion-mnist:test", set)) return;
  check_shape(set, 10'000);
  data::DataOptions options;
  options.spec = "fashion-mnist:test";
  options.classes = {0, 1};
  options.count = 200;
  options.pca = 20;
  const data::Points points = data::load_points(options);
  BOOST_CHECK_EQUAL(points.n, 200);
  BOOST_CHECK_EQUAL(points.d, 21);
  for (std::size_t i = 0; i < points.n; ++i) {
    const std::size_t row = points.source_row[i];
    BOOST_CHECK_EQUAL(points.y[i], set.labels[row] == 0 ? -1 : 1);
  }
}
