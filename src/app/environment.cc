#include "app/environment.h"

#include <sched.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <thread>

#include "build_info.h"
#include "commit.h"
#include "ranks/launcher.h"
#include "stats/isa.h"

namespace proofgauge::app {
namespace {

std::string first_field(const char* file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(key)) {
      const auto colon = line.find(':');
      const auto start = line.find_first_not_of(" \t", colon + 1);
      return start == std::string::npos ? "" : line.substr(start);
    }
  return "unknown";
}

}  // namespace

std::string version_text() {
  return std::string(PROOFGAUGE_VERSION) + " (" + PROOFGAUGE_COMMIT + ")";
}

report::Tool tool_info() {
  return {PROOFGAUGE_VERSION, PROOFGAUGE_COMMIT, PROOFGAUGE_COMPILER, PROOFGAUGE_FLAGS};
}

std::string machine_info() {
  return first_field("/proc/cpuinfo", "model name") + ", " +
         std::to_string(std::thread::hardware_concurrency()) + " cores, " +
         first_field("/proc/meminfo", "MemTotal") + ", " +
         std::string(stats::to_string(stats::best_isa()));
}

std::string timestamp() {
  const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

report::Document new_document(const Options& options, unsigned long long seed, double alpha) {
  report::Document d;
  d.tool = tool_info();
  d.machine = machine_info();
  d.command = options.command;
  d.profile = options.profile;
  d.seed = seed;
  d.alpha = alpha;
  d.started = timestamp();
  return d;
}

int default_threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

int shared_threads(int processes) {
  const long cores = sysconf(_SC_NPROCESSORS_ONLN);
  cpu_set_t mine;
  CPU_ZERO(&mine);
  const long bound = sched_getaffinity(0, sizeof mine, &mine) == 0 ? CPU_COUNT(&mine) : cores;
  // Bound to a socket, several processes share it.
  return static_cast<int>(std::min(bound, std::max(1L, cores / processes)));
}

namespace {

/// mpirun gives its ranks a pseudo-terminal wherever their output goes.
bool is_terminal(int fd) { return isatty(fd) != 0 && !ranks::started_by_launcher(); }

}  // namespace

bool use_color(Color color, int fd) {
  if (color != Color::automatic) return color == Color::always;
  const char* no_color = std::getenv("NO_COLOR");
  return is_terminal(fd) && (no_color == nullptr || *no_color == '\0');
}

int terminal_width(int fd) {
  winsize size{};
  if (is_terminal(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  if (const char* columns = std::getenv("COLUMNS")) {
    const int width = std::atoi(columns);
    if (width > 0) return width;
  }
  return is_terminal(fd) ? 80 : 120;
}

std::string find_program(const std::string& name) {
  const char* path = std::getenv("PATH");
  const std::string list = path == nullptr ? "/usr/local/bin:/usr/bin:/bin" : path;
  std::size_t start = 0;
  while (start <= list.size()) {
    const auto colon = std::min(list.find(':', start), list.size());
    const std::filesystem::path file =
        std::filesystem::path(list.substr(start, colon - start)) / name;
    if (access(file.c_str(), X_OK) == 0 && !std::filesystem::is_directory(file))
      return file.string();
    start = colon + 1;
  }
  return "";
}

}  // namespace proofgauge::app
