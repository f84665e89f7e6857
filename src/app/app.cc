#include "app/app.h"

#include <fmt/core.h>

#include <functional>
#include <map>

#include "app/cli.h"
#include "claim/error.h"

namespace proofgauge::app {
namespace {

int run_verb(const Options& options) {
  static const std::map<std::string, std::function<int(const Options&)>> verbs{
      {"list", verb_list},     {"explain", verb_explain},  {"verify", verb_verify},
      {"audit", verb_audit},   {"certify", verb_certify},  {"attack", verb_attack},
      {"report", verb_report}, {"table", verb_table},      {"replay", verb_replay},
      {"train", verb_train},   {"doctor", verb_doctor},    {"schema", verb_schema},
      {"ledger", verb_ledger}, {"premises", verb_premises}};
  return verbs.at(options.verb)(options);
}

}  // namespace

int run_main(int argc, char** argv) {
  try {
    const Parsed parsed = parse_command_line(argc, argv);
    return parsed.options ? run_verb(*parsed.options) : parsed.exit_code;
  } catch (const InputError& e) {
    fmt::print(stderr, "proofgauge: {}\n", e.what());
    return exit_bad_input;
  } catch (const MissingError& e) {
    fmt::print(stderr, "proofgauge: {}\n", e.what());
    return exit_missing;
  } catch (const LimitError& e) {
    fmt::print(stderr, "proofgauge: {}\n", e.what());
    return exit_limit;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "proofgauge: out of memory; what was finished is kept\n");
    return exit_limit;
  } catch (const std::exception& e) {
    fmt::print(stderr, "proofgauge: internal error: {}\n", e.what());
    return exit_missing;
  }
}

}  // namespace proofgauge::app
