// Reading: every value is looked at before it is used, and nothing is rounded.
#include <algorithm>
#include <fstream>
#include <set>

#include "check.h"

namespace proofgauge_check {
namespace {

constexpr std::size_t kLargestFile = std::size_t{1} << 24;
constexpr std::size_t kMostValues = 1'000'000;
constexpr std::size_t kMostDigits = 20'000;
constexpr int kDeepestNesting = 32;  ///< a certificate needs four
/// The reader quotes all that it read since the last value, control characters eightfold.
constexpr std::ptrdiff_t kMostLineEnds = 1'000'000;
constexpr std::size_t kLongestReason = 200;

std::string shown(const Json& value) {
  const std::string text = value.dump(-1, ' ', true, Json::error_handler_t::replace);
  return text.size() <= 60 ? text : text.substr(0, 57) + "...";
}

bool all_digits(const std::string& s) {
  return !s.empty() && s.find_first_not_of("0123456789") == std::string::npos;
}

/// GMP takes a leading 0 for octal.
Integer integer(const std::string& digits) {
  const auto first = digits.find_first_not_of('0');
  return first == std::string::npos ? Integer(0) : Integer(digits.substr(first));
}

}  // namespace

Malformed::Malformed(const std::string& field, const std::string& got, const std::string& expected)
    : std::runtime_error(field + ": got " + got + ", expected " + expected) {}

void Work::spend(const Integer& operations, const std::string& field) {
  spent_ += operations;
  if (spent_ > kMost)
    throw Malformed(field, "work of " + spent_.str() + " operations",
                    "at most " + std::to_string(kMost) + ": fewer digits, terms or pieces");
}

void Work::hold(const Integer& bytes, const std::string& field) {
  if (bytes > kMostBytes)
    throw Malformed(field, "numbers of " + bytes.str() + " bytes",
                    "at most " + std::to_string(kMostBytes) + ": fewer digits, terms or cuts");
}

std::size_t bits(const Rational& x) {
  const Integer p = abs(numerator(x));
  return (p == 0 ? 0 : msb(p)) + msb(Integer(denominator(x)));
}

Integer common_denominator(const std::vector<Rational>& numbers, std::size_t most, Work& work,
                           const std::string& field) {
  std::set<Integer> distinct;
  for (const Rational& x : numbers) distinct.insert(Integer(denominator(x)));
  Integer common = 1;
  for (const Integer& d : distinct) {
    work.spend(4 * words(msb(common)) * words(msb(d)), field);
    common = lcm(common, d);
    if (msb(common) > most)
      throw Malformed(field, "a common denominator of over " + std::to_string(most) + " bits",
                      "a smaller one");
  }
  return common;
}

Json read_certificate(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text, chunk(std::size_t{1} << 16, ' ');
  // In pieces, so that a device without an end is refused before it fills the memory.
  while (file.read(chunk.data(), std::ssize(chunk)) || file.gcount() > 0) {
    text.append(chunk, 0, static_cast<std::size_t>(file.gcount()));
    if (text.size() > kLargestFile) throw Malformed(path, "over 16 MiB", "a certificate");
  }
  if (!file.is_open() || file.bad()) throw Unreadable(path + ": cannot be read");
  const auto line_end = [](char c) { return c == '\n' || c == '\r' || c == '\t'; };
  if (std::count_if(text.begin(), text.end(), line_end) > kMostLineEnds)
    throw Malformed(path, "over " + std::to_string(kMostLineEnds) + " line ends and tabs",
                    "a certificate");
  std::vector<std::set<std::string>> names;  // of the objects that are open
  std::size_t values = 0;
  const auto watch = [&](int depth, Json::parse_event_t event, Json& parsed) {
    if (depth > kDeepestNesting)
      throw Malformed(path, "values nested deeper than " + std::to_string(kDeepestNesting),
                      "a certificate");
    if (++values > kMostValues)
      throw Malformed(path, "over " + std::to_string(kMostValues) + " values", "a certificate");
    if (event == Json::parse_event_t::object_start) names.emplace_back();
    if (event == Json::parse_event_t::object_end) names.pop_back();
    if (event == Json::parse_event_t::key && !names.back().insert(parsed).second)
      throw Malformed(shown(parsed), "the name twice in one object", "it once");
    return true;
  };
  try {
    return Json::parse(text, watch);
  } catch (const Json::exception& e) {
    std::string reason = e.what();
    // Without the library's own name for it.
    if (const auto end = reason.find("] "); end != std::string::npos) reason.erase(0, end + 2);
    if (reason.size() > kLongestReason) reason = reason.substr(0, kLongestReason) + "...";
    throw Malformed(path, "text that is no JSON (" + reason + ")", "JSON");
  }
}

Rational parse_rational(const Json& value, const std::string& field) {
  const std::string expected = "a string p or p/q of decimal integers, q > 0";
  if (!value.is_string()) throw Malformed(field, shown(value), expected);
  std::string p = value, q = "1";
  if (const auto slash = p.find('/'); slash != std::string::npos) {
    q = p.substr(slash + 1);
    p.resize(slash);
  }
  const bool negative = p.starts_with('-');
  if (negative) p.erase(0, 1);
  if (!all_digits(p) || !all_digits(q)) throw Malformed(field, shown(value), expected);
  if (p.size() > kMostDigits || q.size() > kMostDigits)
    throw Malformed(field, shown(value), "at most " + std::to_string(kMostDigits) + " digits");
  const Integer denominator = integer(q);
  if (denominator == 0) throw Malformed(field, shown(value), expected);
  return negative ? Rational(-integer(p), denominator) : Rational(integer(p), denominator);
}

const Json& Object::member(const std::string& name, const std::string& expected) const {
  const auto found = json.find(name);
  if (found == json.end()) throw Malformed(prefix + name, "nothing", expected);
  return *found;
}

std::string Object::text(const std::string& name) const {
  const Json& value = member(name, "a string");
  if (!value.is_string()) throw Malformed(prefix + name, shown(value), "a string");
  return value;
}

Rational Object::rational(const std::string& name) const {
  return parse_rational(member(name, "a rational"), prefix + name);
}

std::size_t Object::count(const std::string& name, std::size_t largest) const {
  const std::string expected = "an integer from 0 to " + std::to_string(largest);
  const Json& value = member(name, expected);
  if (!value.is_number_unsigned() || value.get<std::uint64_t>() > largest)
    throw Malformed(prefix + name, shown(value), expected);
  return value.get<std::size_t>();
}

const Json& Object::array(const std::string& name) const {
  const Json& value = member(name, "an array");
  if (!value.is_array()) throw Malformed(prefix + name, shown(value), "an array");
  return value;
}

std::vector<Rational> Object::rationals(const std::string& name, std::size_t size) const {
  const Json& value = array(name);
  if (value.size() != size)
    throw Malformed(prefix + name, std::to_string(value.size()) + " entries",
                    std::to_string(size) + " entries");
  std::vector<Rational> out;
  for (std::size_t i = 0; i < size; ++i)
    out.push_back(parse_rational(value[i], prefix + name + "[" + std::to_string(i) + "]"));
  return out;
}

Object Object::object(const std::string& name) const {
  const Json& value = member(name, "an object");
  if (!value.is_object()) throw Malformed(prefix + name, shown(value), "an object");
  return {value, prefix + name + "."};
}

void Object::require(bool holds, const std::string& name, const std::string& expected) const {
  if (!holds) throw Malformed(prefix + name, shown(member(name, expected)), expected);
}

}  // namespace proofgauge_check
