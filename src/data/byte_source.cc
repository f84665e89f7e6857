#include "data/byte_source.h"

#include <zlib.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <limits>

#include "claim/error.h"

namespace proofgauge::data {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20;
/// Deflate's best ratio is 258 bytes out of 2 bits; 1032 is that bound, see the zlib technical
/// notes.
constexpr std::uint64_t kDeflateRatio = 1032;

gzFile as_gz(void* file) { return static_cast<gzFile>(file); }

}  // namespace

void ByteSource::Close::operator()(void* file) const { gzclose(as_gz(file)); }

ByteSource::ByteSource(const std::string& path) : path_(path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  if (!std::filesystem::exists(status)) throw MissingError("file " + path, "check the path");
  if (!std::filesystem::is_regular_file(status))
    throw InputError(path, "a directory or device", "a regular file");
  const std::uint64_t size = std::filesystem::file_size(path);
  file_.reset(gzopen(path.c_str(), "rb"));
  if (!file_)
    throw InputError(path, std::string("an error: ") + std::strerror(errno), "a readable file");
  gzbuffer(as_gz(file_.get()), 1U << 17);
  most_ = gzdirect(as_gz(file_.get())) != 0 ? size : saturating_product(size, kDeflateRatio);
}

std::size_t ByteSource::read(std::span<std::uint8_t> out) {
  std::size_t done = 0;
  if (has_peeked_ && !out.empty()) {
    out[0] = peeked_;
    has_peeked_ = false;
    done = 1;
  }
  while (done < out.size()) {
    const auto want = static_cast<unsigned>(std::min(out.size() - done, kChunk));
    const int got = gzread(as_gz(file_.get()), out.data() + done, want);
    int code = Z_OK;
    const char* message = gzerror(as_gz(file_.get()), &code);
    if (got < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      if (code == Z_BUF_ERROR)
        throw InputError(path_, "a gzip stream that is cut short", "a complete file");
      throw InputError(path_,
                       std::string("a damaged file (") +
                           (code == Z_ERRNO ? std::strerror(errno) : message) + ")",
                       "a readable file");
    }
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

bool ByteSource::at_end() {
  if (!has_peeked_) {
    std::uint8_t byte = 0;
    has_peeked_ = read({&byte, 1}) == 1;
    peeked_ = byte;
  }
  return !has_peeked_;
}

std::vector<std::uint8_t> first_bytes(const std::string& path, std::size_t count) {
  ByteSource source(path);
  std::vector<std::uint8_t> bytes(count);
  bytes.resize(source.read(bytes));
  return bytes;
}

std::uint64_t append(ByteSource& source, std::uint64_t count, std::vector<std::uint8_t>& out) {
  std::uint64_t done = 0;
  while (done < count) {
    const auto want = static_cast<std::size_t>(std::min<std::uint64_t>(count - done, kChunk));
    const std::size_t old = out.size();
    // Doubling, but never past what is asked for: the last step leaves no slack.
    if (out.capacity() < old + want)
      out.reserve(old + static_cast<std::size_t>(
                            std::min<std::uint64_t>(count - done, std::max(old, want))));
    out.resize(old + want);
    const std::size_t got = source.read({out.data() + old, want});
    out.resize(old + got);
    done += got;
    if (got < want) break;
  }
  return done;
}

std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b) {
  constexpr auto kMost = std::numeric_limits<std::uint64_t>::max();
  return b != 0 && a > kMost / b ? kMost : a * b;
}

}  // namespace proofgauge::data
