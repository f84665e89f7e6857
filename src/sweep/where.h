// The condition of `--where`, as a user types it:
//   claim = 'real_vs_pseudo/uniform_bound' and m >= 2^14 and (verdict = refuted or vacuous = true)
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace proofgauge::sweep {

/// A parsed condition as SQL over the store's tables, with every value a bound parameter.
///
///   condition := term { or term }      term := factor { and factor }
///   factor    := not factor | ( condition ) | name operator value
///   operator  := = | != | < | <= | > | >= | ~          (~: contains)
///   value     := 'text' | word | number (0.25, 1/4, 2^14, 1e-6)
///
/// Names: claim, lemma, kind, verdict, evidence, scope, seed, profile, commit (contained in the
/// build), vacuous (true, false); ratio and wall_s (numbers; ratio is its upper end); any other
/// name is a letter or word of the cell, and a cell without it does not meet the factor.
class Condition {
 public:
  using Value = std::variant<double, std::string>;

  /// Everything.
  Condition() = default;
  /// An InputError names --where, the place of the first character that does not fit, and what was
  /// expected there.
  [[nodiscard]] static Condition parse(std::string_view text);
  /// Claims of these lemmas or with these ids; empty: everything.
  [[nodiscard]] static Condition claims(const std::vector<std::string>& ids);
  [[nodiscard]] Condition both(const Condition& other) const;

  [[nodiscard]] const std::string& sql() const { return sql_; }
  [[nodiscard]] const std::vector<Value>& values() const { return values_; }

 private:
  friend class Parser;
  std::string sql_ = "1";
  std::vector<Value> values_;
};

}  // namespace proofgauge::sweep
