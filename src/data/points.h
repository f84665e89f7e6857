// Data sets as points of X.
#pragma once

#include <cstdint>
#include <stop_token>

#include "claim/registry.h"
#include "data/dataset.h"
#include "data/load.h"

namespace proofgauge::data {

/// The sphere map x = (sqrt(3)/2 v/|v|, 1/2) of every row v, so d = p + 1; |x|^2 is 1 within 4 eps.
/// Equal rows, and rows that differ by a power of two, give equal points. Targets: two classes are
/// -1 (the smaller label) and +1; more are spread evenly over [-1, 1] by the rank of their label;
/// one class is +1; without labels each row gets a random sign, a function of `seed` and its source
/// row. A zero row is an InputError that names it (check_nonzero_rows).
[[nodiscard]] Points sphere_map(const Dataset& set, std::uint64_t seed = 1);

/// load, then sphere_map.
[[nodiscard]] Points load_points(const DataOptions& options);

/// The points that a request names: `data` (with center, pca, classes, count), or `synthetic` with
/// one n, d and delta. InputErrors: both or neither given, a missing, repeated or unfit n, d or
/// delta, options of `data` with `synthetic`. LimitError once `stop` is asked for (`synthetic`
/// only).
[[nodiscard]] Points points_from_request(const claim::Request& request,
                                         const std::stop_token& stop = {});

}  // namespace proofgauge::data
