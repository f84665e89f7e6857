// Times the polynomial side: least degrees with both proofs, the exchange, certified sup norms. One
// JSON line per call.
//   remez_bench least DELTA RHO N_OVER_EPS [LO]
//   remez_bench grid [THREADS [MAX_DEGREE]]
//   remez_bench remez DEGREE [DIGITS]       the smooth step (1 + erf(20 (x - 0.8)))/2 on [-1, 1]
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "numeric/parallel.h"
#include "numeric/remez.h"
#include "numeric/step_certificate.h"

namespace {

using namespace proofgauge;
using namespace proofgauge::numeric;
using nlohmann::json;

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
         1e-6 * static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/// (1 + erf(20 (x - 4/5)))/2.
struct SmoothStep {
  template <class T>
  T operator()(const T& x) const {
    if constexpr (std::is_same_v<T, double>) {
      return (1 + std::erf(20 * x - 16)) / 2;
    } else {
      T e = 20 * x - 16;
      mpfr_erf(e.backend().data(), e.backend().data(), MPFR_RNDN);
      return (1 + e) / 2;
    }
  }
};

struct Cell {
  Rational delta, rho, eps1;
  json out;
};

void solve(Cell& cell, const Rational& lo, int max_degree) {
  const auto start = std::chrono::steady_clock::now();
  StepLimits limits;
  limits.max_degree = max_degree;
  const StepIntervals s = step_intervals(lo, cell.delta, cell.rho, Geometry::chord);
  const LeastDegree found = least_degree(s, cell.eps1, limits);
  const std::string text =
      to_json(step_certificate(cell.delta, cell.rho, Geometry::chord, s, cell.eps1, found));
  cell.out = {{"delta", cell.delta.str()},      {"rho", cell.rho.str()},
              {"eps1", cell.eps1.str()},        {"at_least", found.at_least},
              {"at_most", found.at_most},       {"needs", found.needs},
              {"exchanges", found.exchanges},   {"certificate_bytes", text.size()},
              {"seconds", seconds_since(start)}};
  if (found.upper) cell.out["error_over_eps1"] = to_double(found.upper->error_upper / cell.eps1);
  if (found.lower) cell.out["level_over_eps1"] = to_double(found.lower->level / cell.eps1);
}

json grid(int threads, int max_degree) {
  std::vector<Cell> cells;
  for (const char* delta : {"0.1", "0.2", "0.3", "0.5", "0.7", "1"})
    for (const char* share : {"0.05", "0.15", "0.25", "0.35", "0.45"})
      for (const char* ratio : {"10", "1e2", "1e3", "1e4", "1e5", "1e6"}) {
        const Rational d = parse_rational(delta, "delta"), r = d * parse_rational(share, "share"),
                       x = parse_rational(ratio, "ratio");
        if (std::log(to_double(x)) / to_double(d - 2 * r) <= 280)
          cells.push_back({d, r, 1 / x, {}});
      }
  const auto start = std::chrono::steady_clock::now();
  parallel_for(cells.size(), threads,
               [&](std::size_t i) { solve(cells[i], ratio(-1, 2), max_degree); });
  json out = {{"mode", "grid"}, {"threads", threads}, {"cells", cells.size()}};
  out["seconds"] = seconds_since(start);
  out["cpu_seconds"] = cpu_seconds();
  int decided = 0, largest = 0;
  double slowest = 0;
  out["undecided"] = json::array();
  for (const Cell& c : cells) {
    if (c.out["at_least"] == c.out["at_most"])
      ++decided;
    else
      out["undecided"].push_back(c.out);
    largest = std::max(largest, c.out["at_most"].get<int>());
    slowest = std::max(slowest, c.out["seconds"].get<double>());
  }
  out["decided"] = decided;
  out["largest_degree"] = largest;
  out["slowest_s"] = slowest;
  return out;
}

json least(const std::vector<std::string>& a) {
  if (a.size() < 3) throw std::invalid_argument("least DELTA RHO N_OVER_EPS [LO]");
  Cell cell{parse_rational(a[0], "delta"),
            parse_rational(a[1], "rho"),
            1 / parse_rational(a[2], "n/eps"),
            {}};
  solve(cell, a.size() > 3 ? parse_rational(a[3], "lo") : ratio(-1, 2), 400);
  cell.out["mode"] = "least";
  return cell.out;
}

json exchange(const std::vector<std::string>& a) {
  if (a.empty()) throw std::invalid_argument("remez DEGREE [DIGITS]");
  RemezOptions options;
  options.min_digits = a.size() > 1 ? std::stoi(a[1]) : 15;
  const auto start = std::chrono::steady_clock::now();
  const RemezResult r = remez(Target(SmoothStep{}), {{-1, 1}}, std::stoi(a[0]), options);
  return {{"mode", "remez"},          {"degree", r.degree},
          {"digits", r.digits},       {"iterations", r.iterations},
          {"converged", r.converged}, {"level", r.level},
          {"largest", r.largest},     {"seconds", seconds_since(start)}};
}

json run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw std::invalid_argument("least, grid or remez");
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (arguments[0] == "least") return least(rest);
  if (arguments[0] == "remez") return exchange(rest);
  if (arguments[0] == "grid")
    return grid(rest.empty() ? 2 : std::stoi(rest[0]), rest.size() > 1 ? std::stoi(rest[1]) : 400);
  throw std::invalid_argument("unknown mode " + arguments[0]);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::puts(run({argv + 1, argv + argc}).dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "remez_bench: %s\n", error.what());
    return 2;
  }
}
