#include "app/app.h"

#include <fmt/core.h>

#include <functional>
#include <limits>
#include <map>
#include <set>

#include "app/cli.h"
#include "app/config.h"
#include "app/console.h"
#include "app/memory_limit.h"
#include "claim/error.h"
#include "claim/failure.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

/// A message may quote a file or its name: none of their control characters reaches a terminal.
std::string shown(const std::exception& e) { return report::one_line(e.what()); }

using Verb = std::function<int(const Options&)>;

std::map<std::string, Verb> verbs_of(ranks::Team& team) {
  const auto with_team = [&team](int (*verb)(const Options&, ranks::Team&)) {
    return [&team, verb](const Options& options) { return verb(options, team); };
  };
  return {
      {"attack", verb_attack},             //
      {"audit", verb_audit},               //
      {"certify", verb_certify},           //
      {"doctor", with_team(verb_doctor)},  //
      {"explain", verb_explain},           //
      {"falsify", verb_falsify},           //
      {"ledger", verb_ledger},             //
      {"list", verb_list},                 //
      {"new-lemma", verb_new_lemma},       //
      {"premises", verb_premises},         //
      {"regress", verb_regress},           //
      {"replay", verb_replay},             //
      {"report", verb_report},             //
      {"schema", verb_schema},             //
      {"sweep", with_team(verb_sweep)},    //
      {"table", verb_table},               //
      {"train", with_team(verb_train)},    //
      {"verify", verb_verify},             //
  };
}

/// Every other verb would do the same P times over, and write the same files.
void check_shared(const std::string& verb, const ranks::Team& team) {
  static const std::set<std::string> shared{"sweep", "train"};
  if (team.count() > 1 && shared.count(verb) == 0)
    throw InputError("mpirun", fmt::format("{} ranks for `{}`", team.count(), verb),
                     "one process: only sweep and train are shared");
}

/// The verb under the limits of --memory.
int run_limited(const Options& options, const Verb& verb) {
  const bool asked = options.memory || options.config;
  const MemoryGuard guard(asked ? memory_of(options, Defaults::load(options))
                                : std::numeric_limits<double>::infinity());
  return verb(options);
}

/// A verb's exit code, or a failure: its code and its line for stderr.
struct Outcome {
  int code = exit_ok;
  std::string failure;
};

Outcome outcome_of(const std::function<int()>& action) {
  try {
    return {action(), {}};
  } catch (const InputError& e) {
    return {exit_bad_input, shown(e)};
  } catch (const MissingError& e) {
    return {exit_missing, shown(e)};
  } catch (const LimitError& e) {
    return {exit_limit, shown(e)};
  } catch (const std::exception& e) {
    if (failure_of(std::current_exception()).kind == Failure::Kind::memory)
      return {exit_limit, "out of memory"};
    return {exit_missing, "internal error: " + shown(e)};
  }
}

int run_with(int argc, char** argv, ranks::Team& team) {
  const bool speaks = team.index() == 0;
  const Outcome outcome = outcome_of([&] {
    const Parsed parsed = parse_command_line(argc, argv, speaks);
    if (!parsed.options) return parsed.exit_code;
    check_shared(parsed.options->verb, team);
    return run_limited(*parsed.options, verbs_of(team).at(parsed.options->verb));
  });
  const bool failed = !outcome.failure.empty();
  if (failed && speaks) say_line("proofgauge: " + outcome.failure);
  return team.end(
      {outcome.code, failed,
       [&] { say_line(fmt::format("proofgauge: rank {}: {}", team.index(), outcome.failure)); }});
}

}  // namespace

int run_main(int argc, char** argv, const std::function<std::unique_ptr<ranks::Team>()>& team) {
  hold_closed_streams();
  let_gmp_throw();
  std::unique_ptr<ranks::Team> all;
  const Outcome made = outcome_of([&] {
    all = team();
    return int{exit_ok};
  });
  if (all) return run_with(argc, argv, *all);
  say_line("proofgauge: " + made.failure);
  return made.code;
}

int run_main(int argc, char** argv) {
  hold_closed_streams();
  let_gmp_throw();
  ranks::Single alone;
  return run_with(argc, argv, alone);
}

}  // namespace proofgauge::app
