// The record: everything that one check of one claim on one cell found, in the form that is stored
// and shown.
#pragma once

#include <map>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "claim/claim.h"
#include "claim/parameters.h"
#include "claim/verdict.h"

namespace proofgauge::claim {

/// The bound that needs no theory. `value` empty: none is known for this quantity.
struct Trivial {
  std::optional<double> value;
  std::string why;
  friend bool operator==(const Trivial&, const Trivial&) = default;
};

/// The instance that attains the measured value.
struct Worst {
  unsigned long long seed = 0;
  unsigned long long draw = 0;
  std::string index;  ///< which point, pair or row; empty where there is only one
  friend bool operator==(const Worst&, const Worst&) = default;
};

/// Plain data. `verdict` is the only member with a guarded constructor. Records that come from a
/// file are checked against the laws of verdict.h (record_from_json) and against the claim they
/// name (Registry::check); that their numbers are true only a replay shows.
struct Record {
  std::string claim;  ///< lemma/claim, with !twin where a twin was asked for
  Kind kind = Kind::upper_bound;
  std::string statement;
  std::string source;
  Parameters parameters;
  unsigned long long seed = 1;
  std::vector<AssumptionResult> assumptions;
  Range measured;
  std::optional<double> point;  ///< the estimate inside a confidence interval
  Range bound;
  Range ratio;
  std::vector<std::pair<std::string, Range>> result;  ///< named outcomes in the theory's letters
  Range critical_constant;  ///< smallest constant for which the inequality still holds
  std::vector<Constant> constants;
  Trials trials;
  std::optional<Worst> worst;
  Verdict verdict = Verdict::assumed();
  Trivial trivial;
  std::optional<double> log10_bound_over_trivial;  ///< distance to vacuous: negative is informative
  bool vacuous = false;
  TwinCount falsified_twins;
  std::vector<std::string> rests_on;
  std::optional<std::string> certificate;  ///< path, relative to the report
  /// Texts that belong in files of their own, by kind: `certificate`, or the name of an export. The
  /// command writes them; no JSON holds them.
  std::map<std::string, std::string> files;
  std::string replay;  ///< command line that reproduces the record
  std::vector<std::string> notes;
  /// Further columns, not part of any comparison: curve points for figures, histogram bins, row
  /// lists.
  std::map<std::string, std::vector<double>> series;
  double wall_s = 0;
};

/// What a measurement returns besides the numbers that are judged.
struct Measurement {
  Finding finding;
  std::optional<double> point;
  std::vector<std::pair<std::string, Range>> result;
  Range critical_constant;
  Trivial trivial;
  std::optional<Worst> worst;
  std::vector<std::string> notes;
  std::map<std::string, std::vector<double>> series;
  std::map<std::string, std::string> files;  ///< see Record::files
};

/// Judges the measurement (decide) and fills in what follows from it: ratio, distance to vacuous,
/// vacuous. A bound is vacuous when it is no better than the trivial one (>= for upper, <= for
/// lower bounds). `twin_id` empty: the claim itself; otherwise the record is that of
/// `info.id!twin_id`.
[[nodiscard]] Record make_record(const ClaimInfo& info, const std::string& twin_id,
                                 const Parameters& cell, unsigned long long seed, double alpha,
                                 Measurement measurement);

[[nodiscard]] nlohmann::ordered_json to_json(const Record&);
/// Reads a record back. Text that breaks a law of verdict.h (`verified` from statistics, `refuted`
/// without a witness, ...) or lacks a field is an InputError that names the field.
[[nodiscard]] Record record_from_json(const nlohmann::ordered_json&);

[[nodiscard]] nlohmann::ordered_json to_json(const Range&);
[[nodiscard]] Range range_from_json(const nlohmann::ordered_json&, const std::string& field);

/// Orders records of one claim from worst to best: by status, then by how close the ratio is to
/// failing.
[[nodiscard]] bool worse(const Record& a, const Record& b);

}  // namespace proofgauge::claim
