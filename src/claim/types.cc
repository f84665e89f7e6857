#include "claim/types.h"

#include <array>
#include <string>

#include "claim/error.h"

namespace proofgauge::claim {
namespace {

template <class E, std::size_t N>
using Words = std::array<std::pair<E, std::string_view>, N>;

constexpr Words<Kind, 6> kKinds{{{Kind::identity, "identity"},
                                 {Kind::upper_bound, "upper-bound"},
                                 {Kind::lower_bound, "lower-bound"},
                                 {Kind::tight_bound, "tight-bound"},
                                 {Kind::rate, "rate"},
                                 {Kind::existence, "existence"}}};
constexpr Words<Evidence, 6> kEvidence{{{Evidence::exact, "exact"},
                                        {Evidence::enclosure, "enclosure"},
                                        {Evidence::statistical, "statistical"},
                                        {Evidence::fit, "fit"},
                                        {Evidence::search, "search"},
                                        {Evidence::assumed, "assumed"}}};
constexpr Words<Scope, 4> kScopes{{{Scope::instance, "instance"},
                                   {Scope::finite_set, "finite-set"},
                                   {Scope::box, "box"},
                                   {Scope::all, "all"}}};
constexpr Words<Status, 7> kStatuses{{{Status::verified, "verified"},
                                      {Status::supported, "supported"},
                                      {Status::not_refuted, "not-refuted"},
                                      {Status::inconclusive, "inconclusive"},
                                      {Status::assumed, "assumed"},
                                      {Status::outside_assumptions, "outside-assumptions"},
                                      {Status::refuted, "refuted"}}};

template <class E, std::size_t N>
std::string_view word_of(const Words<E, N>& words, E value) {
  for (const auto& [v, word] : words)
    if (v == value) return word;
  return "unknown";
}

template <class E, std::size_t N>
E value_of(const Words<E, N>& words, std::string_view field, std::string_view text) {
  std::string known;
  for (const auto& [v, word] : words) {
    if (word == text) return v;
    known += (known.empty() ? "one of " : ", ") + std::string(word);
  }
  throw InputError(std::string(field), "'" + std::string(text) + "'", known);
}

}  // namespace

std::string_view to_string(Kind v) { return word_of(kKinds, v); }
std::string_view to_string(Evidence v) { return word_of(kEvidence, v); }
std::string_view to_string(Scope v) { return word_of(kScopes, v); }
std::string_view to_string(Status v) { return word_of(kStatuses, v); }

Kind parse_kind(std::string_view text) { return value_of(kKinds, "kind", text); }
Evidence parse_evidence(std::string_view text) { return value_of(kEvidence, "evidence", text); }
Scope parse_scope(std::string_view text) { return value_of(kScopes, "scope", text); }
Status parse_status(std::string_view text) { return value_of(kStatuses, "verdict", text); }

Range ratio(const Range& measured, const Range& bound) {
  if (!measured.valid() || !bound.valid() || measured.log10 || bound.log10 || !(bound.lower > 0))
    return {};
  const double inf = std::numeric_limits<double>::infinity();
  // measured.lower may be negative: then the smallest quotient divides by the smallest bound.
  const double lo = measured.lower / (measured.lower >= 0 ? bound.upper : bound.lower);
  const double hi = measured.upper / (measured.upper >= 0 ? bound.lower : bound.upper);
  const auto exact = [](double quotient, double a, double b) {
    return std::fma(quotient, b, -a) == 0;
  };
  const double lo_div = measured.lower >= 0 ? bound.upper : bound.lower;
  const double hi_div = measured.upper >= 0 ? bound.lower : bound.upper;
  return {exact(lo, measured.lower, lo_div) ? lo : std::nextafter(lo, -inf),
          exact(hi, measured.upper, hi_div) ? hi : std::nextafter(hi, inf)};
}

}  // namespace proofgauge::claim
