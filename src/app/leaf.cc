#include "app/leaf.h"

#include <fmt/core.h>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "app/environment.h"
#include "app/run.h"
#include "claim/error.h"
#include "numeric/rational.h"
#include "report/document.h"

namespace proofgauge::app {
namespace {

using Json = nlohmann::ordered_json;

class FileCache final : public LeafCache {
 public:
  FileCache(std::filesystem::path folder, bool quiet)
      : folder_(std::move(folder)), quiet_(quiet), tool_(tool_info()) {}

  std::optional<claim::Record> find(const std::string& key) override {
    if (!keeps()) return std::nullopt;
    const std::filesystem::path path = path_of(key);
    std::ifstream in(path, std::ios::binary);
    if (!in) return std::nullopt;
    try {
      const Json j = Json::parse(in);
      if (j.at("key") != key) throw InputError("key", j.at("key").dump(), "that of the leaf");
      if (j.at("commit") != tool_.commit || j.at("flags") != tool_.flags ||
          j.at("compiler") != tool_.compiler)
        return std::nullopt;
      claim::Record record = claim::record_from_json(j.at("record"));
      claim::Registry::global().check(record);
      return record;
    } catch (const std::exception& e) {
      if (!quiet_)
        fmt::print(stderr, "note: {} is not used and will be written anew ({})\n", path.string(),
                   e.what());
      return std::nullopt;
    }
  }

  void put(const std::string& key, const claim::Record& record) override {
    if (!keeps()) return;
    try {
      std::filesystem::create_directories(folder_);
      const Json j{{"key", key},
                   {"commit", tool_.commit},
                   {"flags", tool_.flags},
                   {"compiler", tool_.compiler},
                   {"record", claim::to_json(record)}};
      report::write_file(path_of(key), j.dump(1) + "\n");
    } catch (const std::exception& e) {
      if (!quiet_) fmt::print(stderr, "note: a leaf could not be kept ({})\n", e.what());
    }
  }

 private:
  [[nodiscard]] bool keeps() const {
    return tool_.commit != "unknown" && !tool_.commit.ends_with("-dirty");
  }
  [[nodiscard]] std::filesystem::path path_of(const std::string& key) const {
    return folder_ / (file_key(key) + ".json");
  }

  std::filesystem::path folder_;
  bool quiet_;
  report::Tool tool_;
};

claim::Request request_of(const claim::Parameters& cell, unsigned long long seed) {
  claim::Request request;
  request.seed = seed;
  for (const claim::Parameter& p : cell.list()) {
    if (p.is_number)
      request.grid.emplace_back(p.name, std::vector<claim::Parameter>{p});
    else
      request.words.emplace_back(p.name, p.text);
  }
  return request;
}

/// A record that was read back keeps the values of its cell, not their spelling.
bool same_cell(const claim::Parameters& a, const claim::Parameters& b) {
  return std::equal(a.list().begin(), a.list().end(), b.list().begin(), b.list().end(),
                    [](const claim::Parameter& x, const claim::Parameter& y) {
                      return x.name == y.name && x.is_number == y.is_number &&
                             (x.is_number ? x.number == y.number : x.text == y.text);
                    });
}

claim::Record compute(const std::string& id, const claim::Parameters& cell,
                      const claim::RunContext& context, unsigned long long seed) {
  const claim::Lemma* lemma = claim::Registry::global().find(id.substr(0, id.find('/')));
  const auto chosen = claim::Registry::global().select(id);
  if (lemma == nullptr || chosen.size() != 1) throw std::logic_error("no single claim " + id);
  const std::vector<claim::Job> jobs = lemma->plan(chosen.front(), request_of(cell, seed));
  if (jobs.size() != 1) throw std::logic_error(id + " is no single job on " + cell.key());
  const auto start = std::chrono::steady_clock::now();
  claim::Record record = jobs.front().run(context);
  record.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  return record;
}

}  // namespace

std::unique_ptr<LeafCache> file_cache(const std::filesystem::path& folder, bool quiet) {
  return std::make_unique<FileCache>(folder, quiet);
}

LeafProvider leaf_provider(std::shared_ptr<LeafCache> cache, claim::RunContext context,
                           unsigned long long seed) {
  context.leaf = nullptr;
  context.exports.clear();
  return [cache = std::move(cache), context = std::move(context), seed](
             const std::string& id, const claim::Parameters& cell) {
    const std::string key = id + " " + cell.key() + " seed=" + std::to_string(seed);
    if (cache)
      if (auto known = cache->find(key);
          known && known->claim == id && same_cell(known->parameters, cell))
        return *known;
    claim::Record record = compute(id, cell, context, seed);
    if (cache) cache->put(key, record);
    return record;
  };
}

LeafProvider default_leaves(const Options& options, const claim::RunContext& context,
                            unsigned long long seed) {
  return leaf_provider(file_cache("reports/leaves", options.verbosity < 0), context, seed);
}

}  // namespace proofgauge::app
