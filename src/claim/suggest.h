// What a misspelt word may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proofgauge::claim {

/// The candidate at the least edit distance (the first of equals), if that is at most half the
/// length of `word`, and at most all of a two-letter word; else empty.
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<std::string>& candidates);

/// `; did you mean X?` for the nearest candidate, or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string>& candidates);

}  // namespace proofgauge::claim
