#include "report/process.h"

#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "claim/error.h"

extern char** environ;

namespace proofgauge::report {
namespace {

/// An unnamed file in memory. Files instead of pipes: nobody has to read and write at once, and a
/// child that dies early cannot raise SIGPIPE here.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("proofgauge", MFD_CLOEXEC)) {
    if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "memfd_create");
  }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  ~MemoryFile() { ::close(fd_); }

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t n = ::write(fd_, text.data(), text.size());
      if (n < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "write");
      if (n > 0) text.remove_prefix(static_cast<std::size_t>(n));
    }
    ::lseek(fd_, 0, SEEK_SET);
  }

  [[nodiscard]] std::string read() const {
    ::lseek(fd_, 0, SEEK_SET);
    std::string text;
    std::array<char, 65536> buffer{};
    for (;;) {
      const ssize_t n = ::read(fd_, buffer.data(), buffer.size());
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(n));
    }
  }

  [[nodiscard]] int fd() const { return fd_; }

 private:
  int fd_;
};

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "waitpid");
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ProcessResult run_process(const std::string& program, const std::vector<std::string>& arguments,
                          std::string_view input, const std::string& how_to_get,
                          const std::filesystem::path& directory) {
  const MemoryFile in, out, err;
  in.write(input);
  std::vector<std::string> words{program};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  for (std::string& w : words) argv.push_back(w.data());
  argv.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in.fd(), 0);
  ::posix_spawn_file_actions_adddup2(&actions, out.fd(), 1);
  ::posix_spawn_file_actions_adddup2(&actions, err.fd(), 2);
  if (!directory.empty()) ::posix_spawn_file_actions_addchdir_np(&actions, directory.c_str());
  pid_t child = 0;
  const int failed =
      ::posix_spawnp(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  if (failed == ENOENT || failed == EACCES) throw MissingError(program, how_to_get);
  if (failed != 0) throw std::system_error(failed, std::generic_category(), program);
  const int status = wait_for(child);
  return {status, out.read(), err.read()};
}

}  // namespace proofgauge::report
