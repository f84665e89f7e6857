#include "app/leaf.h"

#include <chrono>
#include <stdexcept>

namespace proofgauge::app {
namespace {

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

claim::Job job_of(const std::string& id, const claim::Parameters& cell, unsigned long long seed) {
  const claim::Lemma* lemma = claim::Registry::global().find(id.substr(0, id.find('/')));
  const auto chosen = claim::Registry::global().select(id);
  if (lemma == nullptr || chosen.size() != 1) throw std::logic_error("no single claim " + id);
  std::vector<claim::Job> jobs = lemma->plan(chosen.front(), request_of(cell, seed));
  if (jobs.size() != 1) throw std::logic_error(id + " is no single job on " + cell.key());
  return std::move(jobs.front());
}

}  // namespace

LeafProvider leaf_provider(claim::RunContext context, unsigned long long seed, LeafStore* store) {
  context.leaf = nullptr;
  context.exports.clear();
  return [context = std::move(context), seed, store](const std::string& id,
                                                     const claim::Parameters& cell) {
    const claim::Job job = job_of(id, cell, seed);
    const claim::Record key =
        claim::make_record(*job.info, job.twin, job.cell, seed, context.alpha, {});
    if (store != nullptr)
      if (auto known = store->find_cell(key)) return *known;
    const auto start = std::chrono::steady_clock::now();
    claim::Record record = job.run(context);
    record.wall_s = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    if (store != nullptr) store->put(record);
    return record;
  };
}

}  // namespace proofgauge::app
