#include "text_mutator.h"

#include <array>
#include <cctype>
#include <charconv>
#include <random>
#include <vector>

namespace proofgauge::fuzz {
namespace {

struct Token {
  std::size_t begin, end;  ///< of a string: without its quotes
  bool name;               ///< of a member or key: something says its value behind it
};

bool in_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("+-._^/").find(c) != std::string_view::npos;
}

std::vector<Token> tokens_of(std::string_view text) {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = i;
    if (text[i] == '"') {
      for (end = ++i; end < text.size() && text[end] != '"'; ++end)
        if (text[end] == '\\') ++end;
      end = std::min(end, text.size());
    } else {
      while (end < text.size() && in_word(text[end])) ++end;
    }
    const std::size_t next = text.find_first_not_of("\" \t", end);
    const bool name = next != text.npos && (text[next] == ':' || text[next] == '=');
    if (end > i) tokens.push_back({i, end, name});
    i = end + 1;
  }
  return tokens;
}

class Mutation {
 public:
  Mutation(std::string_view text, std::uint32_t seed) : text_(text), random_(seed) {}

  std::string run() {
    do change_one();
    while (below(3) == 0);
    return text_;
  }

 private:
  std::size_t below(std::size_t n) { return random_() % n; }

  void change_one() {
    std::vector<Token> tokens = tokens_of(text_);
    // A name that no reader knows ends the reading: values are changed far more often.
    if (below(8) != 0) std::erase_if(tokens, [](const Token& t) { return t.name; });
    if (tokens.empty()) return;
    const auto pick = [&] { return tokens[below(tokens.size())]; };
    const auto said = [&](Token t) { return text_.substr(t.begin, t.end - t.begin); };
    const Token t = pick();
    switch (below(6)) {
      case 0:
        return put(t, said(pick()));
      case 1:
        return put(t, nearby(said(t)));
      case 2:
        return put(t, at_an_end());
      case 3:
        return put(t, other_digit(said(t)));
      case 4:
        return put(t, "0" + said(t));
      default:
        return drop_or_double(t);
    }
  }

  void put(Token t, const std::string& value) { text_.replace(t.begin, t.end - t.begin, value); }

  /// A small integer, or the integer at the front of the token moved a little.
  std::string nearby(const std::string& token) {
    long long n = 0;
    const auto [rest, error] = std::from_chars(token.data(), token.data() + token.size(), n);
    if (error != std::errc{} || std::abs(n) > 1'000'000'000) return std::to_string(below(10));
    const std::array<long long, 6> moved{n + 1, n - 1, -n, 2 * n, n / 2, n * 10};
    return std::to_string(moved[below(moved.size())]) +
           std::string(rest, token.data() + token.size());
  }

  std::string at_an_end() {
    static constexpr std::array<std::string_view, 16> values{"0",
                                                             "-1",
                                                             "0.5",
                                                             "-0",
                                                             "null",
                                                             "true",
                                                             "false",
                                                             "[]",
                                                             "{}",
                                                             "1e300",
                                                             "1e-300",
                                                             "9223372036854775807",
                                                             "18446744073709551615",
                                                             "1099511627776",
                                                             "1/3",
                                                             "1e999999999"};
    return std::string(values[below(values.size())]);
  }

  std::string other_digit(std::string token) {
    std::vector<std::size_t> digits;
    for (std::size_t i = 0; i < token.size(); ++i)
      if (token[i] >= '0' && token[i] <= '9') digits.push_back(i);
    if (!digits.empty()) token[digits[below(digits.size())]] = static_cast<char>('0' + below(10));
    return token;
  }

  /// An entry of a list or a line goes, or stands there twice: up to the next comma or end of line.
  void drop_or_double(Token t) {
    const std::size_t end = std::min(text_.find_first_of(",\n", t.end), text_.size());
    std::size_t begin = text_.find_last_of(",\n", t.begin);
    begin = begin == std::string::npos ? 0 : begin;
    const std::string entry = text_.substr(begin, end - begin);
    if (below(2) == 0)
      text_.erase(begin, entry.size());
    else
      text_.insert(end, begin == 0 ? "," + entry : entry);
  }

  std::string text_;
  std::minstd_rand random_;
};

}  // namespace

std::string mutate_text(std::string_view text, std::uint32_t seed) {
  return Mutation(text, seed + 1).run();
}

}  // namespace proofgauge::fuzz
