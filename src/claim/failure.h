// An exception taken apart, so that another process can throw it again in its own type.
#pragma once

#include <array>
#include <exception>
#include <string>

namespace proofgauge {

/// The errors of claim/error.h, want of memory (bad_alloc, a thread that cannot be started), and
/// everything else, which keeps its text alone.
struct Failure {
  enum class Kind { input, missing, limit, memory, other };
  Kind kind = Kind::other;
  std::array<std::string, 3> parts{};  ///< what its constructor takes, in order
  bool operator==(const Failure&) const = default;
};

[[nodiscard]] Failure failure_of(const std::exception_ptr&);
[[noreturn]] void raise(const Failure&);
/// One line about it.
[[nodiscard]] std::string what_of(const std::exception_ptr&);

}  // namespace proofgauge
