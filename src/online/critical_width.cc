#include "online/critical_width.h"

#include <cmath>
#include <numbers>

#include "claim/error.h"
#include "online/regret_bound.h"

namespace proofgauge::online {

bool reaches(const data::Points& points, TrainOptions base, std::uint64_t width, double eps,
             const std::function<bool()>& stop) {
  base.m = width;
  base.eta = step(static_cast<double>(width), eps, 1.0);
  base.stop_at = eps;
  TrainHooks hooks;
  hooks.stop = stop;
  const TrainResult run = train(points, base, hooks);
  if (run.interrupted) throw LimitError("stopped while training");
  return run.reached_stop || run.best_loss + run.best_rounding <= eps;
}

std::size_t least_reaching(const data::Points& points, const TrainOptions& base,
                           const std::vector<std::uint64_t>& widths, double eps,
                           const std::function<bool()>& stop) {
  if (!reaches(points, base, widths.back(), eps, stop)) return widths.size();
  std::size_t fails = 0, works = widths.size();  // works - 1 reaches; positions below fails do not
  while (fails + 1 < works) {
    const std::size_t middle = (fails + works) / 2;
    if (reaches(points, base, widths[middle - 1], eps, stop))
      works = middle;
    else
      fails = middle;
  }
  return works - 1;
}

std::vector<std::uint64_t> half_octaves(std::uint64_t from, std::uint64_t to) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 40;
  if (from < 1 || from >= to || to > kMost)
    throw InputError("--m", std::to_string(from) + ".." + std::to_string(to),
                     "two widths, the smaller first, from 1 to 2^40");
  std::vector<std::uint64_t> widths{from};
  double exact = 1;
  while (static_cast<double>(widths.back()) < static_cast<double>(to)) {
    exact *= std::numbers::sqrt2;
    const auto next = static_cast<std::uint64_t>(std::llround(exact));
    if (next > widths.back()) widths.push_back(std::min(next, to));
  }
  return widths;
}

}  // namespace proofgauge::online
