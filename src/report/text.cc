#include "report/text.h"

#include <cstdint>
#include <vector>

namespace proofgauge::report {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// The code point that starts at `i`, which moves to its end. Broken UTF-8 is U+FFFD, one byte at a
/// time.
std::uint32_t next_code_point(std::string_view s, std::size_t& i) {
  const auto lead = static_cast<unsigned char>(s[i++]);
  if (lead < 0x80U) return lead;
  const int more = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : lead >= 0xC0U ? 1 : 0;
  if (more == 0) return 0xFFFDU;
  std::uint32_t point = lead & (0x3FU >> static_cast<unsigned>(more));
  for (int k = 0; k < more; ++k) {
    if (i >= s.size() || !is_continuation(s[i])) return 0xFFFDU;
    point = (point << 6U) | (static_cast<unsigned char>(s[i++]) & 0x3FU);
  }
  return point;
}

std::string hex(std::uint32_t point) {
  std::string text;
  do {
    text.insert(text.begin(), "0123456789ABCDEF"[point & 0xFU]);
    point >>= 4U;
  } while (point != 0);
  return text.size() < 4 ? std::string(4 - text.size(), '0') + text : text;
}

std::string_view latex_of(char c) {
  switch (c) {
    case '\\':
      return "\\textbackslash{}";
    case '{':
      return "\\{";
    case '}':
      return "\\}";
    case '$':
      return "\\$";
    case '&':
      return "\\&";
    case '#':
      return "\\#";
    case '%':
      return "\\%";
    case '_':
      return "\\_";
    case '^':
      return "\\textasciicircum{}";
    case '~':
      return "\\textasciitilde{}";
    case '<':
      return "\\textless{}";
    case '>':
      return "\\textgreater{}";
    case '|':
      return "\\textbar{}";
    case '[':  // after a row's end, a bare one or a star would be read as its option
      return "{[}";
    case '*':
      return "{*}";
    default:
      return {};
  }
}

}  // namespace

std::string one_line(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
    if (byte == 0xC2U && next >= 0x80U && next < 0xA0U) {  // U+0080 to U+009F: controls too
      out += '?';
      ++i;
    } else {
      out += byte < 0x20U || byte == 0x7FU ? '?' : text[i];
    }
  }
  return out;
}

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else if (c == '\'')
      out += "&#39;";
    else
      out += c;
  }
  return out;
}

std::string escape_latex(std::string_view text) {
  const std::string safe = one_line(text);
  std::string out;
  for (std::size_t i = 0; i < safe.size();) {
    const std::uint32_t point = next_code_point(safe, i);
    if (point >= 0x80U) {
      out += "U+" + hex(point);
      continue;
    }
    const char c = static_cast<char>(point);
    // The double quote needs a font encoding that OT1 is not; two single ones look the same
    // everywhere.
    if (c == '"')
      out += "''";
    else if (const std::string_view escaped = latex_of(c); !escaped.empty())
      out += escaped;
    else
      out += c;
  }
  return out;
}

std::string escape_markdown(std::string_view text) {
  std::string out;
  for (const char c : one_line(text)) {
    if (c == '|' || c == '\\' || c == '`' || c == '[' || c == ']' || c == '*')
      out += std::string("\\") + c;
    else if (c == '<')
      out += "&lt;";
    else if (c == '&')
      out += "&amp;";
    else
      out += c;
  }
  return out;
}

namespace {

/// A spreadsheet would take it for a formula: begins with = or @, or with a sign and is no number.
bool is_formula(std::string_view text) {
  if (text.empty()) return false;
  if (text[0] == '=' || text[0] == '@' || text[0] == '\t' || text[0] == '\r') return true;
  return (text[0] == '+' || text[0] == '-') &&
         text.find_first_not_of("0123456789.eE+-/^") != std::string_view::npos;
}

}  // namespace

std::string quote_csv(std::string_view text) {
  if (is_formula(text)) return quote_csv("'" + std::string(text));
  if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  return out + '"';
}

std::size_t width_of(std::string_view text) {
  std::size_t n = 0;
  for (const char c : text) n += is_continuation(c) ? 0 : 1;
  return n;
}

std::string elide(std::string_view text, std::size_t width) {
  const std::size_t n = width_of(text);
  if (n <= width) return std::string(text);
  if (width <= 3) return std::string(width, '.');
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (!is_continuation(text[i])) starts.push_back(i);
  const std::size_t head = (width - 3 + 1) / 2, tail = width - 3 - head;
  const std::string end = tail == 0 ? "" : std::string(text.substr(starts[n - tail]));
  return std::string(text.substr(0, starts[head])) + "..." + end;
}

std::string elide_front(std::string_view text, std::size_t width) {
  std::size_t n = width_of(text);
  if (n <= width) return std::string(text);
  if (width <= 3) return std::string(width, '.');
  std::size_t start = 0;
  while (n > width - 3) {
    ++start;
    while (start < text.size() && is_continuation(text[start])) ++start;
    --n;
  }
  return "..." + std::string(text.substr(start));
}

std::string pad(std::string text, std::size_t width, bool right) {
  const std::size_t n = width_of(text);
  if (n >= width) return text;
  text.insert(right ? 0 : text.size(), width - n, ' ');
  return text;
}

std::string wrap(std::string_view text, std::size_t indent, std::size_t width) {
  std::string out, line(indent, ' ');
  std::size_t start = 0;
  bool empty = true;
  while (start < text.size()) {
    const auto end = std::min(text.find(' ', start), text.size());
    const std::string word(text.substr(start, end - start));
    if (!empty && line.size() + 1 + word.size() > width) {
      out += line + "\n";
      line.assign(indent, ' ');
      empty = true;
    }
    if (!word.empty()) line += (empty ? "" : " ") + word;
    empty = empty && word.empty();
    start = end + 1;
  }
  return out + line + "\n";
}

std::string hang(std::string_view lead, std::string_view text, std::size_t column,
                 std::size_t width) {
  if (text.empty()) return std::string(lead) + "\n";
  const std::string body = wrap(text, column, width);
  if (width_of(lead) > column) return std::string(lead) + "\n" + body;
  return pad(std::string(lead), column) + body.substr(column);
}

std::string wrap_command(std::string_view command, std::size_t indent, std::size_t width) {
  constexpr std::size_t kContinued = 2;  // columns of " \\"
  const std::string further(indent + 2, ' ');
  std::string out, line(indent, ' ');
  bool empty = true;
  for (std::size_t start = 0; start < command.size();) {
    bool quoted = false;
    std::size_t end = start;
    while (end < command.size() && (quoted || command[end] != ' '))
      quoted = quoted != (command[end++] == '\'');
    const std::size_t room = width - (end < command.size() ? kContinued : 0);
    if (!empty && line.size() + 1 + end - start > room) {
      out += line + " \\\n";
      line = further;
      empty = true;
    }
    line += (empty ? "" : " ") + std::string(command.substr(start, end - start));
    empty = false;
    start = std::min(end + 1, command.size());
  }
  return out + line + "\n";
}

std::string wrap_latex(std::string_view source, std::size_t indent, std::size_t width) {
  std::string out, line(indent, ' ');
  const auto flush = [&] {
    out += line + "\n";
    line.assign(indent, ' ');
  };
  for (std::size_t start = 0; start < source.size();) {
    // A piece ends at a space, or before a backslash that begins a control sequence.
    std::size_t end = start + (source[start] == '\\' ? 2 : 1);
    while (end < source.size() && source[end] != ' ' && source[end] != '\\') ++end;
    end = std::min(end, source.size());
    const bool spaced = end < source.size() && source[end] == ' ';
    const std::string_view piece = source.substr(start, end - start);
    if (line.size() > indent && line.size() + piece.size() > width) {
      while (line.ends_with(' ')) line.pop_back();
      flush();
    }
    line += piece;
    if (spaced) line += ' ';
    start = end + (spaced ? 1 : 0);
  }
  while (line.size() > indent && line.ends_with(' ')) line.pop_back();
  return out + line + "\n";
}

std::string slug(std::string_view id) {
  std::string out;
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '_' || c == '-';
    out += plain ? c : '.';
  }
  return out;
}

}  // namespace proofgauge::report
