// Which data sets a request names, and their audits, each made once.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "separability/check.h"

namespace proofgauge::separability {

/// A data set that was named but not read yet. `cell` holds the options that name it.
struct Source {
  claim::Parameters cell;
  unsigned long long seed = 1;
  /// LimitError once it is asked to stop.
  std::function<data::Dataset(const std::stop_token&)> load;
};

/// The data set of `data` (default: fashion-mnist), or with `synthetic` one per n, d and delta of
/// the request.
[[nodiscard]] std::vector<Source> sources(const claim::Request& request);
/// Whether the request names a data set itself.
[[nodiscard]] bool names_data(const claim::Request& request);

/// Audits by data set and seed. Several claims and cells ask for the same one; whoever comes first
/// makes it.
class Audits {
 public:
  [[nodiscard]] std::shared_ptr<const Audit> get(const Source& source,
                                                 const claim::RunContext& context);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Audit>> made_;
};

}  // namespace proofgauge::separability
