#include "app/setting.h"

#include <cmath>

#include "app/config.h"
#include "app/run.h"
#include "claim/error.h"
#include "data/load.h"

namespace proofgauge::app {
namespace {

const claim::Range& result_of(const claim::Record& r, std::string_view name) {
  for (const auto& [symbol, range] : r.result)
    if (symbol == name) return range;
  throw std::logic_error("separability/separation has no result " + std::string(name));
}

/// Six significant figures, rounded down, as a decimal that is read exactly.
std::string rounded_down(double x) {
  const double scale = std::pow(10.0, 6 - std::ceil(std::log10(x)));
  const auto digits = static_cast<long long>(std::floor(x * scale * (1 - 1e-12)));
  return std::to_string(digits) + "e" +
         std::to_string(static_cast<int>(std::ceil(std::log10(x))) - 6);
}

/// Raw rows of p numbers become points of R^(p+1) on X.
std::size_t dimension_of(const Options& audit) {
  const auto* lemma = claim::Registry::global().find("separability");
  const auto chosen = claim::Registry::global().select("separability/separation");
  const claim::Request request = request_for(chosen.front(), *lemma, audit, Defaults::load(audit));
  return data::load(data::options_from(request)).p + 1;
}

}  // namespace

Measured measured(const Options& given) {
  Measured out{given, std::nullopt};
  const bool data = given.words.count("data") != 0, synthetic = given.words.count("synthetic") != 0;
  if (!data && !synthetic) return out;
  if (data)
    for (const char* letter : {"n", "d", "delta"})
      if (const auto it = given.letters.find(letter); it != given.letters.end())
        throw InputError(std::string("--") + letter, it->second, "--data: a data set has its own");
  Options audit = given;
  audit.verb = "audit";
  audit.arguments = {"separability/separation"};
  std::erase_if(audit.letters, [](const auto& letter) {
    return letter.first != "n" && letter.first != "d" && letter.first != "delta";
  });
  for (const char* word : {"form", "direction", "radius", "geometry"}) audit.words.erase(word);
  const Run run = execute(make_plan(audit), audit);
  rethrow_failure(run);
  if (run.document.records.size() != 1)
    throw InputError(data ? "--data" : "--synthetic",
                     std::to_string(run.document.records.size()) + " data sets", "one data set");
  const claim::Record& record = run.document.records.front();
  const double delta = result_of(record, "delta").lower;
  if (!(delta > 0))
    throw InputError(data ? "--data" : "--synthetic", "delta = 0",
                     "points that differ: `proofgauge audit` lists the duplicates");
  Options& o = out.options;
  for (const char* word : {"data", "synthetic", "pca", "classes", "count", "center"})
    o.words.erase(word);
  o.letters["delta"] = rounded_down(delta);
  if (data) {
    o.letters["n"] = std::to_string(std::llround(result_of(record, "n").lower));
    o.letters["d"] = std::to_string(dimension_of(audit));
  }
  out.source = record;
  return out;
}

}  // namespace proofgauge::app
