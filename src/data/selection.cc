#include "data/selection.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "claim/error.h"
#include "stats/stream.h"

namespace proofgauge::data {
namespace {

template <class T>
void keep(std::vector<T>& values, std::size_t width, const std::vector<std::size_t>& rows) {
  if (values.empty()) return;
  std::size_t to = 0;
  for (const std::size_t row : rows)  // ascending: every source lies at or after its target
    to = static_cast<std::size_t>(
        std::copy_n(values.begin() + static_cast<std::ptrdiff_t>(row * width), width,
                    values.begin() + static_cast<std::ptrdiff_t>(to)) -
        values.begin());
  values.resize(to);
  if (values.capacity() / 2 > to) values.shrink_to_fit();
}

/// Rows are ascending.
void keep_rows(Dataset& set, const std::vector<std::size_t>& rows) {
  keep(set.bytes, set.p, rows);
  keep(set.reals, set.p, rows);
  keep(set.labels, 1, rows);
  keep(set.source_row, 1, rows);
  set.n = rows.size();
}

std::string list(const std::vector<std::int32_t>& labels) {
  constexpr std::size_t kShown = 20;
  std::string text;
  for (std::size_t k = 0; k < std::min(labels.size(), kShown); ++k)
    text += (k == 0 ? "" : ", ") + std::to_string(labels[k]);
  if (labels.size() > kShown) text += fmt::format(", ... ({} in all)", labels.size());
  return text;
}

}  // namespace

std::vector<std::int32_t> distinct_labels(const Dataset& set) {
  std::vector<std::int32_t> labels = set.labels;
  std::sort(labels.begin(), labels.end());
  labels.erase(std::unique(labels.begin(), labels.end()), labels.end());
  return labels;
}

void keep_classes(Dataset& set, const std::vector<int>& classes) {
  if (set.labels.empty())
    throw InputError("--classes", list({classes.begin(), classes.end()}),
                     "data with labels (" + set.name + " has none)");
  const std::vector<std::int32_t> known = distinct_labels(set);
  for (const int label : classes)
    if (!std::binary_search(known.begin(), known.end(), label))
      throw InputError("--classes", std::to_string(label),
                       fmt::format("labels of {}: {}", set.name, list(known)));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < set.n; ++i)
    if (std::find(classes.begin(), classes.end(), set.labels[i]) != classes.end())
      rows.push_back(i);
  keep_rows(set, rows);
  set.provenance +=
      fmt::format("; classes {}: {} rows", list({classes.begin(), classes.end()}), set.n);
}

void keep_random(Dataset& set, std::size_t count, std::uint64_t seed) {
  if (count > set.n)
    throw InputError("--count", std::to_string(count),
                     fmt::format("at most {}, the rows that there are", set.n));
  // Selection sampling: row i is kept with probability (still wanted) / (still to come).
  stats::Sequence random(stats::Stream(seed, "data", "count", stats::Purpose::data));
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; rows.size() < count; ++i)
    if (random.below(set.n - i) < count - rows.size()) rows.push_back(i);
  keep_rows(set, rows);
  set.provenance += fmt::format("; {} rows by seed {}", count, seed);
}

void check_at_least_two_rows(const Dataset& set, const char* stage) {
  if (set.n < 2)
    throw InputError(set.name, fmt::format("{} rows {}", set.n, stage), "at least 2 rows");
}

}  // namespace proofgauge::data
