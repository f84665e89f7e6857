#include "claim/json_field.h"

#include "claim/room.h"

namespace proofgauge::claim {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kDeepest = 64;

/// What a text holds, counted without parsing: of text that is JSON exactly, of other text no less
/// than what a parser meets before it stops.
struct Extent {
  std::size_t values = 1;  ///< separators, and the first
  std::size_t members = 0, structures = 0, strings = 0;
  std::size_t deepest = 0;
};

Extent extent_of(std::string_view text) {
  Extent e;
  bool in_string = false;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_string = !in_string;
      e.strings += in_string ? 1 : 0;
    } else if (in_string) {
      continue;
    } else if (c == '[' || c == '{') {
      e.deepest = std::max(e.deepest, ++depth);
      ++e.structures;
      ++e.values;
    } else if (c == ']' || c == '}') {
      depth -= depth > 0 ? 1 : 0;
    } else if (c == ',') {
      ++e.values;
    } else if (c == ':') {
      ++e.members;
    }
  }
  return e;
}

/// The reason that the library gives, without its own numbers for it; it quotes the text.
std::string reason_of(const Json::exception& e) {
  constexpr std::size_t kLongest = 160;
  std::string reason = e.what();
  if (const auto end = reason.find("] "); end != std::string::npos) reason.erase(0, end + 2);
  constexpr std::string_view kAgain = "parse error ";
  if (reason.starts_with(kAgain)) reason.erase(0, kAgain.size());
  return reason.size() <= kLongest ? reason : reason.substr(0, kLongest) + "...";
}

}  // namespace

std::string shown(const Json& value) {
  if (value.is_structured())
    return std::string("an ") + value.type_name() + " of " + std::to_string(value.size());
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

double json_bytes(std::string_view text) {
  const Extent e = extent_of(text);
  // A list that grows holds its elements three times at most (in twice its length and in what it
  // outgrew); so does the list of values to be destroyed, beside the first in twice its length.
  constexpr double kValue = 5 * sizeof(Json);
  constexpr double kMember = 3 * (sizeof(std::string) + sizeof(Json));
  constexpr double kChunk = 32;     // of the allocator, at least
  constexpr double kName = kChunk;  // beside the string in the member
  constexpr double kString = sizeof(std::string) + 1.5 * kChunk;
  const auto count = [](std::size_t n) { return static_cast<double>(n); };
  // A member is counted as a value and its name as a string already; what it takes beyond these is
  // more than nothing, so that no text takes less than its beginning.
  static_assert(kMember + kName > kValue + kString);
  return count(e.values) * kValue + count(e.members) * (kMember + kName - kValue - kString) +
         count(e.structures) * 3 * kChunk + count(e.strings) * kString + 2 * count(text.size());
}

Json parse_json(std::string_view text, const std::string& name, double more,
                const Json::parser_callback_t& look) {
  if (extent_of(text).deepest > kDeepest)
    throw InputError(name, "values nested deeper than 64", "what this program writes");
  require_room("reading " + name, json_bytes(text) + more);
  try {
    return Json::parse(text, look);
  } catch (const Json::exception& e) {
    throw InputError(name, "text that is no JSON (" + reason_of(e) + ")", "valid JSON");
  }
}

const Json& member_of(const Json& object, const std::string& key, const std::string& at) {
  if (object.is_object())
    if (const auto it = object.find(key); it != object.end()) return *it;
  throw InputError(at + key, object.is_object() ? "" : shown(object) + " instead of an object",
                   "this member");
}

}  // namespace proofgauge::claim
