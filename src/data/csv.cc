#include "data/csv.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string_view>

#include "claim/error.h"
#include "data/byte_source.h"
#include "data/feature_buffer.h"

namespace proofgauge::data {
namespace {

constexpr std::size_t kMaxLine = std::size_t{1} << 26;
constexpr std::size_t kNoColumn = std::numeric_limits<std::size_t>::max();

/// The lines of a file, one at a time, without their ends.
class LineReader {
 public:
  explicit LineReader(const std::string& path) : source_(path), buffer_(std::size_t{1} << 16) {}

  bool next(std::string& line) {
    line.clear();
    bool any = false;
    for (;;) {
      if (at_ == size_) {
        size_ = source_.read(buffer_);
        at_ = 0;
        if (size_ == 0) break;
      }
      any = true;
      const auto* begin = reinterpret_cast<const char*>(buffer_.data()) + at_;
      const auto* end = reinterpret_cast<const char*>(buffer_.data()) + size_;
      const auto* stop = std::find(begin, end, '\n');
      if (line.size() + static_cast<std::size_t>(stop - begin) > kMaxLine)
        throw InputError(fmt::format("{} line {}", source_.path(), number_ + 1),
                         "more than 2^26 characters", "a line of comma separated numbers");
      line.append(begin, stop);
      at_ += static_cast<std::size_t>(stop - begin);
      if (stop != end) {
        ++at_;
        break;
      }
    }
    if (!any) return false;
    ++number_;
    if (number_ == 1 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
    if (line.ends_with('\r')) line.pop_back();
    return true;
  }
  [[nodiscard]] std::size_t number() const { return number_; }
  [[nodiscard]] const std::string& path() const { return source_.path(); }

 private:
  ByteSource source_;
  std::vector<std::uint8_t> buffer_;
  std::size_t at_ = 0, size_ = 0, number_ = 0;
};

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  text = text.substr(first, text.find_last_not_of(" \t") - first + 1);
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    text = text.substr(1, text.size() - 2);
  return text;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t") == std::string_view::npos;
}

/// Takes the next field off `rest`; false when there is none left. `rest` is null after the last
/// field.
bool next_field(std::string_view& rest, std::string_view& field) {
  if (rest.data() == nullptr) return false;
  const std::size_t comma = rest.find(',');
  field = trim(rest.substr(0, comma));
  rest = comma == std::string_view::npos ? std::string_view{} : rest.substr(comma + 1);
  return true;
}

enum class Parse { number, no_number, out_of_range };

Parse parse(std::string_view field, double& value) {
  if (field.starts_with('+') && !field.starts_with("+-")) field.remove_prefix(1);
  const auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), value);
  if (error == std::errc::invalid_argument || end != field.data() + field.size())
    return Parse::no_number;
  return error == std::errc{} ? Parse::number : Parse::out_of_range;
}

/// The common case, many times faster: 1 to 3 digits and at most 255.
bool parse_byte(std::string_view field, std::uint8_t& value) {
  if (field.empty() || field.size() > 3) return false;
  unsigned sum = 0;
  for (const char c : field) {
    if (c < '0' || c > '9') return false;
    sum = 10 * sum + static_cast<unsigned>(c - '0');
  }
  value = static_cast<std::uint8_t>(sum);
  return sum <= 255;
}

bool is_label_name(std::string_view field, std::string_view name) {
  return std::equal(field.begin(), field.end(), name.begin(), name.end(), [](char a, char b) {
    return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
  });
}

struct Header {
  bool present = false;
  std::size_t columns = 0;
  std::size_t label = kNoColumn;
};

Header detect_header(std::string_view line, const std::string& path) {
  Header header;
  std::size_t numbers = 0, y = kNoColumn, first_word = kNoColumn;
  std::string_view field, word;
  for (std::string_view rest = line; next_field(rest, field); ++header.columns) {
    double ignored = 0;
    if (parse(field, ignored) != Parse::no_number) {
      ++numbers;
      continue;
    }
    if (first_word == kNoColumn) {
      first_word = header.columns;
      word = field;
    }
    if (header.label == kNoColumn && is_label_name(field, "label")) header.label = header.columns;
    if (y == kNoColumn && is_label_name(field, "y")) y = header.columns;
  }
  if (header.label == kNoColumn) header.label = y;
  header.present = numbers == 0 || header.label != kNoColumn;
  // A bad number in the first row must not turn the row into a header and vanish.
  if (!header.present && first_word != kNoColumn)
    throw InputError(fmt::format("{} row 0 (line 1), column {}", path, first_word + 1),
                     fmt::format("'{}'", word),
                     "a number, as in the rest of the line, or a header line of names only");
  return header;
}

/// Rows as they come: the checks of one line and the two growing arrays.
class Rows {
 public:
  Rows(const LineReader& reader, const Header& header) : reader_(reader), header_(header) {}

  void add(std::string_view line) {
    std::size_t column = 0;
    std::string_view field;
    for (std::string_view rest = line; next_field(rest, field); ++column) {
      if (column >= header_.columns) continue;  // counted for the message below
      if (std::uint8_t byte = 0; column != header_.label && parse_byte(field, byte)) {
        features_.push_byte(byte);
        continue;
      }
      const double value = number(field, column);
      if (column == header_.label)
        labels_.push_back(label(value, field, column));
      else
        features_.push(value);
    }
    if (column != header_.columns)
      throw InputError(row(), is_blank(line) ? "an empty line" : fmt::format("{} fields", column),
                       fmt::format("{}, as in the first line (a ragged row)", header_.columns));
    ++count_;
  }
  [[nodiscard]] std::size_t count() const { return count_; }
  void move_to(Dataset& set) {
    set.n = count_;
    set.p = header_.columns - (header_.label == kNoColumn ? 0 : 1);
    features_.move_to(set);
    set.labels = std::move(labels_);
  }

 private:
  [[nodiscard]] std::string row() const {
    return fmt::format("{} row {} (line {})", reader_.path(), count_, reader_.number());
  }
  [[nodiscard]] std::string cell(std::size_t column) const {
    return fmt::format("{}, column {}", row(), column + 1);
  }

  double number(std::string_view field, std::size_t column) const {
    double value = 0;
    const Parse result = parse(field, value);
    const std::string shown = fmt::format("'{}'", field.substr(0, 40));
    if (result == Parse::no_number) throw InputError(cell(column), shown, "a number");
    if (result == Parse::out_of_range)
      throw InputError(cell(column), shown, "a number within the range of a double");
    if (!std::isfinite(value)) throw InputError(cell(column), shown, "a finite number");
    return value;
  }
  std::int32_t label(double value, std::string_view field, std::size_t column) const {
    if (value != std::floor(value) || std::abs(value) > std::numeric_limits<std::int32_t>::max())
      throw InputError(cell(column), fmt::format("'{}'", field), "an integer label");
    return static_cast<std::int32_t>(value);
  }

  const LineReader& reader_;
  Header header_;
  FeatureBuffer features_;
  std::vector<std::int32_t> labels_;
  std::size_t count_ = 0;
};

}  // namespace

Dataset read_csv(const std::string& path) {
  LineReader reader(path);
  std::string line;
  if (!reader.next(line))
    throw InputError(path, "an empty file", "rows of comma separated numbers");
  if (is_blank(line))
    throw InputError(path + " line 1", "an empty line", "a header or comma separated numbers");
  const Header header = detect_header(line, path);
  if (header.columns == 1 && header.label != kNoColumn)
    throw InputError(path, "a label column alone", "at least 1 feature column");
  Rows rows(reader, header);
  if (!header.present) rows.add(line);
  while (reader.next(line)) {
    if (!is_blank(line)) {
      rows.add(line);
      continue;
    }
    std::string after;
    while (reader.next(after))
      if (!is_blank(after))
        throw InputError(
            fmt::format("{} row {} (before line {})", path, rows.count(), reader.number()),
            "an empty line", "rows without a gap (empty lines only at the end)");
  }
  if (rows.count() == 0)
    throw InputError(path, "a header and no rows", "rows of comma separated numbers");
  Dataset set;
  set.name = path;
  set.provenance = path;
  rows.move_to(set);
  set.source_row.resize(set.n);
  std::iota(set.source_row.begin(), set.source_row.end(), std::size_t{0});
  return set;
}

}  // namespace proofgauge::data
