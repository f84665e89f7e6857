// Text that others wrote, read whole: never more than it may be.
#pragma once

#include <cstdint>
#include <istream>
#include <string>

#include "claim/error.h"

namespace proofgauge::claim {

/// The rest of a stream. InputError for `name` as soon as there is more than `most` bytes: it is
/// read in pieces, so that neither a huge file nor a device without an end fills the memory.
[[nodiscard]] inline std::string read_all(std::istream& in, const std::string& name,
                                          std::uint64_t most) {
  std::string text, piece(std::size_t{1} << 16, ' ');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    text.append(piece, 0, static_cast<std::size_t>(in.gcount()));
    if (text.size() > most)
      throw InputError(name, "a longer file", "at most " + std::to_string(most) + " bytes");
  }
  return text;
}

}  // namespace proofgauge::claim
