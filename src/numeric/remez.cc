#include "numeric/remez.h"

#include <cmath>
#include <limits>
#include <optional>

#include "claim/error.h"
#include "claim/stop.h"
#include "numeric/leja.h"
#include "numeric/remez_extrema.h"

namespace proofgauge::numeric {
namespace {

using detail::Candidate;
using detail::Extrema;
using detail::Reference;

void check(const std::vector<ClosedInterval>& intervals, int degree, const RemezOptions& o) {
  if (degree < 0) throw InputError("degree", std::to_string(degree), "an integer of at least 0");
  if (intervals.empty()) throw InputError("intervals", "", "at least one interval");
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const std::string text =
        canonical_text(intervals[i].lo) + ".." + canonical_text(intervals[i].hi);
    if (intervals[i].lo > intervals[i].hi) throw InputError("intervals", text, "lo at most hi");
    if (i > 0 && !(intervals[i - 1].hi < intervals[i].lo))
      throw InputError("intervals", text, "disjoint intervals in increasing order");
  }
  if (!(o.tolerance > 0 && o.tolerance < 1))
    throw InputError("tolerance", std::to_string(o.tolerance), "a number in (0, 1)");
}

constexpr const char* kWhere = "inside an exchange";
constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// What one precision hands to the next.
struct State {
  std::vector<Rational> points;
  double gap = kInfinity;  ///< relative, of the last exchange
  double level = 0, largest = 0, scale = 0;
  int sign = 1, iterations = 0;
  double noise = kInfinity;  ///< relative error of the level from rounding
  bool above_noise = false;
};

template <class T>
std::vector<Candidate<T>> placed(const std::vector<Rational>& points,
                                 const std::vector<ClosedInterval>& intervals,
                                 const Extrema<T>& extrema) {
  std::vector<Candidate<T>> out;
  std::size_t i = 0;
  for (const Rational& x : points) {
    while (i + 1 < intervals.size() && x > intervals[i].hi) ++i;
    out.push_back(extrema.at(detail::from_rational<T>(x), i));
  }
  return out;
}

template <class T>
std::vector<Rational> exact(const std::vector<Candidate<T>>& points,
                            const std::vector<ClosedInterval>& intervals) {
  std::vector<Rational> out;
  for (const Candidate<T>& c : points) {
    const ClosedInterval& i = intervals[c.interval];
    if (c.end != 0)
      out.push_back(c.end == 1 ? i.hi : i.lo);
    else
      out.push_back(std::clamp(detail::to_rational(c.x), i.lo, i.hi));
  }
  return out;
}

/// Exchanges in precision T until the gap is at most the tolerance or no longer shrinks.
template <class T>
class Stage {
 public:
  Stage(const Target& f, const std::vector<ClosedInterval>& intervals, int degree,
        const RemezOptions& options)
      : f_(f), intervals_(intervals), options_(options), extrema_(f, intervals, options.stop) {
    wanted_ = static_cast<std::size_t>(degree) + 2;
  }

  void run(State& state) {
    std::vector<Candidate<T>> points = placed(state.points, intervals_, extrema_);
    bool everywhere = !(state.gap < kNear), looked = !options_.thorough, checking = false;
    double gap = state.gap, best_gap = kInfinity, best_level = 0, kept = kInfinity;
    int idle = 0;
    for (int k = 0; k < options_.max_iterations && idle < 4; ++k) {
      check_stop(options_.stop, kWhere);
      const Reference<T> p(f_, points, extrema_.length());
      ++state.iterations;
      noise_ = 16 * detail::roundoff<T>() * p.scale() / p.level();
      const bool audible = noise_ < 0.01;
      const double near = share(gap);
      const std::vector<Candidate<T>> found =
          everywhere ? extrema_.everywhere(p) : extrema_.nearby(p, near);
      T most = 0;
      for (const Candidate<T>& c : found) most = std::max(most, detail::magnitude(c.e));
      gap = detail::as_double(T(most / detail::magnitude(p.signed_level()))) - 1;
      // A parabola of this width finds the extremum to a share near^2, its height to near^4.
      const bool sharp =
          !everywhere && (std::pow(near, 4) <= options_.tolerance || near <= floor());
      const bool small = audible && gap <= options_.tolerance;
      if (checking) {
        checking = false;
        if (gap <= 2 * options_.tolerance) return;
        kept = kInfinity;  // the neighbourhoods had missed an extremum
        looked = false;
        state.gap = gap;
      }
      if (audible && sharp && gap < kept) {
        keep(state, p, gap, detail::as_double(most));
        kept = gap;
      }
      if (small && sharp) {
        if (looked) return;
        everywhere = looked = checking = true;  // once more the whole union, for the same points
        continue;
      }
      const bool progress = gap < 0.7 * best_gap || p.level() > 1.001 * best_level || small;
      // With a large extremum still outside, the level may creep for a while before it moves on.
      idle = audible && (progress || gap > 0.1) ? 0 : idle + 1;
      best_gap = std::min(best_gap, gap);
      best_level = std::max(best_level, p.level());
      std::vector<Candidate<T>> next =
          detail::alternating(found, detail::magnitude(p.signed_level()), wanted_);
      if (next.size() < wanted_) {
        if (everywhere) return;
        everywhere = true;
        continue;
      }
      points = std::move(next);
      everywhere = !(gap < kNear);
    }
  }

 private:
  /// Distance of the parabola's outer points: above the location error, which is the root of the
  /// gap, and where noise and the third derivative weigh the same.
  [[nodiscard]] double share(double gap) const {
    return std::clamp(std::sqrt(std::abs(gap)), floor(), 0.1);
  }
  [[nodiscard]] double floor() const { return std::clamp(std::cbrt(noise_), 1e-12, 0.1); }

  void keep(State& state, const Reference<T>& p, double gap, double largest) {
    state.points = exact(p.points(), intervals_);
    state.gap = gap;
    state.level = p.level();
    state.largest = largest;
    state.scale = p.scale();
    state.sign = p.signed_level() < 0 ? -1 : 1;
    state.above_noise = true;
    state.noise = noise_;
  }

  static constexpr double kNear = 0.05;  ///< gap below which points need only be moved

  const Target& f_;
  const std::vector<ClosedInterval>& intervals_;
  const RemezOptions& options_;
  Extrema<T> extrema_;
  std::size_t wanted_ = 0;
  double noise_ = 0;
};

/// Chebyshev coefficients on the hull of the polynomial that belongs to the state's points, from
/// its values at the n + 1 Chebyshev nodes. Nothing where precision T is too low for `accuracy`.
template <class T>
std::optional<std::vector<Rational>> coefficients(const Target& f,
                                                  const std::vector<ClosedInterval>& intervals,
                                                  int degree, const State& state, double accuracy,
                                                  const std::stop_token& stop) {
  const Extrema<T> extrema(f, intervals, stop);
  const Reference<T> p(f, placed(state.points, intervals, extrema), extrema.length());
  const int n = degree + 1;
  const T half = extrema.length() / 2, middle = extrema.lo().front() + half;
  std::vector<T> cosine;  // cos(pi k / 2n)
  const T angle = acos(T(-1)) / T(2 * n);
  for (int k = 0; k < 4 * n; ++k) cosine.push_back(k <= n ? T(cos(angle * T(k))) : T(0));
  for (int k = n + 1; k < 4 * n; ++k) {
    const int reflected = k <= 2 * n ? 2 * n - k : (k <= 3 * n ? k - 2 * n : 4 * n - k);
    cosine[static_cast<std::size_t>(k)] = cosine[static_cast<std::size_t>(reflected)];
    if (k <= 3 * n) cosine[static_cast<std::size_t>(k)] *= -1;
  }
  std::vector<T> value;
  double worst = 0;
  for (int j = 0; j < n; ++j) {
    check_stop(stop, kWhere);
    const auto v = p.value(T(middle + half * cosine[static_cast<std::size_t>(2 * j + 1)]));
    worst = std::max(worst, v.amplification);
    value.push_back(v.p);
  }
  if (!(worst * detail::roundoff<T>() * 8 * std::max(state.scale, state.level) <= accuracy))
    return std::nullopt;
  std::vector<Rational> out;
  T sum, term;
  for (int k = 0; k < n; ++k) {
    check_stop(stop, kWhere);
    sum = 0;
    for (int j = 0; j < n; ++j) {
      term = value[static_cast<std::size_t>(j)];
      term *= cosine[static_cast<std::size_t>((static_cast<long>(k) * (2 * j + 1)) % (4 * n))];
      sum += term;
    }
    out.push_back(detail::to_rational(T(sum * T(k == 0 ? 1 : 2) / T(n))));
  }
  return out;
}

template <class T>
constexpr int kDigits = std::numeric_limits<T>::digits10;

class Driver {
 public:
  Driver(const Target& f, const std::vector<ClosedInterval>& intervals, int degree,
         const RemezOptions& options)
      : f_(f), intervals_(intervals), degree_(degree), options_(options) {
    result_.degree = degree;
    result_.hull = {intervals.front().lo, intervals.back().hi};
  }

  RemezResult run() {
    state_.points =
        starting_points(intervals_, static_cast<std::size_t>(degree_) + 2, options_.start);
    if (state_.points.size() < static_cast<std::size_t>(degree_) + 2) {
      result_.converged = true;  // fewer points than coefficients: interpolation
      return result_;
    }
    stage<double>();
    if (!options_.start.empty() && !(state_.gap < 0.05)) {
      state_.points = starting_points(intervals_, static_cast<std::size_t>(degree_) + 2, {});
      stage<double>();
    }
    stage<Real50>();
    stage<Real100>();
    stage<Real200>();
    stage<Real400>();
    finish();
    return result_;
  }

 private:
  template <class T>
  void stage() {
    if (result_.converged && result_.digits >= options_.min_digits) return;
    if (kDigits < T >> options_.max_digits && kDigits<T> != kDigits<double>) return;
    // A precision known to be too low for the tolerance is left out once the points are near.
    const double rounding = 16 * detail::roundoff<T>() * state_.scale;
    if (state_.above_noise && state_.gap < 0.05 && kDigits<T> < 400 &&
        rounding > options_.tolerance * state_.level)
      return;
    Stage<T>(f_, intervals_, degree_, options_).run(state_);
    result_.digits = kDigits<T>;
    result_.converged = state_.above_noise && state_.gap <= options_.tolerance &&
                        state_.noise <= options_.tolerance;
  }

  template <class T>
  void try_coefficients() {
    if (!result_.coefficients.empty() || kDigits < T >> std::max(options_.max_digits, 50)) return;
    const double accuracy = options_.tolerance * state_.level;
    if (auto c = coefficients<T>(f_, intervals_, degree_, state_, accuracy, options_.stop))
      result_.coefficients = std::move(*c);
  }

  void finish() {
    result_.points = std::move(state_.points);
    result_.sign = state_.sign;
    result_.level = state_.level;
    result_.largest = state_.largest;
    result_.iterations = state_.iterations;
    state_.points = result_.points;
    if (!result_.converged) {
      result_.needs = state_.above_noise ? "more than " + std::to_string(result_.digits) +
                                               " digits or more exchanges: relative gap " +
                                               std::to_string(state_.gap)
                                         : "more than " + std::to_string(result_.digits) +
                                               " digits: the error is below what they show";
    }
    if (!options_.coefficients || !state_.above_noise) return;
    try_coefficients<Real50>();
    try_coefficients<Real100>();
    try_coefficients<Real200>();
    try_coefficients<Real400>();
    if (result_.coefficients.empty()) {
      result_.converged = false;
      result_.needs = "more than " + std::to_string(std::min(options_.max_digits, 400)) +
                      " digits for the coefficients: the polynomial is large between the intervals";
    }
  }

  const Target& f_;
  const std::vector<ClosedInterval>& intervals_;
  int degree_;
  const RemezOptions& options_;
  RemezResult result_;
  State state_;
};

}  // namespace

RemezResult remez(const Target& f, const std::vector<ClosedInterval>& intervals, int degree,
                  const RemezOptions& options) {
  check(intervals, degree, options);
  return Driver(f, intervals, degree, options).run();
}

}  // namespace proofgauge::numeric
