// `regress`: two runs compared record by record, at a declared rate of false alarms.
//
// Records are paired by claim and parameters (and by seed where one side has several). For each
// pair, in this order:
// 1. Structure: statement, source, kind, constants, premises' names, what it rests on; and, for
//    equal seeds, a bound whose enclosures are disjoint. An edited record is a structural change,
//    and its numbers are shown but not judged: they answer another question.
// 2. Verdict, evidence, scope, twins caught: weaker is regressed, stronger improved. Excused under
//    another seed, while the values are there: a change between a pass and `inconclusive`, for no
//    error rate is stated for it.
// 3. Numbers: the measured value and the critical constant (and for fits the other estimates).
//    - statistical and fit evidence: the p-value of regression_statistics.h, Holm over all of the
//      run. With another seed and another bound (the bound belongs to the instance) measured/bound
//      is compared instead.
//    - exact and enclosure evidence, equal seeds: both sides enclose one number, so disjoint
//      intervals differ for certain. Nothing is allowed for rounding on the same platform (results
//      are promised byte for byte per instruction set); another build is allowed
//      `kBuildTolerance`. Under other vector instructions a trained network is another network:
//      only exact evidence is compared, with the same tolerance.
//    - search, equal seeds and platform: what was found is compared in the same way, as points.
//    - other seeds without a confidence: another instance; nothing is compared.
// Which way is worse: nearer to failing. Upper bounds and existence up, lower bounds down,
// identities, rates and tight bounds away from the bound; a search that finds less gives weaker
// evidence, which is worse too. A named outcome has no direction of its own: where it alone can be
// told apart, the record counts as regressed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "claim/record.h"

namespace proofgauge::sweep {

enum class Change { structural, regressed, improved, indistinguishable, added, missing };

/// `structural change`, `regressed`, `improved`, `not distinguishable`, `new`, `missing`.
[[nodiscard]] std::string_view to_string(Change);

/// Relative. Training kernels compute in single precision: where compilers or mathematical
/// libraries round differently, an error of at most 2^-24 per round, in the worst case all one way
/// over the at most 2^11 rounds of a baseline's trainings, in either of two runs: 2 * 2^11 * 2^-24.
/// Not a proof, as the dynamics may amplify: a build that goes beyond is told apart and wants its
/// own baseline.
inline constexpr double kBuildTolerance = 0x1p-12;

/// One run and what made it: equal instruction sets and builds (compiler, flags) promise equal
/// bytes.
struct Side {
  std::span<const claim::Record> records;
  std::string instructions, build;
};

/// One quantity that was compared or edited.
struct Difference {
  enum class Way { worse, better, unknown, note };
  std::string quantity;  ///< `verdict`, `measured`, `critical_constant`, `exponent_m`, `statement`
  std::string was, is;
  Way way = Way::note;      ///< note: shown, not judged
  std::optional<double> p;  ///< statistical comparisons only
  bool told_apart = false;  ///< for statistical ones: rejected by Holm at the declared rate
};

struct RecordChange {
  std::string claim;
  std::string cell;             ///< parameters, `d=16,m=16384`
  unsigned long long seed = 1;  ///< of the fresh record, of the baseline's where missing
  Change change = Change::indistinguishable;
  bool refuted = false;  ///< the fresh record is
  /// Equal seed and platform promise equal numbers: these are others, though nothing is told apart.
  bool moved = false;
  std::vector<Difference> structure;    ///< what was edited
  std::vector<Difference> differences;  ///< verdict and numbers
  std::string replay;
};

struct Regression {
  double alpha = 0;                   ///< level of the numbers' tests, together
  std::size_t tests = 0;              ///< how many there were
  std::vector<RecordChange> records;  ///< in the order of the fresh run, missing ones last
  [[nodiscard]] std::size_t count(Change) const;
};

/// InputError: alpha outside (0, 1).
[[nodiscard]] Regression compare_runs(const Side& baseline, const Side& fresh, double alpha);

}  // namespace proofgauge::sweep
