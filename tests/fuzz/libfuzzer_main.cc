// One target as libFuzzer wants it: compiled once per target with its name.
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  proofgauge::fuzz::PROOFGAUGE_FUZZ_TARGET({data, size});
  return 0;
}
