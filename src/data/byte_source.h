// Files as bytes, gzip or plain, read in bounded chunks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace proofgauge::data {

/// A regular file read from the start; a gzip file (recognised by content) is decompressed on the
/// way. A missing file is a MissingError; a directory, and a gzip stream that is cut short or
/// damaged, an InputError that names it.
class ByteSource {
 public:
  explicit ByteSource(const std::string& path);

  [[nodiscard]] const std::string& path() const { return path_; }
  /// Fills `out` as far as the content goes; a smaller count means that the end was reached.
  std::size_t read(std::span<std::uint8_t> out);
  /// No further byte: reads one to find out.
  [[nodiscard]] bool at_end();
  /// The content holds no more bytes than this in all: the file's size, or what deflate can make of
  /// it. A header that promises more is false, and is refused before anything is allocated for it.
  [[nodiscard]] std::uint64_t most() const { return most_; }

 private:
  struct Close {
    void operator()(void* file) const;
  };

  std::string path_;
  std::unique_ptr<void, Close> file_;
  std::uint64_t most_ = 0;
  bool has_peeked_ = false;
  std::uint8_t peeked_ = 0;
};

/// Up to `count` first bytes of the content.
[[nodiscard]] std::vector<std::uint8_t> first_bytes(const std::string& path, std::size_t count);

/// Reads exactly `count` bytes and appends them to `out`, which grows as they come: what a header
/// promises is never allocated ahead of the bytes that are there. Returns how many came.
std::uint64_t append(ByteSource& source, std::uint64_t count, std::vector<std::uint8_t>& out);

/// a * b, or the largest 64-bit number where that overflows.
[[nodiscard]] std::uint64_t saturating_product(std::uint64_t a, std::uint64_t b);

}  // namespace proofgauge::data
