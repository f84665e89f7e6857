// The networks that a request names: one file, or random ones.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "network/network_file.h"

namespace proofgauge::worst_case {

/// A network with data points and rho. `cell` holds the options that name it.
struct Instance {
  claim::Parameters cell;
  std::string stream;        ///< keys its random streams; does not depend on where a file lies
  std::size_t d = 0, n = 0;  ///< dimension, data points
  std::uint64_t m = 0;
  std::shared_ptr<const network::NetworkFile> file;  ///< null for a random network: see make
  /// The random network: drawn where a job runs, so that a plan holds none.
  std::function<network::NetworkFile(const std::stop_token&)> make;

  /// LimitError once `stop` is asked for.
  [[nodiscard]] std::shared_ptr<const network::NetworkFile> load(
      const std::stop_token& stop = {}) const {
    return file != nullptr ? file : std::make_shared<const network::NetworkFile>(make(stop));
  }
};

/// Files read before, so that several claims read one file once.
class Files {
 public:
  [[nodiscard]] std::shared_ptr<const network::NetworkFile> get(const std::string& path);

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const network::NetworkFile>> read_;
};

/// `network`: that file, once per rho given, else at its own rho. Otherwise random networks drawn
/// as in section 0, each W_r moved by tau in a random direction, with `points` random points and
/// random
/// +-1 labels: one per d, m, R and rho (default delta/4). InputErrors: both ways mixed, a missing
/// letter, (d + 1) m > 2^28.
[[nodiscard]] std::vector<Instance> instances(const claim::Request& request, Files& files);

}  // namespace proofgauge::worst_case
