// regress: a baseline's own command run again (or another results file), compared record by record.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "app/app.h"
#include "app/cli.h"
#include "app/config.h"
#include "app/console.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/run.h"
#include "claim/error.h"
#include "report/text.h"
#include "stats/isa.h"
#include "sweep/regression.h"

namespace proofgauge::app {
namespace {

using Json = nlohmann::ordered_json;
using sweep::Change;
using Clock = std::chrono::steady_clock;

constexpr const char* kDefaultAlpha = "0.05";

struct Baseline {
  std::filesystem::path file;
  report::Document document;
};

/// The last word of the machine's description.
std::string instructions(const report::Document& d) {
  const auto comma = d.machine.rfind(", ");
  return comma == std::string::npos ? d.machine : d.machine.substr(comma + 2);
}

/// The files of a folder in the order of their names, or the one file.
std::vector<Baseline> read_baselines(const Options& options) {
  const std::filesystem::path where = options.baseline.value_or("reports/baselines");
  std::vector<std::filesystem::path> files{where};
  if (std::filesystem::is_directory(where)) {
    files.clear();
    for (const auto& entry : std::filesystem::directory_iterator(where))
      if (entry.path().extension() == ".json") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
  }
  if (files.empty() || !std::filesystem::exists(files.front()))
    throw MissingError("a baseline in " + where.string(),
                       "--baseline FILE takes any file of `proofgauge verify --format json -o "
                       "FILE`; the project's own are in reports/baselines of its sources");
  std::vector<Baseline> all;
  for (const auto& file : files) {
    all.push_back({file, report::read_document(file)});
    for (const claim::Record& r : all.back().document.records) claim::Registry::global().check(r);
  }
  return all;
}

/// Runs as the baseline did where the machine can: a trained network is another network under other
/// vector instructions. Before anything asks for the instruction set, which is decided once.
void use_instructions_of(const std::vector<Baseline>& baselines) {
  if (std::getenv("PROOFGAUGE_ISA") != nullptr) return;
  std::set<std::string> words;
  for (const Baseline& b : baselines) words.insert(instructions(b.document));
  for (const auto isa : {stats::Isa::generic, stats::Isa::avx2, stats::Isa::avx512})
    if (words == std::set<std::string>{std::string(stats::to_string(isa))})
      ::setenv("PROOFGAUGE_ISA", words.begin()->c_str(), 0);
}

/// Which claims the command line leaves in.
class Chosen {
 public:
  explicit Chosen(const Options& options) : ids_(options.arguments) {
    try {
      if (options.filter) filter_ = std::regex(*options.filter);
    } catch (const std::regex_error&) {
      throw InputError("--filter", "'" + *options.filter + "'", "a regular expression");
    }
  }
  [[nodiscard]] bool operator()(const std::string& claim) const {
    const std::string base = claim.substr(0, claim.find('!'));
    const bool named = ids_.empty() || std::any_of(ids_.begin(), ids_.end(), [&](const auto& id) {
                         return claim == id || base == id || base.starts_with(id + "/");
                       });
    return named && (!filter_ || std::regex_search(base, *filter_));
  }

 private:
  std::vector<std::string> ids_;
  std::optional<std::regex> filter_;
};

std::vector<claim::Record> chosen_records(const std::vector<claim::Record>& all,
                                          const Chosen& chosen) {
  std::vector<claim::Record> some;
  for (const claim::Record& r : all)
    if (chosen(r.claim)) some.push_back(r);
  return some;
}

/// The command that made the baseline, with what the command line says on top.
Options rerun_options(const Baseline& baseline, const Options& options) {
  std::string command = baseline.document.command;
  const std::string report = "proofgauge report";
  if (command.starts_with(report)) command = "proofgauge verify" + command.substr(report.size());
  Options again;
  try {
    if (!command.starts_with("proofgauge verify"))
      throw InputError("command", command, "`proofgauge verify ...`");
    again = parse_replay_line(command);
  } catch (const InputError&) {
    throw InputError(baseline.file.string() + ": command", "'" + command.substr(0, 60) + "'",
                     "the line of a `verify` or `report`, which regress runs again; --from "
                     "compares two files instead");
  }
  if (options.seed) again.seed = options.seed;
  if (options.constants) again.constants = options.constants;
  again.threads = options.threads;
  again.verbosity = options.verbosity;
  return again;
}

/// Leaves the chosen jobs in, each with the share of alpha that it has in the whole plan.
void narrow(Plan& plan, const Chosen& chosen) {
  const auto tests = [&] {
    unsigned sum = 0;
    for (const claim::Job& job : plan.jobs) sum += job.tests;
    return static_cast<double>(std::max(sum, 1U));
  };
  const double before = tests();
  std::erase_if(plan.jobs, [&](const claim::Job& job) {
    return !chosen(job.info->id + (job.twin.empty() ? "" : "!" + job.twin));
  });
  std::erase_if(plan.cells, [&](const auto& entry) { return !chosen(entry.first); });
  plan.alpha *= tests() / before;
}

/// What is compared with the baselines, and what it spends of the rate of false alarms.
struct Fresh {
  std::vector<report::Document> documents;  ///< one per baseline, or the one of --from
  std::string stopped;
};

Fresh run_again(const std::vector<Baseline>& baselines, const Options& options,
                const Chosen& chosen) {
  const Defaults defaults = Defaults::load(options);
  const double timeout = timeout_of(options, defaults), memory = memory_of(options, defaults);
  const auto start = Clock::now();
  Fresh fresh;
  for (const Baseline& b : baselines) {
    const Options again = rerun_options(b, options);
    Plan plan = make_plan(again);
    narrow(plan, chosen);
    const double alpha = plan.alpha;
    plan.memory = memory;
    plan.timeout = timeout - std::chrono::duration<double>(Clock::now() - start).count();
    if (plan.timeout <= 0) fresh.stopped = "time limit reached";
    if (!fresh.stopped.empty()) break;
    Run run = execute(plan, again, {}, Certificates{"", "", std::nullopt, {}, true});
    rethrow_failure(run);
    run.document.alpha = alpha;
    fresh.documents.push_back(std::move(run.document));
    fresh.stopped = run.stopped;
  }
  return fresh;
}

std::string build(const report::Document& d) { return d.tool.compiler + "; " + d.tool.flags; }

/// One text if all agree, else one that equals no other run's.
template <class Word>
std::string common(const std::vector<report::Document>& documents, const char* else_text,
                   const Word& word) {
  std::set<std::string> all;
  for (const report::Document& d : documents) all.insert(word(d));
  return all.size() == 1 ? *all.begin() : else_text;
}

sweep::Side side(const std::vector<claim::Record>& records,
                 const std::vector<report::Document>& documents, const char* else_text) {
  return {records, common(documents, else_text, instructions), common(documents, else_text, build)};
}

/// The verdicts of a run under another seed may fall by chance with that run's own alpha: it comes
/// off the rate that is left for the numbers.
double level_of_numbers(double alpha, const std::vector<Baseline>& baselines, const Fresh& fresh) {
  double spent = 0;
  for (const report::Document& d : fresh.documents) {
    const bool same_seed = std::all_of(baselines.begin(), baselines.end(), [&](const Baseline& b) {
      return b.document.seed == d.seed;
    });
    if (!same_seed) spent += d.alpha;
  }
  if (spent < alpha) return alpha - spent;
  throw InputError("--alpha", fmt::format("{}", alpha),
                   fmt::format("more than {}, which the new run's verdicts spend alone (its own "
                               "--alpha): under another seed they may fall by chance",
                               spent));
}

const char* way_text(sweep::Difference::Way way) {
  switch (way) {
    case sweep::Difference::Way::worse:
      return "worse";
    case sweep::Difference::Way::better:
      return "better";
    case sweep::Difference::Way::unknown:
      return "no direction";
    case sweep::Difference::Way::note:
      break;
  }
  return "note";
}

Json to_json(const sweep::Difference& d) {
  return {{"quantity", d.quantity},
          {"was", d.was},
          {"is", d.is},
          {"way", way_text(d.way)},
          {"p", d.p ? Json(*d.p) : Json()},
          {"told_apart", d.told_apart}};
}

constexpr std::array kOrder{Change::structural, Change::regressed, Change::missing,
                            Change::added,      Change::improved,  Change::indistinguishable};

std::string as_json(const sweep::Regression& r, double alpha) {
  Json j;
  j["alpha"] = alpha;
  j["level"] = r.alpha;
  j["tests"] = r.tests;
  for (const Change c : kOrder) j["counts"][std::string(to_string(c))] = r.count(c);
  j["records"] = Json::array();
  for (const sweep::RecordChange& c : r.records) {
    Json one{{"claim", c.claim},
             {"cell", c.cell},
             {"seed", c.seed},
             {"change", to_string(c.change)},
             {"moved", c.moved},
             {"structure", Json::array()},
             {"differences", Json::array()},
             {"replay", c.replay}};
    for (const auto& d : c.structure) one["structure"].push_back(to_json(d));
    for (const auto& d : c.differences) one["differences"].push_back(to_json(d));
    j["records"].push_back(std::move(one));
  }
  return j.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

std::string describe(const sweep::RecordChange& c, bool everything, std::size_t width) {
  const bool loud = c.change == Change::structural || c.change == Change::missing;
  std::string text =
      fmt::format("{}: {} {} (seed {})\n",
                  loud ? "! " + std::string(to_string(c.change)) : std::string(to_string(c.change)),
                  c.claim, c.cell, c.seed);
  for (const auto& d : c.structure)
    text += fmt::format("    {} edited\n", d.quantity) +
            report::hang("      was: ", report::one_line(d.was), 11, width) +
            report::hang("      is:  ", report::one_line(d.is), 11, width);
  for (const auto& d : c.differences) {
    if (!d.told_apart && !everything && !(c.change == Change::structural && d.p)) continue;
    text += report::wrap(
        fmt::format("{}: {}{}{}, {}", d.quantity, d.was, d.was.empty() ? "" : " -> ", d.is,
                    d.p ? fmt::format("p = {:.2g}, {}", *d.p, way_text(d.way))
                        : std::string(way_text(d.way))),
        4, width);
  }
  if (c.change == Change::regressed)
    text += "    replay:\n" + report::wrap_command(c.replay, 6, width);
  return text;
}

std::string as_text(const sweep::Regression& r, double alpha, bool everything) {
  const auto width = static_cast<std::size_t>(std::max(terminal_width(STDOUT_FILENO), 40));
  std::string text, counts;
  for (const Change change : kOrder) {
    counts +=
        fmt::format("{}{} {}", counts.empty() ? "" : ", ", r.count(change), to_string(change));
    if (change == Change::indistinguishable && !everything) continue;
    for (const sweep::RecordChange& c : r.records)
      if (c.change == change) text += describe(c, everything, width);
  }
  return text + report::wrap(fmt::format("{} records: {}", r.records.size(), counts), 0, width) +
         report::wrap(
             fmt::format("rate of false alarms at most {} over all of them; {} comparisons "
                         "of sampled numbers share {:.4g}",
                         alpha, r.tests, r.alpha),
             0, width);
}

/// What a baseline keeps: no times, no curves, no paths of files that lie elsewhere.
claim::Record lasting(claim::Record r) {
  r.wall_s = 0;
  r.series.clear();
  r.certificate.reset();
  return r;
}

/// The fresh records where the whole command ran, else the old ones with those that ran replaced.
void update(const Baseline& baseline, const report::Document& fresh, bool whole) {
  report::Document d = fresh;
  d.command = baseline.document.command;
  d.alpha = baseline.document.alpha;
  if (!whole) {
    std::vector<claim::Record> records = baseline.document.records;
    for (const claim::Record& r : fresh.records) {
      const auto old = std::find_if(records.begin(), records.end(), [&](const claim::Record& o) {
        return o.claim == r.claim &&
               claim::to_json(o)["parameters"] == claim::to_json(r)["parameters"];
      });
      if (old == records.end())
        records.push_back(r);
      else
        *old = r;
    }
    d.records = std::move(records);
  }
  for (claim::Record& r : d.records) r = lasting(std::move(r));
  d.machine = instructions(d);  // of the machine, only this can change a number
  d.started.clear();
  d.wall_s = 0;
  report::write_document(d, baseline.file);
}

void check_options(const Options& options) {
  check_output(options);
  if (!options.update) return;
  if (options.from)
    throw InputError("--update", "with --from", "a run: a baseline holds what its command makes");
  if (options.seed || options.constants)
    throw InputError("--update", options.seed ? "with --seed" : "with --constants",
                     "the baseline's own command");
}

int exit_of(const sweep::Regression& r, const std::string& stopped, bool strict) {
  const bool refuted_anew =
      std::any_of(r.records.begin(), r.records.end(), [](const sweep::RecordChange& c) {
        return c.change == Change::added && c.refuted && c.claim.find('!') == std::string::npos;
      });
  if (r.count(Change::regressed) > 0 || refuted_anew) return exit_refuted;
  if (!stopped.empty()) return exit_limit;
  const bool changed = r.count(Change::structural) + r.count(Change::missing) > 0;
  return strict && changed ? exit_refuted : exit_ok;
}

}  // namespace

int verb_regress(const Options& options) {
  check_options(options);
  Options with_alpha = options;
  if (!with_alpha.alpha) with_alpha.alpha = kDefaultAlpha;
  const double alpha = alpha_of(with_alpha, Defaults::load(options));
  std::vector<Baseline> baselines = read_baselines(options);
  const Chosen chosen(options);
  std::erase_if(baselines, [&](const Baseline& b) {
    return std::none_of(b.document.records.begin(), b.document.records.end(),
                        [&](const claim::Record& r) { return chosen(r.claim); });
  });
  if (baselines.empty())
    throw InputError(
        options.arguments.empty() ? "--filter" : "CLAIM",
        options.arguments.empty() ? options.filter.value_or("") : options.arguments.front(),
        "a claim with records in the baseline");
  Fresh fresh;
  if (options.from) {
    fresh.documents.push_back(report::read_document(*options.from));
    for (const claim::Record& r : fresh.documents.front().records)
      claim::Registry::global().check(r);
  } else {
    use_instructions_of(baselines);
    fresh = run_again(baselines, options, chosen);
  }

  std::vector<claim::Record> before, after;
  std::vector<report::Document> documents;
  for (const Baseline& b : baselines) {
    documents.push_back(b.document);
    for (claim::Record& r : chosen_records(b.document.records, chosen))
      before.push_back(std::move(r));
  }
  for (const report::Document& d : fresh.documents)
    for (claim::Record& r : chosen_records(d.records, chosen)) after.push_back(std::move(r));
  sweep::Regression result = sweep::compare_runs(side(before, documents, "several in the baseline"),
                                                 side(after, fresh.documents, "several in the run"),
                                                 level_of_numbers(alpha, baselines, fresh));
  if (!fresh.stopped.empty()) {
    std::erase_if(result.records, [](const auto& c) { return c.change == Change::missing; });
    say_line(fmt::format("stopped early ({}): only what ran is compared", fresh.stopped));
  }
  emit(options, options.format == "json" ? as_json(result, alpha)
                                         : as_text(result, alpha, options.verbosity > 0));
  if (options.update) {
    const bool whole = options.arguments.empty() && !options.filter && fresh.stopped.empty();
    for (std::size_t i = 0; i < fresh.documents.size(); ++i)
      update(baselines[i], fresh.documents[i], whole);
    if (options.verbosity >= 0)
      say_line(fmt::format("{} baselines rewritten", fresh.documents.size()));
  }
  return exit_of(result, fresh.stopped, options.strict);
}

}  // namespace proofgauge::app
