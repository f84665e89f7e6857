// The file of a results store: made, and looked at before it is used.
#pragma once

#include <filesystem>
#include <string>

#include "sweep/sqlite.h"

namespace proofgauge::sweep::detail {

/// The file, which is a whole results store with this program's schema; InputError of `option`
/// otherwise. Where there is none, `make` makes one, else it is a MissingError.
const std::filesystem::path& existing_store(const std::filesystem::path& file, bool make,
                                            const std::string& option);

/// A connection that changes no page. Not SQLITE_OPEN_READONLY at first: after a kill the log has
/// to be recovered, which that refuses; and no checkpoint at the end, which would write pages.
[[nodiscard]] Database open_for_reading(const std::filesystem::path& file);

}  // namespace proofgauge::sweep::detail
