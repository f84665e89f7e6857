#include "data/npy_header.h"

#include <array>
#include <bit>
#include <charconv>
#include <string>

#include "claim/error.h"

namespace proofgauge::data::detail {
namespace {

/// What NumPy itself accepts is far below this.
constexpr std::uint64_t kMaxHeader = 1U << 20;

/// Reads the dict from left to right; anything unexpected is one InputError with the text from
/// there on.
class Scanner {
 public:
  Scanner(std::string_view text, const std::string& path) : rest_(text), path_(path) {}

  [[noreturn]] void fail(const char* expected) const {
    const std::string found(rest_.substr(0, 20));
    throw InputError(path_ + " (NPY header)",
                     found.empty() ? "the end of the header" : "'" + found + "'", expected);
  }
  void skip_space() {
    while (!rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\n' || rest_[0] == '\t'))
      rest_.remove_prefix(1);
  }
  bool accept(std::string_view word) {
    skip_space();
    if (!rest_.starts_with(word)) return false;
    rest_.remove_prefix(word.size());
    return true;
  }
  void expect(std::string_view word, const char* expected) {
    if (!accept(word)) fail(expected);
  }
  std::string quoted(const char* expected) {
    skip_space();
    if (rest_.empty() || (rest_[0] != '\'' && rest_[0] != '"')) fail(expected);
    const std::size_t end = rest_.find(rest_[0], 1);
    if (end == std::string_view::npos) fail(expected);
    std::string text(rest_.substr(1, end - 1));
    rest_.remove_prefix(end + 1);
    return text;
  }
  std::uint64_t integer() {
    skip_space();
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), value);
    if (error != std::errc{}) fail("a dimension below 2^64");
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    accept("L");  // written by Python 2
    return value;
  }

 private:
  std::string_view rest_;
  const std::string& path_;
};

void set_dtype(NpyHeader& header, const std::string& descr, const std::string& path) {
  const std::string expected = "u1 i1 b1, or u2 u4 u8 i2 i4 i8 f4 f8 of either byte order";
  const auto refuse = [&] { throw InputError(path + " (NPY dtype)", "'" + descr + "'", expected); };
  if (descr.size() != 3) refuse();
  header.order = descr[0];
  header.kind = descr[1] == 'b' ? 'u' : descr[1];
  header.width = static_cast<unsigned>(descr[2] - '0');
  if (header.order == '=') header.order = std::endian::native == std::endian::little ? '<' : '>';
  const bool single = header.width == 1 && (header.kind == 'u' || header.kind == 'i');
  const bool wide =
      descr[1] != 'b' &&
      (header.width == 4 || header.width == 8 || (header.width == 2 && header.kind != 'f')) &&
      (header.kind == 'u' || header.kind == 'i' || header.kind == 'f');
  const bool ordered = header.order == '<' || header.order == '>';
  if (!(single && (ordered || header.order == '|')) && !(wide && ordered)) refuse();
}

std::vector<std::uint64_t> read_shape(Scanner& scan) {
  std::vector<std::uint64_t> shape;
  scan.expect("(", "a shape like (3, 4)");
  while (!scan.accept(")")) {
    if (shape.size() == 32) scan.fail("at most 32 dimensions");
    shape.push_back(scan.integer());
    if (!scan.accept(",")) {
      scan.expect(")", "',' or ')'");
      break;
    }
  }
  return shape;
}

}  // namespace

NpyHeader parse_npy_dict(std::string_view text, const std::string& path) {
  NpyHeader header;
  Scanner scan(text, path);
  bool has_descr = false, has_order = false, has_shape = false;
  scan.expect("{", "a Python dict");
  while (!scan.accept("}")) {
    const std::string key = scan.quoted("the keys descr, fortran_order and shape");
    scan.expect(":", "':'");
    if (key == "descr") {
      set_dtype(header, scan.quoted("a plain dtype (structured ones are not supported)"), path);
      has_descr = true;
    } else if (key == "fortran_order") {
      header.fortran = scan.accept("True");
      if (!header.fortran) scan.expect("False", "True or False");
      has_order = true;
    } else if (key == "shape") {
      header.shape = read_shape(scan);
      has_shape = true;
    } else {
      throw InputError(path + " (NPY header)", "key '" + key + "'",
                       "the keys descr, fortran_order and shape");
    }
    if (!scan.accept(",")) {
      scan.expect("}", "',' or '}'");
      break;
    }
  }
  if (!has_descr || !has_order || !has_shape)
    throw InputError(path + " (NPY header)", "a missing key",
                     "the keys descr, fortran_order and shape");
  return header;
}

NpyHeader read_npy_header(ByteSource& source) {
  std::array<std::uint8_t, 8> start{};
  std::size_t got = source.read(start);
  if (got < start.size())
    throw InputError(source.path(), std::to_string(got) + " bytes",
                     "a NPY file (the file is cut short)");
  if (std::string_view(reinterpret_cast<const char*>(start.data()), 6) != "\x93NUMPY")
    throw InputError(source.path(), "another magic", "a NPY file (it begins with 93 'NUMPY')");
  if (start[6] < 1 || start[6] > 3)
    throw InputError(source.path(), "NPY version " + std::to_string(start[6]), "version 1, 2 or 3");
  std::array<std::uint8_t, 4> length{};
  const std::size_t width = start[6] == 1 ? 2 : 4;
  got = source.read({length.data(), width});
  std::uint64_t size = 0;
  for (std::size_t k = 0; k < width; ++k) size |= static_cast<std::uint64_t>(length[k]) << (8 * k);
  if (size > kMaxHeader)
    throw InputError(source.path(), "a NPY header of " + std::to_string(size) + " bytes",
                     "at most 2^20");
  std::vector<std::uint8_t> text;
  if (got < width || append(source, size, text) < size)
    throw InputError(source.path(), "part of a NPY header", "all of it (the file is cut short)");
  NpyHeader header =
      parse_npy_dict({reinterpret_cast<const char*>(text.data()), text.size()}, source.path());
  header.bytes = start.size() + width + size;
  return header;
}

}  // namespace proofgauge::data::detail
