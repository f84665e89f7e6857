// Members of JSON objects that others wrote: every value is looked at before it is converted.
#pragma once

#include <limits>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "claim/error.h"

namespace proofgauge::claim {

/// A value for a message: scalars as they are, at most 60 characters; of others their kind alone,
/// as writing out a deeply nested one would overflow the stack.
[[nodiscard]] std::string shown(const nlohmann::ordered_json& value);

/// Bytes that the text as a JSON value takes at most while it is made and destroyed.
[[nodiscard]] double json_bytes(std::string_view text);

/// The text as JSON. InputError for `name` if it is none, or if its values are nested deeper than
/// 64: the library copies an ordered object that grows, and a deep copy of such a value would
/// overflow the stack. LimitError, before anything is allocated, without room for json_bytes and
/// `more` bytes for what the caller makes of it. `look` as nlohmann's parser calls it, for each
/// value.
[[nodiscard]] nlohmann::ordered_json parse_json(
    std::string_view text, const std::string& name, double more = 0,
    const nlohmann::ordered_json::parser_callback_t& look = nullptr);

/// The member of an object. InputError for `at` + `key` if there is none.
[[nodiscard]] const nlohmann::ordered_json& member_of(const nlohmann::ordered_json& object,
                                                      const std::string& key,
                                                      const std::string& at = {});

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
  } else if constexpr (std::is_same_v<T, bool>) {
    expected = "true or false";
  } else if constexpr (std::is_same_v<T, std::string>) {
    expected = "a string";
  } else if constexpr (std::is_same_v<T, std::vector<float>> ||
                       std::is_same_v<T, std::vector<double>>) {
    expected = "a list of numbers";
  }
  try {
    return value.get<T>();
  } catch (const nlohmann::json::exception&) {
    throw InputError(name, shown(value), expected);
  }
}

}  // namespace proofgauge::claim
