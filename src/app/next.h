// The last words of a verb on a terminal: what to do next, fitting what happened.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "app/options.h"
#include "app/run.h"

namespace proofgauge::app {

struct Next {
  std::string action;  ///< a command line that runs as it stands, or a few words
  std::string why;
};

/// After verify and sweep: the witness of what was refuted, the rest of what was stopped, the
/// statement behind what is no pass, the page of what passed.
[[nodiscard]] std::vector<Next> next_after_run(const Options&, const Run&);
/// After certify: `certificate` proved again by the program that shares no code with this one.
[[nodiscard]] std::vector<Next> next_after_certify(const Run&);
/// After train: the saved net under attack.
[[nodiscard]] std::vector<Next> next_after_train(const Run&,
                                                 const std::filesystem::path& checkpoint);
/// After ledger: each premise at these letters, and what the claim rests on.
[[nodiscard]] std::vector<Next> next_after_ledger(const Options&, const Run&);
/// After report: the page, and what its first weak claim states.
[[nodiscard]] std::vector<Next> next_after_report(const Options&, const Run&,
                                                  const std::filesystem::path& page);

/// Whether --resume finds what this run finished.
[[nodiscard]] bool can_resume(const Options&, const Run&);

/// On stderr, for readers only: nothing under -q and nothing with a format for programs.
void tell_next(const Options&, const std::vector<Next>&);

}  // namespace proofgauge::app
