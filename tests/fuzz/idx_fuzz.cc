// Two bytes, big-endian: the length of a label file (0: none), the label file, then the image file.
#include "claim/error.h"
#include "data/idx.h"
#include "fuzz.h"

namespace proofgauge::fuzz {

void idx(Bytes input) {
  if (input.size() < 2) return;
  const std::size_t length =
      std::min<std::size_t>(std::size_t{input[0]} << 8 | input[1], input.size() - 2);
  const std::string labels =
      length == 0 ? "" : scratch_file("labels-idx1-ubyte", input.subspan(2, length));
  const std::string images = scratch_file("images-idx3-ubyte", input.subspan(2 + length));
  try {
    const data::Dataset set = data::read_idx_images(images, labels);
    require_data_set(set);
    require(set.reals.empty(), "images are bytes");
    require(labels.empty() || set.labels.size() == set.n, "a label for each image");
    planted(set.n == 2 && set.p == 3 && !set.labels.empty() && set.labels[0] > 100);
    use_data_set(set);
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
