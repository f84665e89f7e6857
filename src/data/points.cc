#include "data/points.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "claim/error.h"
#include "data/selection.h"
#include "data/synthetic.h"
#include "data/transform.h"
#include "stats/stream.h"

namespace proofgauge::data {
namespace {

std::vector<double> targets(const Dataset& set, std::uint64_t seed) {
  std::vector<double> y(set.n);
  if (set.labels.empty()) {
    const stats::Stream signs(seed, "data", "targets", stats::Purpose::data);
    for (std::size_t i = 0; i < set.n; ++i)
      y[i] = (signs.block(set.source_row[i], 0, 0)[0] & 1U) != 0 ? 1 : -1;
    return y;
  }
  const std::vector<std::int32_t> classes = distinct_labels(set);
  const double last = static_cast<double>(classes.size() - 1);
  for (std::size_t i = 0; i < set.n; ++i) {
    const auto rank =
        std::lower_bound(classes.begin(), classes.end(), set.labels[i]) - classes.begin();
    y[i] = last == 0 ? 1 : (2 * static_cast<double>(rank) - last) / last;
  }
  return y;
}

/// The one value of a number that synthetic points need.
double one_number(const claim::Request& request, const char* letter) {
  const std::vector<claim::Parameter>* values = request.values(letter);
  const std::string option = std::string("--") + letter;
  if (values == nullptr || values->empty())
    throw InputError(option, "", "a number, as --synthetic needs --n, --d and --delta");
  if (values->size() > 1)
    throw InputError(option, std::to_string(values->size()) + " values",
                     "one value with --synthetic");
  if (!values->front().is_number) throw InputError(option, values->front().text, "a number");
  return values->front().number;
}

std::size_t one_integer(const claim::Request& request, const char* letter) {
  const double value = one_number(request, letter);
  if (!(value >= 1 && value <= 0x1p53) || value != std::floor(value))
    throw InputError(std::string("--") + letter, request.values(letter)->front().text,
                     "a positive integer");
  return static_cast<std::size_t>(value);
}

}  // namespace

Points sphere_map(const Dataset& set, std::uint64_t seed) {
  check_nonzero_rows(set);
  const double radius = std::sqrt(3.0) / 2;
  Points points;
  points.name = set.name;
  points.provenance = set.provenance + "; sphere map";
  points.n = set.n;
  points.d = set.p + 1;
  points.source_row = set.source_row;
  points.y = targets(set, seed);
  points.x.resize(points.n * points.d);
  std::vector<double> row(set.p);
  for (std::size_t i = 0; i < set.n; ++i) {
    double most = 0;
    for (std::size_t j = 0; j < set.p; ++j) {
      row[j] = set.feature(i, j);
      most = std::max(most, std::abs(row[j]));
    }
    int exponent = 0;
    std::frexp(most, &exponent);
    // Exact, and then |v| is near 1: no range to run out of. In two steps, as 2^1074 is no double.
    const int half = -exponent / 2;
    const double first = std::ldexp(1.0, half), second = std::ldexp(1.0, -exponent - half);
    for (double& v : row) v = v * first * second;
    const double length = norm(row.data(), set.p);
    for (std::size_t j = 0; j < set.p; ++j) points.x[i * points.d + j] = radius * row[j] / length;
    points.x[i * points.d + set.p] = 0.5;
  }
  return points;
}

Points load_points(const DataOptions& options) { return sphere_map(load(options), options.seed); }

Points points_from_request(const claim::Request& request, const std::stop_token& stop) {
  const std::string* synthetic_word = request.word("synthetic");
  const bool is_synthetic = synthetic_word != nullptr && *synthetic_word == "true";
  const std::string* data = request.word("data");
  if (!is_synthetic && data == nullptr)
    throw InputError("--data", "",
                     "a data set (--data fashion-mnist or a path), or --synthetic --n --d --delta");
  if (!is_synthetic) return load_points(options_from(request));
  if (data != nullptr)
    throw InputError("--synthetic", "--data " + *data + " as well",
                     "one of --data and --synthetic");
  for (const char* option : {"center", "pca", "classes", "count"})
    if (const std::string* word = request.word(option); word != nullptr && *word != "false")
      throw InputError(std::string("--") + option, *word,
                       "no such option with --synthetic (it belongs to --data)");
  return synthetic(one_integer(request, "n"), one_integer(request, "d"),
                   one_number(request, "delta"), request.seed, stop);
}

}  // namespace proofgauge::data
