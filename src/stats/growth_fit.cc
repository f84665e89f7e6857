#include "stats/growth_fit.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>

#include "claim/error.h"
#include "stats/check.h"
#include "stats/exponent_fit.h"

namespace proofgauge::stats {
namespace {

constexpr double kDecisive = 2;  ///< AICc units
constexpr unsigned kParameters = 3, kFixed = 2;

struct Line {
  double slope = 0, rss = 0;
};

/// Least squares of y on x with an intercept; RSS about the given slope instead where it is fixed.
Line line(const std::vector<double>& x, const std::vector<double>& y, const double* fixed) {
  const double n = static_cast<double>(x.size());
  double mx = 0, my = 0, xx = 0, xy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mx += x[i] / n;
    my += y[i] / n;
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    xx += (x[i] - mx) * (x[i] - mx);
    xy += (x[i] - mx) * (y[i] - my);
  }
  Line l;
  l.slope = fixed != nullptr ? *fixed : xy / xx;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double r = y[i] - my - l.slope * (x[i] - mx);
    l.rss += r * r;
  }
  return l;
}

double quantile_of(std::vector<double> draws, double share) {
  std::sort(draws.begin(), draws.end());
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(draws.size())));
  return draws[std::max<std::size_t>(rank, 1) - 1];
}

struct Laws {
  double exponent = 0, rate = 0, power = 0, exponential = 0, fixed = 0;
};

Laws laws(const std::vector<double>& sizes, const std::vector<double>& log_q, double fixed_rate,
          double resolution) {
  std::vector<double> log_sizes;
  for (const double s : sizes) log_sizes.push_back(std::log(s));
  const auto n = static_cast<unsigned>(sizes.size());
  // Without noise and without resolution, a floor far below any that matters keeps logarithms
  // finite.
  const double floor = n * std::max(resolution * resolution, 0x1p-80);
  const auto score = [&](const Line& l, unsigned k) { return aicc(std::max(l.rss, floor), n, k); };
  const Line p = line(log_sizes, log_q, nullptr), e = line(sizes, log_q, nullptr),
             f = line(sizes, log_q, &fixed_rate);
  return {p.slope, e.slope, score(p, kParameters), score(e, kParameters), score(f, kFixed)};
}

/// Stands for a replicate that has no law.
constexpr double kLost = std::numeric_limits<double>::quiet_NaN();

/// Lost replicates lie below every other one for the lower end and above for the upper one.
claim::Range percentiles(std::vector<double> values, double confidence) {
  const std::size_t all = values.size();
  std::erase_if(values, [](double v) { return std::isnan(v); });
  std::sort(values.begin(), values.end());
  const std::size_t lost = all - values.size();
  const double tail = (1 - confidence) / 2 * static_cast<double>(all);
  const auto cut = static_cast<std::size_t>(tail);
  return {cut < lost ? -HUGE_VAL : values[cut - lost],
          all - 1 - cut >= values.size() ? HUGE_VAL : values[all - 1 - cut]};
}

void require(std::span<const GrowthCell> cells, const GrowthOptions& o) {
  require_alpha(1 - o.confidence);
  if (!(o.quantile > 0 && o.quantile < 1))
    throw InputError("quantile", show(o.quantile), "a number strictly between 0 and 1");
  if (!(o.resolution >= 0) || !std::isfinite(o.resolution))
    throw InputError("resolution", show(o.resolution), "a finite number >= 0");
  if (o.replicates < 200)
    throw InputError("bootstrap replicates", std::to_string(o.replicates), "at least 200");
  for (const GrowthCell& c : cells) {
    if (!(c.size > 0) || !std::isfinite(c.size))
      throw InputError("size", show(c.size), "a positive finite number");
    if (c.draws.empty()) throw InputError("draws at size " + show(c.size), "none", "at least one");
    for (const double y : c.draws)
      if (!(y > 0)) throw InputError("draw at size " + show(c.size), show(y), "a positive number");
  }
}

std::string missing(std::span<const GrowthCell> cells, const std::vector<double>& quantiles,
                    double quantile) {
  std::set<double> sizes;
  for (const GrowthCell& c : cells) sizes.insert(c.size);
  if (sizes.size() < kSizesNeeded)
    return std::to_string(sizes.size()) + " sizes: a fit needs at least " +
           std::to_string(kSizesNeeded);
  // Below this many draws the quantile is their maximum, which no resampling exceeds.
  for (const GrowthCell& c : cells)
    if (std::ceil(quantile * static_cast<double>(c.draws.size())) >=
        static_cast<double>(c.draws.size()))
      return std::to_string(c.draws.size()) + " draws: their quantile " + show(quantile) +
             " is the largest of them; take more";
  for (std::size_t i = 0; i < cells.size(); ++i)
    if (!std::isfinite(quantiles[i]))
      return "at size " + show(cells[i].size) + " the quantile was not reached";
  return {};
}

}  // namespace

std::string to_string(Growth g) {
  return g == Growth::power         ? "power law"
         : g == Growth::exponential ? "exponential"
                                    : "not distinguishable";
}

double aicc(double rss, unsigned n, unsigned k) {
  if (n <= k + 1 || !(rss > 0)) throw std::logic_error("AICc needs n > k + 1 and a positive RSS");
  const double points = n, parameters = k;
  return points * std::log(rss / points) + 2 * parameters +
         2 * parameters * (parameters + 1) / (points - parameters - 1);
}

GrowthFit fit_growth(std::span<const GrowthCell> cells, double fixed_rate,
                     const GrowthOptions& options, const Stream& bootstrap) {
  require(cells, options);
  GrowthFit fit;
  std::vector<double> sizes;
  for (const GrowthCell& c : cells) {
    sizes.push_back(c.size);
    fit.quantiles.push_back(quantile_of(c.draws, options.quantile));
  }
  fit.insufficient = missing(cells, fit.quantiles, options.quantile);
  if (!fit.insufficient.empty()) return fit;
  const auto logs = [](std::vector<double> q) {
    for (double& v : q) v = std::log(v);
    return q;
  };
  const Laws found = laws(sizes, logs(fit.quantiles), fixed_rate, options.resolution);
  std::vector<double> exponents, rates, differences, to_fixed;
  for (unsigned r = 0; r < options.replicates; ++r) {
    Sequence random(bootstrap, r);
    std::vector<double> q;
    for (const GrowthCell& c : cells) {
      std::vector<double> sample(c.draws.size());
      for (double& y : sample) y = c.draws[random.below(c.draws.size())];
      q.push_back(quantile_of(std::move(sample), options.quantile));
    }
    // A replicate that misses a quantile has no law: it counts against every conclusion.
    const bool lost = !std::all_of(q.begin(), q.end(), [](double v) { return std::isfinite(v); });
    const Laws l = lost ? Laws{} : laws(sizes, logs(q), fixed_rate, options.resolution);
    exponents.push_back(lost ? kLost : l.exponent);
    rates.push_back(lost ? kLost : l.rate);
    differences.push_back(lost ? kLost : l.power - l.exponential);
    to_fixed.push_back(lost ? kLost : l.power - l.fixed);
  }
  fit.exponent = found.exponent;
  fit.rate = found.rate;
  fit.aicc_power = found.power;
  fit.aicc_exponential = found.exponential;
  fit.exponent_interval = percentiles(std::move(exponents), options.confidence);
  fit.rate_interval = percentiles(std::move(rates), options.confidence);
  fit.difference = percentiles(std::move(differences), options.confidence);
  fit.difference_to_fixed = percentiles(std::move(to_fixed), options.confidence);
  const double gap = found.power - found.exponential;
  if (gap <= -kDecisive && fit.difference.upper < 0) fit.preferred = Growth::power;
  if (gap >= kDecisive && fit.difference.lower > 0) fit.preferred = Growth::exponential;
  return fit;
}

}  // namespace proofgauge::stats
