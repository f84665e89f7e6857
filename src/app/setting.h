// A data set as the letters of the theorem: n, d and a delta from below.
#pragma once

#include <optional>

#include "app/options.h"
#include "claim/record.h"

namespace proofgauge::app {

struct Measured {
  Options options;                      ///< --data or --synthetic replaced by --n, --d, --delta
  std::optional<claim::Record> source;  ///< the audit behind it, if data was named
};

/// With --data or --synthetic: the separation is measured (claim separability/separation), its
/// lower end rounded down to six figures takes the place of delta; points are at least that far
/// apart. Duplicates (delta 0) are an InputError.
[[nodiscard]] Measured measured(const Options&);

}  // namespace proofgauge::app
