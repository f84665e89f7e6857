#include "app/help.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "report/text.h"

namespace proofgauge::app {
namespace {

constexpr std::size_t kWidth = 80, kColumn = 28;

/// A name and its description; a long list of choices is broken too.
std::string entry(const std::string& name, const std::string& description) {
  return report::hang("  " + name + " ", description, kColumn, kWidth);
}

class Layout final : public CLI::Formatter {
 public:
  std::string make_option(const CLI::Option* option, bool is_positional) const override {
    return entry(make_option_name(option, is_positional) + make_option_opts(option),
                 make_option_desc(option));
  }
  std::string make_subcommand(const CLI::App* verb) const override {
    return entry(verb->get_display_name(true), verb->get_description());
  }
  std::string make_description(const CLI::App* app) const override {
    return report::wrap(app->get_description(), 0, kWidth);
  }

 private:
  /// A choice is shown by its values, `text|json`, not as CLI11's `TEXT:{text,json}`.
  std::string make_option_opts(const CLI::Option* option) const override {
    const std::string type = option->get_type_name();
    const auto open = type.find('{'), close = type.rfind('}');
    if (open == std::string::npos || close == std::string::npos) {
      const std::string text = CLI::Formatter::make_option_opts(option);
      return text.substr(0, text.find(':'));  // of `INT:INT in [1 - 1024]` the kind is enough
    }
    std::string choice = type.substr(open + 1, close - open - 1);
    std::replace(choice.begin(), choice.end(), ',', '|');
    return " " + choice;
  }
};

}  // namespace

const std::vector<VerbHelp>& verbs() {
  static const std::vector<VerbHelp> list{
      {"list",
       "list every claim",
       "",
       "",
       {"proofgauge list", "proofgauge list --format json"},
       false},
      {"explain",
       "statement, assumptions, constants, proof and false twins of a claim",
       "CLAIM",
       "lemma or lemma/claim",
       {"proofgauge explain real_vs_pseudo/uniform_bound"},
       false},
      {"verify",
       "check claims on a grid of parameters",
       "CLAIM",
       "lemma, lemma/claim or lemma/claim!twin; none: all",
       {"proofgauge verify real_vs_pseudo/mean_main_term --m 2^14..2^16 --R 0.2,1 --d 16",
        "proofgauge verify 'real_vs_pseudo/mean_main_term!constant_0.9' --m 2^14 --R 1 --d 16"
        "  # exit 1: a false twin"},
       true},
      {"sweep",
       "check claims on a grid of parameters and seeds, each record stored as it is finished",
       "CLAIM",
       "lemma, lemma/claim or lemma/claim!twin",
       {"proofgauge sweep online_regret/tight_instance --T 2..32 --seeds 2 --store s.db",
        "proofgauge table --store s.db --where 'T >= 8 and verdict = verified'"},
       true},
      {"certify",
       "one cell of a lemma, with a certificate that proofgauge-check re-proves",
       "LEMMA",
       "step_polynomial or step_network",
       {"proofgauge certify step_polynomial --delta 1 --rho 0.25 --n 10 --eps 0.1 -o q.json",
        "proofgauge-check q.json"},
       true},
      {"attack",
       "the certified worst case of a saved network beside every attack",
       "NETWORK",
       "a network file: JSON {d, m, R, rho, W0, b, a, W, points}, or a checkpoint of train",
       {"proofgauge train --synthetic --n 4 --d 3 --delta 0.6 --m 256 --R 2 --T 100 --eps 0.1"
        " --checkpoint net.json",
        "proofgauge attack net.json --attacks identity,pgd-10,pgd-100x20"},
       true},
      {"audit",
       "separation of a data set: what the theory assumes of it",
       "DATA",
       "fashion-mnist, fashion-mnist:test or a path",
       {"proofgauge audit fashion-mnist:test --count 2000 --prune 0.2"},
       true},
      {"train",
       "adversarial training by the paper's algorithm: T = ceil(L^2 R^2/eps^2), eta = eps "
       "m^(-1/3)/L^2",
       "",
       "",
       {"proofgauge train --synthetic --n 10 --d 8 --delta 0.78 --m 1024 --R 10 --eps 0.2"},
       true},
      {"ledger",
       "the theorem with every constant: M_0, T, R and which lemma costs what",
       "",
       "",
       {"proofgauge ledger --n 10 --d 8 --delta 0.78 --rho 0.195 --eps 0.1"},
       true},
      {"premises",
       "each hypothesis of the theorem: met or not, and what would meet it",
       "",
       "",
       {"proofgauge premises --n 10 --d 8 --delta 0.78 --eps 0.1 --m 2^30"},
       true},
      {"report",
       "run the suite and write the HTML report, tables and figures (--profile quick: minutes; "
       "--filter: a part of it)",
       "",
       "",
       {"proofgauge report --filter separability/geometry"},
       true},
      {"table",
       "a table of records, run now or read with --from",
       "CLAIM",
       "lemma or lemma/claim; none: all",
       {"proofgauge verify separability/geometry -q",
        "proofgauge table --from reports/records/last.json --format latex"},
       true},
      {"replay",
       "run records again and compare",
       "RECORD",
       "results.json, or results.json#K for its K-th record from 0",
       {"proofgauge verify separability/geometry -q",
        "proofgauge replay reports/records/last.json#0"},
       false},
      {"regress",
       "run what a baseline holds again and compare record by record, at a declared rate of false "
       "alarms",
       "CLAIM",
       "only these claims of the baseline: lemma or lemma/claim",
       {"proofgauge verify online_regret/worst_case --T 10 --format json -o mine.json",
        "proofgauge regress --baseline mine.json --strict"},
       false},
      {"falsify",
       "search a box of parameters and seeds for a refutation, and shrink what is found",
       "CLAIM",
       "lemma/claim or lemma/claim!twin",
       {"proofgauge falsify online_regret/worst_case --T 2..100 --budget 60",
        "proofgauge falsify 'online_regret/worst_case!constant_0.9' --T 2..100 --budget 60"
        "  # exit 1: a false twin"},
       true},
      {"new-lemma",
       "write the folder of a new lemma: a small true claim that builds and passes",
       "NAME",
       "name of the lemma, its folder and its namespace",
       {"proofgauge new-lemma my_lemma -o ."},
       false},
      {"doctor",
       "what is installed, what is missing and how to get it",
       "",
       "",
       {"proofgauge doctor"},
       false},
      {"schema",
       "the JSON Schema of results, or whether a file meets it",
       "RESULTS",
       "a results.json to check against it",
       {"proofgauge verify separability/geometry -q",
        "proofgauge schema reports/records/last.json"},
       false},
  };
  return list;
}

std::string example_text(const VerbHelp& verb) {
  std::string text = verb.examples.size() == 1 ? "Example:\n" : "Examples:\n";
  for (const std::string& example : verb.examples) {
    const auto hash = example.find("  # ");
    if (example.size() + 2 <= kWidth) {
      text += "  " + example + "\n";
      continue;
    }
    // A remark stands before what it is about, as it cannot follow a continued line's backslash.
    if (hash != std::string::npos) text += "  " + example.substr(hash + 2) + "\n";
    text += report::wrap_command(example.substr(0, hash), 2, kWidth);
  }
  text.pop_back();
  return text;
}

std::string overview_text() {
  return "Examples:\n  proofgauge doctor\n  proofgauge verify separability/geometry\n\n"
         "Exit codes: 0 nothing refuted, 1 refuted, 2 bad input, 3 missing tool or file,\n"
         "4 limit reached or interrupted, 5 inconclusive under --strict.\n"
         "`proofgauge VERB --help` has the options of a verb and examples.";
}

std::shared_ptr<CLI::FormatterBase> help_layout() { return std::make_shared<Layout>(); }

}  // namespace proofgauge::app
