// What a claim states, apart from how it is checked.
#pragma once

#include <string>
#include <vector>

#include "claim/types.h"

namespace proofgauge::claim {

/// A constant that a claim uses. `expression` is its exact form; `origin` names where it comes
/// from.
struct Constant {
  std::string symbol;
  std::string expression;
  double value =
      0;  ///< the expression as a double, for reading; proofs evaluate the expression themselves
  std::string origin;
  std::string profile = "derived";  ///< derived | published-form
  bool confirmed = true;            ///< false: not checked against the paper's text
};

/// A named premise of a claim.
struct Assumption {
  std::string name;  ///< H1, H2, ...
  std::string text;
};

/// Something false that nobody claims, close to the claim. Named `lemma/claim!id`, it must come out
/// refuted.
struct Twin {
  std::string id;
  std::string statement;
  std::string why_false;
};

/// The statement of one claim. `scope` is the claim's own quantifier: nothing smaller can make it
/// `verified`.
struct ClaimInfo {
  std::string id;  ///< lemma/claim
  Kind kind = Kind::upper_bound;
  std::string title;      ///< a few words for tables
  std::string statement;  ///< one sentence, plain text with the paper's letters
  std::string latex;      ///< the inequality, display math without delimiters
  std::string source;  ///< paper, lemma or equation; or "derived", with the section of statement.md
  Scope scope = Scope::all;
  std::vector<Assumption> assumptions;
  std::vector<Constant> constants;
  std::vector<std::string> rests_on;  ///< ids of claims
  std::vector<Twin> twins;            ///< at least one
  std::string trivial;                ///< why the trivial bound needs no theory
  std::string measured;               ///< what the left side is and how it is measured
  std::string derivation;             ///< the proof in a few lines
  std::string not_checked;            ///< what no verdict of this claim covers
  /// The bound holds up to a constant that the paper hides: exceeding it for the constant of the
  /// profile never refutes it; the record reports the smallest constant that works.
  bool order_only = false;
};

/// A lemma folder: what its claims share.
struct LemmaInfo {
  std::string id;
  std::string title;
  std::string source;
  std::vector<std::pair<std::string, std::string>>
      letters;  ///< symbol (LaTeX), meaning: for the glossary
};

}  // namespace proofgauge::claim
