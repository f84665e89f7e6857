// How near a record is to failing, as one number that a search can climb.
#pragma once

#include <optional>

#include "claim/record.h"

namespace proofgauge::sweep {

/// Larger is nearer to `refuted`. In units of natural logarithms:
/// - upper, tight and existence bounds: log(measured/bound), the measured end that would refute
///   (lower), or the estimate where there is one; lower bounds: log(bound/measured).
/// - identities: log(|measured - bound| / half-width of the measured interval): an identity is
/// refuted
///   where the two lie apart by more than the noise.
/// Where a side is not positive, the difference stands in for the logarithm.
/// Empty: a premise is not met, nothing decisive, a value is missing, or the kind is `rate`, which
/// is fitted over a grid and has no cell of its own.
[[nodiscard]] std::optional<double> margin(const claim::Record&);

}  // namespace proofgauge::sweep
