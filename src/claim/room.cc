#include "claim/room.h"

#include <sys/mman.h>

#include <array>
#include <cmath>
#include <cstdio>

#include "claim/error.h"

namespace proofgauge::claim {
namespace {

constexpr double kSlack = 0x1p20;  ///< what other threads may take meanwhile
constexpr double kAddressable = 0x1p46;

bool has_room(double bytes) {
  if (bytes > kAddressable) return false;
  const auto size = static_cast<std::size_t>(bytes);
  void* const place =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (place == MAP_FAILED) return false;
  ::munmap(place, size);
  return true;
}

}  // namespace

void require_room(const std::string& what, double bytes) {
  if (has_room(bytes + kSlack)) return;
  std::array<char, 32> mebibytes{};
  std::snprintf(mebibytes.data(), mebibytes.size(), "%.0f", std::ceil(bytes / 0x1p20));
  throw LimitError("memory limit reached: " + what + " may need " + mebibytes.data() +
                   " MiB, which are not there");
}

}  // namespace proofgauge::claim
