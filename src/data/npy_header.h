// The header of a NumPy array file: a Python dict literal with three keys.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/byte_source.h"

namespace proofgauge::data::detail {

struct NpyHeader {
  char order = '|';  ///< byte order: '<' little, '>' big, '|' single bytes
  char kind = 'u';   ///< u, i, f
  unsigned width = 1;
  bool fortran = false;
  std::vector<std::uint64_t> shape;
  std::uint64_t bytes = 0;  ///< of the header, magic included
};

/// Reads magic, version and dict, and leaves `source` at the first element. InputError for all that
/// is not supported.
[[nodiscard]] NpyHeader read_npy_header(ByteSource& source);

/// The dict alone: {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }. `path` is for
/// messages.
[[nodiscard]] NpyHeader parse_npy_dict(std::string_view text, const std::string& path);

}  // namespace proofgauge::data::detail
