// Progress on standard error: a bar on a terminal, plain lines otherwise, nothing when quiet.
#pragma once

#include <chrono>
#include <mutex>
#include <string>

namespace proofgauge::app {

class Progress {
 public:
  /// `total_cost` in any unit; the rate and the time left come from how fast cost is worked off.
  Progress(double total_cost, bool quiet);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  void start(const std::string& what, double cost);
  void fraction(double done);  ///< of the item that was started; may come from any thread
  void finish();               ///< of that item

 private:
  void draw(bool force);
  [[nodiscard]] double elapsed() const;

  std::mutex mutex_;
  unsigned long long cells_ = 0;
  double total_, done_ = 0, current_ = 0, fraction_ = 0;
  bool quiet_, terminal_;
  std::string what_;
  std::chrono::steady_clock::time_point begin_, last_;
};

}  // namespace proofgauge::app
