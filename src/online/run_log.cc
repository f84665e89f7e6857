#include "online/run_log.h"

#include <fmt/core.h>

#include <cerrno>
#include <cstring>

#include "claim/error.h"

namespace proofgauge::online {

RunLog::RunLog(const std::filesystem::path& path, std::uint64_t keep_bytes) : path_(path) {
  std::error_code failed;
  if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), failed);
  if (failed)
    throw InputError("--log", path.string(), "a folder that can be made: " + failed.message());
  if (keep_bytes > 0) {
    std::error_code missing;
    if (std::filesystem::file_size(path, missing) < keep_bytes || missing) {
      throw InputError("--log", path.string(),
                       "the log that the checkpoint goes with, at least " +
                           std::to_string(keep_bytes) + " bytes");
    }
    std::filesystem::resize_file(path, keep_bytes, failed);
    if (failed)
      throw InputError("--log", path.string(), "a file that can be cut: " + failed.message());
  }
  file_ = std::fopen(path.c_str(), keep_bytes > 0 ? "ab" : "wb");
  if (file_ == nullptr)
    throw InputError("--log", path.string(),
                     std::string("a file that can be written: ") + std::strerror(errno));
  bytes_ = keep_bytes;
  if (keep_bytes == 0) {
    write(
        "t,robust_loss,mean_loss,best_loss,radius_used,regret_to_start,flips_most,gap_most,"
        "coupling,"
        "coupling_so_far,convex_regret_bound\n");
  }
}

RunLog::~RunLog() { std::fclose(file_); }

void RunLog::write(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), file_) != text.size())
    throw InputError("--log", path_.string(),
                     std::string("a file that can be written: ") + std::strerror(errno));
  bytes_ += text.size();
}

void RunLog::add(const LogLine& l) {
  std::string text =
      fmt::format("{},{},{},{},{}", l.t, l.robust_loss, l.mean_loss, l.best_loss, l.radius_used);
  text += l.regret_to_start ? fmt::format(",{}", *l.regret_to_start) : ",";
  text += l.detail ? fmt::format(",{},{},{},{},{}\n", l.detail->flips_most, l.detail->gap_most,
                                 l.detail->coupling_most, l.detail->coupling_so_far,
                                 l.detail->convex_bound)
                   : ",,,,,\n";
  write(text);
}

std::uint64_t RunLog::flush() {
  if (std::fflush(file_) != 0)
    throw InputError("--log", path_.string(),
                     std::string("a file that can be written: ") + std::strerror(errno));
  return bytes_;
}

}  // namespace proofgauge::online
