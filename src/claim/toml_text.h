// TOML that others wrote.
#pragma once

#include <toml++/toml.h>

#include <string>
#include <string_view>

namespace proofgauge::claim {

/// The text as TOML. InputError for `file`, with the line, if it is none, if a key or a table's
/// header has more than 64 dots, or if values are nested deeper than 64: each dot is a table inside
/// a table, and the library, which bounds brackets only, recurses into all of them.
[[nodiscard]] toml::table parse_toml(std::string_view text, const std::string& file);

}  // namespace proofgauge::claim
