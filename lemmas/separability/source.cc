#include "separability/source.h"

#include <array>

#include "claim/error.h"
#include "data/load.h"
#include "data/points.h"

namespace proofgauge::separability {
namespace {

constexpr std::array<const char*, 3> kPlanted{"n", "d", "delta"};

bool is_synthetic(const claim::Request& request) {
  const std::string* word = request.word("synthetic");
  return word != nullptr && *word != "false";
}

/// Points of X as rows of their first d - 1 coordinates (the sphere map gives them back), labelled
/// by their targets.
data::Dataset rows_of(const data::Points& points) {
  data::Dataset rows;
  rows.name = points.name;
  rows.provenance = points.provenance;
  rows.n = points.n;
  rows.p = points.d - 1;
  rows.source_row = points.source_row;
  for (std::size_t i = 0; i < points.n; ++i) {
    const auto x = points.point(i);
    rows.reals.insert(rows.reals.end(), x.begin(), x.end() - 1);
    if (!points.y.empty()) rows.labels.push_back(points.y[i] > 0 ? 1 : -1);
  }
  return rows;
}

Source planted(const claim::Request& request, const std::array<claim::Parameter, 3>& values) {
  Source source;
  source.seed = request.seed;
  source.cell.set("synthetic", "true");
  claim::Request one;
  one.seed = request.seed;
  one.profile = request.profile;
  one.words.emplace_back("synthetic", "true");
  for (const claim::Parameter& value : values) {
    source.cell.set_number(value.name, value.text, value.number);
    one.grid.emplace_back(value.name, std::vector{value});
  }
  source.load = [one](const std::stop_token& stop) {
    return rows_of(data::points_from_request(one, stop));
  };
  return source;
}

std::vector<Source> planted_sources(const claim::Request& request) {
  std::array<const std::vector<claim::Parameter>*, 3> lists{};
  for (std::size_t k = 0; k < kPlanted.size(); ++k) {
    lists[k] = request.values(kPlanted[k]);
    if (lists[k] == nullptr || lists[k]->empty())
      throw InputError("--" + std::string(kPlanted[k]), "",
                       "a value: --synthetic needs --n, --d and --delta");
  }
  std::vector<Source> all;
  for (const claim::Parameter& n : *lists[0])
    for (const claim::Parameter& d : *lists[1])
      for (const claim::Parameter& delta : *lists[2])
        all.push_back(planted(request, {n, d, delta}));
  return all;
}

}  // namespace

bool names_data(const claim::Request& request) {
  return request.word("data") != nullptr || is_synthetic(request);
}

std::vector<Source> sources(const claim::Request& request) {
  if (is_synthetic(request)) {
    if (request.word("data") != nullptr)
      throw InputError("--synthetic", *request.word("data"), "either --data or --synthetic");
    return planted_sources(request);
  }
  data::DataOptions options = data::options_from(request);
  if (options.spec.empty()) options.spec = "fashion-mnist";
  if (options.spec == "random")
    throw InputError("--data", "random",
                     "a data set or --synthetic: separability audits given points");
  Source source;
  source.seed = request.seed;
  source.cell.set("data", options.spec);
  for (const char* word : {"center", "pca", "classes", "count"})
    if (const std::string* text = request.word(word); text != nullptr && *text != "false")
      source.cell.set(word, *text);
  source.load = [options](const std::stop_token&) { return data::load(options); };
  return {source};
}

std::shared_ptr<const Audit> Audits::get(const Source& source, const claim::RunContext& context) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<const Audit>& known =
      made_[source.cell.key() + ",seed=" + std::to_string(source.seed)];
  if (known) return known;
  const data::Dataset set = source.load(context.stop);
  auto audit = std::make_shared<Audit>();
  audit->name = set.name;
  audit->provenance = set.provenance;
  audit->n = set.n;
  audit->p = set.p;
  audit->source_row = set.source_row;
  audit->separation = data::separation(
      set, {.threads = context.threads, .stop = context.stop, .progress = context.progress});
  return known = std::move(audit);
}

}  // namespace proofgauge::separability
