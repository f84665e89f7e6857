// Times the supremum over W at N points, generation of W^0 included, or the normals alone. One JSON
// line.
//   sup_bench [--mode sup|normals|gradient] [--m 1048576] [--N 256] [--d 32] [--R 10] [--threads 2]
//   [--reps 7] [--moments 0]
// `product_gflops` takes the time of the whole minus that of generation alone (measured in the same
// run): 2 N m d over it is what a GEMM rate would be, activation and sums included.
#include <sys/resource.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "network/network.h"
#include "network/supremum.h"
#include "numeric/parallel.h"
#include "stats/normal_block.h"

namespace {

using namespace proofgauge;
using nlohmann::json;

struct Options {
  std::string mode = "sup";
  std::uint64_t m = 1 << 20;
  std::size_t n = 256, d = 32;
  double radius = 10;
  int threads = 2, reps = 7;
  bool moments = false;
};

Options parse(int argc, char** argv) {
  Options o;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--mode")
      o.mode = value;
    else if (name == "--m")
      o.m = std::stoull(value);
    else if (name == "--N")
      o.n = std::stoull(value);
    else if (name == "--d")
      o.d = std::stoull(value);
    else if (name == "--R")
      o.radius = std::stod(value);
    else if (name == "--threads")
      o.threads = std::stoi(value);
    else if (name == "--reps")
      o.reps = std::stoi(value);
    else if (name == "--moments")
      o.moments = value != "0";
    else
      throw std::invalid_argument("unknown option " + name);
  }
  if (argc % 2 == 0) throw std::invalid_argument("an option lacks its value");
  return o;
}

std::vector<double> points(std::size_t n, std::size_t d) {
  stats::Sequence random(stats::Stream(1, "sup_bench", "points", stats::Purpose::points));
  std::vector<double> x;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> v(d - 1);
    double squares = 0;
    for (double& c : v) {
      c = random.normal();
      squares += c * c;
    }
    for (const double c : v) x.push_back(c * std::sqrt(0.75 / squares));
    x.push_back(0.5);
  }
  return x;
}

template <class Body>
std::vector<double> time_all(int reps, const Body& body) {
  body();  // warm: pages, clocks, the choice of kernels
  std::vector<double> seconds;
  for (int r = 0; r < reps; ++r) {
    const auto start = std::chrono::steady_clock::now();
    body();
    seconds.push_back(
        std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  std::sort(seconds.begin(), seconds.end());
  return seconds;
}

double median(const std::vector<double>& sorted) {
  const std::size_t k = sorted.size();
  return k % 2 == 1 ? sorted[k / 2] : (sorted[k / 2 - 1] + sorted[k / 2]) / 2;
}

json summary(const std::vector<double>& sorted) {
  return {{"median", median(sorted)},
          {"min", sorted.front()},
          {"max", sorted.back()},
          {"k", sorted.size()}};
}

/// The (d + 1) m normals in blocks that stay in the first-level cache, as the supremum uses them.
void generate(const network::InitialNetwork& net, int threads) {
  constexpr std::size_t kBlock = 192, kUnit = 1 << 14;
  const auto units = static_cast<std::size_t>((net.m() + kUnit - 1) / kUnit);
  numeric::parallel_for(units, threads, [&](std::size_t u) {
    std::vector<float> block(kBlock * (net.d() + 1));
    const std::uint64_t end = std::min<std::uint64_t>(net.m(), (u + 1) * kUnit);
    for (std::uint64_t r = u * kUnit; r < end; r += kBlock) {
      const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(kBlock, end - r));
      stats::normal_block(net.weights(), 0, r, n, net.d() + 1, block.data(), kBlock);
    }
  });
}

json run(const Options& o) {
  const network::InitialNetwork net(o.m, o.d, 1, "sup_bench", "net", 0);
  const double t = network::standardised_radius(o.radius, o.m);
  const auto x = points(o.n, o.d);
  const auto generation = time_all(o.reps, [&] { generate(net, o.threads); });
  const double numbers = static_cast<double>(o.m) * static_cast<double>(o.d + 1);
  json out = {{"mode", o.mode},
              {"m", o.m},
              {"N", o.n},
              {"d", o.d},
              {"threads", o.threads},
              {"isa", stats::to_string(stats::best_isa())}};
  out["generation_s"] = summary(generation);
  out["ns_per_normal"] = median(generation) * 1e9 / numbers;
  if (o.mode == "sup" || o.mode == "gradient") {
    network::SupOptions options;
    options.threads = o.threads;
    options.moments = o.moments;
    const std::vector<network::Side> side(o.n, network::Side::f_minus_g);
    network::SupSums sums;
    const auto total = time_all(o.reps, [&] {
      if (o.mode == "sup") {
        sums = network::sup_sums(net, x, o.n, t, options);
      } else {
        (void)network::sup_gradient(net, x, o.n, t, side, options);
      }
    });
    const double flops =
        2.0 * static_cast<double>(o.n) * static_cast<double>(o.m) * static_cast<double>(o.d);
    out["total_s"] = summary(total);
    out["product_gflops"] = flops / (median(total) - median(generation)) * 1e-9;
    out["overall_gflops"] = flops / median(total) * 1e-9;
    if (o.mode == "sup") {
      const network::SupValues v = network::sup_values(sums, o.m);
      out["check"] = {{"main", v.main[0]}, {"rounding_main", v.rounding_main[0]}, {"f0", v.f0[0]}};
    }
  } else if (o.mode != "normals") {
    throw std::invalid_argument("--mode is sup, gradient or normals");
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  out["peak_rss_mib"] = static_cast<double>(usage.ru_maxrss) / 1024;
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::puts(run(parse(argc, argv)).dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "sup_bench: %s\n", error.what());
    return 2;
  }
}
