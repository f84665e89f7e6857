#include "app/progress.h"

#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>

#include "app/console.h"
#include "app/environment.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kRedrawSeconds = 0.1;
constexpr double kPlainLineSeconds = 10;

std::string duration(double seconds) {
  const auto s = static_cast<long>(seconds + 0.5);
  return s < 60 ? fmt::format("{} s", s) : fmt::format("{} min {:02} s", s / 60, s % 60);
}

}  // namespace

Progress::Progress(double total_cost, bool quiet)
    : total_(std::max(total_cost, 1e-9)),
      quiet_(quiet),
      terminal_(isatty(STDERR_FILENO) != 0),
      begin_(Clock::now()),
      last_(begin_) {}

Progress::~Progress() {
  if (!quiet_ && terminal_) say("\r\033[K");
}

double Progress::elapsed() const {
  return std::chrono::duration<double>(Clock::now() - begin_).count();
}

void Progress::start(const std::string& what, double cost) {
  const std::lock_guard lock(mutex_);
  what_ = report::one_line(what);
  current_ = cost;
  fraction_ = 0;
  draw(true);
}

void Progress::fraction(double done) {
  const std::lock_guard lock(mutex_);
  fraction_ = std::clamp(done, fraction_, 1.0);
  draw(false);
}

void Progress::finish() {
  const std::lock_guard lock(mutex_);
  ++cells_;
  done_ += current_;
  current_ = fraction_ = 0;
  draw(false);
}

void Progress::draw(bool force) {
  if (quiet_) return;
  const auto now = Clock::now();
  const double since = std::chrono::duration<double>(now - last_).count();
  if (since < (terminal_ ? kRedrawSeconds : kPlainLineSeconds) && !(force && terminal_)) return;
  last_ = now;
  const double share = std::clamp((done_ + current_ * fraction_) / total_, 0.0, 1.0);
  const double spent = elapsed();
  const std::string left =
      share > 0.02 && spent > 1 ? duration(spent * (1 - share) / share) + " left" : "";
  if (!terminal_) {
    const std::string line = fmt::format("{:3.0f} % after {}{}: {}", 100 * share, duration(spent),
                                         left.empty() ? "" : ", about " + left, what_);
    const auto width = static_cast<std::size_t>(std::max(40, terminal_width(STDERR_FILENO)));
    say(report::elide(line, width) + "\n");
    return;
  }
  constexpr int kBar = 20;
  const auto filled = static_cast<std::size_t>(share * kBar);
  const std::string bar = std::string(filled, '#') + std::string(kBar - filled, '.');
  const std::string rate =
      spent > 1 ? fmt::format("{:.1f} cells/s", static_cast<double>(cells_) / spent) : "";
  const std::string line =
      fmt::format("[{}] {:3.0f} % {} {} {}", bar, 100 * share, rate, left, what_);
  const auto width = static_cast<std::size_t>(std::max(20, terminal_width(STDERR_FILENO) - 1));
  say("\r\033[K" + report::elide(line, width));
}

}  // namespace proofgauge::app
