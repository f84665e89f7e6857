#include "report/rounding.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "claim/error.h"

namespace proofgauge::report {
namespace {

/// d[0].d[1]d[2]... times 10^exponent, with a sign.
struct Decimal {
  bool negative = false;
  std::string digits;
  int exponent = 0;
};

/// The exact value of a finite double. 767 significant digits hold every double (2^-1074 times a
/// 53-bit integer).
Decimal expand(double x) {
  std::array<char, 1024> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::abs(x),
                                 std::chars_format::scientific, 766)
                       .ptr;
  const std::string text(buffer.data(), end);
  const std::size_t e = text.find('e');
  Decimal d{std::signbit(x) && x != 0, text.substr(0, 1) + text.substr(2, e - 2),
            std::stoi(text.substr(e + 1))};
  d.digits.erase(d.digits.find_last_not_of('0') + 1);
  if (d.digits.empty()) d.digits = "0";
  return d;
}

/// Keeps `digits` digits. Dropping the rest moves toward zero; where the wanted direction is away
/// from zero, one unit in the last place is added. A value that was exact already stays as it is.
Decimal rounded(Decimal d, int digits, bool up) {
  const auto keep = static_cast<std::size_t>(digits);
  if (d.digits.size() <= keep) return d;  // trailing zeros are gone, so what is left is not zero
  d.digits.resize(keep);
  if (up == d.negative) return d;
  std::size_t i = keep;
  while (i > 0 && d.digits[i - 1] == '9') d.digits[--i] = '0';
  if (i > 0) {
    ++d.digits[i - 1];
  } else {
    d.digits.insert(0, "1");
    d.digits.pop_back();
    ++d.exponent;
  }
  return d;
}

std::string power_of_ten(int exponent, Markup markup) {
  const std::string e = std::to_string(exponent);
  if (markup == Markup::latex) return "\\times 10^{" + e + "}";
  if (markup == Markup::html)
    return "\u00d710<sup>" + (exponent < 0 ? "\u2212" + e.substr(1) : e) + "</sup>";
  return "e" + e;
}

/// Fixed notation from 0.0001 to 9999999, scientific outside.
std::string print(const Decimal& d, Markup markup) {
  const std::string sign = !d.negative ? "" : markup == Markup::html ? "\u2212" : "-";
  const auto n = static_cast<int>(d.digits.size());
  if (d.exponent < -4 || d.exponent > 6) {
    const std::string fraction = n > 1 ? "." + d.digits.substr(1) : "";
    return sign + d.digits.substr(0, 1) + fraction + power_of_ten(d.exponent, markup);
  }
  if (d.exponent < 0)
    return sign + "0." + std::string(static_cast<std::size_t>(-d.exponent - 1), '0') + d.digits;
  const auto whole = static_cast<std::size_t>(d.exponent + 1);
  if (n <= d.exponent + 1) return sign + d.digits + std::string(whole - d.digits.size(), '0');
  return sign + d.digits.substr(0, whole) + "." + d.digits.substr(whole);
}

std::string infinite(double x, Markup markup) {
  if (std::isnan(x)) return "nan";
  const std::string sign = x > 0 ? "" : "-";
  return sign + (markup == Markup::latex ? "\\infty" : markup == Markup::html ? "\u221e" : "inf");
}

std::string directed(double x, int digits, bool up, Markup markup) {
  if (digits < 1 || digits > 17)
    throw InputError("digits", std::to_string(digits), "1 to 17 significant digits");
  if (!std::isfinite(x)) return infinite(x, markup);
  return print(rounded(expand(x), digits, up), markup);
}

std::string sign_of(bool at_least, Markup markup) {
  if (markup == Markup::latex) return at_least ? "\\ge " : "\\le ";
  if (markup == Markup::html) return at_least ? "\u2265\u00a0" : "\u2264\u00a0";
  return at_least ? ">= " : "<= ";
}

std::string ten_to(const std::string& inner, Markup markup) {
  if (markup == Markup::latex) return "10^{" + inner + "}";
  if (markup == Markup::html) return "10<sup>" + inner + "</sup>";
  return "10^" + inner;
}

std::string absent(Markup markup) {
  return markup == Markup::latex ? "\\mbox{--}" : markup == Markup::html ? "\u2013" : "-";
}

}  // namespace

std::string format_up(double x, int digits, Markup markup) {
  return directed(x, digits, true, markup);
}
std::string format_down(double x, int digits, Markup markup) {
  return directed(x, digits, false, markup);
}

std::string format_range(const claim::Range& r, int digits, Markup markup) {
  if (!r.valid()) return absent(markup);
  const auto dress = [&](const std::string& s) { return r.log10 ? ten_to(s, markup) : s; };
  if (r.is_point()) {
    if (!std::isfinite(r.lower)) return dress(infinite(r.lower, markup));
    const Decimal d = expand(r.lower);
    if (static_cast<int>(d.digits.size()) <= std::max(digits, 7)) return dress(print(d, markup));
  }
  if (!std::isfinite(r.lower) && !std::isfinite(r.upper)) return absent(markup);
  if (!std::isfinite(r.upper))
    return sign_of(true, markup) + dress(format_down(r.lower, digits, markup));
  if (!std::isfinite(r.lower))
    return sign_of(false, markup) + dress(format_up(r.upper, digits, markup));
  return dress("[" + format_down(r.lower, digits, markup) + ", " +
               format_up(r.upper, digits, markup) + "]");
}

std::string format_end(const claim::Range& r, bool upper, int digits, Markup markup) {
  const double end = upper ? r.upper : r.lower;
  if (!r.valid() || !std::isfinite(end)) return format_range(r, digits, markup);
  const std::string text = directed(end, digits, upper, markup);
  return r.log10 ? ten_to(text, markup) : text;
}

std::string format_value(const claim::Range& r, int digits, Markup markup) {
  const std::string whole = format_range(r, digits, markup);
  if (!r.finite() || r.log10 || whole.front() != '[') return whole;
  const double middle = r.lower + 0.5 * (r.upper - r.lower);
  const std::string up = format_up(middle, digits, markup),
                    down = format_down(middle, digits, markup);
  if (format_up(r.upper, digits, markup) != up || format_down(r.lower, digits, markup) != down)
    return whole;
  // Which of the two is nearer shows in the next digits: half a unit up from `down` or not.
  const std::string about = markup == Markup::latex  ? "\\approx "
                            : markup == Markup::html ? "\u2248\u00a0"
                                                     : "~";
  const double to_up = std::strtod(format_up(middle, digits).c_str(), nullptr) - middle;
  const double to_down = middle - std::strtod(format_down(middle, digits).c_str(), nullptr);
  return about + (to_up < to_down ? up : down);
}

std::string format_exact(double x) {
  if (std::isnan(x)) return {};
  std::array<char, 64> buffer{};
  return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), x).ptr};
}

}  // namespace proofgauge::report
