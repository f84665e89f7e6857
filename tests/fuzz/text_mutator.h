// A mutator for texts of tokens. A fuzzer that changes bytes breaks the syntax of nearly every JSON
// or TOML text that it touches, so that it hardly ever gets past the parser; this one changes whole
// tokens and leaves the syntax alone most of the time.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace proofgauge::fuzz {

/// The text with one or a few of its strings, numbers or words changed: by other tokens of the same
/// text, numbers nearby, and values at the ends of types. The same seed gives the same text.
[[nodiscard]] std::string mutate_text(std::string_view text, std::uint32_t seed);

}  // namespace proofgauge::fuzz
