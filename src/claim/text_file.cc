#include "claim/text_file.h"

#include <fstream>

#include "claim/error.h"
#include "claim/room.h"

namespace proofgauge::claim {
namespace {

[[noreturn]] void too_long(const std::string& name, std::uint64_t most) {
  throw InputError(name, "a longer file", "at most " + std::to_string(most) + " bytes");
}

}  // namespace

std::string read_all(std::istream& in, const std::string& name, std::uint64_t most) {
  std::string text, piece(std::size_t{1} << 16, ' ');
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0) {
    const auto got = static_cast<std::size_t>(in.gcount());
    if (const auto at = piece.find('\0'); at < got)
      throw InputError(name, "a byte 0 at " + std::to_string(text.size() + at), "text");
    if (text.size() + got > most) too_long(name, most);
    text.append(piece, 0, got);
  }
  return text;
}

std::string read_text_file(const std::filesystem::path& path, std::uint64_t most,
                           const std::string& how_to_get) {
  require_file_or_pipe(path, path.string());
  std::ifstream in(path, std::ios::binary);
  if (!in) throw MissingError(path.string(), how_to_get);
  std::error_code unknown;  // of a pipe
  const std::uint64_t size = std::filesystem::file_size(path, unknown);
  if (unknown) return read_all(in, path.string(), most);
  if (size > most) too_long(path.string(), most);
  require_room("the text of " + path.string(), 2 * static_cast<double>(size));
  return read_all(in, path.string(), most);
}

void require_file_or_pipe(const std::filesystem::path& path, const std::string& field) {
  std::error_code missing;  // said where it is opened
  const auto status = std::filesystem::status(path, missing);
  if (std::filesystem::is_directory(status)) throw InputError(field, "a directory", "a file");
  if (std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
      !std::filesystem::is_fifo(status))
    throw InputError(field, "a device or socket", "a file");
}

}  // namespace proofgauge::claim
