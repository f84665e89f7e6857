#include "claim/profile.h"

#include <charconv>
#include <cmath>

#include "claim/error.h"
#include "claim/toml_text.h"

namespace proofgauge::embedded {
extern const std::string_view constants_published_form, constants_derived;
}

namespace proofgauge::claim {
namespace {

/// p, p/q or a decimal, as a double; the exact form stays in `expression`.
double value_of(const std::string& expression, const std::string& field) {
  const auto number = [&](std::string_view text) {
    double x = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), x);
    if (error != std::errc{} || end != text.data() + text.size() || !std::isfinite(x))
      throw InputError(field, "'" + expression + "'", "a decimal or a fraction p/q");
    return x;
  };
  const auto slash = expression.find('/');
  if (slash == std::string::npos) return number(expression);
  const double q = number(std::string_view(expression).substr(slash + 1));
  if (q == 0) throw InputError(field, "'" + expression + "'", "a denominator that is not zero");
  return number(std::string_view(expression).substr(0, slash)) / q;
}

template <class T>
T required(const toml::table& table, const char* key, const std::string& field,
           const char* expected) {
  const auto value = table[key].value<T>();
  if (!value) throw InputError(field + "." + key, "", expected);
  return *value;
}

}  // namespace

ConstantsProfile ConstantsProfile::parse(std::string_view text, const std::string& file) {
  const toml::table root = parse_toml(text, file);
  ConstantsProfile profile;
  profile.file_ = file;
  profile.name_ = required<std::string>(root, "profile", file, "the profile's name");
  for (const auto& [table_name, table_node] : root) {
    const auto* table = table_node.as_table();
    if (table == nullptr) continue;
    for (const auto& [symbol, node] : *table) {
      const std::string field =
          file + ": " + std::string(table_name.str()) + "." + std::string(symbol.str());
      const auto* entry = node.as_table();
      if (entry == nullptr)
        throw InputError(field, "", "a table with expression, origin and confirmed");
      Constant c;
      c.symbol = std::string(symbol.str());
      c.expression = required<std::string>(*entry, "expression", field,
                                           "the value as a string: decimal or p/q");
      c.value = value_of(c.expression, field);
      c.origin = required<std::string>(*entry, "origin", field, "where the constant comes from");
      c.confirmed = required<bool>(*entry, "confirmed", field, "true or false");
      c.profile = profile.name_;
      profile.constants_.emplace_back(std::string(table_name.str()), std::move(c));
    }
  }
  return profile;
}

const ConstantsProfile& ConstantsProfile::built_in() {
  static const ConstantsProfile both = [] {
    ConstantsProfile p = parse(embedded::constants_published_form, "published-form.toml");
    for (const auto& entry : parse(embedded::constants_derived, "derived.toml").constants_)
      p.constants_.push_back(entry);
    p.file_ = "built-in constants";
    return p;
  }();
  return both;
}

void ConstantsProfile::override_with(const ConstantsProfile& other) {
  for (const auto& [table, constant] : other.constants_) {
    bool known = false;
    for (auto& [t, c] : constants_)
      if (t == table && c.symbol == constant.symbol) {
        c = constant;
        known = true;
      }
    if (!known)
      throw InputError(other.file_ + ": " + table + "." + constant.symbol, constant.expression,
                       "a constant that some lemma uses; see reports/constants");
  }
}

bool ConstantsProfile::has(std::string_view table, std::string_view symbol) const {
  for (const auto& [t, c] : constants_)
    if (t == table && c.symbol == symbol) return true;
  return false;
}

const Constant& ConstantsProfile::get(std::string_view table, std::string_view symbol) const {
  for (const auto& [t, c] : constants_)
    if (t == table && c.symbol == symbol) return c;
  throw InputError(file_ + ": " + std::string(table) + "." + std::string(symbol), "",
                   "this constant in the profile");
}

}  // namespace proofgauge::claim
