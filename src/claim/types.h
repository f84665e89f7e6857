// The vocabulary of a claim: kinds, evidence, scope, verdict status, and the ranges that carry
// numbers.
#pragma once

#include <cmath>
#include <limits>
#include <string_view>

namespace proofgauge::claim {

/// What a claim asserts; the comparison that decides it is derived from this word alone
/// (verdict.h).
enum class Kind { identity, upper_bound, lower_bound, tight_bound, rate, existence };

/// How the numbers were obtained, from strongest to weakest.
enum class Evidence { exact, enclosure, statistical, fit, search, assumed };

/// What a verdict covers. `all`: a computation that an argument in the statement shows to cover
/// every case.
enum class Scope { instance, finite_set, box, all };

/// From strong to weak, in the order in which a theorem's weakest leaf is chosen.
enum class Status {
  verified,
  supported,
  not_refuted,
  inconclusive,
  assumed,
  outside_assumptions,
  refuted
};

[[nodiscard]] std::string_view to_string(Kind);
[[nodiscard]] std::string_view to_string(Evidence);
[[nodiscard]] std::string_view to_string(Scope);
[[nodiscard]] std::string_view to_string(Status);

// The inverse of to_string; an unknown word is an InputError that lists the known ones.
[[nodiscard]] Kind parse_kind(std::string_view);
[[nodiscard]] Evidence parse_evidence(std::string_view);
[[nodiscard]] Scope parse_scope(std::string_view);
[[nodiscard]] Status parse_status(std::string_view);

/// A closed interval [lower, upper] that is known to hold a number, or the number's confidence
/// interval. An unknown end is infinite (a search that bounds a supremum from below has upper =
/// +inf). With `log10` the two ends are decimal logarithms of the number: the form for what
/// overflows a double.
struct Range {
  double lower = std::numeric_limits<double>::quiet_NaN();
  double upper = std::numeric_limits<double>::quiet_NaN();
  bool log10 = false;

  [[nodiscard]] static Range point(double x) { return {x, x}; }
  [[nodiscard]] static Range at_least(double x) {
    return {x, std::numeric_limits<double>::infinity()};
  }
  [[nodiscard]] static Range at_most(double x) {
    return {-std::numeric_limits<double>::infinity(), x};
  }

  /// Neither end is NaN and the ends are in order.
  [[nodiscard]] bool valid() const { return lower <= upper; }
  [[nodiscard]] bool finite() const { return std::isfinite(lower) && std::isfinite(upper); }
  [[nodiscard]] bool is_point() const { return lower == upper; }
  [[nodiscard]] bool contains(double x) const { return lower <= x && x <= upper; }
  [[nodiscard]] double width() const { return upper - lower; }
  friend bool operator==(const Range&, const Range&) = default;
};

/// measured / bound for positive bounds, each end rounded outward; invalid (NaN) when bound.lower
/// <= 0.
[[nodiscard]] Range ratio(const Range& measured, const Range& bound);

}  // namespace proofgauge::claim
