// Small files for the tests of readers, made on the spot in a folder of their own.
#pragma once

#include <unistd.h>
#include <zlib.h>

#include <boost/test/unit_test.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include "claim/error.h"

namespace proofgauge::data::testing {

/// A fresh folder, removed at the end.
class TempDir {
 public:
  TempDir() {
    std::string name = (std::filesystem::temp_directory_path() / "proofgauge_data_XXXXXX").string();
    BOOST_REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }

  [[nodiscard]] std::string operator/(const std::string& name) const {
    return (path_ / name).string();
  }
  [[nodiscard]] std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path_ / name, std::ios::binary) << content;
    return *this / name;
  }
  [[nodiscard]] std::string write_gz(const std::string& name, const std::string& content) const {
    gzFile file = gzopen((*this / name).c_str(), "wb");
    BOOST_REQUIRE(file != nullptr);
    BOOST_REQUIRE_EQUAL(gzwrite(file, content.data(), static_cast<unsigned>(content.size())),
                        static_cast<int>(content.size()));
    BOOST_REQUIRE_EQUAL(gzclose(file), Z_OK);
    return *this / name;
  }

 private:
  std::filesystem::path path_;
};

/// Passes if `action` throws an InputError whose message has every one of `parts`.
inline void check_refused(const std::function<void()>& action,
                          std::initializer_list<std::string> parts) {
  try {
    action();
    BOOST_ERROR("accepted, though it should be refused with: " + *parts.begin());
  } catch (const InputError& error) {
    const std::string message = error.what();
    for (const std::string& part : parts)
      BOOST_CHECK_MESSAGE(message.find(part) != std::string::npos,
                          "'" + part + "' is not in: " + message);
  }
}

inline std::string big_endian(std::uint32_t v) {
  return {static_cast<char>(v >> 24), static_cast<char>(v >> 16), static_cast<char>(v >> 8),
          static_cast<char>(v)};
}

inline std::string idx(std::uint32_t magic, const std::vector<std::uint32_t>& dims,
                       const std::string& body) {
  std::string text = big_endian(magic);
  for (const std::uint32_t k : dims) text += big_endian(k);
  return text + body;
}

inline std::string idx_images(const std::vector<std::uint32_t>& dims, const std::string& body) {
  return idx(0x00000803, dims, body);
}

inline std::string idx_labels(const std::string& labels) {
  return idx(0x00000801, {static_cast<std::uint32_t>(labels.size())}, labels);
}

/// A NPY file; `dict` without the padding.
inline std::string npy(const std::string& dict, const std::string& body, char version = 1) {
  const std::size_t prefix = version == 1 ? 10 : 12;
  std::string header = dict;
  while ((prefix + header.size() + 1) % 64 != 0) header += ' ';
  header += '\n';
  std::string text = std::string("\x93NUMPY", 6) + version + '\0';
  for (unsigned k = 0; k < (version == 1 ? 2U : 4U); ++k)
    text += static_cast<char>(header.size() >> (8 * k));
  return text + header + body;
}

inline std::string npy(const std::string& descr, bool fortran, const std::string& shape,
                       const std::string& body) {
  return npy("{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
                 ", 'shape': " + shape + ", }",
             body);
}

/// The bytes of numbers in memory order, or reversed within each number.
template <class T>
std::string raw(const std::vector<T>& values, bool reversed = false) {
  std::string text;
  for (const T v : values) {
    std::string bytes(reinterpret_cast<const char*>(&v), sizeof v);
    if (reversed) bytes.assign(bytes.rbegin(), bytes.rend());
    text += bytes;
  }
  return text;
}

}  // namespace proofgauge::data::testing
