#include "data/separated_set.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "claim/stop.h"

namespace proofgauge::data::detail {
namespace {

constexpr std::size_t kTries = 64;  ///< per point, when points are placed in turn
/// Multiply-adds after which the search gives up: seconds, or a few passes over all pairs. Counted,
/// not timed.
constexpr double kWork = 4e9, kPasses = 8;
constexpr std::size_t kSweeps = 3000;  ///< per restart
/// Aiming a little beyond the wanted distance makes the pushing end after finitely many sweeps; the
/// tighter the set, the less there is to aim for.
constexpr std::array<double, 6> kOvershoot{1.02, 1.005, 1.001, 1.0002, 1.002, 1.00005};

}  // namespace

SeparatedSet::SeparatedSet(std::size_t n, std::size_t k, double chord, double apart,
                           stats::Sequence& random, std::stop_token stop)
    : n_(n),
      k_(k),
      chord_(chord),
      apart_(apart),
      random_(random),
      stop_(std::move(stop)),
      u_(n * k) {
  most_work_ = kWork + kPasses * static_cast<double>(n) * static_cast<double>(n * k);
}

void SeparatedSet::look() const {
  check_stop(stop_, "while points were drawn that keep their distance");
}

double SeparatedSet::dot(std::size_t i, std::size_t j) const {
  const double* a = u_.data() + i * k_;
  const double* b = u_.data() + j * k_;
  std::array<double, 4> sums{};  // four chains, so that the loop is not one long latency
  std::size_t t = 0;
  for (; t + 4 <= k_; t += 4)
    for (std::size_t lane = 0; lane < 4; ++lane) sums[lane] += a[t + lane] * b[t + lane];
  double rest = 0;
  for (; t < k_; ++t) rest += a[t] * b[t];
  return sums[0] + sums[1] + sums[2] + sums[3] + rest;
}

void SeparatedSet::normalise(std::size_t i) {
  const double length = std::sqrt(dot(i, i));
  for (std::size_t t = 0; t < k_; ++t) row(i)[t] /= length;
}

void SeparatedSet::draw(std::size_t i) {
  do
    for (std::size_t t = 0; t < k_; ++t) row(i)[t] = random_.normal();
  while (dot(i, i) < 1e-12);  // a direction that rounding would decide
  normalise(i);
}

void SeparatedSet::plant() {
  draw(0);
  draw(1);
  set_pair_apart();
}

/// Moves rows 0 and 1 along their great circle, each as far as the other, until they are `chord`
/// apart.
void SeparatedSet::set_pair_apart() {
  std::vector<double> middle(k_), across(k_);
  double middle2 = 0;
  for (std::size_t t = 0; t < k_; ++t) {
    middle[t] = row(0)[t] + row(1)[t];
    across[t] = row(0)[t] - row(1)[t];
    middle2 += middle[t] * middle[t];
  }
  if (middle2 < 1e-12 || 4 - middle2 < 1e-12) return;  // antipodal or equal: find() draws them anew
  const double half = chord_ / 2, rest = std::sqrt(std::max(0.0, 1 - half * half));
  const double to_middle = rest / std::sqrt(middle2), to_across = half / std::sqrt(4 - middle2);
  for (std::size_t t = 0; t < k_; ++t) {
    row(0)[t] = to_middle * middle[t] + to_across * across[t];
    row(1)[t] = to_middle * middle[t] - to_across * across[t];
  }
}

bool SeparatedSet::place_in_turn() {
  const double most = 1 - apart_ * apart_ / 2;  // |u - v| > apart as a bound on <u, v>
  std::vector<double> best_row(k_);
  bool all = true;
  for (std::size_t i = 2; i < n_; ++i) {
    double best = 2;
    for (std::size_t attempt = 0; attempt < kTries && best >= most; ++attempt) {
      if (attempt > 0 && work_ > most_work_) break;
      look();
      draw(i);
      double closest = -1;
      std::size_t j = 0;
      for (; j < i && closest < best; ++j) closest = std::max(closest, dot(i, j));
      work_ += static_cast<double>(j * k_);
      if (closest < best) {
        best = closest;
        std::copy_n(row(i), k_, best_row.begin());
      }
    }
    std::copy_n(best_row.begin(), k_, row(i));
    all = all && best < most;
  }
  return all;
}

void SeparatedSet::sweep(double target) {
  const double most = 1 - target * target / 2;
  for (std::size_t i = 0; i < n_; ++i) {
    look();
    for (std::size_t j = i == 0 ? 2 : i + 1; j < n_; ++j) {
      const double cosine = dot(i, j);
      if (cosine <= most) continue;
      const double distance = std::sqrt(std::max(2 - 2 * cosine, 0.0));
      if (distance < 1e-9) {
        draw(j);
        continue;
      }
      const double step = 0.5 * (target - distance) / distance;
      for (std::size_t t = 0; t < k_; ++t) {
        const double push = step * (row(i)[t] - row(j)[t]);
        row(i)[t] += push;
        row(j)[t] -= push;
      }
      normalise(i);
      normalise(j);
    }
  }
  set_pair_apart();
}

double SeparatedSet::least_distance() const {
  double most = -1;
  for (std::size_t i = 0; i < n_; ++i) {
    look();
    for (std::size_t j = i == 0 ? 2 : i + 1; j < n_; ++j) most = std::max(most, dot(i, j));
  }
  return std::sqrt(std::max(2 - 2 * most, 0.0));
}

bool SeparatedSet::push_apart(double target) {
  for (std::size_t s = 0; s < kSweeps && work_ <= most_work_; ++s) {
    sweep(target);
    const double least = least_distance();
    best_ = std::max(best_, least);
    if (least > apart_) return true;
    work_ += static_cast<double>(n_) * static_cast<double>(n_ * k_);  // two passes over all pairs
  }
  return false;
}

bool SeparatedSet::find() {
  for (const double overshoot : kOvershoot) {
    plant();
    if (place_in_turn()) return true;
    best_ = std::max(best_, least_distance());
    if (push_apart(overshoot * apart_)) return true;
    if (work_ > most_work_) return false;
  }
  return false;
}

}  // namespace proofgauge::data::detail
