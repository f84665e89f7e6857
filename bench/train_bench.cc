// One outer step of adversarial training (PGD, judging evaluation, step with projection), or a
// whole small run; one JSON line.
//   train_bench --mode step|run --m M --n N --d D --pgd K --threads T --reps REPS --rounds T
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "adversary/attack.h"
#include "data/synthetic.h"
#include "online/trainer.h"

using namespace proofgauge;

namespace {

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double cpu_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto of = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
  };
  return of(usage.ru_utime) + of(usage.ru_stime);
}

double peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) / 1024;
}

nlohmann::json statistics(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  return {{"median", x[x.size() / 2]}, {"min", x.front()}, {"max", x.back()}, {"k", x.size()}};
}

}  // namespace

int main(int argc, char** argv) {
  std::map<std::string, std::string> options{{"mode", "step"}, {"m", "1048576"},   {"n", "64"},
                                             {"d", "32"},      {"pgd", "10"},      {"threads", "2"},
                                             {"reps", "5"},    {"rounds", "90000"}};
  for (int i = 1; i + 1 < argc; i += 2) options[std::string(argv[i]).substr(2)] = argv[i + 1];
  const auto number = [&](const char* name) { return std::stoull(options[name]); };
  const std::size_t n = number("n"), d = number("d");
  const int threads = static_cast<int>(number("threads"));
  const auto attack = adversary::parse_attack("pgd-" + options["pgd"], "pgd");
  nlohmann::json out{{"mode", options["mode"]},
                     {"m", number("m")},
                     {"n", n},
                     {"d", d},
                     {"threads", threads},
                     {"isa", stats::to_string(stats::best_isa())}};
  if (options["mode"] == "run") {
    constexpr double kDelta = 0.78;
    online::TrainOptions o;
    o.m = number("m");
    o.radius = 30;
    o.rho = kDelta / 4;
    o.rounds = number("rounds");
    o.eta = 0.1 / std::cbrt(static_cast<double>(o.m));
    o.attack = attack;
    o.threads = threads;
    const auto points = data::synthetic(n, d, kDelta, 1);
    const double wall = seconds(), cpu = cpu_seconds();
    const auto result = online::train(points, o);
    out["total_s"] = seconds() - wall;
    out["cpu_s"] = cpu_seconds() - cpu;
    out["rounds"] = result.rounds_run;
    out["robust_loss"] = result.best_loss;
  } else {
    constexpr double kRho = 0.1, kRadius = 10, kStep = 0.1;
    const auto points = data::synthetic(n, d, kRho, 1);
    online::WideNet net(online::training_network(number("m"), d, 1), online::NetKind::real, kRadius,
                        threads);
    const stats::Stream stream(1, "train_bench", "", stats::Purpose::search);
    const adversary::Loss loss;
    adversary::AttackOptions last;
    last.keep_best = false;
    std::vector<double> f(n), c(n), times, cpus;
    for (std::uint64_t t = 0; t <= number("reps"); ++t) {
      const double wall = seconds(), cpu = cpu_seconds();
      const auto x = adversary::attack(net, points.x, points.y, kRho, loss, attack, stream, last).x;
      net.evaluate(x, f, {});
      for (std::size_t i = 0; i < n; ++i)
        c[i] = loss.slope(f[i], points.y[i]) / static_cast<double>(n);
      net.step(x, c, kStep);
      if (t == 0) continue;  // warm-up
      times.push_back(seconds() - wall);
      cpus.push_back(cpu_seconds() - cpu);
    }
    // Forward and backward of each gradient, forward of the judging pass, both of the step.
    const double products =
        2 * static_cast<double>(n * d * number("m")) * (2 * static_cast<double>(number("pgd")) + 3);
    out["sec"] = statistics(times);
    out["cpu_s"] = statistics(cpus);
    out["gflops"] = products / statistics(times)["median"].get<double>() / 1e9;
  }
  out["peak_rss_mib"] = peak_mib();
  std::printf("%s\n", out.dump().c_str());
}
