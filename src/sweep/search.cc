#include "sweep/search.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <map>
#include <nlopt.hpp>
#include <stdexcept>

#include "numeric/rational.h"

namespace proofgauge::sweep {
namespace {

constexpr double kLogarithmicFrom = 4;
constexpr int kDigits = 3;
constexpr std::size_t kMostCornerAxes = 3;
/// Evaluations that rounding sends to a cell already judged are free; this many of them in a row
/// end a local search.
constexpr int kFree = 8;

/// The search is over: refuted, out of budget or asked to stop.
struct Over {};

double number_of(const std::string& text) {
  return numeric::to_double(numeric::parse_rational(text, "cell"));
}

/// x with so many significant digits, as the one spelling of that decimal.
std::string decimal(double x, int digits) {
  return numeric::canonical_text(
      numeric::parse_rational(fmt::format("{:.{}e}", x, digits - 1), "cell"));
}

class Searcher {
 public:
  Searcher(std::span<const Axis> axes, const SearchOptions& options, const stats::Stream& seeds,
           const Evaluate& evaluate)
      : axes_(axes), options_(options), seeds_(seeds), evaluate_(evaluate) {}

  SearchResult run() {
    try {
      seed_ = seed_from(seeds_, 0);
      if (axes_.empty()) {
        for (unsigned r = 0; r <= options_.restarts; ++r) {
          seed_ = seed_from(seeds_, r);
          judge({});
        }
        return result_;
      }
      corners();
      const unsigned left = options_.budget - result_.evaluations;
      optimise(nlopt::GN_DIRECT_L, std::vector<double>(axes_.size(), 0.5), left / 2);
      for (unsigned r = 1; r <= options_.restarts; ++r) {
        seed_ = seed_from(seeds_, r);
        const unsigned rest = options_.budget - result_.evaluations;
        optimise(nlopt::LN_SBPLX, start(r), std::max(1U, rest / (options_.restarts - r + 1)));
      }
    } catch (const Over&) {
    }
    return result_;
  }

 private:
  void corners() {
    if (axes_.size() > kMostCornerAxes) return;
    for (unsigned mask = 0; mask < (1U << axes_.size()); ++mask) {
      std::vector<double> u;
      for (std::size_t i = 0; i < axes_.size(); ++i) u.push_back((mask >> i) & 1U ? 1 : 0);
      judge(u);
    }
  }

  std::vector<double> start(unsigned restart) {
    if (restart % 2 == 1 && !best_u_.empty()) return best_u_;
    stats::Sequence random(seeds_, restart);
    std::vector<double> u;
    for (std::size_t i = 0; i < axes_.size(); ++i) u.push_back(random.uniform());
    return u;
  }

  void optimise(nlopt::algorithm algorithm, std::vector<double> u, unsigned evaluations) {
    if (evaluations == 0) return;
    nlopt::opt optimiser(algorithm, static_cast<unsigned>(axes_.size()));
    optimiser.set_lower_bounds(0);
    optimiser.set_upper_bounds(1);
    if (algorithm == nlopt::LN_SBPLX) optimiser.set_initial_step(0.2);
    optimiser.set_xtol_rel(1e-4);
    optimiser.set_maxeval(static_cast<int>(evaluations) * kFree);
    limit_ = result_.evaluations + evaluations;
    optimiser.set_max_objective(
        [](unsigned n, const double* x, double*, void* self) {
          auto* const searcher = static_cast<Searcher*>(self);
          return searcher->value(std::vector<double>(x, x + n));
        },
        this);
    double value = 0;
    try {
      optimiser.optimize(u, value);
    } catch (const nlopt::forced_stop&) {
    } catch (const nlopt::roundoff_limited&) {
    } catch (const std::runtime_error&) {
      // NLopt's word for "no progress is possible"; the next start goes on.
    }
    if (over_ || failure_) throw Over{};
  }

  /// No exception but NLopt's own may leave its callback.
  double value(const std::vector<double>& u) {
    // DIRECT asks for a few more points after it was told to stop.
    if (over_ || failure_ || result_.evaluations >= limit_) throw nlopt::forced_stop();
    try {
      return judge(u);
    } catch (const Over&) {
      over_ = true;
    } catch (...) {
      failure_ = std::current_exception();
    }
    throw nlopt::forced_stop();
  }

  double judge(const std::vector<double>& u) {
    Trial t;
    t.seed = seed_;
    for (std::size_t i = 0; i < axes_.size(); ++i) t.cell.push_back(axes_[i].text(u[i]));
    const auto key = std::pair(t.cell, t.seed);
    if (const auto known = judged_.find(key); known != judged_.end()) return known->second;
    if (options_.stop()) {
      result_.stopped = true;
      throw Over{};
    }
    if (result_.evaluations >= options_.budget) throw Over{};
    ++result_.evaluations;
    t.outcome = evaluate_(t.cell, t.seed);
    if (t.outcome.refuted) {
      if (options_.accept(t)) {
        result_.best = t;
        result_.refuted = true;
        result_.until_best = result_.evaluations;
        throw Over{};
      }
      return judged_[key] = floor();
    }
    if (!t.outcome.margin) {
      ++result_.without_value;
      return judged_[key] = floor();
    }
    const double margin = *t.outcome.margin;
    lowest_ = std::min(lowest_, margin);
    if (!result_.best || margin > *result_.best->outcome.margin) {
      result_.best = t;
      result_.until_best = result_.evaluations;
      best_u_ = u;
    }
    return judged_[key] = margin;
  }

  /// A little below everything seen, so that an optimiser turns away without losing its scale.
  [[nodiscard]] double floor() const { return std::isfinite(lowest_) ? lowest_ - 1 : -10; }

 public:
  [[nodiscard]] const std::exception_ptr& failure() const { return failure_; }

 private:
  std::span<const Axis> axes_;
  const SearchOptions& options_;
  const stats::Stream& seeds_;
  const Evaluate& evaluate_;
  SearchResult result_;
  std::uint64_t seed_ = 1;
  unsigned limit_ = 0;
  double lowest_ = std::numeric_limits<double>::infinity();
  std::vector<double> best_u_;
  std::map<std::pair<Cell, std::uint64_t>, double> judged_;
  bool over_ = false;
  std::exception_ptr failure_;
};

/// Simpler texts than `now` on one axis, simplest first.
std::vector<std::string> simpler(const Axis& axis, const std::string& now) {
  std::vector<std::string> list;
  if (now == axis.lower_text) return list;
  const double x = number_of(now);
  if (axis.values == Axis::Values::real) {
    // Fewer digits; the end of the box is not simpler than a round number inside it.
    for (int digits = 1; digits < kDigits; ++digits) {
      const std::string text = decimal(x, digits);
      const double rounded = number_of(text);
      if (text == now) return list;
      if (rounded >= axis.lower && rounded <= axis.upper) list.push_back(text);
    }
    return list;
  }
  // Smaller: the lower end, then half the way to it, and so on.
  list.push_back(axis.lower_text);
  const bool power = axis.values == Axis::Values::powers_of_two;
  const auto scaled = [&](double v) { return power ? std::log2(v) : v; };
  const double low = scaled(axis.lower), high = scaled(x);
  for (double way = (high - low) / 2; way >= 0.5; way /= 2) {
    const double y = std::floor(high - way);
    if (y <= low || y >= high) continue;
    list.push_back(fmt::format("{:.0f}", power ? std::exp2(y) : y));
  }
  return list;
}

}  // namespace

bool Axis::logarithmic() const { return lower > 0 && upper / lower > kLogarithmicFrom; }

std::string Axis::text(double u) const {
  if (u <= 0) return lower_text;
  if (u >= 1) return upper_text;
  const double x = logarithmic() || values == Values::powers_of_two
                       ? lower * std::pow(upper / lower, u)
                       : lower + (upper - lower) * u;
  if (values == Values::powers_of_two)
    return fmt::format("{:.0f}", std::exp2(std::round(std::log2(x))));
  if (values == Values::integer)
    return fmt::format("{:.0f}", std::clamp(std::round(x), lower, upper));
  const std::string rounded = decimal(x, kDigits);
  const double y = number_of(rounded);
  return y <= lower ? lower_text : y >= upper ? upper_text : rounded;
}

SearchResult search_box(std::span<const Axis> axes, const SearchOptions& options,
                        const stats::Stream& seeds, const Evaluate& evaluate) {
  for (const Axis& a : axes)
    if (!(a.lower < a.upper)) throw std::logic_error("an axis needs two different ends: " + a.name);
  Searcher searcher(axes, options, seeds, evaluate);
  SearchResult result = searcher.run();
  if (searcher.failure()) std::rethrow_exception(searcher.failure());
  return result;
}

Trial shrink(std::span<const Axis> axes, Trial found, std::span<const std::uint64_t> seeds,
             unsigned budget, const std::function<bool()>& stop, const Evaluate& evaluate) {
  unsigned spent = 0;
  const auto try_out = [&](Cell cell, std::uint64_t seed) {
    if (spent >= budget || stop()) return false;
    ++spent;
    const Outcome outcome = evaluate(cell, seed);
    if (!outcome.refuted) return false;
    found = {std::move(cell), seed, outcome};
    return true;
  };
  for (const std::uint64_t seed : seeds)
    if (seed == found.seed || try_out(found.cell, seed)) break;
  for (bool simplified = true; simplified && spent < budget;) {
    simplified = false;
    for (std::size_t i = 0; i < axes.size(); ++i)
      for (const std::string& text : simpler(axes[i], found.cell[i])) {
        Cell cell = found.cell;
        cell[i] = text;
        if (!try_out(std::move(cell), found.seed)) continue;
        simplified = true;
        break;
      }
  }
  return found;
}

std::uint64_t seed_from(const stats::Stream& stream, std::uint64_t k) {
  return stream.block(k, 0, 0)[0] >> 1U;
}

}  // namespace proofgauge::sweep
