#include "data/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <string_view>

#include "claim/error.h"
#include "data/byte_source.h"
#include "data/csv.h"
#include "data/idx.h"
#include "data/npy.h"
#include "data/selection.h"
#include "data/transform.h"
#include "numeric/rational.h"

namespace proofgauge::data {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPackageFolder = "/usr/share/datasets/fashion-mnist";
constexpr std::string_view kFashion = "fashion-mnist";

std::vector<fs::path> fashion_folders() {
  std::vector<fs::path> folders;
  if (const char* own = std::getenv("PROOFGAUGE_DATA_DIR"); own != nullptr && *own != '\0')
    folders = {fs::path(own), fs::path(own) / kFashion};
  folders.emplace_back(kPackageFolder);
  return folders;
}

Dataset load_fashion_mnist(const std::string& spec, const std::string& split) {
  const std::string file = (split == "test" ? "t10k" : "train") + std::string("-images-idx3-ubyte");
  const char* how =
      "install it with apt-get install dataset-fashion-mnist, or name its folder in "
      "PROOFGAUGE_DATA_DIR";
  for (const fs::path& folder : fashion_folders())
    for (const char* ending : {".gz", ""}) {
      const std::string images = (folder / (file + ending)).string();
      if (!fs::exists(images)) continue;
      const std::string labels = labels_beside(images);
      if (labels.empty()) throw MissingError("the label file of " + images, how);
      Dataset set = read_idx_images(images, labels);
      set.name = spec;
      set.provenance = "Fashion-MNIST, " + split + " split";
      return set;
    }
  throw MissingError("Fashion-MNIST (" + file + ".gz)", how);
}

/// No control characters, and no UTF-8 continuation byte at the start.
bool is_text(const std::vector<std::uint8_t>& bytes) {
  if (!bytes.empty() && (bytes[0] & 0xc0) == 0x80) return false;
  return std::all_of(bytes.begin(), bytes.end(), [](std::uint8_t b) {
    return b >= 0x20 || b == '\t' || b == '\r' || b == '\n';
  });
}

Dataset load_file(const std::string& path) {
  const std::vector<std::uint8_t> start = first_bytes(path, 512);
  const std::string_view text(reinterpret_cast<const char*>(start.data()), start.size());
  if (text.starts_with("\x93NUM")) return read_npy(path);
  if (start.size() >= 2 && start[0] == 0 && start[1] == 0)
    return read_idx_images(path, labels_beside(path));
  if (is_text(start)) return read_csv(path);
  std::string magic;
  for (std::size_t k = 0; k < std::min<std::size_t>(start.size(), 6); ++k)
    magic += fmt::format("{:02x}", start[k]);
  throw InputError(
      path, "magic " + magic,
      "an IDX file (00000803), a NPY file (934e554d5059) or a CSV file (text), plain or gzip");
}

Dataset read(const std::string& spec) {
  if (spec.empty()) throw InputError("--data", "", "fashion-mnist, fashion-mnist:test or a path");
  if (spec == kFashion || spec == "fashion-mnist:train")
    return load_fashion_mnist(spec, "training");
  if (spec == "fashion-mnist:test") return load_fashion_mnist(spec, "test");
  if (spec.starts_with("fashion-mnist:") && !fs::exists(spec))
    throw InputError("--data", spec, "fashion-mnist, fashion-mnist:test or a path");
  return load_file(spec);
}

/// A positive integer as typed (16, 2^10).
std::size_t positive(const std::string& option, const std::string& text) {
  const numeric::Rational value = numeric::parse_rational(text, option);
  if (denominator(value) != 1 || value < 1 || value > numeric::ratio(std::int64_t{1} << 53, 1))
    throw InputError(option, text, "a positive integer");
  return static_cast<std::size_t>(numerator(value));
}

std::vector<int> class_list(const std::string& text) {
  std::vector<int> classes;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string_view field = std::string_view(text).substr(at, comma - at);
    int label = 0;
    const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), label);
    if (error != std::errc{} || end != field.data() + field.size())
      throw InputError("--classes", text, "integer labels separated by commas");
    classes.push_back(label);
    at = comma + 1;
  }
  return classes;
}

}  // namespace

DataOptions options_from(const claim::Request& request) {
  DataOptions options;
  options.seed = request.seed;
  if (const std::string* word = request.word("data")) options.spec = *word;
  if (const std::string* word = request.word("center")) {
    if (*word != "true" && *word != "false") throw InputError("--center", *word, "true or false");
    options.center = *word == "true";
  }
  if (const std::string* word = request.word("pca")) options.pca = positive("--pca", *word);
  if (const std::string* word = request.word("count")) options.count = positive("--count", *word);
  if (const std::string* word = request.word("classes")) options.classes = class_list(*word);
  return options;
}

Dataset load(const DataOptions& options) {
  Dataset set = read(options.spec);
  set.name = options.spec;
  check_at_least_two_rows(set, "in the file");
  if (!options.classes.empty()) {
    keep_classes(set, options.classes);
    check_at_least_two_rows(set, "of these --classes");
  }
  if (options.count != 0) {
    keep_random(set, options.count, options.seed);
    check_at_least_two_rows(set, "chosen by --count");
  }
  if (options.pca != 0)
    project(set, options.pca);
  else if (options.center)
    center(set);
  return set;
}

}  // namespace proofgauge::data
