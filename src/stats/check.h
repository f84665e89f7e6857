// Checks of arguments that several statistics share.
#pragma once

#include <fmt/core.h>

#include <string>

#include "claim/error.h"

namespace proofgauge::stats {

/// The shortest text that reads back as the same number, for messages.
[[nodiscard]] inline std::string show(double x) { return fmt::format("{}", x); }

/// InputError unless 0 < alpha < 1; NaN is outside.
inline void require_alpha(double alpha) {
  if (!(alpha > 0 && alpha < 1)) throw InputError("alpha", show(alpha), "a number in (0, 1)");
}

}  // namespace proofgauge::stats
