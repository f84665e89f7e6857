// Network files: JSON {d, m, R, rho, W0 (d rows of m numbers), b, a, W, points [{x, y}]}.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "network/network.h"

namespace proofgauge::network {

/// A net, its radius R, and the data with the adversary's radius rho.
struct NetworkFile {
  TwoLayerNet net;
  double radius = 0;           ///< R >= 0
  double rho = 0;              ///< >= 0
  std::vector<double> points;  ///< row-major n x d
  std::vector<double> y;       ///< n targets in [-1, 1]

  [[nodiscard]] std::size_t n() const { return y.size(); }
};

/// Members that are not named above are ignored, so that a checkpoint loads too. Accepted are
/// points within 1e-9 of X and W within 1e-9 of B(R), and kept as they are. Everything else is an
/// InputError that names the member, the row and what was expected there: a missing, repeated or
/// ill-typed member, a wrong count, a number that is not finite, d < 2, m < 1, (d + 1) m > 2^28,
/// |y| > 1. A file that cannot be read is a MissingError.
[[nodiscard]] NetworkFile read_network(const std::filesystem::path& path);
/// The same from text; `name` begins the messages.
[[nodiscard]] NetworkFile parse_network(std::string_view text, const std::string& name);

/// Writes a file that read_network gives back number for number: under a temporary name beside
/// `path`, then renamed, so that a killed program leaves the old file or the new one. `more`:
/// further members, name and JSON text. InputError where the file cannot be written.
void write_network(const std::filesystem::path& path, const NetworkFile& file,
                   const std::vector<std::pair<std::string, std::string>>& more = {});
/// The same text, piece by piece, to whatever takes it.
using TextSink = std::function<void(std::string_view)>;
void write_network(const TextSink& sink, const NetworkFile& file,
                   const std::vector<std::pair<std::string, std::string>>& more);

}  // namespace proofgauge::network
