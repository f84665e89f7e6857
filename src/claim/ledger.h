// The ledger of a theorem: what it asks for once every leaf has its explicit constant, and which
// leaf costs how much. Data only; a lemma that composes a theorem fills it in (Lemma::ledger).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "claim/record.h"

namespace proofgauge::claim {

/// One step of the waterfall. The steps of a form multiply up to its M_0.
struct LedgerLeaf {
  std::string claim;        ///< the leaf's id
  std::string what;         ///< which factor, in a few words
  Range log10_factor;       ///< by how much M_0 grows as this leaf is put in
  Range log10_M0_if_sharp;  ///< M_0 when this leaf alone is sharp; invalid: no sharp value known
  Status status = Status::assumed;  ///< of the leaf's own record here, else assumed
};

/// M_0 and what goes with it under one set of constants.
struct LedgerForm {
  std::string name;       ///< published-form, derived, sharp
  std::string label;      ///< what the name means
  bool confirmed = true;  ///< false: some constant was not checked against the paper's text
  std::vector<std::pair<std::string, Range>> quantities;  ///< M_0, T, R, work, the split
  std::vector<LedgerLeaf> waterfall;
  std::vector<std::pair<std::string, Range>> sensitivity;  ///< letter, d log M_0 / d log letter
  Status status = Status::assumed;                         ///< the weakest leaf
  std::vector<std::string> only_assumed;  ///< leaves without a computation behind them
  std::vector<std::string> notes;
  Record record;  ///< the same as a record
};

struct Ledger {
  std::string title;
  Parameters setting;
  std::vector<LedgerForm> forms;
};

}  // namespace proofgauge::claim
