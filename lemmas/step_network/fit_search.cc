#include "step_network/fit_search.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <optional>

#include "step_network/fit_points.h"

namespace proofgauge::step_network {
namespace {

constexpr std::size_t kWalkers = 8, kDirections = 12;
constexpr double kGrow = 1.3, kShrink = 0.5, kSmallest = 1e-5;

/// A point of X; `ball`: the index i whose rho-ball it is known to lie in.
struct Place {
  std::vector<double> x;
  std::optional<std::size_t> ball;
  std::string where;
};

/// The four quantities at one place, each from below.
struct Values {
  double deviation = 0, coupling = 0, approximation = 0, fit = 0;
};

struct Walker {
  Place place;
  double value = 0, scale = 0;
};

std::span<const double> row(const Problem& p, std::size_t i) {
  return std::span(p.w.x).subspan(i * p.w.d, p.w.d);
}

double less_error(double size, double error) { return std::max(0.0, size - error); }

class Search {
 public:
  Search(const Problem& problem, const FitCell& cell, const FitSetting& setting, Goal goal,
         const char* claim, std::uint32_t draw)
      : problem_(problem),
        cell_(cell),
        goal_(goal),
        net_(cell.width, problem.w.d, setting.seed, claim, problem.key, draw),
        random_(stats::Stream(setting.seed, claim, problem.key + ",m=" + std::to_string(cell.width),
                              stats::Purpose::search),
                draw),
        ball_(ball_angle(numeric::to_double(problem.rho))) {
    options_.threads = setting.context.threads;
    options_.stop = setting.context.stop;
  }

  Peaks run() {
    const std::vector<Place> first = starts();
    std::vector<Walker> walkers = best_of(first, look(first));
    for (unsigned step = 0; step < cell_.steps && !walkers.empty(); ++step) {
      std::vector<Place> tries;
      for (const Walker& w : walkers) propose(w, &tries);
      const std::vector<Values> values = look(tries);
      for (std::size_t i = 0; i < walkers.size(); ++i) advance(walkers[i], tries, values, i);
    }
    return peaks_;
  }

 private:
  std::vector<Place> starts() {
    const std::size_t n = problem_.w.n;
    std::vector<Place> all;
    for (std::size_t i = 0; i < n; ++i)
      all.push_back(
          {{row(problem_, i).begin(), row(problem_, i).end()}, i, "row " + std::to_string(i)});
    const std::size_t left = cell_.points > n ? cell_.points - n : 0;
    // For the fit, half of the rest in the balls; else a quarter.
    const std::size_t in_balls = std::max(n, goal_ == Goal::fit ? left / 2 : left / 4),
                      on_meridians = std::max(n, left / 4);
    for (std::size_t k = 0; k < in_balls; ++k) add_ball_point(k % n, k / n % 4 != 0, &all);
    for (std::size_t k = 0; k < on_meridians; ++k) add_meridian_point(k % n, &all);
    while (all.size() < cell_.points)
      all.push_back(
          {random_point(problem_.w.d, random_), {}, "random point " + std::to_string(all.size())});
    return all;
  }

  void add_ball_point(std::size_t i, bool inside, std::vector<Place>* all) {
    const double phi = inside ? ball_ * random_.uniform() : ball_;
    const auto v = random_tangent(row(problem_, i), random_);
    all->push_back({along(row(problem_, i), v, phi), i, "ball of row " + std::to_string(i)});
  }

  /// Through x_i, towards another x_j where there is one (every other time).
  void add_meridian_point(std::size_t i, std::vector<Place>* all) {
    const std::size_t n = problem_.w.n;
    const auto j = static_cast<std::size_t>(random_.below(n));
    const auto v = j == i || random_.below(2) == 0
                       ? random_tangent(row(problem_, i), random_)
                       : tangent_towards(row(problem_, i), row(problem_, j), random_);
    const double phi = std::numbers::pi * (2 * random_.uniform() - 1);
    Place place{along(row(problem_, i), v, phi), {}, "meridian of row " + std::to_string(i)};
    if (std::abs(phi) <= ball_) place.ball = i;
    all->push_back(std::move(place));
  }

  std::vector<Values> look(const std::vector<Place>& places) {
    std::vector<double> points;
    for (const Place& p : places) points.insert(points.end(), p.x.begin(), p.x.end());
    const network::DisplacedValues v =
        network::displaced_values(net_, problem_.w, points, places.size(), options_);
    std::vector<Values> all;
    for (std::size_t i = 0; i < places.size(); ++i) {
      const claim::Range mean = mean_at(problem_, places[i].x.data());
      Values one;
      const double middle = (mean.lower + mean.upper) / 2, spread = mean.width();
      one.deviation = less_error(std::abs(v.g[i] - middle), v.rounding_g[i] + spread);
      one.coupling = less_error(std::abs(v.f[i] - v.g[i]), v.rounding_f[i] + v.rounding_g[i]);
      if (places[i].ball) {
        const double y = problem_.w.y[*places[i].ball];
        one.approximation = less_error(std::abs(middle - y), spread);
        one.fit = less_error(std::abs(v.f[i] - y), v.rounding_f[i]);
      }
      peaks_.rounding = std::max(peaks_.rounding, v.rounding_g[i]);
      raise(peaks_.deviation, one.deviation, places[i]);
      raise(peaks_.coupling, one.coupling, places[i]);
      raise(peaks_.approximation, one.approximation, places[i]);
      raise(peaks_.fit, one.fit, places[i]);
      all.push_back(one);
    }
    peaks_.visited += places.size();
    peaks_.radius_used = v.radius_used;
    return all;
  }

  static void raise(Peak& peak, double value, const Place& place) {
    if (value > peak.value) peak = {value, place.where};
  }

  double goal(const Values& v) const { return goal_ == Goal::fit ? v.fit : v.deviation; }

  std::vector<Walker> best_of(const std::vector<Place>& places, const std::vector<Values>& values) {
    std::vector<std::size_t> order;
    for (std::size_t i = 0; i < places.size(); ++i)
      if (goal_ != Goal::fit || places[i].ball) order.push_back(i);
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return goal(values[a]) > goal(values[b]);
    });
    std::vector<Walker> walkers;
    const double scale = goal_ == Goal::fit ? ball_ : 0.5;
    for (std::size_t k = 0; k < std::min(kWalkers, order.size()); ++k)
      walkers.push_back({places[order[k]], goal(values[order[k]]), scale});
    return walkers;
  }

  void propose(const Walker& w, std::vector<Place>* tries) {
    for (std::size_t c = 0; c < kDirections; ++c) {
      const auto v = random_tangent(w.place.x, random_);
      const double phi = w.scale * std::pow(0.5, static_cast<double>(c % 4));
      Place next{along(w.place.x, v, phi), w.place.ball, w.place.where};
      if (goal_ == Goal::fit)
        pull_back(next);
      else
        next.ball.reset();
      tries->push_back(std::move(next));
    }
  }

  /// Back to the boundary of its ball along the meridian, if it has left it.
  void pull_back(Place& place) {
    const auto centre = row(problem_, *place.ball);
    if (angle(centre, place.x) <= ball_) return;
    place.x = along(centre, tangent_towards(centre, place.x, random_), ball_);
  }

  void advance(Walker& w, const std::vector<Place>& tries, const std::vector<Values>& values,
               std::size_t index) const {
    std::size_t best = index * kDirections;
    for (std::size_t i = best; i < (index + 1) * kDirections; ++i)
      if (goal(values[i]) > goal(values[best])) best = i;
    if (goal(values[best]) > w.value) {
      w = {tries[best], goal(values[best]), w.scale * kGrow};
    } else {
      w.scale = std::max(kSmallest, w.scale * kShrink);
    }
  }

  const Problem& problem_;
  const FitCell& cell_;
  Goal goal_;
  network::InitialNetwork net_;
  stats::Sequence random_;
  double ball_;
  network::SupOptions options_;
  Peaks peaks_;
};

}  // namespace

claim::Range mean_at(const Problem& p, const double* x) {
  double middle = 0, error = 0;
  for (std::size_t i = 0; i < p.w.n; ++i) {
    const claim::Range f = mean_response(*p.step, p.w.x.data() + i * p.w.d, x, p.w.d);
    middle += p.w.y[i] * (f.lower + f.upper) / 2;
    error += std::abs(p.w.y[i]) * f.width();
  }
  // n products and sums of numbers of size at most |h|.
  const auto n = static_cast<double>(p.w.n);
  error += n * (n + 4) * 0x1p-52 * p.step->h.sup();
  return {middle - error, middle + error};
}

Peaks search(const Problem& problem, const FitCell& cell, const FitSetting& setting, Goal goal,
             const char* claim, std::uint32_t draw) {
  return Search(problem, cell, setting, goal, claim, draw).run();
}

}  // namespace proofgauge::step_network
