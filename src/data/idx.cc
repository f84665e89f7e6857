#include "data/idx.h"

#include <fmt/format.h>

#include <array>
#include <filesystem>
#include <numeric>

#include "claim/error.h"
#include "data/byte_source.h"

namespace proofgauge::data {
namespace {

constexpr std::uint8_t kUnsignedByte = 0x08;
constexpr std::size_t kMaxDims = 3;

std::uint32_t big_endian(const std::uint8_t* b) {
  return static_cast<std::uint32_t>(b[0]) << 24 | static_cast<std::uint32_t>(b[1]) << 16 |
         static_cast<std::uint32_t>(b[2]) << 8 | static_cast<std::uint32_t>(b[3]);
}

std::uint32_t read_word(ByteSource& source, const char* what) {
  std::array<std::uint8_t, 4> b{};
  const std::size_t got = source.read(b);
  if (got < b.size())
    throw InputError(source.path(), fmt::format("{} of 4 bytes of {}", got, what),
                     "a complete IDX header (the file is cut short)");
  return big_endian(b.data());
}

std::size_t read_magic(ByteSource& source) {
  const std::uint32_t magic = read_word(source, "the magic number");
  const std::uint32_t type = magic >> 8, dims = magic & 0xff;
  if (magic >> 16 != 0 || type < 0x08 || type > 0x0e)
    throw InputError(source.path(), fmt::format("magic {:08x}", magic),
                     "an IDX file (magic 00000803 for images, 00000801 for labels)");
  if (type != kUnsignedByte)
    throw InputError(source.path(), fmt::format("IDX elements of type {:02x}", type),
                     "unsigned bytes (type 08)");
  if (dims < 1 || dims > kMaxDims)
    throw InputError(source.path(), fmt::format("an IDX array of {} dimensions", dims),
                     "1 to 3 dimensions");
  return dims;
}

std::string shape(const std::vector<std::uint32_t>& dims) {
  std::string text;
  for (const std::uint32_t k : dims) text += (text.empty() ? "" : " x ") + std::to_string(k);
  return text;
}

}  // namespace

IdxArray read_idx(const std::string& path) {
  ByteSource source(path);
  IdxArray array;
  array.dims.resize(read_magic(source));
  std::uint64_t size = 1;
  for (std::uint32_t& k : array.dims) {
    k = read_word(source, "a dimension");
    size = saturating_product(size, k);
  }
  const std::uint64_t header = 4 + 4 * array.dims.size();
  const auto promise = [&] {
    return fmt::format("a header that promises {} bytes", shape(array.dims));
  };
  if (size > source.most() - header)
    throw InputError(path, promise(),
                     fmt::format("at most {}, which is all the file can hold (cut short?)",
                                 source.most() - header));
  const std::uint64_t got = append(source, size, array.bytes);
  if (got < size)
    throw InputError(path, promise(),
                     fmt::format("{}, which is what follows it (the file is cut short)", got));
  if (!source.at_end())
    throw InputError(
        path, "bytes after the last element",
        fmt::format("exactly {} bytes after the header, for {}", size, shape(array.dims)));
  return array;
}

std::vector<std::int32_t> read_idx_labels(const std::string& path) {
  const IdxArray array = read_idx(path);
  if (array.dims.size() != 1)
    throw InputError(path,
                     fmt::format("a mislabelled file: an array of {} (magic 0000080{})",
                                 shape(array.dims), array.dims.size()),
                     "a label file (magic 00000801)");
  return {array.bytes.begin(), array.bytes.end()};
}

Dataset read_idx_images(const std::string& path, const std::string& labels_path) {
  IdxArray array = read_idx(path);
  if (array.dims.size() == 1)
    throw InputError(path, "a mislabelled file: labels (magic 00000801)",
                     "an image file (magic 00000803)");
  Dataset set;
  set.name = path;
  set.provenance = path;
  set.n = array.dims[0];
  set.p = 1;
  for (std::size_t k = 1; k < array.dims.size(); ++k) set.p *= array.dims[k];
  if (set.p == 0)
    throw InputError(path, "images of shape " + shape(array.dims), "at least 1 feature per row");
  set.bytes = std::move(array.bytes);
  set.source_row.resize(set.n);
  std::iota(set.source_row.begin(), set.source_row.end(), std::size_t{0});
  if (labels_path.empty()) return set;
  set.labels = read_idx_labels(labels_path);
  if (set.labels.size() != set.n)
    throw InputError(labels_path, fmt::format("{} labels", set.labels.size()),
                     fmt::format("{}, one for each image of {}", set.n, path));
  set.provenance += " with labels";
  return set;
}

std::string labels_beside(const std::string& images_path) {
  namespace fs = std::filesystem;
  const fs::path images(images_path);
  std::string name = images.filename().string();
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  const std::size_t at = name.rfind("images");
  if (at == std::string::npos) return {};
  name.replace(at, 6, "labels");
  if (const std::size_t dims = name.find("idx3", at); dims != std::string::npos)
    name.replace(dims, 4, "idx1");
  for (const char* ending : {"", ".gz"}) {
    const fs::path labels = images.parent_path() / (name + ending);
    if (fs::exists(labels)) return labels.string();
  }
  return {};
}

}  // namespace proofgauge::data
