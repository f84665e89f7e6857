// Times enclosures of t*. One JSON line per cell.
//   radius_bench THREADS DELTA RATIO EPS1 [DELTA RATIO EPS1 ...]
//   radius_bench THREADS grid        the 125 cells of the deep profile, one after the other per
//   thread
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <stdexcept>
#include <string>
#include <vector>

#include "numeric/parallel.h"
#include "radius/enclosure.h"

namespace {

using namespace proofgauge;
using numeric::Interval;
using numeric::Rational;

struct Cell {
  std::string delta, ratio, eps1;
};

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Processor time of this thread.
double processor() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

std::string run(const Cell& c) {
  const Rational delta = numeric::parse_rational(c.delta, "delta");
  const Rational rho = delta * numeric::parse_rational(c.ratio, "ratio");
  const Rational reach = delta - rho;
  const double start = seconds(), used = processor();
  const radius::Enclosure e = radius::enclose(radius::make_program(
      Interval(-1) / 2, numeric::interval(Rational(1 - reach * reach / 2)),
      numeric::interval(Rational(1 - rho * rho / 2)), numeric::parse_rational(c.eps1, "eps1")));
  char line[400];
  std::snprintf(line, sizeof line,
                "{\"delta\": %s, \"ratio\": %s, \"eps1\": %s, \"lower\": %.9g, \"upper\": %.9g, "
                "\"width\": %.3g, \"steps\": %d, \"wall_s\": %.3f, \"cpu_s\": %.3f}\n",
                c.delta.c_str(), c.ratio.c_str(), c.eps1.c_str(), e.t.lower,
                std::isfinite(e.t.upper) ? e.t.upper : 1e300,
                std::isfinite(e.t.upper) ? e.width() : 1e300, e.iterations, seconds() - start,
                processor() - used);
  return line;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    std::fputs("usage: radius_bench THREADS (grid | DELTA RATIO EPS1 ...)\n", stderr);
    return 2;
  }
  const int threads = std::stoi(argv[1]);
  std::vector<Cell> cells;
  if (std::string(argv[2]) == "grid") {
    for (const char* ratio : {"0.4", "0.35", "0.25", "0.15", "0.05"})
      for (const char* eps1 : {"0.003", "0.01", "0.03", "0.1", "0.3"})
        for (const char* delta : {"0.2", "0.3", "0.5", "0.7", "1"})
          cells.push_back({delta, ratio, eps1});
  } else {
    for (int i = 2; i + 2 < argc; i += 3) cells.push_back({argv[i], argv[i + 1], argv[i + 2]});
  }
  const double start = seconds();
  std::vector<std::string> lines(cells.size());
  numeric::parallel_for(cells.size(), threads, [&](std::size_t i) {
    lines[i] = run(cells[i]);
    std::fputs(lines[i].c_str(), stdout);
    std::fflush(stdout);
  });
  std::printf("{\"cells\": %zu, \"threads\": %d, \"wall_s\": %.2f}\n", cells.size(), threads,
              seconds() - start);
}
