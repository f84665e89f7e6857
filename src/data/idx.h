// IDX files, the format of the MNIST family: big-endian magic 00 00 type dims, one 32-bit length
// per dimension, data.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/dataset.h"

namespace proofgauge::data {

/// Unsigned bytes in 1 to 3 dimensions, row-major.
struct IdxArray {
  std::vector<std::uint32_t> dims;
  std::vector<std::uint8_t> bytes;
};

/// Reads a whole IDX file, plain or gzip. InputErrors name the file: another magic, another element
/// type than unsigned byte, more than 3 dimensions, a header that promises more than the file holds
/// (refused before it is allocated), a file cut short, bytes after the last element.
[[nodiscard]] IdxArray read_idx(const std::string& path);

/// Images (magic 00000803; 00000802 is taken as rows of one dimension), each flattened to a row.
/// `labels_path` may be empty: no labels. A label file in the place of the images, and the reverse,
/// is an InputError that says so, and so are counts that differ.
[[nodiscard]] Dataset read_idx_images(const std::string& path, const std::string& labels_path);

/// Class labels (magic 00000801).
[[nodiscard]] std::vector<std::int32_t> read_idx_labels(const std::string& path);

/// The label file that belongs to an image file by the naming of the MNIST family
/// (`X-images-idx3-ubyte[.gz]` to `X-labels-idx1-ubyte[.gz]`), if it is there; else empty.
[[nodiscard]] std::string labels_beside(const std::string& images_path);

}  // namespace proofgauge::data
