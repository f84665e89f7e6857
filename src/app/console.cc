#include "app/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <exception>

#include "app/environment.h"
#include "claim/error.h"
#include "claim/pipe_signal.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

constexpr int kNarrowest = 40;

}  // namespace

void say(std::string_view text) noexcept {
  const claim::NoPipeSignal guard;
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
