// The command. Exit codes are the contract's: 0 nothing refuted, 1 refuted or rejected, 2 bad
// input, 3 missing tool or file, 4 limit reached or interrupted (what was finished is kept), 5
// inconclusive under --strict.
#pragma once

#include <functional>
#include <memory>

#include "app/options.h"
#include "ranks/team.h"

namespace proofgauge::app {

enum ExitCode : int {
  exit_ok = 0,
  exit_refuted = 1,
  exit_bad_input = 2,
  exit_missing = 3,
  exit_limit = 4,
  exit_inconclusive = 5
};

/// Parses, runs the verb, maps exceptions to exit codes and one line on stderr. Of several
/// processes that share the run only rank 0 speaks; verbs that cannot be shared are bad input
/// there.
[[nodiscard]] int run_main(int argc, char** argv,
                           const std::function<std::unique_ptr<ranks::Team>()>& team);
/// In this process alone, whoever started it.
[[nodiscard]] int run_main(int argc, char** argv);

// The verbs. Data goes to stdout or -o, everything else to stderr.
[[nodiscard]] int verb_list(const Options&);
[[nodiscard]] int verb_explain(const Options&);
[[nodiscard]] int verb_verify(const Options&);
[[nodiscard]] int verb_sweep(const Options&, ranks::Team&);
[[nodiscard]] int verb_audit(const Options&);
[[nodiscard]] int verb_attack(const Options&);
[[nodiscard]] int verb_certify(const Options&);
[[nodiscard]] int verb_train(const Options&, ranks::Team&);
[[nodiscard]] int verb_ledger(const Options&);
[[nodiscard]] int verb_premises(const Options&);
[[nodiscard]] int verb_report(const Options&);
[[nodiscard]] int verb_table(const Options&);
[[nodiscard]] int verb_replay(const Options&);
[[nodiscard]] int verb_regress(const Options&);
[[nodiscard]] int verb_falsify(const Options&);
[[nodiscard]] int verb_new_lemma(const Options&);
[[nodiscard]] int verb_doctor(const Options&, ranks::Team&);
[[nodiscard]] int verb_schema(const Options&);

}  // namespace proofgauge::app
