#include "app/storing.h"

#include <fmt/core.h>

#include <chrono>
#include <set>

#include "app/config.h"
#include "app/console.h"
#include "app/environment.h"
#include "claim/error.h"
#include "report/text.h"
#include "stats/isa.h"
#include "sweep/where.h"

namespace proofgauge::app {

namespace {

/// A commit names what a program computes only where its sources were all committed; else the
/// program file itself does, by its size and time.
std::string program_mark(const std::string& commit) {
  if (commit != "unknown" && !commit.ends_with("-dirty")) return {};
  std::error_code unknown;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", unknown);
  const auto size = std::filesystem::file_size(self, unknown);
  const auto time = std::filesystem::last_write_time(self, unknown).time_since_epoch().count();
  return fmt::format("+{}-{}", size, time);
}

class Stopwatch {
 public:
  explicit Stopwatch(double& total) : total_(total) {}
  ~Stopwatch() {
    total_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin_).count();
  }
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;

 private:
  double& total_;
  std::chrono::steady_clock::time_point begin_ = std::chrono::steady_clock::now();
};

}  // namespace

std::filesystem::path store_path(const Options& options) {
  return options.store.value_or("reports/proofgauge.db");
}

sweep::Origin origin_of(const Options& options, double alpha, const std::string& started) {
  const report::Tool tool = tool_info();
  // Records are equal per instruction set only.
  return {tool.version + " " + tool.commit + program_mark(tool.commit) + " " + tool.compiler + " " +
              tool.flags + " " + std::string(stats::to_string(stats::best_isa())),
          "", options.profile, started, alpha};
}

Storing::Storing(const Options& options) : named_(options.store.has_value()) {
  origin_ = origin_of(options, alpha_of(options, Defaults::load(options)), timestamp());
  const Stopwatch watch(waited_);
  try {
    writer_ = std::make_unique<sweep::Writer>(
        sweep::Store(store_path(options), sweep::Store::Mode::write));
  } catch (const InputError& e) {
    if (named_) throw;
    if (options.verbosity >= 0)
      say_line(fmt::format("note: records do not go into the store: {}", e.what()));
  }
}

sweep::Origin Storing::origin_for(const claim::Record& r) const {
  sweep::Origin origin = origin_;
  origin.constants = sweep::constants_key(r);
  return origin;
}

template <class Action>
void Storing::with_writer(Action action) {
  const std::lock_guard lock(mutex_);
  if (!writer_) return;
  const Stopwatch watch(waited_);
  try {
    action(*writer_);
  } catch (const LimitError& e) {
    if (named_) throw;
    say_line(fmt::format("note: {}", e.what()));
    writer_.reset();
  }
}

std::optional<claim::Record> Storing::find(const claim::Record& key) {
  std::optional<claim::Record> found;
  with_writer([&](sweep::Writer& writer) {
    found = writer.between(
        [&](const sweep::Store& store) { return store.find(key.replay, origin_for(key)); });
  });
  return found;
}

std::optional<claim::Record> Storing::find_cell(const claim::Record& key) {
  std::optional<claim::Record> found;
  with_writer([&](sweep::Writer& writer) {
    writer.drain();  // a leaf may have been handed over a moment ago
    found = writer.between(
        [&](const sweep::Store& store) { return store.find_cell(key, origin_for(key)); });
  });
  if (found) claim::Registry::global().check(*found);
  return found;
}

void Storing::put(const claim::Record& record) {
  with_writer([&](sweep::Writer& writer) { writer.put(record, origin_for(record)); });
}

void Storing::finish() {
  with_writer([](sweep::Writer& writer) { writer.drain(); });
}

double Storing::wrote() const { return writer_ ? writer_->seconds() : 0; }
std::size_t Storing::stored() const { return writer_ ? writer_->stored() : 0; }

namespace {

/// What reading from the store does not look at is refused rather than ignored.
void refuse_run_options(const Options& options) {
  const auto refuse = [](const std::string& name, const std::string& value) {
    throw InputError("--" + name, value, "nothing: stored records are chosen by --where");
  };
  for (const auto& [name, text] : options.letters) refuse(name, text);
  for (const auto& [name, text] : options.words) refuse(name, text);
  if (options.seed) refuse("seed", *options.seed);
  if (options.alpha) refuse("alpha", *options.alpha);
  if (options.constants) refuse("constants", options.constants->string());
  if (options.config) refuse("config", options.config->string());
  if (options.filter) refuse("filter", *options.filter);
}

/// Twins show only where they are asked for by name.
bool asks_for_twins(const Options& options) {
  bool asks = options.where && options.where->find('!') != std::string::npos;
  for (const std::string& id : options.arguments) asks = asks || id.find('!') != std::string::npos;
  return asks;
}

}  // namespace

Run stored_run(const Options& options) {
  refuse_run_options(options);
  const bool twins = asks_for_twins(options);
  const sweep::Store store(store_path(options), sweep::Store::Mode::read);
  const sweep::Condition where =
      options.where ? sweep::Condition::parse(*options.where) : sweep::Condition();
  Run run;
  run.document = new_document(options, 1, 0.01);  // seed and alpha: those of the rows
  std::set<std::string> builds;
  for (sweep::Stored& row : store.select(where.both(sweep::Condition::claims(options.arguments)))) {
    if (!twins && row.record.claim.find('!') != std::string::npos) continue;
    claim::Registry::global().check(row.record);
    builds.insert(row.origin.build);
    run.document.alpha = row.origin.alpha;
    run.document.profile = row.origin.profile;
    run.document.seed = row.record.seed;
    run.document.records.push_back(std::move(row.record));
  }
  if (run.document.records.empty())
    throw InputError(options.where               ? "--where"
                     : options.arguments.empty() ? "--store"
                                                 : "CLAIM",
                     options.where               ? "'" + *options.where + "'"
                     : options.arguments.empty() ? "no record"
                                                 : options.arguments.front(),
                     "what at least one record of " + store_path(options).string() + " meets");
  if (builds.size() > 1 || *builds.begin() != origin_of(options, 0.5, "").build)
    run.document.tool.commit = builds.size() > 1 ? "several builds" : *builds.begin();
  if (builds.size() > 1 && options.verbosity >= 0)
    say_line(fmt::format("note: these records come from {} builds of proofgauge; commit ~ chooses",
                         builds.size()));
  return run;
}

}  // namespace proofgauge::app
