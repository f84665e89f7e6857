#include "numeric/rational.h"

#include <mpfr.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <set>

#include "claim/error.h"

namespace proofgauge::numeric {
namespace {

constexpr std::size_t kMaxListLength = 100'000;
constexpr long kMaxExponent = 5000;  // 10^5000: far beyond any use, and quick to compute with
constexpr std::size_t kMaxDigits = 10'000;

bool all_digits(std::string_view s) {
  if (s.empty() || s.size() > kMaxDigits) return false;
  for (const char c : s)
    if (std::isdigit(static_cast<unsigned char>(c)) == 0) return false;
  return true;
}

[[noreturn]] void not_a_number(std::string_view text, const std::string& field) {
  throw InputError(field, "'" + std::string(text.substr(0, 60)) + "'",
                   "a number such as 0.25, 1/4, 2^14 or 1e-6");
}

/// Small signed exponents only; `text` is digits with an optional sign.
long parse_exponent(std::string_view text, std::string_view whole, const std::string& field) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (!all_digits(text) || text.size() > 7) not_a_number(whole, field);
  const long e = std::stol(std::string(text));
  if (e > kMaxExponent)
    throw InputError(field, "'" + std::string(whole.substr(0, 60)) + "'",
                     "an exponent of at most 5000 in size");
  return negative ? -e : e;
}

Integer power(unsigned base, long exponent) {
  return boost::multiprecision::pow(Integer(base), static_cast<unsigned>(exponent));
}

/// Unsigned decimal with optional point and exponent.
Rational parse_decimal(std::string_view text, std::string_view whole, const std::string& field) {
  long exponent = 0;
  if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
    exponent = parse_exponent(text.substr(e + 1), whole, field);
    text = text.substr(0, e);
  }
  std::string digits;
  if (const auto point = text.find('.'); point != std::string_view::npos) {
    const auto fraction = text.substr(point + 1);
    digits = std::string(text.substr(0, point)) + std::string(fraction);
    exponent -= static_cast<long>(fraction.size());
  } else {
    digits = std::string(text);
  }
  if (!all_digits(digits)) not_a_number(whole, field);
  const auto nonzero = digits.find_first_not_of('0');  // GMP reads a leading 0 as octal
  const Integer mantissa(nonzero == std::string::npos ? "0" : digits.substr(nonzero));
  return exponent >= 0 ? Rational(mantissa * power(10, exponent))
                       : Rational(mantissa, power(10, -exponent));
}

bool is_power_of_two(const Rational& x) {
  if (x <= 0) return false;
  const Integer p = numerator(x), q = denominator(x);
  return (p & (p - 1)) == 0 && (q & (q - 1)) == 0;
}

claim::Parameter parameter_of(const std::string& name, const Rational& value) {
  return {name, canonical_text(value), to_double(value), true};
}

/// k points from a to b at equal quotients.
void append_geometric(const std::string& name, std::string_view item, const Rational& a,
                      const Rational& b, long points, bool integers,
                      std::vector<claim::Parameter>& out) {
  const double first = to_double(a), last = to_double(b);
  if (!(first > 0) || !std::isfinite(last))
    throw InputError("--" + name, "'" + std::string(item.substr(0, 60)) + "'",
                     "a geometric range between positive numbers that a double can hold");
  out.push_back(parameter_of(name, a));
  const double quotient = last / first;  // may overflow
  const double rise =
      std::isfinite(quotient) ? std::log(quotient) : std::log(last) - std::log(first);
  for (long k = 1; k + 1 < points; ++k) {
    const double x =
        std::min(last, std::exp(std::log(first) +
                                rise * static_cast<double>(k) / static_cast<double>(points - 1)));
    out.push_back(parameter_of(name, Rational(integers ? std::round(x) : x)));
  }
  out.push_back(parameter_of(name, b));
}

/// The k of a..b:k.
long parse_points(std::string_view digits, std::string_view item, const std::string& field) {
  constexpr std::size_t kLongest = 9;  // fits a long anywhere
  const long points =
      all_digits(digits) && digits.size() <= kLongest ? std::stol(std::string(digits)) : 0;
  if (points < 2 || static_cast<std::size_t>(points) > kMaxListLength)
    throw InputError(field, "'" + std::string(item.substr(0, 60)) + "'",
                     "a..b:k with an integer k from 2 to 100000");
  return points;
}

void append_range(const std::string& name, std::string_view item, bool integers,
                  std::vector<claim::Parameter>& out) {
  const std::string field = "--" + name;
  const auto dots = item.find("..");
  std::string_view last = item.substr(dots + 2);
  long points = 0;
  if (const auto colon = last.find(':'); colon != std::string_view::npos) {
    points = parse_points(last.substr(colon + 1), item, field);
    last = last.substr(0, colon);
  }
  const Rational a = parse_rational(item.substr(0, dots), field), b = parse_rational(last, field);
  if (a > b) throw InputError(field, "'" + std::string(item) + "'", "a range a..b with a <= b");
  if (points == 0) {
    if (!is_power_of_two(a) || !is_power_of_two(b))
      throw InputError(field, "'" + std::string(item) + "'",
                       "powers of two at both ends of a..b, or a..b:k for k geometric points");
    for (Rational x = a; x <= b; x *= 2) out.push_back(parameter_of(name, x));
    return;
  }
  append_geometric(name, item, a, b, points, integers, out);
}

/// Keeps the first of equal values.
void drop_repeats(std::vector<claim::Parameter>& values) {
  std::set<std::string> seen;
  std::erase_if(values, [&](const claim::Parameter& v) { return !seen.insert(v.text).second; });
}

}  // namespace

Rational parse_rational(std::string_view text, const std::string& field) {
  std::string_view rest = text;
  const bool negative = rest.starts_with('-');
  if (negative || rest.starts_with('+')) rest.remove_prefix(1);
  Rational value;
  if (const auto caret = rest.find('^'); caret != std::string_view::npos) {
    const auto base = rest.substr(0, caret);
    const long e = parse_exponent(rest.substr(caret + 1), text, field);
    if (!all_digits(base) || base.size() > 4) not_a_number(text, field);
    const auto b = static_cast<unsigned>(std::stoul(std::string(base)));
    if (b == 0) not_a_number(text, field);
    value = e >= 0 ? Rational(power(b, e)) : Rational(Integer(1), power(b, -e));
  } else if (const auto slash = rest.find('/'); slash != std::string_view::npos) {
    const Rational p = parse_decimal(rest.substr(0, slash), text, field);
    const Rational q = parse_decimal(rest.substr(slash + 1), text, field);
    if (q == 0)
      throw InputError(field, "'" + std::string(text) + "'", "a denominator that is not zero");
    value = p / q;
  } else {
    value = parse_decimal(rest, text, field);
  }
  return negative ? Rational(-value) : value;
}

std::string canonical_text(const Rational& value) {
  constexpr unsigned kMostPlaces = 17;
  Integer q = denominator(value);
  unsigned twos = 0, fives = 0;
  // Not one step further than it matters: a denominator may have thousands of factors.
  while (twos <= kMostPlaces && q % 2 == 0) q /= 2, ++twos;
  while (fives <= kMostPlaces && q % 5 == 0) q /= 5, ++fives;
  const unsigned places = std::max(twos, fives);
  if (q != 1 || places > kMostPlaces) return value.str();
  if (places == 0) return numerator(value).str();
  const Rational scaled_value = abs(value) * Rational(power(10, static_cast<long>(places)));
  std::string digits = numerator(scaled_value).str();
  if (digits.size() > kMostPlaces) return value.str();
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  digits.insert(digits.size() - places, ".");
  return (value < 0 ? "-" : "") + digits;
}

double to_double(const Rational& value) {
  // mpq_get_d truncates; MPFR rounds to nearest.
  mpfr_t x;
  mpfr_init2(x, std::numeric_limits<double>::digits);
  mpfr_set_q(x, value.backend().data(), MPFR_RNDN);
  const double nearest = mpfr_get_d(x, MPFR_RNDN);
  mpfr_clear(x);
  return nearest;
}

claim::Parameter parse_parameter(const std::string& name, std::string_view text) {
  return parameter_of(name, parse_rational(text, "--" + name));
}

std::vector<claim::Parameter> parse_list(const std::string& name, std::string_view text,
                                         bool integers) {
  std::vector<claim::Parameter> out;
  std::size_t start = 0;
  while (start <= text.size()) {
    const auto comma = std::min(text.find(',', start), text.size());
    const auto item = text.substr(start, comma - start);
    if (item.find("..") != std::string_view::npos)
      append_range(name, item, integers, out);
    else
      out.push_back(parse_parameter(name, item));
    if (out.size() > kMaxListLength)
      throw InputError("--" + name, std::string(text.substr(0, 60)), "at most 100000 values");
    start = comma + 1;
  }
  drop_repeats(out);
  return out;
}

}  // namespace proofgauge::numeric
