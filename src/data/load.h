// Data sets by name or path, with the selection and the transformations that the user asked for.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"

namespace proofgauge::data {

struct DataOptions {
  std::string spec;  ///< `fashion-mnist` (its training split), `fashion-mnist:test`, or a path
  bool center = false;
  std::size_t pca = 0;       ///< number of principal axes; 0: no projection. Implies centring.
  std::vector<int> classes;  ///< labels to keep; empty: all
  std::size_t count = 0;     ///< rows to choose at random by `seed`; 0: all
  std::uint64_t seed = 1;
};

/// The word options `data`, `center` (true or false), `pca`, `classes` (a comma list) and `count`
/// of a request, and its seed. A value that does not parse is an InputError for its option; no
/// `data` leaves `spec` empty.
[[nodiscard]] DataOptions options_from(const claim::Request& request);

/// Reads, then keeps `classes`, then chooses `count` rows, then centres, then projects. The format
/// of a file is told by its content. An IDX image file takes its labels from the file beside it
/// (see labels_beside). Fashion-MNIST is looked for in the folder that PROOFGAUGE_DATA_DIR names
/// (or its subfolder fashion-mnist), then where its distribution package puts it. Missing files are
/// MissingErrors, everything else that is wrong an InputError. Fewer than 2 rows, at any stage, are
/// refused.
[[nodiscard]] Dataset load(const DataOptions& options);

}  // namespace proofgauge::data
