// Which vector instructions this process uses. The binary is portable: each kernel is compiled once
// per set, and one of the copies is chosen when the program starts.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

namespace proofgauge::stats {

/// Ordered: a machine that has one set has all the earlier ones. `generic` is what the compiler
/// targets by default.
enum class Isa { generic, avx2, avx512 };

[[nodiscard]] std::string_view to_string(Isa);
/// "generic", "avx2" or "avx512"; anything else is an InputError naming `field`.
[[nodiscard]] Isa parse_isa(std::string_view field, std::string_view word);

/// The best set that the processor (and the operating system) supports and that was compiled in.
/// The environment variable PROOFGAUGE_ISA lowers it, and never raises it; an unknown word there is
/// an InputError. Decided once.
[[nodiscard]] Isa best_isa();
/// The wish if it is no more than best_isa(), else best_isa().
[[nodiscard]] Isa usable_isa(std::optional<Isa> wish);
/// All sets up to best_isa(), for tests that compare them.
[[nodiscard]] std::vector<Isa> usable_isas();

}  // namespace proofgauge::stats

/// The copy of a kernel for a set, an lvalue: `kernel` is a name in stats::generic, stats::avx2 and
/// stats::avx512. For targets of proofgauge_kernel, which say whether there are several copies.
#if defined(PROOFGAUGE_X86_KERNELS)
#define PROOFGAUGE_KERNEL(isa, kernel)                                             \
  ((isa) == ::proofgauge::stats::Isa::avx512 ? ::proofgauge::stats::avx512::kernel \
   : (isa) == ::proofgauge::stats::Isa::avx2 ? ::proofgauge::stats::avx2::kernel   \
                                             : ::proofgauge::stats::generic::kernel)
#else
#define PROOFGAUGE_KERNEL(isa, kernel) ((void)(isa), ::proofgauge::stats::generic::kernel)
#endif
