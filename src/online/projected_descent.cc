#include "online/projected_descent.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "claim/error.h"

namespace proofgauge::online {
namespace {

double distance(const double* w, const double* centre, std::size_t n) {
  double squares = 0;
  for (std::size_t k = 0; k < n; ++k) squares += (w[k] - centre[k]) * (w[k] - centre[k]);
  return std::sqrt(squares);
}

double norm(std::span<const double> g) {
  double squares = 0;
  for (const double x : g) squares += x * x;
  return std::sqrt(squares);
}

void require(const BallProduct& ball, double eta) {
  if (ball.group == 0 || ball.centre.empty() || ball.centre.size() % ball.group != 0) {
    throw InputError("group", std::to_string(ball.group),
                     "a divisor of the " + std::to_string(ball.centre.size()) + " coordinates");
  }
  if (!(ball.radius >= 0)) throw InputError("radius", std::to_string(ball.radius), "a number >= 0");
  if (!(eta > 0) || !std::isfinite(eta))
    throw InputError("eta", std::to_string(eta), "a finite step > 0");
}

}  // namespace

void BallProduct::project(std::span<double> w) const {
  for (std::size_t j = 0; j < w.size(); j += group) {
    const double length = distance(w.data() + j, centre.data() + j, group);
    if (!(length > radius)) continue;
    for (std::size_t k = j; k < j + group; ++k)
      w[k] = centre[k] + radius / length * (w[k] - centre[k]);
  }
}

double BallProduct::radius_used(std::span<const double> w) const {
  double most = 0;
  for (std::size_t j = 0; j < w.size(); j += group)
    most = std::max(most, distance(w.data() + j, centre.data() + j, group));
  return most;
}

double DescentRun::largest_gradient() const {
  return gradient_norms.empty() ? 0 : *std::ranges::max_element(gradient_norms);
}

double DescentRun::total_loss() const { return compensated_sum(losses); }

DescentRun projected_descent(const BallProduct& ball, std::size_t rounds, double eta,
                             const Round& round, std::span<const double> start,
                             const Visit& visit) {
  require(ball, eta);
  const std::size_t dimension = ball.centre.size();
  DescentRun run;
  run.last = start.empty() ? ball.centre : std::vector<double>(start.begin(), start.end());
  if (run.last.size() != dimension) {
    throw InputError("start", std::to_string(start.size()) + " coordinates",
                     std::to_string(dimension));
  }
  constexpr double kSlack = 1 + 1e-9;
  if (!(ball.radius_used(run.last) <= ball.radius * kSlack)) {
    throw InputError("start", "a point at distance " + std::to_string(ball.radius_used(run.last)),
                     "a point of the product of balls of radius " + std::to_string(ball.radius));
  }
  std::vector<double> gradient(dimension);
  for (std::size_t t = 0; t < rounds; ++t) {
    std::ranges::fill(gradient, 0.0);
    const double loss = round(t, run.last, gradient);
    const double size = norm(gradient);
    if (!std::isfinite(loss) || !std::isfinite(size)) {
      throw InputError("round " + std::to_string(t), "a loss or gradient that is not finite",
                       "finite numbers");
    }
    run.losses.push_back(loss);
    run.gradient_norms.push_back(size);
    if (visit) visit(t, run.last, loss, gradient);
    for (std::size_t k = 0; k < dimension; ++k) run.last[k] -= eta * gradient[k];
    run.clipped += ball.radius_used(run.last) > ball.radius ? 1 : 0;
    ball.project(run.last);
  }
  return run;
}

Round linear_losses(std::span<const double> gradients, std::span<const double> centre) {
  const std::size_t dimension = centre.size();
  if (dimension == 0 || gradients.empty() || gradients.size() % dimension != 0) {
    throw InputError("gradients", std::to_string(gradients.size()) + " numbers",
                     "rows of " + std::to_string(dimension));
  }
  const std::vector<double> c(centre.begin(), centre.end());
  return [=](std::size_t t, std::span<const double> w, std::span<double> gradient) {
    const auto row = gradients.subspan(t % (gradients.size() / dimension) * dimension, dimension);
    double loss = 0;
    for (std::size_t k = 0; k < dimension; ++k) {
      gradient[k] = row[k];
      loss += row[k] * (w[k] - c[k]);
    }
    return loss;
  };
}

double compensated_sum(std::span<const double> x) {
  double sum = 0, lost = 0;
  for (const double v : x) {
    const double next = sum + v;
    lost += std::abs(sum) >= std::abs(v) ? (sum - next) + v : (v - next) + sum;
    sum = next;
  }
  return sum + lost;
}

}  // namespace proofgauge::online
