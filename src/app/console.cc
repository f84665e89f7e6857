#include "app/console.h"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <exception>

#include "app/environment.h"
#include "claim/error.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

constexpr int kNarrowest = 40;

/// While it lives, this thread's writing to a pipe without a reader is an error and no signal.
class NoPipeSignal {
 public:
  NoPipeSignal() noexcept {
    sigemptyset(&pipe_);
    sigaddset(&pipe_, SIGPIPE);
    sigset_t pending;
    sigpending(&pending);
    held_ = sigismember(&pending, SIGPIPE) == 0 && pthread_sigmask(SIG_BLOCK, &pipe_, &old_) == 0;
  }
  ~NoPipeSignal() {
    if (!held_) return;
    const timespec now{};
    while (sigtimedwait(&pipe_, nullptr, &now) < 0 && errno == EINTR) {
    }
    pthread_sigmask(SIG_SETMASK, &old_, nullptr);
  }
  NoPipeSignal(const NoPipeSignal&) = delete;
  NoPipeSignal& operator=(const NoPipeSignal&) = delete;

 private:
  sigset_t pipe_{}, old_{};
  bool held_ = false;
};

}  // namespace

void say(std::string_view text) noexcept {
  const NoPipeSignal guard;
  // What cannot be said cannot be complained of either.
  (void)std::fwrite(text.data(), 1, text.size(), stderr);
  (void)std::fflush(stderr);
}

void say_line(std::string_view line) noexcept {
  try {
    const bool for_a_reader = isatty(STDERR_FILENO) != 0;
    const auto width =
        static_cast<std::size_t>(std::max(terminal_width(STDERR_FILENO), kNarrowest));
    say(for_a_reader ? report::wrap(line, 0, width) : std::string(line) + "\n");
  } catch (const std::exception&) {  // no memory for a copy: unbroken then
    say(line);
    say("\n");
  }
}

void write_data(std::string_view text) {
  const bool all = std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  if (std::fflush(stdout) != 0 || !all || std::ferror(stdout) != 0)
    throw MissingError("a working standard output", "the data could not be written; use -o PATH");
}

void hold_closed_streams() noexcept {
  // A stream is held by the opposite direction, so that using it remains an error.
  for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(fd, F_GETFD) < 0 && errno == EBADF)
      (void)::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

}  // namespace proofgauge::app
