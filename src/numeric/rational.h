// Exact rationals and the numbers that users type.
#pragma once

#include <boost/multiprecision/gmp.hpp>
#include <string>
#include <string_view>

#include "claim/parameters.h"

namespace proofgauge::numeric {

using Integer = boost::multiprecision::mpz_int;
using Rational = boost::multiprecision::mpq_rational;

/// An exact constant: ratio(1, 8).
[[nodiscard]] inline Rational ratio(long long p, long long q) {
  return Rational(Integer(p), Integer(q));
}

/// Reads a decimal (`0.25`, `-3`, `1e-6`), a fraction (`1/3`) or a power (`2^14`) exactly. Anything
/// else, and an exponent beyond 5000 in size, is an InputError for `field`.
[[nodiscard]] Rational parse_rational(std::string_view text, const std::string& field);

/// `16384`, `0.2` or `1/3`: the one spelling of a value. A finite decimal of at most 17 digits is
/// written as such, else p/q; parse_rational gives the value back exactly.
[[nodiscard]] std::string canonical_text(const Rational& value);

/// The double nearest to `value`.
[[nodiscard]] double to_double(const Rational& value);

/// One typed number as a parameter in canonical spelling.
[[nodiscard]] claim::Parameter parse_parameter(const std::string& name, std::string_view text);

/// What `--m 2^12..2^22`, `--R 1,3,10` or `--eps 0.1..0.001:5` stands for, in order: commas
/// separate; `a..b` doubles from a to b where both are powers of two; `a..b:k` is k >= 2 geometric
/// points (the ends exact, the others rounded to integers where `integers`); anything else is an
/// InputError for option `--name`. A value given twice counts once: it would be the same cell, not
/// more evidence. A list longer than 10^5 values is refused.
[[nodiscard]] std::vector<claim::Parameter> parse_list(const std::string& name,
                                                       std::string_view text,
                                                       bool integers = false);

}  // namespace proofgauge::numeric
