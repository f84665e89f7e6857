// One target as libFuzzer wants it: compiled once per target with its name.
#include <algorithm>

#include "fuzz.h"
#include "text_mutator.h"

extern "C" {

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  proofgauge::fuzz::PROOFGAUGE_FUZZ_TARGET({data, size});
  return 0;
}

#if PROOFGAUGE_FUZZ_TEXT
std::size_t LLVMFuzzerMutate(std::uint8_t* data, std::size_t size, std::size_t most);

/// Every eighth input has bytes changed, as without this: syntax is to be tried as well.
std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t most,
                                    unsigned int seed) {
  if (seed % 8 == 0) return LLVMFuzzerMutate(data, size, most);
  const std::string text =
      proofgauge::fuzz::mutate_text({reinterpret_cast<const char*>(data), size}, seed / 8);
  const std::size_t length = std::min(text.size(), most);
  std::copy_n(text.begin(), length, data);
  return length;
}
#endif
}
