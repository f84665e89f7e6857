#include "stats/isa.h"

#include <algorithm>
#include <cstdlib>
#include <string>

#include "claim/error.h"

namespace proofgauge::stats {
namespace {

Isa supported() {
#if defined(PROOFGAUGE_X86_KERNELS)
  // __builtin_cpu_supports also asks whether the operating system saves the wide registers.
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  if (avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") &&
      __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw")) {
    return Isa::avx512;
  }
  if (avx2) return Isa::avx2;
#endif
  return Isa::generic;
}

Isa decide() {
  const char* const wish = std::getenv("PROOFGAUGE_ISA");
  if (wish == nullptr || *wish == '\0') return supported();
  return std::min(supported(), parse_isa("PROOFGAUGE_ISA", wish));
}

}  // namespace

std::string_view to_string(Isa isa) {
  switch (isa) {
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    default:
      return "generic";
  }
}

Isa parse_isa(std::string_view field, std::string_view word) {
  for (const Isa isa : {Isa::generic, Isa::avx2, Isa::avx512}) {
    if (word == to_string(isa)) return isa;
  }
  throw InputError(std::string(field), std::string(word), "generic, avx2 or avx512");
}

Isa best_isa() {
  static const Isa isa = decide();
  return isa;
}

Isa usable_isa(std::optional<Isa> wish) { return std::min(best_isa(), wish.value_or(best_isa())); }

std::vector<Isa> usable_isas() {
  std::vector<Isa> all;
  for (const Isa isa : {Isa::generic, Isa::avx2, Isa::avx512}) {
    if (isa <= best_isa()) all.push_back(isa);
  }
  return all;
}

}  // namespace proofgauge::stats
