#include "numeric/step_minimax.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "claim/error.h"
#include "numeric/step_fit.h"

namespace proofgauge::numeric {
namespace {

void check(const StepIntervals& s, const StepLimits& limits) {
  detail::check(s);
  if (limits.max_degree < 1)
    throw InputError("degree", std::to_string(limits.max_degree), "an integer of at least 1");
  if (!(limits.tolerance > 0 && limits.tolerance < 1))
    throw InputError("tolerance", std::to_string(limits.tolerance), "a number in (0, 1)");
}

/// Bits of a share of the distance between points whose square is below `tolerance`.
int share_bits(double tolerance) {
  return 4 + static_cast<int>(std::ceil(-std::log2(tolerance) / 2));
}

/// Upper and lower side at one degree, the exchange run to `tolerance`.
class Degree {
 public:
  Degree(const StepIntervals& s, int degree, const RemezOptions& options)
      : s_(s),
        stop_(options.stop),
        upper_fit_(detail::fit_step(s.lo, s.A_up, s.B, degree, options)) {
    if (s.A_up == s.A_down) return;
    RemezOptions again = options;
    again.start = upper_fit_.points;
    again.coefficients = false;
    lower_fit_ = detail::fit_step(s.lo, s.A_down, s.B, degree, again);
  }

  [[nodiscard]] const RemezResult& upper_fit() const { return upper_fit_; }
  [[nodiscard]] const RemezResult& lower_fit() const {
    return lower_fit_ ? *lower_fit_ : upper_fit_;
  }
  [[nodiscard]] bool has_polynomial() const { return !upper_fit_.coefficients.empty(); }
  [[nodiscard]] StepUpper upper(double accuracy, double tolerance) const {
    return detail::prove_upper(s_, upper_fit_, accuracy, tolerance, stop_);
  }
  [[nodiscard]] StepLower lower(int bits) const {
    return detail::prove_lower(s_, lower_fit(), bits);
  }

 private:
  const StepIntervals& s_;
  std::stop_token stop_;
  RemezResult upper_fit_;
  std::optional<RemezResult> lower_fit_;
};

/// Bracketing of D* by floating-point errors, each exchange started from the points of the nearest
/// degree already done.
class Bracket {
 public:
  Bracket(const StepIntervals& s, double eps1, const StepLimits& limits)
      : s_(s), log_eps1_(std::log(eps1)), limits_(limits) {}

  /// The least degree <= cap with error <= eps1 by floating point, or cap + 1.
  int search() {
    int fails = 0, works = limits_.max_degree + 1;
    if (log_error(limits_.max_degree < 8 ? limits_.max_degree : 8) <= log_eps1_)
      works = std::min(limits_.max_degree, 8);
    else
      fails = std::min(limits_.max_degree, 8);
    while (works - fails > 1) {
      const int d = next(fails, works);
      (log_error(d) <= log_eps1_ ? works : fails) = d;
    }
    return works;
  }

  /// D* from the slope of ln E between the two largest degrees done.
  [[nodiscard]] double extrapolated() const {
    if (done_.size() < 2) return 0;
    const auto last = std::prev(done_.end()), before = std::prev(last);
    const double slope = (last->second.log_error - before->second.log_error) /
                         static_cast<double>(last->first - before->first);
    return last->first + (log_eps1_ - last->second.log_error) / slope;
  }

  [[nodiscard]] std::vector<Rational> start(int degree) const {
    if (done_.empty()) return {};
    auto at = done_.lower_bound(degree);
    if (at == done_.end() ||
        (at != done_.begin() && degree - std::prev(at)->first < at->first - degree))
      --at;
    return at->second.points;
  }
  [[nodiscard]] int exchanges() const { return static_cast<int>(done_.size()); }

 private:
  struct Done {
    double log_error;
    std::vector<Rational> points;
  };

  double log_error(int degree) {
    RemezOptions options;
    options.tolerance = 1e-4;  // enough for a guess, and doubles go further with it
    options.max_digits = limits_.max_digits;
    options.stop = limits_.stop;
    options.coefficients = options.thorough = false;
    options.start = start(degree);
    RemezResult r = detail::fit_step(s_.lo, s_.A_up, s_.B, degree, options);
    // An error below what the precision shows counts as small: the proofs will tell.
    const double e = r.level > 0 ? std::log(r.level) : -std::numeric_limits<double>::infinity();
    done_[degree] = {e, std::move(r.points)};
    return e;
  }

  /// Where the chord of ln E between the nearest degrees done meets ln eps1, inside the bracket.
  int next(int fails, int works) const {
    const auto low = done_.find(fails);
    double guess = 0;
    if (works <= limits_.max_degree && low != done_.end()) {
      const double above = low->second.log_error - log_eps1_,
                   below = log_eps1_ - done_.at(works).log_error;
      guess = std::isfinite(below) ? fails + (works - fails) * above / (above + below)
                                   : (fails + works) / 2.0;
    } else if (low == done_.end()) {
      guess = works / 2.0;
    } else if (low == done_.begin()) {
      guess = 2.0 * fails;
    } else {
      const auto before = std::prev(low);
      const double slope = (before->second.log_error - low->second.log_error) /
                           static_cast<double>(low->first - before->first);
      guess = slope > 0 ? fails + 1 + (low->second.log_error - log_eps1_) / slope : 2.0 * fails;
      guess = std::min(guess, 8.0 * fails);
    }
    const int most = std::min(works - 1, limits_.max_degree);
    return std::clamp(static_cast<int>(std::lround(std::min(guess, 1e6))), fails + 1, most);
  }

  const StepIntervals& s_;
  double log_eps1_;
  const StepLimits& limits_;
  std::map<int, Done> done_;
};

enum class Side { works, fails, unknown };

/// Proves that a degree works or fails.
class Decider {
 public:
  Decider(const StepIntervals& s, const Rational& eps1, const StepLimits& limits, const Bracket& b,
          LeastDegree& out)
      : s_(s), eps1_(eps1), limits_(limits), bracket_(b), out_(out) {}

  Side decide(int degree) {
    bool thorough = false;
    for (double tolerance = limits_.tolerance; tolerance > 1e-21; tolerance *= 1e-5) {
      RemezOptions options;
      options.tolerance = std::min(tolerance, 1e-6);
      options.max_digits = limits_.max_digits;
      options.stop = limits_.stop;
      options.thorough = thorough;
      options.start = bracket_.start(degree);
      const Degree d(s_, degree, options);
      const double eps1 = to_double(eps1_);
      if (d.lower_fit().level > eps1 * (1 - tolerance)) {
        StepLower lower = d.lower(share_bits(options.tolerance));
        if (lower.level > eps1_) {
          out_.at_least = std::max(out_.at_least, degree + 1);
          out_.lower = std::move(lower);
          return Side::fails;
        }
      }
      if (d.has_polynomial() && d.upper_fit().level < eps1 * (1 + tolerance)) {
        const double slack = std::max(1 - d.upper_fit().largest / eps1, tolerance);
        StepUpper upper = d.upper(eps1 * std::min(tolerance, slack) / 8,
                                  std::min({limits_.tolerance, tolerance, slack / 4}));
        if (upper.error_upper <= eps1_) {
          out_.at_most = degree;
          out_.upper = std::move(upper);
          return Side::works;
        }
        thorough = thorough || to_double(upper.error_upper) > 1.001 * d.upper_fit().largest;
      }
      needs_ = d.upper_fit().needs;
    }
    return Side::unknown;
  }

  [[nodiscard]] std::string needs(int degree) const {
    std::string text = "degree " + std::to_string(degree) +
                       " is undecided: its error is within 1e-20 of eps1, or " +
                       (s_.A_down < s_.A_up ? "A is not known closely enough, or " : "") +
                       "the exchange stopped early";
    return needs_.empty() ? text : text + " (it needs " + needs_ + ")";
  }

 private:
  const StepIntervals& s_;
  const Rational& eps1_;
  const StepLimits& limits_;
  const Bracket& bracket_;
  LeastDegree& out_;
  std::string needs_;
};

}  // namespace

StepMinimax step_minimax(const StepIntervals& s, int degree, const StepLimits& limits) {
  check(s, limits);
  if (degree < 0 || degree > limits.max_degree)
    throw InputError("degree", std::to_string(degree),
                     "an integer from 0 to " + std::to_string(limits.max_degree));
  StepMinimax out;
  RemezOptions options;
  options.max_digits = limits.max_digits;
  options.stop = limits.stop;
  options.thorough = false;
  for (const double factor : {0.25, 1e-3, 1e-6}) {
    options.tolerance = limits.tolerance * factor;
    const Degree d(s, degree, options);
    options.start = d.upper_fit().points;
    options.thorough = true;
    out.digits = d.upper_fit().digits;
    out.needs = d.upper_fit().needs;
    if (!d.has_polynomial()) continue;
    out.upper = d.upper(d.upper_fit().level * options.tolerance, options.tolerance);
    out.lower = d.lower(share_bits(options.tolerance));
    if (out.upper.error_upper <= out.lower.level * (1 + Rational(limits.tolerance))) {
      out.needs.clear();
      return out;
    }
    if (s.A_down < s.A_up) break;
  }
  if (out.needs.empty())
    out.needs = s.A_down < s.A_up ? "A known more closely, or more precision" : "more precision";
  return out;
}

LeastDegree least_degree(const StepIntervals& s, const Rational& eps1, const StepLimits& limits) {
  check(s, limits);
  if (!(eps1 > 0 && eps1 < ratio(1, 2)))
    throw InputError("eps1", canonical_text(eps1), "a number in (0, 1/2)");
  LeastDegree out;
  Bracket bracket(s, to_double(eps1), limits);
  Decider decider(s, eps1, limits, bracket, out);
  int degree = bracket.search();
  out.exchanges = bracket.exchanges();
  bool works = false;
  for (;;) {
    if (degree > limits.max_degree) {
      if (out.at_least > limits.max_degree || decider.decide(limits.max_degree) == Side::fails) {
        out.predicted = bracket.extrapolated();
        out.needs = "a degree over " + std::to_string(limits.max_degree);
        return out;
      }
      if (out.at_most == 0) {
        out.needs = decider.needs(limits.max_degree);
        return out;
      }
      degree = out.at_most;
      works = true;
    }
    if (out.lower && out.at_least == out.at_most) return out;
    const int next = works ? degree - 1 : degree;
    switch (decider.decide(next)) {
      case Side::works:
        degree = next;
        works = true;
        break;
      case Side::fails:
        if (works) return out;
        degree = next + 1;
        break;
      case Side::unknown:
        out.needs = decider.needs(next);
        if (works) return out;
        degree = next + 1;  // a polynomial of the next degree still bounds D* from above
        if (decider.decide(std::min(degree, limits.max_degree)) == Side::works &&
            out.at_least < next)
          (void)decider.decide(next - 1);
        return out;
    }
  }
}

SignError sign_error(const Rational& a, int degree, double tolerance, const std::stop_token& stop) {
  if (!(a > 0 && a < 1)) throw InputError("a", canonical_text(a), "a number in (0, 1)");
  StepLimits limits;
  limits.tolerance = tolerance;
  limits.stop = stop;
  const StepMinimax m = step_minimax(StepIntervals::exactly(-1, -a, a), degree, limits);
  return {2 * m.lower.level, m.upper.coefficients.empty() ? Rational(1) : 2 * m.upper.error_upper};
}

}  // namespace proofgauge::numeric
