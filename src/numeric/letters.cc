#include "numeric/letters.h"

#include <algorithm>
#include <array>

#include "claim/error.h"
#include "numeric/rational.h"

namespace proofgauge::numeric {
namespace {

enum class Domain { positive, unit_open, integer_from_1, integer_from_2, chord, below_half };

struct Letter {
  std::string_view name;
  Domain domain;
};

constexpr std::array kLetters{Letter{"m", Domain::integer_from_1},      Letter{"d", Domain::integer_from_2},
                              Letter{"n", Domain::integer_from_2},      Letter{"R", Domain::positive},
                              Letter{"delta", Domain::chord},           Letter{"rho", Domain::positive},
                              Letter{"eps", Domain::positive},          Letter{"eps1", Domain::below_half},
                              Letter{"T", Domain::integer_from_1},      Letter{"eta", Domain::positive},
                              Letter{"p", Domain::unit_open},           Letter{"draws", Domain::integer_from_1},
                              Letter{"points", Domain::integer_from_1}, Letter{"starts", Domain::integer_from_1},
                              Letter{"steps", Domain::integer_from_1},  Letter{"prune", Domain::chord},
                              Letter{"pca", Domain::integer_from_1},    Letter{"count", Domain::integer_from_1}};

const Rational kLargestInteger{Integer(1) << 62};

/// What the letter accepts, or empty if x is acceptable.
std::string objection(Domain domain, const Rational& x) {
  const auto integer_from = [&](int least) -> std::string {
    if (denominator(x) == 1 && x >= least && x <= kLargestInteger) return {};
    return "an integer from " + std::to_string(least) + " to 2^62";
  };
  switch (domain) {
    case Domain::positive:
      return x > 0 ? "" : "a number above 0";
    case Domain::unit_open:
      return x > 0 && x < 1 ? "" : "a probability strictly between 0 and 1";
    case Domain::integer_from_1:
      return integer_from(1);
    case Domain::integer_from_2:
      return integer_from(2);
    case Domain::chord:
      return x > 0 && x * x <= 3 ? "" : "a distance above 0 and at most sqrt(3), the diameter of X";
    case Domain::below_half:
      return x > 0 && x * 2 < 1 ? "" : "a number strictly between 0 and 1/2";
  }
  return {};
}

}  // namespace

std::vector<claim::Parameter> parse_letter(const std::string& name, std::string_view text) {
  std::vector<claim::Parameter> values = parse_list(name, text);
  const auto letter = std::find_if(kLetters.begin(), kLetters.end(), [&](const Letter& l) { return l.name == name; });
  if (letter == kLetters.end()) return values;
  for (const claim::Parameter& v : values) {
    const std::string expected = objection(letter->domain, parse_rational(v.text, "--" + name));
    if (!expected.empty()) throw InputError("--" + name, v.text, expected);
  }
  return values;
}

}  // namespace proofgauge::numeric
