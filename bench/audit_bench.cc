// Times the exact separation of a data set: one JSON line on stdout.
//   audit_bench [DATA [ROWS [THREADS [center]]]]      default: fashion-mnist, all rows, 2 threads
#include <fmt/core.h>
#include <sys/resource.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "data/load.h"
#include "data/separation.h"

int main(int argc, char** argv) try {
  using proofgauge::data::DataOptions;
  DataOptions options;
  options.spec = argc > 1 ? argv[1] : "fashion-mnist";
  const std::size_t rows = argc > 2 ? std::stoul(argv[2]) : 0;
  const int threads = argc > 3 ? std::stoi(argv[3]) : 2;
  options.center = argc > 4 && std::string(argv[4]) == "center";
  auto data = proofgauge::data::load(options);
  if (rows > 0 && rows < data.n) {  // the first rows, as the peers take them
    data.n = rows;
    data.bytes.resize(data.is_integer() ? rows * data.p : 0);
    data.reals.resize(data.reals.empty() ? 0 : rows * data.p);
    data.labels.resize(data.labels.empty() ? 0 : rows);
    data.source_row.resize(rows);
  }
  const auto start = std::chrono::steady_clock::now();
  proofgauge::data::SeparationOptions how;
  how.threads = threads;
  const auto s = proofgauge::data::separation(data, how);
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  fmt::print(
      "{{\"side\": \"proofgauge\", \"n\": {}, \"p\": {}, \"threads\": {}, \"seconds\": {:.4f}, "
      "\"peak_rss_mib\": {:.1f}, "
      "\"delta\": [{:.17g}, {:.17g}], \"pair\": [{}, {}], \"examined\": {}}}\n",
      data.n, data.p, threads, seconds.count(), static_cast<double>(usage.ru_maxrss) / 1024,
      s.closest.distance.lower, s.closest.distance.upper, s.closest.i, s.closest.j, s.examined);
  return 0;
} catch (const std::exception& e) {
  fmt::print(stderr, "audit_bench: {}\n", e.what());
  return 2;
}
