// Text that others wrote, read whole: never more than it may be.
#pragma once

#include <cstdint>
#include <filesystem>
#include <istream>
#include <string>

namespace proofgauge::claim {

/// The rest of a stream. InputError for `name` as soon as there is more than `most` bytes, or one
/// that is 0, as no text has: it is read in pieces, so that neither a huge file nor a device
/// without an end fills the memory.
[[nodiscard]] std::string read_all(std::istream& in, const std::string& name, std::uint64_t most);

/// A file or a pipe to its end, as above. InputError for its path if it is a directory or a device;
/// MissingError with `how_to_get` if it cannot be opened.
[[nodiscard]] std::string read_text_file(const std::filesystem::path& path, std::uint64_t most,
                                         const std::string& how_to_get);

/// InputError for `field` if there is a directory, a device or a socket at the path.
void require_file_or_pipe(const std::filesystem::path& path, const std::string& field);

}  // namespace proofgauge::claim
