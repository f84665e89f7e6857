// Times the polynomial side: least degrees with both proofs, the exchange, certified sup norms. One
// JSON line per call.
//   remez_bench least DELTA RHO N_OVER_EPS [LO]
//   remez_bench grid [THREADS [MAX_DEGREE]]
//   remez_bench remez DEGREE [DIGITS]       the smooth step (1 + erf(20 (x - 0.8)))/2 on [-1, 1]
//   remez_bench supnorm DEGREE [TOLERANCE]  certified distance of that polynomial to that function
//   remez_bench step DEGREE [TOLERANCE]     certified error of the optimal step polynomial (delta
//   1/4, rho 1/16)
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "numeric/analytic.h"
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

/// |erf(u + iv)| <= 1 + (2/sqrt pi) e^(-u^2) |v| e^(v^2) (integrate along the vertical), so the
/// smooth step is at most 1 + |v| e^(v^2) for |v| <= 20 b, b the smaller half-axis.
json certify(const std::vector<std::string>& a) {
  if (a.empty()) throw std::invalid_argument("supnorm DEGREE [TOLERANCE]");
  const RemezResult r = remez(Target(SmoothStep{}), {{-1, 1}}, std::stoi(a[0]));
  const double tolerance = a.size() > 1 ? std::stod(a[1]) : std::ldexp(1.0, -20);
  const auto start = std::chrono::steady_clock::now();
  // The bound grows like e^(400 log^2 radius): degree 40 sqrt(ln(1/error)) is about the least.
  const double wanted = std::log(64 / (tolerance * r.level));
  const int degree = static_cast<int>(40 * std::sqrt(wanted)) + 20;
  const Rational radius(std::exp(degree / 800.0));
  const Interval v = 10 * (interval(radius) - 1 / interval(radius));
  const Rational bound(std::nextafter(upper(Interval(1 + v * exp(Interval(v * v)))), 1e308));
  const CertifiedSeries f = certified_series(
      [](const Interval& x) { return Interval((1 + erf(Interval(20 * x - 16))) / 2); }, radius,
      bound, degree);
  const SupEnclosure s = sup_distance(r.coefficients, f, {-1, 1}, tolerance);
  return {{"mode", "supnorm"},
          {"degree", r.degree},
          {"series_degree", degree},
          {"series_error", to_double(f.error)},
          {"lower", to_double(s.lower)},
          {"upper", to_double(s.upper)},
          {"relative_width", to_double(s.upper / s.lower - 1)},
          {"pieces", s.pieces},
          {"seconds", seconds_since(start)}};
}

json step(const std::vector<std::string>& a) {
  if (a.empty()) throw std::invalid_argument("step DEGREE [TOLERANCE]");
  const StepIntervals s = step_intervals(ratio(-1, 2), ratio(1, 4), ratio(1, 16), Geometry::chord);
  const StepMinimax m = step_minimax(s, std::stoi(a[0]));
  const double tolerance = a.size() > 1 ? std::stod(a[1]) : std::ldexp(1.0, -20);
  const auto start = std::chrono::steady_clock::now();
  const SupEnclosure left = sup_distance(m.upper.coefficients, 0, {s.lo, s.A_up}, tolerance),
                     right = sup_distance(m.upper.coefficients, 1, {s.B, Rational(1)}, tolerance);
  return {{"mode", "step"},
          {"degree", m.upper.degree},
          {"upper", to_double(std::max(left.upper, right.upper))},
          {"lower", to_double(std::max(left.lower, right.lower))},
          {"pieces", left.pieces + right.pieces},
          {"seconds", seconds_since(start)}};
}

json run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw std::invalid_argument("least, grid, remez, supnorm or step");
  const std::vector<std::string> rest(arguments.begin() + 1, arguments.end());
  if (arguments[0] == "least") return least(rest);
  if (arguments[0] == "remez") return exchange(rest);
  if (arguments[0] == "supnorm") return certify(rest);
  if (arguments[0] == "step") return step(rest);
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
