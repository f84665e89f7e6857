#include "app/memory_limit.h"

#include <fmt/core.h>
#include <gmp.h>
#include <sys/resource.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <new>
#include <string_view>

#include "claim/error.h"
#include "numeric/rational.h"

namespace proofgauge::app {
namespace {

constexpr double kLeast = 64.0 * (1 << 20);  ///< a thread's stack alone has 8 MiB
constexpr double kMost = 0x1p62;

/// What the system counts under RLIMIT_DATA: private writable memory, whether used or not.
double data_bytes() {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    if (word != "VmData:") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes * 1024;
  }
  return 0;
}

void* allocate(std::size_t bytes) {
  if (void* p = std::malloc(bytes)) return p;
  throw std::bad_alloc();
}

void* reallocate(void* old, std::size_t, std::size_t bytes) {
  if (void* p = std::realloc(old, bytes)) return p;
  throw std::bad_alloc();
}

void release(void* p, std::size_t) { std::free(p); }

}  // namespace

double parse_memory(const std::string& text, const std::string& option) {
  const std::string expected = "64M or more: a number with K, M, G or T, such as 500M or 4G";
  std::string number = text;
  const auto drop = [&](std::string_view end) {
    if (number.ends_with(end)) number.resize(number.size() - end.size());
  };
  drop("B");
  drop("i");
  const auto unit =
      number.empty() ? std::string_view::npos : std::string_view("KMGT").find(number.back());
  if (unit == std::string_view::npos) throw InputError(option, "'" + text + "'", expected);
  number.pop_back();
  const double bytes = numeric::to_double(numeric::parse_rational(number, option)) *
                       std::exp2(10 * static_cast<double>(unit + 1));
  if (!(bytes >= kLeast) || bytes > kMost) throw InputError(option, "'" + text + "'", expected);
  return bytes;
}

void require_memory(const std::string& what, double bytes, double allowed) {
  if (bytes > allowed)
    throw LimitError(fmt::format("memory limit reached: {} needs about {}, --memory allows {}",
                                 what, memory_text(bytes), memory_text(allowed)));
}

std::string memory_text(double bytes) {
  return bytes < 0x1p30 ? fmt::format("{:.0f} MiB", std::ceil(bytes / 0x1p20))
                        : fmt::format("{:.1f} GiB", bytes / 0x1p30);
}

MemoryGuard::MemoryGuard(double bytes) {
  if (!std::isfinite(bytes)) return;
  rlimit limit{};
  if (getrlimit(RLIMIT_DATA, &limit) != 0) return;
  const double most = bytes + data_bytes();
  if (most >= static_cast<double>(limit.rlim_cur)) return;  // the system's own is smaller
  before_ = limit.rlim_cur;
  limit.rlim_cur = static_cast<rlim_t>(most);
  held_ = setrlimit(RLIMIT_DATA, &limit) == 0;
}

MemoryGuard::~MemoryGuard() {
  rlimit limit{};
  if (!held_ || getrlimit(RLIMIT_DATA, &limit) != 0) return;
  limit.rlim_cur = before_;
  (void)setrlimit(RLIMIT_DATA, &limit);
}

void let_gmp_throw() { mp_set_memory_functions(allocate, reallocate, release); }

}  // namespace proofgauge::app
