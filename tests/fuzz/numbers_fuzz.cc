// The first line names a letter (m, R, delta, ...), the rest is what was typed for it.
#include <cmath>

#include "claim/error.h"
#include "fuzz.h"
#include "numeric/letters.h"
#include "numeric/rational.h"

namespace proofgauge::fuzz {
namespace {

void one_number(std::string_view text) {
  const numeric::Rational x = numeric::parse_rational(text, "--x");
  const std::string canonical = numeric::canonical_text(x);
  require(numeric::parse_rational(canonical, "--x") == x, "the canonical text is the value");
  require(numeric::canonical_text(numeric::parse_rational(canonical, "--x")) == canonical,
          "one value, one text");
  const double nearest = numeric::to_double(x);
  require(!std::isnan(nearest) && (nearest >= 0 || x < 0) && (nearest <= 0 || x > 0),
          "the nearest double has the sign of the value");
}

}  // namespace

void numbers(Bytes input) {
  const std::string_view text = text_of(input);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string name(text.substr(0, end));
  const std::string_view typed = text.substr(std::min(end + 1, text.size()));
  try {
    one_number(typed);
  } catch (const InputError&) {
  }
  try {
    const auto values = numeric::parse_letter(name, typed);
    require(!values.empty() && values.size() <= 300'000, "a list has values, and not too many");
    for (const claim::Parameter& v : values) {
      require(v.name == name && v.is_number && !std::isnan(v.number), "values are numbers");
      if (name == "m") require(v.number >= 1 && v.number <= 0x1p62, "1 <= m <= 2^62");
      if (name == "p") require(v.number > 0 && v.number <= 1, "p is a probability");
    }
    planted(name == "m" && values.size() >= 5);
  } catch (const InputError&) {
  }
}

}  // namespace proofgauge::fuzz
