#include "app/next.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/console.h"
#include "app/environment.h"
#include "app/storing.h"
#include "claim/record.h"
#include "report/summary.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

using claim::Record;
using claim::shell_word;
using claim::Status;

std::string without_twin(const std::string& id) { return id.substr(0, id.find('!')); }

bool is_twin(const Record& r) { return r.claim.find('!') != std::string::npos; }

const Record* first_with(const Run& run, Status status) {
  for (const Record& r : run.document.records)
    if (r.verdict.status() == status) return &r;
  return nullptr;
}

/// The records of this run's claims, as the store is asked for them: one claim, or all.
std::string where_words(const Run& run) {
  const std::string& first = run.document.records.front().claim;
  const bool one = std::all_of(run.document.records.begin(), run.document.records.end(),
                               [&](const Record& r) { return r.claim == first; });
  return one ? claim::option_words("where", "claim = " + first) : "";
}

std::string store_words(const Options& options) {
  return claim::option_words("store", store_path(options).string());
}

/// The results file that this run left; a sweep, or a folder that takes no files, leaves none.
std::optional<std::filesystem::path> results_file(const Options& options, const Run& run) {
  if (run.kept) return last_run_path();
  if (options.verb == "verify" && options.output && options.format == "json") return options.output;
  return std::nullopt;
}

/// The place of a record in the file that `replay` reads.
std::string replay_line(const Options& options, const Run& run, const Record& r) {
  const auto file = results_file(options, run);
  if (!file) return r.replay;
  return fmt::format("proofgauge replay {}#{}", shell_word(file->string()),
                     &r - run.document.records.data());
}

/// The command that goes on from what was kept. `document.command` leaves out where output goes.
std::string resumed(const Options& options, const Run& run) {
  std::string line = run.document.command + " --resume";
  if (options.store || options.verb == "sweep") line += store_words(options);
  if (options.shard) line += claim::option_words("shard", *options.shard);
  if (options.output && options.format == "json")
    line += " --format json" + claim::option_words("output", options.output->string());
  return line;
}

/// The worst claim that is no pass; the words say what its statement asks for.
const Record* weakest(const Run& run) {
  const Record* found = nullptr;
  for (const Record& r : run.document.records)
    if (!r.verdict.is_pass() && (found == nullptr || claim::worse(r, *found))) found = &r;
  return found;
}

Next statement_of(const Record& r, const std::string& why) {
  return {"proofgauge explain " + shell_word(without_twin(r.claim)), why};
}

std::vector<Next> after_refutation(const Options& options, const Run& run, const Record& r) {
  const Next witness{replay_line(options, run, r), "the witness again, field by field"};
  if (!is_twin(r)) return {witness, statement_of(r, "its constants and its proof")};
  return {witness,
          {"proofgauge verify " + shell_word(without_twin(r.claim)),
           "the claim itself: a false twin is to be refuted"}};
}

}  // namespace

bool can_resume(const Options& options, const Run& run) {
  return options.verb == "sweep" || results_file(options, run).has_value();
}

std::vector<Next> next_after_run(const Options& options, const Run& run) {
  if (const Record* r = first_with(run, Status::refuted)) return after_refutation(options, run, *r);
  if (!run.stopped.empty() && !can_resume(options, run)) return {};
  if (!run.stopped.empty()) return {{resumed(options, run), "the cells that are left"}};
  if (run.document.records.empty()) return {};
  std::vector<Next> next;
  if (const Record* r = weakest(run))
    next.push_back(statement_of(*r, "why it is " + std::string(to_string(r->verdict.status()))));
  else
    next.push_back(statement_of(run.document.records.front(), "what was checked"));
  const std::string from = store_words(options) + where_words(run);
  if (options.verb == "sweep")
    next.push_back({"proofgauge table" + from, "the stored records, cell by cell"});
  else if (options.arguments.empty() && !options.filter)
    next.push_back({"proofgauge report --profile " + options.profile, "the same as pages"});
  else if (const auto file = results_file(options, run))
    next.push_back({"proofgauge replay " + shell_word(file->string()), "the run again, compared"});
  return next;
}

std::vector<Next> next_after_certify(const Run& run) {
  const Record& r = run.document.records.front();
  if (!r.certificate) return {statement_of(r, "why nothing was certified")};
  return {
      {"proofgauge-check " + shell_word(*r.certificate), "the proof again, in exact arithmetic"},
      statement_of(r, "what it is a proof of")};
}

std::vector<Next> next_after_train(const Run& run, const std::filesystem::path& checkpoint) {
  const Record& r = run.document.records.front();
  std::error_code unknown;
  std::vector<Next> next;
  if (std::filesystem::exists(checkpoint, unknown))
    next.push_back({"proofgauge attack " + shell_word(checkpoint.string()),
                    "attacks on the net, beside certified worst cases"});
  next.push_back(statement_of(r, r.verdict.is_pass()
                                     ? "what the theory promises of this run"
                                     : "why it is " + std::string(to_string(r.verdict.status()))));
  return next;
}

std::vector<Next> next_after_ledger(const Options& options, const Run& run) {
  const std::string& command = run.document.command;
  const std::size_t at = std::min(command.find(" --"), command.size());
  std::vector<Next> next;
  if (options.words.count("form") == 0)  // premises are those of two of the forms
    next.push_back({"proofgauge premises" + command.substr(at), "each hypothesis: met or not"});
  next.push_back(
      statement_of(run.document.records.back(), "what the theorem rests on, claim by claim"));
  return next;
}

std::vector<Next> next_after_report(const Options& options, const Run& run,
                                    const std::filesystem::path& page) {
  std::vector<Next> next{{"open " + page.string() + " in a browser", ""}};
  if (const Record* r = first_with(run, Status::refuted))
    next.push_back(after_refutation(options, run, *r).front());
  else if (const Record* weak = weakest(run))
    next.push_back(
        statement_of(*weak, "why it is " + std::string(to_string(weak->verdict.status()))));
  next.push_back({"proofgauge ledger --n 10 --d 8 --delta 0.78 --rho 0.195 --eps 0.1",
                  "what width the theorem asks for"});
  return next;
}

void tell_next(const Options& options, const std::vector<Next>& next) {
  if (options.verbosity < 0 || options.format != "text" || next.empty()) return;
  const auto width = static_cast<std::size_t>(std::max(terminal_width(STDERR_FILENO), 40));
  std::string text = "Next:\n";
  for (const Next& n : next) {
    text += report::wrap_command(report::one_line(n.action), 2, width);
    if (!n.why.empty()) text += report::wrap(report::one_line(n.why), 6, width);
  }
  say(text);
}

}  // namespace proofgauge::app
