// Promises of the readers of data sets.
#include <algorithm>
#include <cmath>

#include "claim/error.h"
#include "data/csv.h"
#include "data/points.h"
#include "fuzz.h"

namespace proofgauge::fuzz {

void require_data_set(const data::Dataset& set) {
  require(set.p >= 1, "a row has a feature");
  require(set.bytes.empty() || set.reals.empty(), "bytes or reals, not both");
  require(std::max(set.bytes.size(), set.reals.size()) == set.n * set.p, "n p features");
  require(set.labels.empty() || set.labels.size() == set.n, "n labels or none");
  require(set.source_row.size() == set.n, "n row numbers");
  for (const double x : set.reals) require(std::isfinite(x), "features are finite");
}

void use_data_set(const data::Dataset& set) {
  constexpr std::size_t kMost =
      4096;  // enough to meet every branch; keeps an input below a millisecond
  if (set.n == 0 || set.n * set.p > kMost) return;
  const std::string path = scratch_path("again.csv");
  data::write_csv(set, path);
  const data::Dataset again = data::read_csv(path);
  require(again.n == set.n && again.p == set.p && again.labels == set.labels,
          "CSV keeps the shape");
  for (std::size_t i = 0; i < set.n; ++i)
    for (std::size_t j = 0; j < set.p; ++j)
      require(again.feature(i, j) == set.feature(i, j), "CSV keeps every number");
  try {
    const data::Points points = data::sphere_map(set);
    require(points.n == set.n && points.d == set.p + 1, "a point for each row");
    for (std::size_t i = 0; i < points.n; ++i) {
      double square = 0;
      for (const double x : points.point(i)) square += x * x;
      // |x|^2 is 1 within 4 eps; summing d squares here adds d eps.
      require(std::abs(square - 1) <= static_cast<double>(points.d + 4) * 0x1p-52,
              "points lie on X");
      require(points.point(i)[points.d - 1] == 0.5, "x_d = 1/2");
      require(std::abs(points.y[i]) <= 1, "targets in [-1, 1]");
    }
  } catch (const InputError&) {  // a zero row
  }
}

}  // namespace proofgauge::fuzz
