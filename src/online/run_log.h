// The log of a training run: CSV, one line per round, columns that cost more in some rounds only.
#pragma once

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>

namespace proofgauge::online {

/// What needs W^0 anew, at the points of one round.
struct LogDetail {
  double flips_most = 0;       ///< most signs changed since W^0 at one point
  double gap_most = 0;         ///< max_i |f_W - g_W|
  double coupling_most = 0;    ///< max_i of 6.2's coupling term
  double coupling_so_far = 0;  ///< the same over all detailed rounds so far
  double convex_bound = 0;     ///< R^2 m^(-1/3)/(2 eta t) + eta L^2 m^(1/3)/2
};

struct LogLine {
  std::uint64_t t = 0;
  double robust_loss = 0, mean_loss = 0, best_loss = 0, radius_used = 0;
  /// (1/t) sum_{s <= t} [L_s(W_s) - L_s(W^0)]: the regret so far against the comparator W^0, a
  /// lower end of the regret in hindsight (mean_loss is an upper one, losses being nonnegative).
  std::optional<double> regret_to_start;
  std::optional<LogDetail> detail;
};

class RunLog {
 public:
  /// Opens the file and cuts it to `keep_bytes`; 0: a new one with a header. InputError where it
  /// cannot be written, or is shorter than what a checkpoint says of it.
  RunLog(const std::filesystem::path& path, std::uint64_t keep_bytes);
  ~RunLog();
  RunLog(const RunLog&) = delete;
  RunLog& operator=(const RunLog&) = delete;

  void add(const LogLine& line);
  /// Everything so far is in the file; its length.
  std::uint64_t flush();

 private:
  void write(const std::string& text);
  std::filesystem::path path_;
  std::FILE* file_ = nullptr;
  std::uint64_t bytes_ = 0;
};

}  // namespace proofgauge::online
