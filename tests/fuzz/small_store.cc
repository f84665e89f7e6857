#include "small_store.h"

#include <filesystem>

#include "fuzz.h"
#include "sweep/test_support.h"

namespace proofgauge::fuzz {

std::string small_store(const std::string& name) {
  const std::string path = scratch_path(name);
  for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
  sweep::Store store(path, sweep::Store::Mode::write);
  for (const unsigned long long m : {4, 5, 6})
    store.put(sweep::testing::record(m, 0.25, m - 3), sweep::testing::origin());
  return path;
}

}  // namespace proofgauge::fuzz
