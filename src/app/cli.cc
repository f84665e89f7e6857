#include "app/cli.h"

#include <CLI/CLI.hpp>
#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "app/app.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/help.h"
#include "claim/error.h"
#include "claim/parameters.h"
#include "claim/suggest.h"

namespace proofgauge::app {
namespace {

/// The command as records state it: only what can change a result, in one order.
std::string command_of(const Options& o) {
  std::string command = "proofgauge " + o.verb;
  const auto add = [&](const std::string& name, const std::string& value) {
    command += claim::option_words(name, value);
  };
  for (const std::string& argument : o.arguments) command += " " + claim::shell_word(argument);
  for (const auto& [name, text] : o.letters) add(name, text);
  for (const auto& [name, text] : o.words) add(name, text);
  if (o.profile != "standard") add("profile", o.profile);
  if (o.config) add("config", o.config->string());
  if (o.constants) add("constants", o.constants->string());
  if (o.seed) add("seed", *o.seed);
  if (o.alpha) add("alpha", *o.alpha);
  if (o.filter) add("filter", *o.filter);
  if (o.seeds > 1) add("seeds", std::to_string(o.seeds));
  if (o.where) add("where", *o.where);
  if (o.budget > 0) add("budget", std::to_string(o.budget));
  if (o.restarts > 0) add("restarts", std::to_string(o.restarts));
  return command;
}

class CommandLine {
 public:
  CommandLine() {
    app_.name("proofgauge");
    app_.formatter(help_layout());  // before the verbs, which inherit it
    app_.set_version_flag("--version", "proofgauge " + version_text());
    app_.require_subcommand(1);
    app_.footer(overview_text());
    for (const VerbHelp& v : verbs()) add_verb(v);
    for (CLI::App* verb : app_.get_subcommands(std::function<bool(CLI::App*)>()))
      for (CLI::Option* option : verb->get_options())
        if (option->get_expected_min() > 0)
          option->check([](const std::string& text) {
            return text.empty() ? std::string("an empty value") : std::string();
          });
  }

  Options parse(std::vector<std::string> args) {
    std::reverse(args.begin(), args.end());  // CLI11 takes its arguments from the back
    app_.parse(args);
    options_.verb = app_.get_subcommands().front()->get_name();
    finish();
    options_.command = command_of(options_);
    return options_;
  }

  CLI::App& app() { return app_; }

 private:
  void add_verb(const VerbHelp& v) {
    CLI::App* verb = app_.add_subcommand(v.name, v.summary);
    verb->footer(example_text(v));
    verb->set_version_flag("--version", "proofgauge " + version_text());
    if (!v.argument.empty()) verb->add_option(v.argument, options_.arguments, v.argument_help);
    const bool tabular = v.name == "verify" || v.name == "table" || v.name == "report";
    const std::vector<std::string> formats =
        tabular ? std::vector<std::string>{"text", "json", "csv", "markdown", "latex", "html"}
        : v.name == "ledger" ? std::vector<std::string>{"text", "json", "latex"}
                             : std::vector<std::string>{"text", "json"};
    verb->add_option("--format", options_.format, "how to print (default text)")
        ->check(CLI::IsMember(formats));
    verb->add_option("-o,--output", output_,
                     v.name == "new-lemma" ? "the folder that gets the lemma's (default lemmas)"
                                           : "write here instead of to standard output");
    verb->add_option("--color", color_, "default auto: on a terminal, unless NO_COLOR is set")
        ->check(CLI::IsMember({"auto", "always", "never"}));
    verb->add_flag("-q,--quiet", quiet_, "no progress, no notes");
    verb->add_flag("-v,--verbose", verbose_, "more on standard error");
    if (v.name == "schema")
      verb->add_flag("--cli", options_.cli, "describe the command line instead");
    if (v.name == "certify")
      verb->add_option("--export", options_.exports,
                       "NAME=PATH: also write the proof for another tool (coq, sollya)");
    if (v.name == "train") {
      verb->add_option("--checkpoint", checkpoint_,
                       "the run's state and net (default under reports/training); attack reads it");
      verb->add_option("--log", log_, "CSV, one line per round (default under reports/training)");
      verb->add_option("--checkpoint-seconds", options_.checkpoint_seconds,
                       "least time between checkpoints (default 10)")
          ->check(CLI::Range(0.0, 1e6));
      verb->add_flag("--resume", options_.resume, "go on from the checkpoint, if there is one");
    }
    const bool plans = v.name == "verify" || v.name == "sweep" || v.name == "train";
    if (plans)
      verb->add_flag("--dry-run", options_.dry_run,
                     "say which cells would run and what they cost, run nothing");
    if (v.name == "verify" || v.name == "sweep" || v.name == "ledger" || v.name == "premises" ||
        tabular)
      verb->add_option("--store", store_, "the results store (default reports/proofgauge.db)");
    if (v.name == "table" || v.name == "report")
      verb->add_option("--where", where_,
                       "read the records that meet this from the store, run nothing: claim, "
                       "verdict, evidence, seed, letters; = != < <= > >= ~ and or not ( )");
    if (v.name == "sweep") add_sweep_options(verb);
    if (v.name == "regress") add_regress_options(verb);
    if (v.name == "falsify") {
      verb->add_option("--budget", options_.budget, "most evaluations of the claim (default 200)")
          ->check(CLI::Range(1, 1000000));
      verb->add_option("--restarts", options_.restarts, "local searches (default 4)")
          ->check(CLI::Range(1, 10000));
    }
    if (v.name == "table") verb->add_option("--from", from_, "read records from this results.json");
    if (v.runs) add_run_options(verb);
    if (v.name == "replay") {
      verb->add_option("-j,--threads", options_.threads, "threads (default: all cores)")
          ->check(CLI::Range(1, 1024));
      verb->add_option("--timeout", timeout_, "stop after this many seconds, over all records");
      add_memory_option(verb);
    }
  }

  void add_sweep_options(CLI::App* verb) {
    verb->add_option("--seeds", options_.seeds, "how many seeds, from --seed on (default 1)")
        ->check(CLI::Range(1, 1000000));
    verb->add_option("--shard", shard_, "i/n: only the i-th of n parts of the cells, from 1");
    verb->add_option("--merge", options_.merge,
                     "take over what these stores hold instead of running");
  }

  void add_memory_option(CLI::App* verb) {
    verb->add_option("--memory", memory_,
                     "stop before a cell that needs more, such as 500M or 4G; what was finished is "
                     "kept");
  }

  void add_regress_options(CLI::App* verb) {
    verb->add_option("--baseline", baseline_,
                     "a results file, or a folder of them (default reports/baselines)");
    verb->add_option("--from", from_, "compare this results.json instead of running");
    verb->add_flag("--update", options_.update,
                   "rewrite the baseline with what ran, whatever the comparison says");
    verb->add_option("--alpha", alpha_, "greatest rate of false alarms, over all records (0.05)");
    verb->add_option("--seed", seed_, "run under this seed instead of the baseline's");
    verb->add_option("--constants", constants_, "TOML file with a constants profile");
    verb->add_option("--filter", filter_, "only claims whose id matches this regular expression");
    verb->add_option("--timeout", timeout_, "stop after this many seconds");
    add_memory_option(verb);
    verb->add_option("-j,--threads", options_.threads, "threads (default: all cores)")
        ->check(CLI::Range(1, 1024));
    verb->add_flag("--strict", options_.strict,
                   "exit with 1 also if a record is missing or its structure changed");
  }

  void add_run_options(CLI::App* verb) {
    verb->add_option("--config", config_,
                     "TOML file with defaults, in the form of reports/profiles/*.toml");
    // train reads no grid, no constant of a profile and runs one claim.
    const bool of_suite = verb->get_name() != "train";
    if (of_suite) {
      verb->add_option("--profile", options_.profile, "how large the grids are (default standard)")
          ->check(CLI::IsMember({"quick", "standard", "deep"}));
      verb->add_option("--constants", constants_, "TOML file with a constants profile");
      verb->add_option("--filter", filter_, "only claims whose id matches this regular expression");
    }
    verb->add_option("--seed", seed_, "seed of every random stream (default 1)");
    verb->add_option("--alpha", alpha_, "error probability of the whole run (default 0.01)");
    verb->add_option("-j,--threads", options_.threads, "threads (default: all cores)")
        ->check(CLI::Range(1, 1024));
    verb->add_option("--timeout", timeout_,
                     "stop after this many seconds; what was finished is kept");
    add_memory_option(verb);
    verb->add_flag("--strict", options_.strict, "exit with 5 if anything is inconclusive");
    if (verb->get_name() == "verify")
      verb->add_flag("--resume", options_.resume, "keep the records already in the output file");
    if (verb->get_name() == "sweep")
      verb->add_flag("--resume", options_.resume, "keep the records already in the store");
    for (const OptionHelp& o : letter_options())
      verb->add_option("--" + o.name, letters_[o.name], o.help)
          ->type_name(o.value)
          ->group("Theory parameters");
    for (const OptionHelp& o : further_letters())
      verb->add_option("--" + o.name, letters_[o.name], o.help)
          ->type_name(o.value)
          ->group("Further letters");
    for (const OptionHelp& o : word_options())
      verb->add_option("--" + o.name, words_[o.name], o.help)->type_name(o.value)->group("Data");
    verb->add_flag("--center", center_, "subtract the mean row first")->group("Data");
    verb->add_flag("--synthetic", synthetic_,
                   "points on X at least --delta apart, with --n and --d")
        ->group("Data");
  }

  void finish() {
    for (const auto& [name, text] : letters_)
      if (!text.empty()) options_.letters[name] = text;
    for (const auto& [name, text] : words_)
      if (!text.empty()) options_.words[name] = text;
    if (center_) options_.words["center"] = "true";
    if (synthetic_) options_.words["synthetic"] = "true";
    const auto keep = [](const std::string& text, auto& target) {
      if (!text.empty()) target = text;
    };
    keep(output_, options_.output);
    keep(config_, options_.config);
    keep(constants_, options_.constants);
    keep(from_, options_.from);
    keep(store_, options_.store);
    keep(where_, options_.where);
    keep(shard_, options_.shard);
    keep(baseline_, options_.baseline);
    keep(checkpoint_, options_.checkpoint);
    keep(log_, options_.log);
    keep(seed_, options_.seed);
    keep(alpha_, options_.alpha);
    keep(timeout_, options_.timeout);
    keep(memory_, options_.memory);
    keep(filter_, options_.filter);
    options_.verbosity = quiet_ ? -1 : static_cast<int>(verbose_);
    options_.color = color_ == "always"  ? Color::always
                     : color_ == "never" ? Color::never
                                         : Color::automatic;
  }

  CLI::App app_{
      "proofgauge checks the lemmas of theory papers, one by one, as rigorously as each allows."};
  Options options_;
  std::map<std::string, std::string> letters_, words_;
  std::string output_, config_, constants_, from_, store_, where_, shard_, baseline_, seed_, alpha_,
      timeout_, memory_, filter_, checkpoint_, log_, color_ = "auto";
  bool quiet_ = false, center_ = false, synthetic_ = false;
  std::size_t verbose_ = 0;
};

void check_verb(const std::string& word) {
  std::string known;
  for (const VerbHelp& v : verbs()) {
    if (v.name == word) return;
    known += (known.empty() ? "one of " : ", ") + v.name;
  }
  std::vector<std::string> names;
  for (const VerbHelp& v : verbs()) names.push_back(v.name);
  throw InputError("verb", "'" + word + "'", known + claim::did_you_mean(word, names));
}

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// The long names of an app's options, without their hyphens.
std::vector<std::string> long_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::Option* o : app.get_options())
    names.insert(names.end(), o->get_lnames().begin(), o->get_lnames().end());
  return names;
}

/// `--format` of `--format=json`.
std::string option_in(const std::string& word) { return word.substr(0, word.find('=')); }

/// The parser reports a missing verb and is silent about the option that stands in its place.
void check_first_option(const CLI::App& app, const std::string& word) {
  const std::string option = option_in(word);
  if (app.get_option_no_throw(option) != nullptr) return;
  std::string expected = "a verb, --help or --version";
  const auto verbs = app.get_subcommands([](const CLI::App*) { return true; });
  if (std::any_of(verbs.begin(), verbs.end(), [&](const CLI::App* verb) {
        return verb->get_option_no_throw(option) != nullptr;
      })) {
    expected = "a verb before its options: proofgauge VERB " + option;
  } else if (option.starts_with("--")) {
    const std::string meant = claim::nearest(option.substr(2), long_names(app));
    if (!meant.empty()) expected += "; did you mean --" + meant + "?";
  }
  throw InputError("option", "'" + option + "'", expected);
}

/// For each word that looks like an option and is none of the verb's: the option it may have meant.
std::string misspelt(const CLI::App& app, const std::vector<std::string>& words) {
  const auto chosen = app.get_subcommands();
  if (chosen.empty()) return {};
  const std::vector<std::string> known = long_names(*chosen.front());
  std::string hints;
  for (const std::string& word : words) {
    if (!word.starts_with("--")) continue;
    const std::string name = option_in(word).substr(2);
    if (contains(known, name)) continue;
    const std::string meant = claim::nearest(name, known);
    if (!meant.empty()) hints += "Did you mean --" + meant + " instead of --" + name + "?\n";
  }
  return hints;
}

void say_lines(const std::string& text) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) say_line(line);
}

/// The inverse of claim::shell_word over a line: splits at spaces outside single quotes; outside
/// them a backslash takes the next character as it is.
std::vector<std::string> words_of(const std::string& line) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false, any = false, escaped = false;
  for (const char c : line) {
    if (escaped || (c == '\\' && !quoted)) {
      if (escaped) word += c;
      escaped = !escaped;
    } else if (c == '\'') {
      quoted = !quoted;
      any = true;
    } else if (c == ' ' && !quoted) {
      if (any || !word.empty()) words.push_back(word);
      word.clear();
      any = false;
    } else {
      word += c;
    }
  }
  if (any || !word.empty()) words.push_back(word);
  return words;
}

}  // namespace

Parsed parse_command_line(int argc, char** argv, bool speaks) {
  if (argc > 1 && argv[1][0] != '-') check_verb(argv[1]);
  CommandLine line;
  const std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
  if (!words.empty() && words[0].starts_with('-')) check_first_option(line.app(), words[0]);
  try {
    return {line.parse(words), exit_ok};
  } catch (const CLI::ParseError& e) {
    const bool asked = e.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success);
    if (!speaks) return {std::nullopt, asked ? exit_ok : exit_bad_input};
    std::ostringstream data, complaint;
    line.app().exit(e, data, complaint);
    if (asked)
      write_data(data.str());
    else
      say_lines("proofgauge: " + complaint.str() + misspelt(line.app(), words));
    return {std::nullopt, asked ? exit_ok : exit_bad_input};
  }
}

Options parse_replay_line(const std::string& text) {
  std::vector<std::string> words = words_of(text);
  if (words.size() < 2 || words[0] != "proofgauge" ||
      (words[1] != "verify" && words[1] != "train" && words[1] != "falsify"))
    throw InputError("replay", "'" + text.substr(0, 60) + "'",
                     "a line that begins with `proofgauge verify`, `train` or `falsify`");
  words.erase(words.begin());
  try {
    Options options = CommandLine().parse(std::move(words));
    // A record may be a stranger's: replaying it writes no file of its choice.
    if (options.output || options.checkpoint || options.log || options.resume || options.store ||
        options.dry_run || !options.exports.empty())
      throw InputError("replay", "'" + text.substr(0, 60) + "'", "a line that writes no file");
    return options;
  } catch (const CLI::ParseError& e) {
    throw InputError("replay", "'" + text.substr(0, 60) + "'",
                     std::string("a line that parses (") + e.what() + ")");
  }
}

nlohmann::ordered_json describe_command_line() {
  CommandLine line;
  nlohmann::ordered_json out;
  for (const CLI::App* verb : line.app().get_subcommands(std::function<bool(CLI::App*)>())) {
    nlohmann::ordered_json options = nlohmann::ordered_json::array();
    for (const CLI::Option* o : verb->get_options())
      options.push_back({{"name", o->get_name(false, true)}, {"help", o->get_description()}});
    out[verb->get_name()] = {{"summary", verb->get_description()}, {"options", options}};
  }
  return out;
}

}  // namespace proofgauge::app
