// Nanoseconds of processor time per standard normal on one thread. One JSON line.
//   normals_bench [reps 9]      the instruction set follows PROOFGAUGE_ISA
// `block`: 33 rows of 192 neurons that stay in the first-level cache, as the supremum draws them
// (d = 32). `array`: one array of 2^24 numbers, filled from end to end, as a user of a library
// would.
#include <cstdio>
#include <string>
#include <vector>

#include "stats/isa.h"
#include "stats/normal_block.h"
#include "thread_clock.h"

namespace {

using namespace proofgauge;

constexpr std::size_t kRows = 33, kColumns = 192, kNeurons = kColumns << 12;
constexpr std::size_t kArray = std::size_t{1} << 24, kArrayRows = 64;

nlohmann::json per_number(const std::vector<double>& seconds, std::size_t numbers) {
  nlohmann::json line = bench::summary(seconds);
  for (const char* name : {"median", "min"})
    line[name] = line[name].get<double>() * 1e9 / static_cast<double>(numbers);
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  const int reps = argc > 1 ? std::stoi(argv[1]) : 9;
  const stats::Stream stream(1, "normals_bench", "", stats::Purpose::weights);
  std::vector<float> block(kRows * kColumns), array(kArray);
  const auto blocks = bench::processor_seconds(reps, [&] {
    for (std::size_t r = 0; r < kNeurons; r += kColumns)
      stats::normal_block(stream, 0, r, kColumns, kRows, block.data(), kColumns);
  });
  const auto arrays = bench::processor_seconds(reps, [&] {
    // 64 numbers of each index, 256 indices at a time
    constexpr std::size_t kPiece = 256;
    for (std::size_t i = 0; i < kArray; i += kArrayRows * kPiece)
      stats::normal_block(stream, 0, i / kArrayRows, kPiece, kArrayRows, array.data() + i, kPiece);
  });
  const nlohmann::json line{{"lib", "proofgauge"},
                            {"isa", stats::to_string(stats::best_isa())},
                            {"block_ns", per_number(blocks, kRows * kNeurons)},
                            {"array_ns", per_number(arrays, kArray)}};
  std::puts(line.dump().c_str());
}
