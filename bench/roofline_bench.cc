// Each hot kernel on one thread: its work, the bytes that it must touch once, and the processor
// time it takes, beside the limits of the machine. One JSON line each.   roofline_bench [reps 9]
//
// Work is what the formula needs: multiply-adds of products count 2, what turns a preactivation
// into sums counts nothing, so a kernel at its limit stays a little below the peak. Bytes are those
// of its arrays, read or written once; blocks of neurons stay in the nearest caches, the arrays of
// `wide_*` and the triad do not.
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "data/gram.h"
#include "network/displaced_block.h"
#include "network/flips.h"
#include "network/near_block.h"
#include "network/sup_block.h"
#include "online/wide_net.h"
#include "roofline_limits.h"
#include "stats/normal_block.h"
#include "thread_clock.h"

namespace {

using namespace proofgauge;

constexpr std::size_t kD = 32, kPoints = 256, kNeurons = 192;

template <class Table>
const Table& of_set([[maybe_unused]] const Table& avx512, [[maybe_unused]] const Table& avx2,
                    const Table& generic) {
#if defined(PROOFGAUGE_X86_KERNELS)
  if (stats::best_isa() == stats::Isa::avx512) return avx512;
  if (stats::best_isa() == stats::Isa::avx2) return avx2;
#endif
  return generic;
}
#if defined(PROOFGAUGE_X86_KERNELS)
#define KERNELS_OF_SET(table) \
  of_set(stats::avx512::table, stats::avx2::table, stats::generic::table)
#else
#define KERNELS_OF_SET(table) \
  of_set(stats::generic::table, stats::generic::table, stats::generic::table)
#endif

void print(const std::string& name, const std::vector<double>& seconds, double flops, double bytes,
           double items = 0) {
  nlohmann::json line{{"kernel", name},
                      {"isa", stats::to_string(stats::best_isa())},
                      {"flops_per_byte", flops / bytes},
                      {"gflops", flops / seconds.front() * 1e-9},
                      {"gflops_median", flops / bench::median(seconds) * 1e-9},
                      {"gbytes", bytes / seconds.front() * 1e-9}};
  if (items > 0) line["gitems"] = items / seconds.front() * 1e-9;
  std::puts(line.dump().c_str());
}

std::vector<float> normals(std::size_t rows, std::size_t columns) {
  std::vector<float> x(rows * columns);
  stats::normal_block(stats::Stream(1, "roofline", "", stats::Purpose::weights), 0, 0, columns,
                      rows, x.data(), columns);
  return x;
}

void limits(int reps) {
  constexpr std::size_t kRounds = 1 << 22;
  const stats::Isa isa = stats::best_isa();
  double flops = 0;
  const auto peak =
      bench::processor_seconds(reps, [&] { flops = bench::multiply_adds(isa, kRounds); });
  nlohmann::json line{{"limit", "multiply_add"},
                      {"isa", stats::to_string(isa)},
                      {"gflops", flops / peak.front() * 1e-9},
                      {"gflops_median", flops / bench::median(peak) * 1e-9},
                      {"lanes", bench::lanes_of(isa)}};
  std::puts(line.dump().c_str());
  constexpr std::size_t kFloats = std::size_t{1} << 25;  // 3 x 128 MiB
  std::vector<float> a(kFloats, 1.0F), b(kFloats, 2.0F), c(kFloats);
  const auto triad = bench::processor_seconds(std::min(reps, 5), [&] {
    for (std::size_t i = 0; i < kFloats; ++i) c[i] = a[i] + 3.0F * b[i];
    asm volatile("" : : "r"(c.data()) : "memory");
  });
  // a write reads its line first
  line = {{"limit", "triad"}, {"gbytes", 16.0 * kFloats / triad.front() * 1e-9}};
  std::puts(line.dump().c_str());
}

/// 40 floating-point operations per pair: 23 for the radius, 17 for both turns.
void normal_kernel(int reps) {
  constexpr std::size_t kRows = kD + 1, kBlocks = 1 << 10;
  const stats::Stream stream(1, "roofline", "", stats::Purpose::weights);
  std::vector<float> block(kRows * kNeurons);
  const auto seconds = bench::processor_seconds(reps, [&] {
    for (std::size_t i = 0; i < kBlocks; ++i)
      stats::normal_block(stream, 0, i * kNeurons, kNeurons, kRows, block.data(), kNeurons);
  });
  const auto numbers = static_cast<double>(kRows * kNeurons * kBlocks);
  print("normals", seconds, 20 * numbers, 4 * numbers, numbers);
}

void streamed_kernels(int reps) {
  constexpr std::size_t kRepeats = 64;
  const auto block = normals(kD + 1, kNeurons);
  const auto points = normals(kD, kPoints);
  const auto& sup = KERNELS_OF_SET(kSupKernels);
  const auto& displaced = KERNELS_OF_SET(kDisplacedKernels);
  const auto& near = KERNELS_OF_SET(kNearKernel);
  std::vector<double> sums(4 * kPoints);
  const float* const beta = block.data() + kD * kNeurons;
  const double neurons = kNeurons * kRepeats, bytes = 4 * neurons * (kD + 1);
  const auto repeat = [&](const auto& kernel) {
    return bench::processor_seconds(reps, [&] {
      for (std::size_t i = 0; i < kRepeats; ++i) kernel();
    });
  };
  for (const bool moments : {false, true}) {
    const network::SupBlock b{block.data(),
                              beta,
                              kNeurons,
                              kNeurons,
                              kD - 1,
                              points.data(),
                              kPoints / sup.lanes,
                              0.1F,
                              0.11F,
                              moments,
                              sums.data(),
                              sums.data() + kPoints,
                              sums.data() + 2 * kPoints,
                              sums.data() + 3 * kPoints};
    print(moments ? "sup_block, moments" : "sup_block", repeat([&] { sup.sums(b); }),
          2 * (kD - 1) * neurons * kPoints, bytes);
  }
  const network::DisplacedBlock w{block.data(),
                                  beta,
                                  beta,
                                  beta,
                                  beta,
                                  beta,
                                  beta,
                                  kNeurons,
                                  kNeurons,
                                  kD - 1,
                                  points.data(),
                                  kPoints / displaced.lanes,
                                  sums.data(),
                                  sums.data() + kPoints,
                                  sums.data() + 2 * kPoints};
  print("displaced_block", repeat([&] { displaced.sums(w); }), 2 * (kD - 1) * neurons * kPoints,
        bytes + 4 * 5 * neurons);
  const std::vector<float> sure(kPoints, 0.1F), most(kPoints, 0.101F);
  std::vector<std::uint32_t> count(kPoints), doubtful(kNeurons * kPoints / near.lanes);
  const network::NearBlock n{
      block.data(),         kNeurons,    kNeurons,    kD,           points.data(),
      kPoints / near.lanes, sure.data(), most.data(), count.data(), doubtful.data()};
  print("near_block (flips)", repeat([&] { near.scan(n); }), 2.0 * kD * neurons * kPoints,
        bytes + static_cast<double>(4 * doubtful.size() * kRepeats));
}

/// The whole of what a claim runs: weights, signs, the float scan, double precision where needed.
void flips(int reps) {
  constexpr std::uint64_t kM = 1 << 18;
  stats::Sequence random(stats::Stream(1, "roofline", "points", stats::Purpose::test));
  const auto x = network::uniform_points(kPoints, kD, random);
  const network::InitialNetwork net(kM, kD, 1, "roofline", "net", 0);
  for (const bool coupling : {false, true}) {
    const auto seconds = bench::processor_seconds(std::min(reps, 5), [&] {
      (void)network::flip_sums(net, x, kPoints, numeric::ratio(1, 1), {1, coupling, {}});
    });
    print(coupling ? "flip_sums, coupling" : "flip_sums", seconds, 2.0 * kD * kM * kPoints,
          4.0 * kM * (kD + 1));
  }
}

/// 64 points, as a training step takes them; the arrays are larger than the second-level cache.
void training(int reps) {
  constexpr std::uint64_t kM = 1 << 18;
  constexpr std::size_t kN = 64;
  stats::Sequence random(stats::Stream(1, "roofline", "data", stats::Purpose::test));
  const auto x = network::uniform_points(kN, kD, random);
  online::WideNet net(network::InitialNetwork(kM, kD, 1, "roofline", "wide", 0),
                      online::NetKind::real, 10, 1);
  std::vector<double> f(kN), gradient(kN * kD);
  const double product = 2.0 * kM * kN * (kD - 1), store = 4.0 * kM * (kD + 2),
               displacement = 4.0 * kM * (kD + 1);
  print("wide_block, gradient",
        bench::processor_seconds(std::min(reps, 7), [&] { net.evaluate(x, f, gradient); }),
        product + 2.0 * kM * kN * (kD + 1), store);
  const std::vector<double> slopes(kN, 1e-3);
  print("wide_block, step",
        bench::processor_seconds(std::min(reps, 7), [&] { (void)net.step(x, slopes, 1e-3); }),
        product + 2.0 * kM * kN * kD, 2 * (store + displacement));
}

void gram(int reps) {
  constexpr std::size_t kColumns = 784, kRepeats = 256;
  const auto& kernels = data::gram_kernels();
  const auto a = normals(kColumns, data::kUnit), b = normals(kColumns, data::kUnit);
  std::vector<float> cell(data::kUnitCells + 16);
  float* const out =
      cell.data() + (16 - reinterpret_cast<std::uintptr_t>(cell.data()) / 4 % 16) % 16;
  const auto seconds = bench::processor_seconds(reps, [&] {
    for (std::size_t i = 0; i < kRepeats; ++i) kernels.floats(a.data(), b.data(), kColumns, out);
  });
  print("gram, floats", seconds, 2.0 * data::kUnitCells * kColumns * kRepeats,
        4.0 * 2 * data::kUnit * kColumns * kRepeats);
}

}  // namespace

int main(int argc, char** argv) {
  const int reps = argc > 1 ? std::stoi(argv[1]) : 9;
  limits(reps);
  normal_kernel(reps);
  streamed_kernels(reps);
  flips(reps);
  training(reps);
  gram(reps);
  limits(reps);
}
