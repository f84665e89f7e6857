#include "app/app.h"

#include <fmt/core.h>

#include <functional>
#include <map>

#include "app/cli.h"
#include "claim/error.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

/// A message may quote a file or its name: none of their control characters reaches a terminal.
std::string shown(const std::exception& e) { return report::one_line(e.what()); }

int run_verb(const Options& options) {
  static const std::map<std::string, std::function<int(const Options&)>> verbs{
      {"attack", verb_attack},        //
      {"audit", verb_audit},          //
      {"certify", verb_certify},      //
      {"doctor", verb_doctor},        //
      {"explain", verb_explain},      //
      {"falsify", verb_falsify},      //
      {"ledger", verb_ledger},        //
      {"list", verb_list},            //
      {"new-lemma", verb_new_lemma},  //
      {"premises", verb_premises},    //
      {"regress", verb_regress},      //
      {"replay", verb_replay},        //
      {"report", verb_report},        //
      {"schema", verb_schema},        //
      {"sweep", verb_sweep},          //
      {"table", verb_table},          //
      {"train", verb_train},          //
      {"verify", verb_verify},        //
  };
  return verbs.at(options.verb)(options);
}

}  // namespace

int run_main(int argc, char** argv) {
  try {
    const Parsed parsed = parse_command_line(argc, argv);
    return parsed.options ? run_verb(*parsed.options) : parsed.exit_code;
  } catch (const InputError& e) {
    fmt::print(stderr, "proofgauge: {}\n", shown(e));
    return exit_bad_input;
  } catch (const MissingError& e) {
    fmt::print(stderr, "proofgauge: {}\n", shown(e));
    return exit_missing;
  } catch (const LimitError& e) {
    fmt::print(stderr, "proofgauge: {}\n", shown(e));
    return exit_limit;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "proofgauge: out of memory; what was finished is kept\n");
    return exit_limit;
  } catch (const std::exception& e) {
    fmt::print(stderr, "proofgauge: internal error: {}\n", shown(e));
    return exit_missing;
  }
}

}  // namespace proofgauge::app
