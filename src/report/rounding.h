// Numbers for people: decimal strings that never claim more than the double they stand for.
#pragma once

#include <string>

#include "claim/types.h"

namespace proofgauge::report {

/// How a number or a word is written for the medium that shows it.
enum class Markup { plain, latex, html };

/// The least decimal with `digits` (1 to 17) significant digits that is >= x. The comparison is
/// exact: it is made on the full decimal expansion of x, which for a double is finite. Infinite
/// ends are `inf` and `-inf`, NaN is `nan`. With Markup::latex and Markup::html a power of ten is
/// typeset (math mode for LaTeX).
[[nodiscard]] std::string format_up(double x, int digits, Markup markup = Markup::plain);
/// The greatest such decimal that is <= x.
[[nodiscard]] std::string format_down(double x, int digits, Markup markup = Markup::plain);

/// `[down(lower), up(upper)]`; `>= a` or `<= b` where one end is infinite; `10^[a, b]` for
/// logarithms; one number where the range is a point whose decimal is exact and short; a dash where
/// there is no value.
[[nodiscard]] std::string format_range(const claim::Range& range, int digits,
                                       Markup markup = Markup::plain);

/// The end on the safe side alone: `up(upper)` if `upper`, else `down(lower)`. Where that end is
/// infinite the other one is printed with its `>=` or `<=`.
[[nodiscard]] std::string format_end(const claim::Range& range, bool upper, int digits,
                                     Markup markup = Markup::plain);

/// For a claimed value (an exponent) that is neither an upper nor a lower bound: `~` and the
/// nearest decimal where the range is narrower than the digits show, else as format_range.
[[nodiscard]] std::string format_value(const claim::Range& range, int digits,
                                       Markup markup = Markup::plain);

/// Shortest decimal that reads back as x: for data columns, where nothing is claimed. Empty for
/// NaN.
[[nodiscard]] std::string format_exact(double x);

}  // namespace proofgauge::report
