#include "radius/response.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "claim/error.h"
#include "claim/stop.h"
#include "numeric/parallel.h"
#include "radius/derivative.h"
#include "radius/gauss.h"

namespace proofgauge::radius {
namespace {

constexpr double kUlp = 0x1p-53;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kLongestHalf = 0.25;  ///< of a panel, in lambda
constexpr std::size_t kLeastDegree = 4, kMostDegree = 28;
constexpr int kSamples = 512;  ///< per panel, for extrema
/// |F(k) - F(0)| <= sup w / pi with w <= theta / sqrt 2 and theta <= 2 k: sqrt 2 / pi = 0.45016 <
/// this.
constexpr double kNearZero = 0.4502;
/// |dF/dlambda| <= sup * this for real lambda: the same modulus, 1/(pi sqrt 2) = 0.22508 per unit
/// of theta, and d theta/d lambda = sin theta <= 1.
constexpr double kSteepest = 0.2251;
/// A little over pi/6, the half-width of the strip in which derivative_bound holds.
constexpr double kStrip = 0.524;

double down(double x) { return std::nextafter(x, -kInfinity); }
double up(double x) { return std::nextafter(x, kInfinity); }
Range widened(double x, double error) { return {down(x - error), up(x + error)}; }

Range product(const Range& a, const Range& b) {
  const std::array<double, 4> p{a.lower * b.lower, a.lower * b.upper, a.upper * b.lower,
                                a.upper * b.upper};
  const auto [low, high] = std::minmax_element(p.begin(), p.end());
  return {down(*low), up(*high)};
}

void extend(Range& all, const Range& one) {
  all.lower = std::isnan(all.lower) ? one.lower : std::min(all.lower, one.lower);
  all.upper = std::isnan(all.upper) ? one.upper : std::max(all.upper, one.upper);
}

/// F at k = 0: the feature is 1{s >= 0}. Per strip, the sum over cells by parts.
Range value_at_zero(const StripFunction& h) {
  double sum = 0, error = 0;
  std::size_t terms = 0;
  for (std::size_t j = 0; j < h.strips().size(); ++j) {
    const double below = j == 0 ? 0 : cdf(h.edge()[j - 1]);
    const double above = j == h.edge().size() ? 1 : cdf(h.edge()[j]);
    const Strip& strip = h.strips()[j];
    double inner = strip.value.back(), size = std::abs(strip.value.back());
    std::size_t at_zero = 0;  // the cell of s = 0
    for (std::size_t i = 0; i < strip.cut.size(); ++i) {
      if (strip.cut[i] <= 0) {
        at_zero = i + 1;
        continue;
      }
      const double jump = strip.value[i] - strip.value[i + 1];
      inner += jump * cdf(strip.cut[i]);
      size += std::abs(jump);
    }
    inner -= strip.value[at_zero] * 0.5;
    sum += inner * (above - below);
    const auto count = static_cast<double>(strip.cut.size() + 8);
    error += size * (above - below) * (2 * kCdfError + 2 * count * kUlp) +
             2 * kCdfError * (std::abs(inner) + size * kCdfError);
    terms = std::max(terms, h.strips().size());
  }
  return widened(sum, 1.01 * error + 2 * static_cast<double>(terms + 8) * kUlp * h.sup());
}

/// Chebyshev coefficients of the interpolant at cos(i pi / n), i = 0..n.
std::vector<double> chebyshev(const std::vector<double>& f) {
  const std::size_t n = f.size() - 1;
  std::vector<double> cosine(2 * n);
  for (std::size_t i = 0; i < 2 * n; ++i)
    cosine[i] = std::cos(std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
  std::vector<double> c(n + 1);
  for (std::size_t k = 0; k <= n; ++k) {
    double sum = 0;
    for (std::size_t i = 0; i <= n; ++i)
      sum += (i == 0 || i == n ? 0.5 : 1.0) * f[i] * cosine[(i * k) % (2 * n)];
    c[k] = sum * (k == 0 || k == n ? 1.0 : 2.0) / static_cast<double>(n);
  }
  return c;
}

double clenshaw(const std::vector<double>& c, double x) {
  double b1 = 0, b2 = 0;
  for (std::size_t k = c.size(); k-- > 1;) {
    const double b0 = c[k] + 2 * x * b1 - b2;
    b2 = b1;
    b1 = b0;
  }
  return c[0] + x * b1 - b2;
}

/// The antiderivative in x that vanishes at x = -1.
std::vector<double> integral(const std::vector<double>& c) {
  const std::size_t n = c.size();
  const auto at = [&](std::size_t k) { return k < n ? c[k] : 0.0; };
  std::vector<double> out(n + 1);
  for (std::size_t k = 1; k <= n; ++k)
    out[k] = ((k == 1 ? 2 : 1) * at(k - 1) - at(k + 1)) / static_cast<double>(2 * k);
  for (std::size_t k = 1; k <= n; ++k) out[0] -= (k % 2 == 0 ? 1 : -1) * out[k];
  return out;
}

double total(const std::vector<double>& c) {
  double sum = 0;
  for (const double x : c) sum += std::abs(x);
  return sum;
}

/// The growth of the Bernstein ellipse that the strip |Im lambda| <= pi/6 allows, and the bound
/// there.
struct Ellipse {
  double rho, bound;
};
Ellipse ellipse(const Panel& p, double sup) {
  const double b = std::numbers::pi / 6, q = b / p.half;
  const double beyond = std::hypot(p.half, b) - p.half;
  // 1 % for the roundings of this function.
  return {0.99 * (q + std::sqrt(1 + q * q)),
          1.01 * sup * derivative_bound(p.k0 * std::exp(-beyond), p.k1 * std::exp(beyond))};
}

std::size_t degree(const Ellipse& e, double tolerance) {
  std::size_t n = kLeastDegree;
  while (n < kMostDegree &&
         4 * e.bound * std::pow(e.rho, -static_cast<double>(n)) / (e.rho - 1) > tolerance)
    ++n;
  return n;
}

/// The panel's series for the part of F that grows from its left end; `error` is its own share.
void fill(Panel& p, const StripFunction& h) {
  const Ellipse e = ellipse(p, h.sup());
  const std::size_t n = degree(e, 1e-13 * h.sup());
  const double interpolation =
      4 * e.bound * std::pow(e.rho, -static_cast<double>(n)) / (e.rho - 1) * 1.01;
  std::vector<double> f(n + 1);
  double node_error = 0, largest = 0;
  for (std::size_t i = 0; i <= n; ++i) {
    const double x = std::cos(std::numbers::pi * static_cast<double>(i) / static_cast<double>(n));
    const Derivative d = derivative(h, std::exp(p.middle + p.half * x));
    f[i] = d.value;
    node_error = std::max(node_error, d.error);
    largest = std::max(largest, std::abs(d.value) + d.error);
  }
  const std::vector<double> c = chebyshev(f);
  p.c = integral(c);
  // Lebesgue constant of the points: at most 1 + (2/pi) ln(n + 1) < 4 up to degree 28. Nodes are
  // off by at most 2^-44 in lambda, and |F''| <= bound/(pi/6) < 2 bound by Cauchy, the bound taken
  // over discs of radius pi/6 about the panel, which the ellipse does not contain.
  const double disc =
      1.01 * h.sup() * derivative_bound(p.k0 * std::exp(-kStrip), p.k1 * std::exp(kStrip));
  const double samples = 4 * (node_error + 2 * disc * 0x1p-44);
  const auto size = static_cast<double>((n + 1) * (n + 8));
  const double transform = 4 * size * kUlp * largest;
  // The panel's ends are off by at most 2^-44 in lambda on either side; then the series is summed.
  p.error = 2 * p.half * (interpolation + samples + transform) + 4 * 0x1p-44 * kSteepest * h.sup() +
            8 * size * kUlp * p.half * total(c);
  for (double& x : p.c) x *= p.half;
}

}  // namespace

Response::Response(const StripFunction& h, std::span<const double> knots, int threads,
                   const std::stop_token& stop)
    : sup_(h.sup()), at_zero_(value_at_zero(h)) {
  if (knots.size() < 2) throw InputError("knots", std::to_string(knots.size()), "at least two");
  for (std::size_t i = 0; i < knots.size(); ++i)
    if (!(knots[i] > 1e-14 && knots[i] < 8) || (i > 0 && knots[i] <= knots[i - 1]))
      throw InputError("knots", std::to_string(knots[i]), "increasing numbers in (1e-14, 8)");
  for (std::size_t i = 0; i + 1 < knots.size(); ++i) {
    const double length = std::log(knots[i + 1] / knots[i]);
    const int pieces = std::max(1, static_cast<int>(std::ceil(length / (2 * kLongestHalf))));
    double k0 = knots[i];
    for (int piece = 1; piece <= pieces; ++piece) {
      const double k1 = piece == pieces
                            ? knots[i + 1]
                            : knots[i] * std::exp(length * piece / static_cast<double>(pieces));
      Panel p;
      p.k0 = k0;
      p.k1 = k1;
      p.middle = (std::log(k0) + std::log(k1)) / 2;
      p.half = (std::log(k1) - std::log(k0)) / 2;
      panels_.push_back(p);
      k0 = k1;
    }
  }
  numeric::parallel_for(panels_.size(), threads, [&](std::size_t i) {
    check_stop(stop, "while a response was enclosed");
    fill(panels_[i], h);
  });
  double value = (at_zero_.lower + at_zero_.upper) / 2;
  double error = at_zero_.width() + up(kNearZero * sup_ * knots[0]);
  for (Panel& p : panels_) {
    p.c[0] += value;
    error = up(error + p.error + 2 * kUlp * std::abs(value));
    const double n = static_cast<double>(p.c.size() + 2);
    p.error = up(error + 4 * n * n * kUlp * total(p.c));
    value = clenshaw(p.c, 1.0);
    error = p.error;
  }
}

Range Response::at_k(double k) const {
  if (!(k >= 0 && k <= panels_.back().k1))
    throw InputError("k", std::to_string(k), "a number from 0 to the last knot");
  if (k <= panels_.front().k0)
    return {down(at_zero_.lower - up(kNearZero * sup_ * k)),
            up(at_zero_.upper + up(kNearZero * sup_ * k))};
  auto p = std::lower_bound(panels_.begin(), panels_.end(), k,
                            [](const Panel& panel, double x) { return panel.k1 < x; });
  const double x = std::clamp((std::log(k) - p->middle) / p->half, -1.0, 1.0);
  return widened(clenshaw(p->c, x), p->error + 0x1p-42 * kSteepest * sup_);
}

Range Response::at_u(double u) const {
  if (!(u > -1 && u <= 1)) throw InputError("u", std::to_string(u), "a number in (-1, 1]");
  // k is off by a few roundings, relative to itself.
  const double k = std::sqrt((1 - u) / (1 + u));
  const Range f = at_k(std::min(k, panels_.back().k1));
  if (k > panels_.back().k1 * (1 + 0x1p-48))
    throw InputError("u", std::to_string(u), "an inner product up to the last knot");
  return {down(f.lower - 0x1p-46 * sup_), up(f.upper + 0x1p-46 * sup_)};
}

Range Response::over(double from, double to, int p) const {
  const auto u_of = [](double k) { return (1 - k * k) / (1 + k * k); };
  Range all;
  if (from == 0) {
    const double k = panels_.front().k0;
    Range near = at_k(k);
    extend(near, at_zero_);
    near.lower = down(near.lower - up(kNearZero * sup_ * k));
    near.upper = up(near.upper + up(kNearZero * sup_ * k));
    extend(all, p == 0 ? near : product(near, {down(down(u_of(k) - 4 * kUlp)), 1}));
  }
  for (const Panel& panel : panels_) {
    if (panel.k0 < from || panel.k1 > to) continue;
    double slope = 0, bend = 0;
    for (std::size_t k = 1; k < panel.c.size(); ++k) {
      const double k2 = static_cast<double>(k * k);
      slope += std::abs(panel.c[k]) * k2;
      bend += std::abs(panel.c[k]) * k2 * (k2 - 1) / 3;
    }
    // u = -tanh lambda: |u'| <= 1 and |u''| <= 4 / (3 sqrt 3) < 0.77 in lambda.
    if (p == 1) bend += 2 * panel.half * slope + 0.77 * panel.half * panel.half * total(panel.c);
    Range samples;
    for (int i = 0; i <= kSamples; ++i) {
      const double x = -1 + 2.0 * i / kSamples;
      double value = clenshaw(panel.c, x);
      if (p == 1) value *= -std::tanh(panel.middle + panel.half * x);
      extend(samples, Range::point(value));
    }
    // Between samples: (2/kSamples)^2/8 of the second derivative. tanh, like exp, to 2^-44.
    const double between = 1.01 * bend / (2.0 * kSamples * kSamples);
    const double error = panel.error + between + 0x1p-42 * (kSteepest * sup_ + p * total(panel.c));
    extend(all, {down(samples.lower - error), up(samples.upper + error)});
  }
  return all;
}

std::vector<Response::Sample> Response::samples(double from, double to) const {
  constexpr int kPerPanel = 64;
  std::vector<Sample> out;
  for (const Panel& p : panels_) {
    if (p.k0 < from || p.k1 > to) continue;
    // Both ends of the first panel, the right end of the others.
    for (int i = out.empty() ? 0 : 1; i <= kPerPanel; ++i) {
      const double x = -1 + 2.0 * i / kPerPanel;
      const double k = i == kPerPanel ? p.k1 : i == 0 ? p.k0 : std::exp(p.middle + p.half * x);
      out.push_back({k, clenshaw(p.c, x)});
    }
  }
  return out;
}

double Response::error() const {
  double most = at_zero_.width() / 2;
  for (const Panel& p : panels_) most = std::max(most, p.error);
  return most;
}

}  // namespace proofgauge::radius
