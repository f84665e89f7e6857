#include "claim/toml_text.h"

#include <vector>

#include "claim/error.h"

namespace proofgauge::claim {
namespace {

constexpr std::size_t kDeepest = 64;

InputError error_at(const std::string& file, std::size_t line, const std::string& got,
                    const std::string& expected) {
  return {file + ", line " + std::to_string(line), got, expected};
}

/// Goes through the text up to the first place that is no TOML at the latest, where the library
/// stops too: only of valid text must it know what is a string or a comment.
class DepthCheck {
 public:
  DepthCheck(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  void run() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '#') {
        at_ = std::min(text_.find('\n', at_), text_.size());
      } else if (c == '"' || c == '\'') {
        skip_string(c);
      } else {
        look_at(c);
        ++at_;
      }
    }
  }

 private:
  void look_at(char c) {
    switch (c) {
      case '.':
        ++dots_;
        break;
      case '[':
      case '{':
        open_.push_back(depth());
        dots_ = 0;
        break;
      case ']':
      case '}':
        if (!open_.empty()) open_.pop_back();
        dots_ = 0;
        break;
      case '\n':
        ++line_;
        dots_ = 0;
        break;
      case ',':
        dots_ = 0;
        break;
      default:
        break;
    }
    if (depth() > kDeepest)
      throw error_at(file_, line_, "tables or values nested deeper than 64",
                     "a key of a few names, such as lemma.option");
  }

  /// Tables that the key in hand opens, inside those that hold it: `a.b = {c.d = 1}` is 3 deep.
  [[nodiscard]] std::size_t depth() const { return dots_ + (open_.empty() ? 0 : open_.back() + 1); }

  [[nodiscard]] bool triple_at(std::size_t at, char quote) const {
    return text_.substr(at, 3) == std::string(3, quote);
  }

  void skip_string(char quote) {
    const bool many_lines = triple_at(at_, quote);
    at_ += many_lines ? 3 : 1;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') ++line_;
      if (c == '\n' && !many_lines) break;  // no TOML
      if (c == '\\' && quote == '"') {
        ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++line_;
      } else if (c == quote && !many_lines) {
        break;
      } else if (c == quote && triple_at(at_, quote)) {
        at_ += 2;
        // Up to two more quotes before the last three belong to the text.
        for (int k = 0; k < 2 && at_ + 1 < text_.size() && text_[at_ + 1] == quote; ++k) ++at_;
        break;
      }
    }
    ++at_;
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0, line_ = 1, dots_ = 0;
  std::vector<std::size_t> open_;  ///< the depth at each bracket that is open
};

}  // namespace

toml::table parse_toml(std::string_view text, const std::string& file) {
  DepthCheck(text, file).run();
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& e) {
    throw error_at(file, e.source().begin.line, std::string(e.description()), "valid TOML");
  }
}

}  // namespace proofgauge::claim
