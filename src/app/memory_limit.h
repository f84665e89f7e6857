// --memory: how much a run may take.
#pragma once

#include <string>

namespace proofgauge::app {

/// Bytes from 500M, 4G, 1.5T (powers of 1024, with or without B or iB). InputError for `option`
/// unless it is 64M or more.
[[nodiscard]] double parse_memory(const std::string& text, const std::string& option);

/// LimitError that names `what` where it needs more bytes than are allowed.
void require_memory(const std::string& what, double bytes, double allowed);

/// Bytes for a reader: 1.5 GiB, 500 MiB.
[[nodiscard]] std::string memory_text(double bytes);

/// While it lives, this process cannot allocate more than `bytes` beyond what it holds already: an
/// allocation that would, fails as if there were no more. A guard behind the plan's own figures,
/// which are rough. An infinite number guards nothing. Each rank of a run has a limit of its own.
class MemoryGuard {
 public:
  explicit MemoryGuard(double bytes);
  ~MemoryGuard();
  MemoryGuard(const MemoryGuard&) = delete;
  MemoryGuard& operator=(const MemoryGuard&) = delete;

 private:
  bool held_ = false;
  unsigned long before_ = 0;
};

/// From here on, memory that GMP (and MPFR, MPFI on it) asks for in vain is a bad_alloc; of
/// themselves they end the process. Numbers under way leak then.
void let_gmp_throw();

}  // namespace proofgauge::app
