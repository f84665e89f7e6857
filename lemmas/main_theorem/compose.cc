#include "main_theorem/compose.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "claim/stop.h"

namespace proofgauge::main_theorem {
namespace {

using numeric::certainly_at_most;
using numeric::certainly_less;

constexpr double kStep = 0x1p-20;       ///< of ln m
constexpr long long kMost = 1LL << 47;  ///< in steps: ln m = 2^27, inside MPFR's exponents

Interval width_at(long long k) { return exp(Interval(static_cast<double>(k) * kStep)); }

/// 1, 3/4, 1/2, 3/8, ...: neighbours differ by at most 3/2, which costs the theta terms little.
Interval theta_at(int i) {
  const Interval power = numeric::power(Interval(2), -(i / 2), 1);
  return i % 2 == 0 ? power : Interval(3 * power / 4);
}

bool enough(const Composition& c, long long k, const Interval& theta) {
  check_stop(c.stop, "while the least width was sought");
  return certainly_at_most(terms_at(c, width_at(k), theta).sum(), c.setting.eps);
}

/// The least k with a width that is certified to be enough; kMost + 1: none. `near` is a k that is
/// not far from it, if one is known: it saves time and changes nothing.
long long least_step(const Composition& c, const Interval& theta, long long near = 0) {
  const auto first =
      static_cast<long long>(std::ceil(numeric::upper(log(least_width(c.setting.d))) / kStep));
  long long low = first, high = first;
  if (near > first && near <= kMost) {
    long long stride = 1LL << 14;
    if (enough(c, near, theta)) {
      for (high = near, low = std::max(first, near - stride); low > first && enough(c, low, theta);
           low = std::max(first, low - stride)) {
        high = low;
        stride *= 2;
      }
      if (low == first && enough(c, first, theta)) return first;
    } else {
      for (low = near, high = std::min(near + stride, kMost); !enough(c, high, theta);
           high = std::min(high + stride, kMost)) {
        if (high == kMost) return kMost + 1;
        low = high;
        stride *= 2;
      }
    }
  } else {
    if (enough(c, first, theta)) return first;
    do {
      low = high;
      high = std::min(2 * high, kMost);
      if (low == kMost) return kMost + 1;
    } while (!enough(c, high, theta));
  }
  while (high - low > 1) {
    const long long middle = low + (high - low) / 2;
    (enough(c, middle, theta) ? high : low) = middle;
  }
  return high;
}

/// The index of the grid's theta next to the one that balances 6.2 at width m.
int balanced_index(const Composition& c, const Interval& m) {
  const Interval theta = online_regret::balanced_theta(m, c.R, c.setting.d, c.setting.share_of_p());
  const double octaves = -numeric::upper(Interval(log(theta) / log(Interval(2))));
  return std::max(0, static_cast<int>(std::lround(2 * octaves)));
}

}  // namespace

Interval regret_part(const Composition& c) {
  const Interval error = c.parts.error ? Interval(c.setting.L * c.setting.n * c.eps1) : Interval(0);
  return numeric::interval(c.regret_share) * (c.setting.eps - error);
}

Terms<Interval> terms_at(const Composition& c, const Interval& m, const Interval& theta) {
  const Interval R = c.factors.radius * c.R;
  const Split<Interval> split{c.eps1, regret_part(c), theta};
  Terms<Interval> t = terms(c.direction, c.setting, split, m, R, c.factors, c.gap_constants);
  const Interval& L = c.setting.L;
  if (c.parts.coupling == Part::leading)
    t.coupling = c.factors.coupling * L * online_regret::coupling_leading_order(m, R);
  if (c.parts.gap == Part::leading)
    t.gap = c.factors.gap * L * leading_gap(c.direction, m, R, c.gap_constants);
  if (c.parts.gap == Part::none) t.gap = 0;
  if (!c.parts.finite_width) t.finite_width = 0;
  if (!c.parts.error) t.error = 0;
  if (!c.parts.regret) t.regret = 0;
  return t;
}

LeastWidth least_width(const Composition& c) {
  LeastWidth out;
  if (!certainly_less(Interval(0), regret_part(c))) return out;
  std::map<int, long long> steps;
  long long last = 0;
  const auto step_of = [&](int i) {
    const auto [at, is_new] = steps.try_emplace(i, 0);
    if (is_new) at->second = last = least_step(c, theta_at(i), last);
    return at->second;
  };
  int best = 0;
  if (step_of(0) > kMost) return out;
  if (c.parts.coupling == Part::full) {
    best = balanced_index(c, width_at(step_of(0)));
    while (step_of(best + 1) < step_of(best)) ++best;
    while (best > 0 && step_of(best - 1) <= step_of(best)) --best;
  }
  const long long k = step_of(best);
  out.found = true;
  out.theta = theta_at(best);
  out.log_m = static_cast<double>(k) * kStep;
  out.m = width_at(k);
  out.terms = terms_at(c, out.m, out.theta);
  // The step below is not certified to be enough; a few more make sure that it is not.
  for (long long j = 1; j <= 64; j *= 2) {
    out.log_not = static_cast<double>(k - j) * kStep;
    if (certainly_less(c.setting.eps, terms_at(c, width_at(k - j), out.theta).sum())) return out;
  }
  out.log_not = -std::numeric_limits<double>::infinity();
  return out;
}

double log_work(const Composition& c, const LeastWidth& w) {
  if (!w.found) return std::numeric_limits<double>::infinity();
  const Interval T = 1 + rounds(c.R, c.setting.L, regret_part(c));
  return numeric::upper(Interval(w.log_m + log(T)));
}

Composition with_best_regret_share(const Composition& c) {
  std::map<int, double> works;
  Composition trial = c;
  const auto at = [&](int k) {
    const auto [place, is_new] = works.try_emplace(k, 0);
    if (is_new) {
      trial.regret_share = numeric::ratio(k, 64);
      place->second = log_work(trial, least_width(trial));
    }
    return place->second;
  };
  // Downhill from the share that powers alone would choose, by halving steps.
  int best = 16;
  for (int step = 8; step >= 1; step /= 2) {
    while (best + step < 64 && at(best + step) < at(best)) best += step;
    while (best - step > 0 && at(best - step) < at(best)) best -= step;
  }
  trial.regret_share = numeric::ratio(best, 64);
  return trial;
}

}  // namespace proofgauge::main_theorem
