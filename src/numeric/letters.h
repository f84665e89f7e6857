// The theory's letters and the values that they can take.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "claim/parameters.h"

namespace proofgauge::numeric {

/// parse_list for option `--name`, each value checked against what that letter means (section 0 of
/// the theory: m is an integer in [1, 2^62], d >= 2, 0 < delta <= sqrt 3, eps1 < 1/2, p in (0, 1),
/// ...). An impossible value is an InputError that names the option and the value. A premise of the
/// theory that fails (rho >= delta/2) is not checked here: that is a verdict, not bad input.
[[nodiscard]] std::vector<claim::Parameter> parse_letter(const std::string& name,
                                                         std::string_view text);

}  // namespace proofgauge::numeric
