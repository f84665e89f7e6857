#include "data/npy.h"

#include <fmt/format.h>

#include <array>
#include <bit>
#include <cmath>
#include <numeric>

#include "claim/error.h"
#include "data/byte_source.h"
#include "data/feature_buffer.h"
#include "data/npy_header.h"

namespace proofgauge::data {
namespace {

using detail::NpyHeader;

/// One element, as a double that equals it; `exact` is false where none does (integers beyond
/// 2^53).
double decode(const std::uint8_t* element, const NpyHeader& header, bool& exact) {
  std::uint64_t bits = 0;
  for (unsigned k = 0; k < header.width; ++k)
    bits = bits << 8 | element[header.order == '>' ? k : header.width - 1 - k];
  exact = true;
  if (header.kind == 'f')
    return header.width == 4
               ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
               : std::bit_cast<double>(bits);
  const unsigned spare = 64 - 8 * header.width;
  const auto value = static_cast<std::int64_t>(bits << spare) >> spare;  // sign extension
  const bool is_negative = header.kind == 'i' && value < 0;
  const std::uint64_t size = is_negative ? ~static_cast<std::uint64_t>(value) + 1 : bits;
  exact = size == 0 || 64 - std::countl_zero(size) - std::countr_zero(size) <= 53;
  return is_negative ? -static_cast<double>(size) : static_cast<double>(size);
}

/// Where entry k of a row-major n x p array stands in a file in Fortran order: the first index runs
/// fastest.
class FortranPlace {
 public:
  explicit FortranPlace(const std::vector<std::uint64_t>& shape) : shape_(shape) {}

  std::size_t operator()(std::size_t k) const {
    std::uint64_t place = 0;
    for (std::size_t axis = shape_.size(); axis-- > 0;) {
      index_[axis] = k % shape_[axis];
      k /= static_cast<std::size_t>(shape_[axis]);
    }
    for (std::size_t axis = shape_.size(); axis-- > 0;) place = place * shape_[axis] + index_[axis];
    return static_cast<std::size_t>(place);
  }

 private:
  const std::vector<std::uint64_t>& shape_;
  mutable std::array<std::uint64_t, 32> index_{};
};

/// Row of the k-th element of the file.
std::uint64_t row_of(std::uint64_t k, const NpyHeader& header, const Dataset& set) {
  return header.fortran ? k % set.n : k / set.p;
}

void read_elements(ByteSource& source, const NpyHeader& header, std::uint64_t count,
                   const Dataset& set, FeatureBuffer& buffer) {
  std::vector<std::uint8_t> chunk(std::size_t{1} << 16);
  for (std::uint64_t done = 0; done < count;) {
    const std::uint64_t most = chunk.size() / header.width;
    const auto want = static_cast<std::size_t>(std::min(count - done, most));
    const std::size_t got = source.read({chunk.data(), want * header.width});
    if (got < want * header.width)
      throw InputError(
          source.path(), fmt::format("a shape of {} x {}", set.n, set.p),
          fmt::format("{} elements, which is what follows the header (the file is cut short)",
                      done + got / header.width));
    for (std::size_t k = 0; k < want; ++k) {
      bool exact = true;
      const double value = decode(chunk.data() + k * header.width, header, exact);
      const auto where = [&] {
        return fmt::format("{} row {}", source.path(), row_of(done + k, header, set));
      };
      if (!std::isfinite(value))
        throw InputError(where(), fmt::format("{}", value), "a finite number");
      if (!exact)
        throw InputError(where(), fmt::format("an integer near {}", value),
                         "an integer that a double can hold");
      buffer.push(value);
    }
    done += want;
  }
}

}  // namespace

Dataset read_npy(const std::string& path) {
  ByteSource source(path);
  const NpyHeader header = detail::read_npy_header(source);
  if (header.shape.empty())
    throw InputError(path, "a NPY array of 0 dimensions", "rows of features");
  std::uint64_t row = 1;
  for (std::size_t k = 1; k < header.shape.size(); ++k)
    row = saturating_product(row, header.shape[k]);
  const std::uint64_t count = saturating_product(header.shape[0], row);
  if (saturating_product(count, header.width) > source.most() - header.bytes)
    throw InputError(path,
                     fmt::format("a header that promises {} x {} elements of {} bytes",
                                 header.shape[0], row, header.width),
                     fmt::format("at most {} bytes, which is all the file can hold (cut short?)",
                                 source.most() - header.bytes));
  if (row == 0) throw InputError(path, "rows of 0 features", "at least 1 feature per row");
  Dataset set;
  set.name = path;
  set.provenance = path;
  set.n = static_cast<std::size_t>(header.shape[0]);
  set.p = static_cast<std::size_t>(row);
  FeatureBuffer buffer;
  read_elements(source, header, count, set, buffer);
  if (!source.at_end())
    throw InputError(path, "bytes after the last element",
                     fmt::format("{} x {} elements and no more", set.n, set.p));
  if (header.fortran && set.p > 1) buffer.permute(FortranPlace(header.shape));
  buffer.move_to(set);
  set.source_row.resize(set.n);
  std::iota(set.source_row.begin(), set.source_row.end(), std::size_t{0});
  return set;
}

}  // namespace proofgauge::data
