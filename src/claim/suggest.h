// What a misspelt word may have meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace proofgauge::claim {

/// The candidate at the least edit distance (the first of equals; neighbours swapped are one edit),
/// if that is at most a third of the length of `word`, rounded; else empty.
[[nodiscard]] std::string nearest(std::string_view word,
                                  const std::vector<std::string>& candidates);

/// `; did you mean X?` for the nearest candidate, or nothing.
[[nodiscard]] std::string did_you_mean(std::string_view word,
                                       const std::vector<std::string>& candidates);

}  // namespace proofgauge::claim
