// fuzz_replay TARGET FILE_OR_DIRECTORY...: runs files through a target without a fuzzer, so that
// every compiler tests the corpus and the inputs that once were findings. A finding ends the
// process.
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <vector>

#include "fuzz.h"

namespace {

using namespace proofgauge;
namespace fs = std::filesystem;

const std::map<std::string, void (*)(fuzz::Bytes)> kTargets{{"csv", fuzz::csv},
                                                            {"idx", fuzz::idx},
                                                            {"npy", fuzz::npy},
                                                            {"network", fuzz::network},
                                                            {"record", fuzz::record},
                                                            {"constants", fuzz::constants},
                                                            {"config", fuzz::config},
                                                            {"numbers", fuzz::numbers},
                                                            {"checkpoint", fuzz::checkpoint},
                                                            {"where", fuzz::where},
                                                            {"parcel", fuzz::parcel},
                                                            {"store", fuzz::store},
                                                            {"replay", fuzz::replay},
                                                            {"certificate", fuzz::certificate}};

std::vector<std::uint8_t> bytes_of(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace

int main(int argc, char** argv) {
  const auto target = argc >= 3 ? kTargets.find(argv[1]) : kTargets.end();
  if (target == kTargets.end()) {
    std::cerr << "fuzz_replay TARGET FILE_OR_DIRECTORY...\n";
    return 2;
  }
  std::size_t count = 0;
  for (int k = 2; k < argc; ++k) {
    std::vector<fs::path> files;
    if (fs::is_directory(argv[k]))
      for (const auto& entry : fs::directory_iterator(argv[k])) files.push_back(entry.path());
    else
      files.emplace_back(argv[k]);
    for (const fs::path& file : files) {
      target->second(bytes_of(file));
      // Cut short: the inputs that writers leave when they are stopped.
      const auto whole = bytes_of(file);
      for (std::size_t cut = 1; cut <= 8; ++cut)
        target->second(fuzz::Bytes(whole).first(whole.size() * cut / 9));
      ++count;
    }
  }
  std::cout << argv[1] << ": " << count << " inputs\n";
  return count > 0 ? 0 : 1;
}
