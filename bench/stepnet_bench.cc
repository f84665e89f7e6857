// Times the network W* that approximates the step: built neuron by neuron and measured (g, f, E g)
// at N points in one pass, generation of W^0 included. One JSON line.
//   stepnet_bench [--m 4194304] [--N 1000] [--n 10] [--d 32] [--threads 2] [--reps 3] [--h FILE]
// --h writes the function h (edges, cuts, values) for the peer. `step_s` is the time of the radius
// program, which is solved once and not part of the pass.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "data/synthetic.h"
#include "radius/enclosure.h"
#include "stats/isa.h"
#include "step_network/fit.h"
#include "step_network/fit_points.h"
#include "step_network/fit_search.h"

namespace {

using namespace proofgauge;
using nlohmann::json;

struct Options {
  std::uint64_t m = 1 << 22;
  std::size_t points = 1000, n = 10, d = 32;
  int threads = 2, reps = 3;
  std::string h;
};

Options parse(int argc, char** argv) {
  Options o;
  if (argc % 2 == 0) throw std::invalid_argument("an option lacks its value");
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--m")
      o.m = std::stoull(value);
    else if (name == "--N")
      o.points = std::stoull(value);
    else if (name == "--n")
      o.n = std::stoull(value);
    else if (name == "--d")
      o.d = std::stoull(value);
    else if (name == "--threads")
      o.threads = std::stoi(value);
    else if (name == "--reps")
      o.reps = std::stoi(value);
    else if (name == "--h")
      o.h = value;
    else
      throw std::invalid_argument("unknown option " + name);
  }
  return o;
}

template <class Body>
double seconds(const Body& body) {
  const auto start = std::chrono::steady_clock::now();
  body();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

void write_h(const radius::StripFunction& h, const std::string& path) {
  json out = {{"edge", h.edge()}, {"strips", json::array()}};
  for (const radius::Strip& s : h.strips())
    out["strips"].push_back({{"cut", s.cut}, {"value", s.value}});
  std::ofstream(path) << out.dump();
}

/// delta = 1, rho = 1/4, eps1 = 1/10, chord geometry: B = 31/32, A = 23/32.
std::shared_ptr<const step_network::Step> certified_step(int threads) {
  const auto of = [](long long p, long long q) { return numeric::interval(numeric::ratio(p, q)); };
  const radius::Program program =
      radius::make_program(of(-1, 2), of(23, 32), of(31, 32), numeric::ratio(1, 10));
  radius::EnclosureOptions options;
  options.threads = threads;
  radius::Enclosure e = radius::enclose(program, options);
  if (!std::isfinite(e.t.upper)) throw std::runtime_error("no h was certified: " + e.trouble);
  return std::make_shared<const step_network::Step>(
      std::move(e.h),
      step_network::StepIntervals{program.right.high, program.left.low, program.last.high},
      threads);
}

json run(const Options& o) {
  using namespace step_network;
  std::shared_ptr<const Step> step;
  const double step_s = seconds([&] { step = certified_step(o.threads); });
  if (!o.h.empty()) write_h(step->h, o.h);
  const Problem problem = make_problem(data::synthetic(o.n, o.d, 1.0, 1), step, 1,
                                       numeric::ratio(1, 4), numeric::ratio(1, 10));
  stats::Sequence random(stats::Stream(1, "stepnet_bench", "points", stats::Purpose::points));
  std::vector<double> x;
  for (std::size_t i = 0; i < o.points; ++i) {
    const auto one = random_point(o.d, random);
    x.insert(x.end(), one.begin(), one.end());
  }
  const network::InitialNetwork net(o.m, o.d, 1, "stepnet_bench", "net", 0);
  network::SupOptions options;
  options.threads = o.threads;
  network::DisplacedValues values;
  std::vector<double> pass, means;
  double deviation = 0;
  for (int r = 0; r <= o.reps; ++r) {  // the first one warms up
    const double s =
        seconds([&] { values = network::displaced_values(net, problem.w, x, o.points, options); });
    const double e = seconds([&] {
      deviation = 0;
      for (std::size_t i = 0; i < o.points; ++i) {
        const claim::Range mean = mean_at(problem, x.data() + i * o.d);
        deviation = std::max(deviation, std::abs(values.g[i] - (mean.lower + mean.upper) / 2));
      }
    });
    if (r > 0 || o.reps == 0) {
      pass.push_back(s);
      means.push_back(e);
    }
  }
  std::sort(pass.begin(), pass.end());
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {{"lib", "proofgauge"},
          {"m", o.m},
          {"N", o.points},
          {"n", o.n},
          {"d", o.d},
          {"threads", o.threads},
          {"isa", stats::to_string(stats::best_isa())},
          {"cells",
           [&] {
             std::size_t cells = 0;
             for (const radius::Strip& s : step->h.strips()) cells += s.value.size();
             return cells;
           }()},
          {"t", step->h.sup()},
          {"step_s", step_s},
          {"total_s",
           {{"median", pass[pass.size() / 2]},
            {"min", pass.front()},
            {"max", pass.back()},
            {"k", pass.size()}}},
          {"mean_s", means.front()},
          {"largest_deviation", deviation},
          {"peak_rss_mib", static_cast<double>(usage.ru_maxrss) / 1024}};
}

}  // namespace

int main(int argc, char** argv) {
  try {
    std::puts(run(parse(argc, argv)).dump().c_str());
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "stepnet_bench: %s\n", error.what());
    return 2;
  }
}
