// Members of JSON objects that others wrote: every value is looked at before it is converted.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>

#include "claim/error.h"

namespace proofgauge::claim {

/// A value for a message: scalars as they are, at most 60 characters; of others their kind alone,
/// as writing out a deeply nested one would overflow the stack.
[[nodiscard]] inline std::string shown(const nlohmann::ordered_json& value) {
  using Json = nlohmann::ordered_json;
  if (value.is_structured())
    return std::string("an ") + value.type_name() + " of " + std::to_string(value.size());
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

/// The text as JSON. InputError for `name` if it is none, or if its values are nested deeper than
/// 64: the library copies an ordered object that grows, and a deep copy of such a value would
/// overflow the stack.
[[nodiscard]] inline nlohmann::ordered_json parse_json(std::string_view text,
                                                       const std::string& name) {
  constexpr int kDeepest = 64;
  bool in_string = false;
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\') ++i;
    if (in_string) continue;
    if (c == '[' || c == '{') ++depth;
    if (c == ']' || c == '}') --depth;
    if (depth > kDeepest)
      throw InputError(name, "values nested deeper than 64", "what this program writes");
  }
  try {
    return nlohmann::ordered_json::parse(text);
  } catch (const nlohmann::json::exception& e) {
    constexpr std::size_t kLongest = 200;  // it quotes the text
    const std::string reason = e.what();
    throw InputError(name, "text that is no JSON",
                     reason.size() <= kLongest ? reason : reason.substr(0, kLongest) + "...");
  }
}

/// The value as a T. An unsigned T takes only an integer in its range and a double only a number:
/// the library would cast -1, 1e300 or `true` without a word. InputError for `name`.
template <class T>
[[nodiscard]] T value_of(const nlohmann::ordered_json& value, const std::string& name) {
  const char* expected = "a value of the type that the schema gives";
  if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
    static_assert(std::is_unsigned_v<T>);
    if (!value.is_number_integer() || (!value.is_number_unsigned() && value.get<long long>() < 0) ||
        value.get<unsigned long long>() > std::numeric_limits<T>::max())
      throw InputError(name, shown(value),
                       "an integer from 0 to " + std::to_string(std::numeric_limits<T>::max()));
  } else if constexpr (std::is_floating_point_v<T>) {
    if (!value.is_number()) throw InputError(name, shown(value), "a number");
  }
  try {
    return value.get<T>();
  } catch (const nlohmann::json::exception&) {
    throw InputError(name, shown(value), expected);
  }
}

}  // namespace proofgauge::claim
