#include "sweep/regression.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "sweep/regression_pair.h"
#include "sweep/regression_statistics.h"

namespace proofgauge::sweep {
namespace {

using claim::Record;
using Way = Difference::Way;

/// Claim and parameters as they read back from a file, where `2^14` and `16384` are one number. The
/// file of a constants profile is no part of the cell: an edited constant is a structural change.
std::string cell_key(const Record& r) {
  auto parameters = claim::to_json(r)["parameters"];
  parameters.erase("constants");
  return r.claim + " " + parameters.dump();
}

/// For each fresh record the baseline's: the same seed where there is one, else the first unused of
/// that cell.
class Pairing {
 public:
  explicit Pairing(std::span<const Record> baseline) : used_(baseline.size(), false) {
    for (std::size_t i = 0; i < baseline.size(); ++i) {
      cells_[cell_key(baseline[i])].push_back(i);
      seeds_.push_back(baseline[i].seed);
    }
  }

  std::vector<std::optional<std::size_t>> pair(std::span<const Record> fresh) {
    std::vector<std::optional<std::size_t>> partner(fresh.size());
    for (const bool same_seed : {true, false})
      for (std::size_t k = 0; k < fresh.size(); ++k)
        if (!partner[k]) partner[k] = take(fresh[k], same_seed);
    return partner;
  }

  [[nodiscard]] bool used(std::size_t i) const { return used_[i]; }

 private:
  std::optional<std::size_t> take(const Record& r, bool same_seed) {
    const auto cell = cells_.find(cell_key(r));
    if (cell == cells_.end()) return std::nullopt;
    for (const std::size_t i : cell->second) {
      if (used_[i] || (same_seed && seeds_[i] != r.seed)) continue;
      used_[i] = true;
      return i;
    }
    return std::nullopt;
  }

  std::map<std::string, std::vector<std::size_t>> cells_;
  std::vector<unsigned long long> seeds_;
  std::vector<bool> used_;
};

RecordChange described(const Record& r) {
  RecordChange c;
  c.claim = r.claim;
  c.cell = r.parameters.key();
  c.seed = r.seed;
  c.replay = r.replay;
  return c;
}

/// Verdict and main numbers first; what has no direction decides only where they say nothing.
Change classify(const RecordChange& c) {
  const auto any = [&](const auto& wanted) {
    return std::any_of(c.differences.begin(), c.differences.end(),
                       [&](const Difference& d) { return d.told_apart && wanted(d); });
  };
  const auto ranked = [](const Difference& d) {
    return d.quantity == "verdict" || d.quantity == "evidence" || d.quantity == "scope" ||
           d.quantity == "twins caught";
  };
  if (any([&](const Difference& d) { return ranked(d) && d.way == Way::worse; }))
    return Change::regressed;
  if (!c.structure.empty()) return Change::structural;
  if (any([](const Difference& d) { return d.way == Way::worse; })) return Change::regressed;
  if (any([](const Difference& d) { return d.way == Way::better; })) return Change::improved;
  if (any([](const Difference& d) { return d.way == Way::unknown; })) return Change::regressed;
  return Change::indistinguishable;
}

void tell_apart(Regression& all) {
  std::vector<Difference*> tested;
  std::vector<double> p;
  for (RecordChange& c : all.records)
    for (Difference& d : c.differences)
      if (d.p && c.structure.empty()) {
        tested.push_back(&d);
        p.push_back(*d.p);
      }
  const std::vector<bool> rejected = holm(p, all.alpha);
  for (std::size_t i = 0; i < tested.size(); ++i) tested[i]->told_apart = rejected[i];
  all.tests = tested.size();
}

}  // namespace

std::string_view to_string(Change c) {
  switch (c) {
    case Change::structural:
      return "structural change";
    case Change::regressed:
      return "regressed";
    case Change::improved:
      return "improved";
    case Change::indistinguishable:
      return "not distinguishable";
    case Change::added:
      return "new";
    case Change::missing:
      return "missing";
  }
  return "unknown";
}

std::size_t Regression::count(Change wanted) const {
  return static_cast<std::size_t>(std::count_if(
      records.begin(), records.end(), [&](const RecordChange& c) { return c.change == wanted; }));
}

Regression compare_runs(const Side& baseline, const Side& fresh, double alpha) {
  if (!(alpha > 0 && alpha < 1))
    throw InputError("alpha", std::to_string(alpha), "a probability strictly between 0 and 1");
  const Platform platform = baseline.instructions != fresh.instructions
                                ? Platform::other_instructions
                            : baseline.build != fresh.build ? Platform::other_build
                                                            : Platform::same;
  Regression all;
  all.alpha = alpha;
  Pairing pairing(baseline.records);
  const auto partners = pairing.pair(fresh.records);
  for (std::size_t k = 0; k < fresh.records.size(); ++k) {
    const Record& is = fresh.records[k];
    RecordChange c = described(is);
    c.refuted = is.verdict.status() == claim::Status::refuted;
    if (partners[k]) {
      const Record& was = baseline.records[*partners[k]];
      c.structure = structure_of(was, is, platform);
      c.differences = differences_of(was, is, platform);
      c.moved = has_moved(was, is, platform);
    } else {
      c.change = Change::added;
    }
    all.records.push_back(std::move(c));
  }
  tell_apart(all);
  for (RecordChange& c : all.records)
    if (c.change != Change::added) {
      c.change = classify(c);
      c.moved = c.moved && c.change == Change::indistinguishable;
    }
  for (std::size_t i = 0; i < baseline.records.size(); ++i)
    if (!pairing.used(i)) {
      all.records.push_back(described(baseline.records[i]));
      all.records.back().change = Change::missing;
    }
  return all;
}

}  // namespace proofgauge::sweep
