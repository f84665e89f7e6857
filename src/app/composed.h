// The ledger of the lemma that composes one, with its records.
#pragma once

#include <memory>

#include "app/options.h"
#include "app/run.h"
#include "claim/ledger.h"

namespace proofgauge::app {

struct Composed {
  std::shared_ptr<const claim::Ledger> ledger;
  Run run;  ///< one record per form
};

/// Defaults, then the options; the cost goes to stderr. No lemma that composes: a MissingError.
[[nodiscard]] Composed compose(const Options&);

}  // namespace proofgauge::app
