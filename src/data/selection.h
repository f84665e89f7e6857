// Subsets of rows: by class, and at random by seed.
#pragma once

#include <cstdint>
#include <vector>

#include "data/dataset.h"

namespace proofgauge::data {

/// Keeps the rows whose label is in `classes`, in order. InputErrors: no labels; a class that no
/// row has (the message names those that exist).
void keep_classes(Dataset& set, const std::vector<int>& classes);

/// Keeps `count` rows, each subset of that size being equally likely; a function of (n, count,
/// seed). The order of rows is kept. More than n is an InputError.
void keep_random(Dataset& set, std::size_t count, std::uint64_t seed);

/// InputError unless there are at least 2 rows; `stage` says what left so few.
void check_at_least_two_rows(const Dataset& set, const char* stage);

/// The distinct labels, ascending.
[[nodiscard]] std::vector<std::int32_t> distinct_labels(const Dataset& set);

}  // namespace proofgauge::data
