#include "app/storing.h"

#include <fmt/core.h>

#include <chrono>
#include <set>

#include "app/config.h"
#include "app/environment.h"
#include "claim/error.h"
#include "report/text.h"
#include "sweep/where.h"

namespace proofgauge::app {

std::filesystem::path store_path(const Options& options) {
  return options.store.value_or("reports/proofgauge.db");
}

sweep::Origin origin_of(const Options& options, double alpha, const std::string& started) {
  const report::Tool tool = tool_info();
  return {tool.version + " " + tool.commit + " " + tool.compiler + " " + tool.flags, "",
          options.profile, started, alpha};
}

Storing::Storing(const Options& options) : named_(options.store.has_value()) {
  origin_ = origin_of(options, alpha_of(options, Defaults::load(options)), timestamp());
  try {
    store_.emplace(store_path(options), sweep::Store::Mode::write);
  } catch (const InputError& e) {
    if (named_) throw;
    if (options.verbosity >= 0)
      fmt::print(stderr, "note: records do not go into the store: {}\n", e.what());
  }
}

sweep::Origin Storing::origin_for(const claim::Record& r) const {
  sweep::Origin origin = origin_;
  origin.constants = sweep::constants_key(r);
  return origin;
}

void Storing::put(const claim::Record& record) {
  if (!store_) return;
  const auto begin = std::chrono::steady_clock::now();
  try {
    store_->put(record, origin_for(record));
  } catch (const LimitError& e) {
    if (named_) throw;
    fmt::print(stderr, "note: {}\n", e.what());
    store_.reset();
  }
  seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Run stored_run(const Options& options) {
  const sweep::Store store(store_path(options), sweep::Store::Mode::read);
  const sweep::Condition where =
      options.where ? sweep::Condition::parse(*options.where) : sweep::Condition();
  Run run;
  std::set<std::string> builds;
  for (sweep::Stored& row : store.select(where.both(sweep::Condition::claims(options.arguments)))) {
    claim::Registry::global().check(row.record);
    builds.insert(row.origin.build);
    run.document.alpha = row.origin.alpha;
    run.document.profile = row.origin.profile;
    run.document.seed = row.record.seed;
    run.document.records.push_back(std::move(row.record));
  }
  if (run.document.records.empty())
    throw InputError(options.where ? "--where" : "CLAIM",
                     options.where               ? "'" + *options.where + "'"
                     : options.arguments.empty() ? ""
                                                 : options.arguments.front(),
                     "what at least one record of " + store_path(options).string() + " meets");
  run.document.tool = tool_info();
  run.document.machine = machine_info();
  run.document.command = options.command;
  run.document.started = timestamp();
  if (builds.size() > 1 && options.verbosity >= 0)
    fmt::print(stderr, "note: these records come from {} builds of proofgauge; commit ~ chooses\n",
               builds.size());
  return run;
}

}  // namespace proofgauge::app
