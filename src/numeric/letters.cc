#include "numeric/letters.h"

#include <algorithm>
#include <array>

#include "claim/error.h"
#include "numeric/rational.h"

namespace proofgauge::numeric {
namespace {

enum class Domain { positive, unit_open, integer, chord, below_half, cosine };

/// Limits on sizes are far above any use and keep products of them inside 64 bits and memory.
struct Letter {
  std::string_view name;
  Domain domain;
  int least = 0;  ///< integers only
  unsigned log2_most = 0;
};

constexpr std::array kLetters{Letter{"m", Domain::integer, 1, 62},
                              Letter{"d", Domain::integer, 2, 16},
                              Letter{"n", Domain::integer, 1, 32},
                              Letter{"R", Domain::positive},
                              Letter{"delta", Domain::chord},
                              Letter{"rho", Domain::positive},
                              Letter{"p", Domain::unit_open},
                              Letter{"draws", Domain::integer, 1, 20},
                              Letter{"points", Domain::integer, 1, 12},
                              Letter{"starts", Domain::integer, 1, 12},
                              Letter{"steps", Domain::integer, 1, 20},
                              Letter{"prune", Domain::chord},
                              Letter{"pca", Domain::integer, 1, 16},
                              Letter{"count", Domain::integer, 1, 32},
                              Letter{"eps", Domain::positive},
                              Letter{"eps1", Domain::below_half},
                              Letter{"T", Domain::integer, 1, 62},
                              Letter{"eta", Domain::positive},
                              Letter{"lo", Domain::cosine},
                              Letter{"degree", Domain::integer, 1, 9},
                              Letter{"point", Domain::integer, 0, 32},
                              Letter{"gap", Domain::positive},
                              Letter{"cells", Domain::integer, 1, 30},
                              Letter{"ratio", Domain::unit_open},
                              Letter{"a", Domain::unit_open},
                              Letter{"L", Domain::positive}};

/// 1e-100 to 1e100: powers and products of such numbers stay inside a double.
const Rational kSmallest = parse_rational("1e-100", ""), kLargest = parse_rational("1e100", "");

/// What the letter accepts, or empty if x is acceptable.
std::string objection(const Letter& letter, const Rational& x) {
  switch (letter.domain) {
    case Domain::positive:
      return x >= kSmallest && x <= kLargest ? "" : "a number between 1e-100 and 1e100";
    case Domain::unit_open:
      return x >= kSmallest && x < 1 ? "" : "a number strictly between 0 and 1, at least 1e-100";
    case Domain::integer:
      if (denominator(x) == 1 && x >= letter.least && x <= Rational(Integer(1) << letter.log2_most))
        return {};
      return "an integer from " + std::to_string(letter.least) + " to 2^" +
             std::to_string(letter.log2_most);
    case Domain::chord:
      return x >= kSmallest && x * x <= 3
                 ? ""
                 : "a distance above 0 and at most sqrt(3), the diameter of X";
    case Domain::below_half:
      return x >= kSmallest && x * 2 < 1 ? "" : "a number from 1e-100 to below 1/2";
    case Domain::cosine:
      return x >= -1 && x < 1 ? "" : "a number from -1 (included) to 1 (excluded)";
  }
  return {};
}

}  // namespace

std::vector<claim::Parameter> parse_letter(const std::string& name, std::string_view text) {
  const auto letter = std::find_if(kLetters.begin(), kLetters.end(),
                                   [&](const Letter& l) { return l.name == name; });
  if (letter == kLetters.end()) return parse_list(name, text);
  std::vector<claim::Parameter> values = parse_list(name, text, letter->domain == Domain::integer);
  for (const claim::Parameter& v : values) {
    const std::string expected = objection(*letter, parse_rational(v.text, "--" + name));
    if (!expected.empty())
      throw InputError("--" + name, v.text.size() > 60 ? v.text.substr(0, 57) + "..." : v.text,
                       expected);
  }
  return values;
}

}  // namespace proofgauge::numeric
