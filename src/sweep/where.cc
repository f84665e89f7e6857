#include "sweep/where.h"

#include <array>
#include <cctype>
#include <optional>

#include "claim/error.h"
#include "numeric/rational.h"

namespace proofgauge::sweep {

namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         std::string_view("_-./^+!").find(c) != std::string_view::npos;
}

/// Columns that a name addresses directly, and whether they hold numbers.
struct Column {
  std::string_view name, sql;
  bool number;
};
constexpr std::array kColumns{
    Column{"claim", "r.claim", false},       Column{"lemma", "r.lemma", false},
    Column{"kind", "r.kind", false},         Column{"verdict", "r.verdict", false},
    Column{"evidence", "r.evidence", false}, Column{"scope", "r.scope", false},
    Column{"profile", "r.profile", false},   Column{"commit", "r.build", false},
    Column{"vacuous", "r.vacuous", false},   Column{"seed", "r.seed", true},
    Column{"ratio", "r.ratio", true},        Column{"wall_s", "r.wall_s", true}};

}  // namespace

/// Recursive descent; each function returns SQL and appends its values in the order of the text.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Condition run() {
    Condition c;
    c.sql_ = condition(c.values_, 0);
    skip();
    if (at_ < text_.size()) fail("'and', 'or' or the end");
    return c;
  }

 private:
  static constexpr int kDeepest = 64;
  static constexpr std::size_t kMostValues = 800;

  [[noreturn]] void fail(const std::string& expected) const {
    const std::string rest(text_.substr(at_, 20));
    throw InputError("--where", rest.empty() ? "the end" : "'" + rest + "'",
                     expected + " at character " + std::to_string(at_ + 1));
  }

  void skip() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
  }

  bool take(std::string_view symbol) {
    skip();
    if (!text_.substr(at_).starts_with(symbol)) return false;
    at_ += symbol.size();
    return true;
  }

  bool take_word(std::string_view word) {
    skip();
    const std::size_t end = at_ + word.size();
    if (!text_.substr(at_).starts_with(word) || (end < text_.size() && is_word(text_[end])))
      return false;
    at_ = end;
    return true;
  }

  std::string word(const char* expected) {
    skip();
    const std::size_t start = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    if (start == at_) fail(expected);
    return std::string(text_.substr(start, at_ - start));
  }

  std::string condition(std::vector<Condition::Value>& values, int depth) {
    if (depth > kDeepest) fail("fewer parentheses");
    std::string sql = term(values, depth);
    while (take_word("or")) sql += " OR " + term(values, depth);
    return "(" + sql + ")";
  }

  std::string term(std::vector<Condition::Value>& values, int depth) {
    std::string sql = factor(values, depth);
    while (take_word("and")) sql += " AND " + factor(values, depth);
    return sql;
  }

  std::string factor(std::vector<Condition::Value>& values, int depth) {
    if (depth > kDeepest) fail("fewer parentheses");
    if (take_word("not")) return "NOT " + factor(values, depth + 1);
    if (take("(")) {
      std::string inside = condition(values, depth + 1);
      if (!take(")")) fail("')'");
      return inside;
    }
    return comparison(values);
  }

  std::string comparison(std::vector<Condition::Value>& values) {
    if (values.size() > kMostValues) fail("at most 400 comparisons");
    const std::string name = word("a name such as claim, verdict or m");
    std::string op;
    for (const char* symbol : {"!=", "<=", ">=", "=", "<", ">", "~"})
      if (op.empty() && take(symbol)) op = symbol;
    if (op.empty()) fail("one of = != < <= > >= ~");
    skip();
    const std::size_t start = at_;
    bool quoted = false;
    const std::string text = value(quoted);
    for (const Column& c : kColumns)
      if (c.name == name)
        return compare(std::string(c.sql), std::string(c.sql), op, text, quoted, start, c.number,
                       values);
    // Not a column: a letter or word of the cell. The name is bound too.
    values.emplace_back(name);
    return "EXISTS (SELECT 1 FROM parameter p WHERE p.record = r.id AND p.name = ? AND " +
           compare("p.number", "p.text", op, text, quoted, start, std::nullopt, values) + ")";
  }

  std::string compare(const std::string& number_sql, const std::string& text_sql,
                      const std::string& op, const std::string& text, bool quoted,
                      std::size_t start, std::optional<bool> must_be_number,
                      std::vector<Condition::Value>& values) {
    if (op == "~") {
      values.emplace_back(text);
      return "instr(" + text_sql + ", ?) > 0";
    }
    std::optional<double> number;
    if (!quoted && must_be_number != false) {
      try {
        number = numeric::to_double(numeric::parse_rational(text, "--where"));
      } catch (const InputError&) {
        if (must_be_number == true) {
          at_ = start;
          fail("a number");
        }
      }
    }
    if (number) {
      values.emplace_back(*number);
      return number_sql + " " + op + " ?";
    }
    if (must_be_number == true) {
      at_ = start;
      fail("a number");
    }
    if (op != "=" && op != "!=") {
      at_ = start;
      fail("a number after " + op);
    }
    values.emplace_back(text);
    return text_sql + " " + op + " ?";
  }

  std::string value(bool& quoted) {
    skip();
    if (!take("'")) return word("a value");
    quoted = true;
    const std::size_t end = text_.find('\'', at_);
    if (end == std::string_view::npos) {
      at_ = text_.size();
      fail("a closing '");
    }
    std::string text(text_.substr(at_, end - at_));
    at_ = end + 1;
    return text;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

Condition Condition::parse(std::string_view text) { return Parser(text).run(); }

Condition Condition::claims(const std::vector<std::string>& ids) {
  Condition c;
  if (ids.empty()) return c;
  c.sql_.clear();
  for (const std::string& id : ids) {
    c.sql_ += std::string(c.sql_.empty() ? "" : " OR ") + "r.claim = ? OR r.lemma = ?";
    c.values_.emplace_back(id);
    c.values_.emplace_back(id);
  }
  c.sql_ = "(" + c.sql_ + ")";
  return c;
}

Condition Condition::both(const Condition& other) const {
  Condition c;
  c.sql_ = "(" + sql_ + ") AND (" + other.sql_ + ")";
  c.values_ = values_;
  c.values_.insert(c.values_.end(), other.values_.begin(), other.values_.end());
  return c;
}

}  // namespace proofgauge::sweep
