#include "adversary/branch.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>
#include <queue>
#include <string>

#include "adversary/cap.h"
#include "claim/error.h"
#include "claim/stop.h"
#include "numeric/parallel.h"

namespace proofgauge::adversary {
namespace {

using claim::Range;
using Vector = std::vector<double>;

constexpr double kInf = std::numeric_limits<double>::infinity();
constexpr double kMargin = 0x1p-40;  ///< relative and absolute: covers sin, cos and normalisation
constexpr int kClimbSteps = 80;
constexpr double kClimbShrink = 0.85;

double dot(const double* a, const double* b, std::size_t n) {
  double sum = 0;
  for (std::size_t k = 0; k < n; ++k) sum += a[k] * b[k];
  return sum;
}

/// f on the unit sphere of R^D in a frame whose first axis is the centre of the ball:
/// sum_r alpha_r relu(<w_r, p> + c_r).
struct Frame {
  std::size_t dimension = 0;  ///< D = d - 1
  std::size_t m = 0;
  Vector rows;            ///< m rows: w (D), c, alpha, |w|
  double size = 0;        ///< S
  double theta = 0;       ///< angular radius of the ball
  Eigen::MatrixXd basis;  ///< D x D, orthonormal, first column the centre

  [[nodiscard]] const double* row(std::size_t r) const { return rows.data() + r * (dimension + 3); }
  [[nodiscard]] double rounding() const {
    return (4 * static_cast<double>(m) + 64 * static_cast<double>(dimension + 1) + 1000) * 0x1p-52 *
           size;
  }
};

Frame make_frame(const network::TwoLayerNet& net, std::span<const double> x, double rho,
                 double sign) {
  Frame f;
  const Eigen::Index d = net.d(), D = d - 1;
  f.dimension = static_cast<std::size_t>(D);
  f.m = static_cast<std::size_t>(net.m());
  f.theta = cap_angle(rho);
  // A reflection that swaps the first axis and the centre: symmetric and orthonormal.
  Eigen::VectorXd e = Eigen::Map<const Eigen::VectorXd>(x.data(), D);
  e.normalize();
  Eigen::VectorXd h = e;
  h(0) += e(0) >= 0 ? 1 : -1;
  f.basis = Eigen::MatrixXd::Identity(D, D) - 2 / h.squaredNorm() * h * h.transpose();
  if (e(0) >= 0) f.basis = -f.basis;
  const Eigen::MatrixXd w = std::sqrt(0.75) * (f.basis.transpose() * net.w().topRows(D));
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    const double c = net.w()(D, r) / 2 + net.b()(r), alpha = sign * net.a()(r);
    const double length = w.col(r).norm() * (1 + kMargin);
    f.rows.insert(f.rows.end(), w.col(r).data(), w.col(r).data() + D);
    f.rows.insert(f.rows.end(), {c, alpha, length});
    f.size += std::abs(alpha) * (length + std::abs(c));
  }
  if (!std::isfinite(f.size))
    throw InputError("W", "numbers that overflow", "weights of at most 1e100 in size");
  return f;
}

/// <g, p> + c.
struct Affine {
  Vector g;
  double c = 0;
  void add(const double* w, double constant, double by) {
    for (std::size_t k = 0; k < g.size(); ++k) g[k] += by * w[k];
    c += by * constant;
  }
};

/// max <H, p> over the cap of angular radius r around a direction, where H has the component
/// `along` it and a part of length `across` orthogonal to it.
double most_on_cap(double along, double across, double cosine, double sine) {
  // The angle to H, atan2(across, along), is at most r where sin(r - angle) >= 0.
  if (along * sine >= across * cosine) return std::sqrt(along * along + across * across);
  return along * cosine + across * sine;
}

class Search {
 public:
  Search(const Frame& frame, const BranchOptions& options)
      : f_(frame), options_(options), D_(frame.dimension) {}

  void run() {
    start();
    const bool single = D_ + 1 > options_.most_dimension;
    while (!single && !queue_.empty() && queue_.top().upper - lower_ > options_.gap &&
           cells_ < options_.most_cells) {
      split();
    }
    upper_ = queue_.empty() ? lower_ : std::max(lower_, queue_.top().upper);
  }

  [[nodiscard]] double lower() const { return lower_; }
  [[nodiscard]] double upper() const { return upper_; }
  [[nodiscard]] const Vector& best() const { return best_; }
  [[nodiscard]] std::uint64_t cells() const { return cells_; }

 private:
  struct Cell {
    Vector centre, half;              ///< of the box, D - 1 numbers each
    Affine fixed;                     ///< neurons that keep their sign
    std::vector<std::uint32_t> open;  ///< the others
    double upper = kInf;
    std::uint64_t id = 0;
  };
  struct Lower {
    bool operator()(const Cell& a, const Cell& b) const {
      return a.upper != b.upper ? a.upper < b.upper : a.id > b.id;
    }
  };

  void look() const { check_stop(options_.stop, "during branch and bound"); }

  Vector direction(const Vector& v) const {
    const double length = std::sqrt(dot(v.data(), v.data(), v.size()));
    Vector p(D_);
    p[0] = std::cos(length);
    const double scale = length > 0 ? std::sin(length) / length : 1;
    for (std::size_t k = 0; k + 1 < D_; ++k) p[k + 1] = scale * v[k];
    return p;
  }

  /// f at a direction, with its gradient where wanted, over all neurons.
  double value(const Vector& p, Vector* gradient) const {
    if (gradient != nullptr) gradient->assign(D_, 0.0);
    double sum = 0;
    for (std::size_t r = 0; r < f_.m; ++r) {
      const double* w = f_.row(r);
      const double u = dot(w, p.data(), D_) + w[D_];
      if (!(u > 0)) continue;
      sum += w[D_ + 1] * u;
      if (gradient != nullptr)
        for (std::size_t k = 0; k < D_; ++k) (*gradient)[k] += w[D_ + 1] * w[k];
    }
    return sum;
  }

  void offer(double value, const Vector& p) {
    if (!(value > lower_)) return;
    lower_ = value;
    best_ = p;
  }

  /// Ascent with shrinking steps from a direction of the ball; offers what it meets.
  void climb(const Vector& from) {
    // cap.h works on points of X: d coordinates, the first d - 1 of norm sqrt(3)/2.
    const double radius = std::sqrt(0.75);
    Vector x(D_ + 1, 0.5), centre(D_ + 1, 0.0), gradient, along(D_ + 1, 0.0);
    for (std::size_t k = 0; k < D_; ++k) x[k] = radius * from[k];
    centre[0] = radius;
    centre[D_] = 0.5;
    double step = f_.theta / 2;
    const double inside = f_.theta * (1 - kMargin);
    for (int i = 0; i < kClimbSteps; ++i, step *= kClimbShrink) {
      look();
      Vector p(x.begin(), x.end() - 1);
      for (double& c : p) c /= radius;
      offer(value(p, &gradient), p);
      std::copy(gradient.begin(), gradient.end(), along.begin());
      if (!geodesic_step(x, along, step)) break;
      project_onto_cap(x, centre, inside);
    }
  }

  void start() {
    Cell root;
    root.centre.assign(D_ - 1, 0.0);
    root.half.assign(D_ - 1, f_.theta);
    root.fixed.g.assign(D_, 0.0);
    root.open.resize(f_.m);
    for (std::size_t r = 0; r < f_.m; ++r) root.open[r] = static_cast<std::uint32_t>(r);
    Vector centre(D_, 0.0);
    centre[0] = 1;
    offer(value(centre, nullptr), centre);
    climb(centre);
    bound(root, centre, f_.theta);
    queue_.push(std::move(root));
  }

  /// The neurons of the cell on the cap of angular radius r around p: fixes those it can, bounds
  /// the sum from above, offers its value at a point of the ball.
  void bound(Cell& cell, const Vector& p, double r) {
    look();
    ++cells_;
    cell.id = cells_;
    const double radius = r * (1 + kMargin) + kMargin;
    const double chord = 2 * std::sin(std::min(radius, kPi) / 2) * (1 + kMargin) + kMargin;
    Affine relaxed;
    std::vector<std::uint32_t> open;
    double here = 0;  // of the open neurons at p
    relaxed.g.assign(D_, 0.0);
    for (const std::uint32_t index : cell.open) {
      const double* w = f_.row(index);
      const double c = w[D_], alpha = w[D_ + 1], length = w[D_ + 2];
      const double u = dot(w, p.data(), D_) + c;
      const double reach = length * chord + kMargin * (length + std::abs(c));
      const double lo = u - reach, hi = u + reach;
      if (lo >= 0) {
        cell.fixed.add(w, c, alpha);
      } else if (hi > 0) {
        open.push_back(index);
        if (u > 0) here += alpha * u;
        const double slope = alpha > 0 ? hi / (hi - lo) : u > 0 ? 1.0 : 0.0;
        relaxed.add(w, alpha > 0 ? c - lo : c, alpha * slope);
      }
    }
    cell.open = std::move(open);
    // At a point of the ball in this cell: the centre, or where the ball's rim meets its radius.
    const double fixed_here = dot(cell.fixed.g.data(), p.data(), D_) + cell.fixed.c;
    const double away = std::sqrt(dot(cell.centre.data(), cell.centre.data(), D_ - 1));
    const double inside = f_.theta * (1 - kMargin);
    if (away <= inside) {
      offer(fixed_here + here, p);
    } else if (Vector v = cell.centre; clip(v, inside / away, cell)) {
      const Vector rim = direction(v);
      double sum = dot(cell.fixed.g.data(), rim.data(), D_) + cell.fixed.c;
      for (const std::uint32_t index : cell.open) {
        const double* w = f_.row(index);
        sum += w[D_ + 1] * std::max(0.0, dot(w, rim.data(), D_) + w[D_]);
      }
      offer(sum, rim);
    }
    for (std::size_t k = 0; k < D_; ++k) relaxed.g[k] += cell.fixed.g[k];
    cell.upper = std::min(cell.upper, linear_most(relaxed.g, p, radius, away + radius > inside) +
                                          relaxed.c + cell.fixed.c);
  }

  /// v <- by v; false where that leaves the box, in which alone the fixed neurons are known.
  static bool clip(Vector& v, double by, const Cell& cell) {
    for (std::size_t k = 0; k < v.size(); ++k) {
      v[k] *= by;
      if (!(std::abs(v[k] - cell.centre[k]) <= cell.half[k])) return false;
    }
    return true;
  }

  /// An upper bound on <g, p'> over the cap of angular radius r around p and the ball.
  double linear_most(const Vector& g, const Vector& p, double r, bool sticks_out) const {
    const double cosine = r < kPi ? std::cos(r) : -1.0, sine = r < kPi ? std::sin(r) : 0.0;
    const double g0 = dot(g.data(), p.data(), D_), e0 = p[0];
    double gg = 0, ge = 0, ee = 0;
    for (std::size_t k = 0; k < D_; ++k) {
      const double x = g[k] - g0 * p[k], y = (k == 0 ? 1.0 : 0.0) - e0 * p[k];
      gg += x * x;
      ge += x * y;
      ee += y * y;
    }
    const double rim = std::cos(std::min(kPi, f_.theta * (1 + kMargin) + kMargin));
    const auto at = [&](double lambda) {
      // The sum under the root may cancel: its own rounding is added there.
      const double under = gg + lambda * (2 * ge + lambda * ee);
      const double size = gg + lambda * (2 * std::abs(ge) + lambda * ee);
      const double across = std::sqrt(std::max(0.0, under) + 16 * 0x1p-53 * size);
      const double rounding = 32 * 0x1p-53 * (std::abs(g0) + across + lambda);
      return most_on_cap(g0 + lambda * e0, across, cosine, sine) - lambda * rim + rounding;
    };
    double best = at(0);
    if (!sticks_out) return best;
    // Convex in lambda: golden section; every value is a valid bound.
    const double length = std::sqrt(dot(g.data(), g.data(), D_));
    double low = 0, high = 4 * length / std::max(std::sin(std::min(f_.theta, kPi / 2)), 1e-12);
    const double golden = (std::sqrt(5.0) - 1) / 2;
    double a = high - golden * (high - low), b = low + golden * (high - low);
    double fa = at(a), fb = at(b);
    for (int i = 0; i < 40; ++i) {
      best = std::min({best, fa, fb});
      if (fa < fb) {
        high = b;
        b = a;
        fb = fa;
        a = high - golden * (high - low);
        fa = at(a);
      } else {
        low = a;
        a = b;
        fa = fb;
        b = low + golden * (high - low);
        fb = at(b);
      }
    }
    return best;
  }

  void split() {
    const Cell parent = queue_.top();
    queue_.pop();
    const double before = lower_;
    const auto longest = std::max_element(parent.half.begin(), parent.half.end());
    const auto axis = static_cast<std::size_t>(longest - parent.half.begin());
    for (const double side : {-1.0, 1.0}) {
      Cell child;
      child.centre = parent.centre;
      child.half = parent.half;
      child.half[axis] /= 2;
      child.centre[axis] += side * child.half[axis];
      // The nearest point of the box to the centre of the ball.
      double nearest = 0, square = 0;
      for (std::size_t k = 0; k + 1 < D_; ++k) {
        const double gap = std::max(0.0, std::abs(child.centre[k]) - child.half[k]);
        nearest += gap * gap;
        square += child.half[k] * child.half[k];
      }
      if (std::sqrt(nearest) > f_.theta * (1 + kMargin) + kMargin) continue;
      child.fixed = parent.fixed;
      child.open = parent.open;
      child.upper = parent.upper;
      bound(child, direction(child.centre), std::sqrt(square));
      if (child.upper > lower_) queue_.push(std::move(child));
    }
    if (lower_ > before && climbs_++ < 64) climb(Vector(best_));
  }

  static constexpr double kPi = std::numbers::pi;
  const Frame& f_;
  const BranchOptions& options_;
  std::size_t D_;
  double lower_ = -kInf, upper_ = kInf;
  Vector best_;
  std::uint64_t cells_ = 0;
  int climbs_ = 0;
  std::priority_queue<Cell, std::vector<Cell>, Lower> queue_;
};

Vector point_of(const Frame& f, const Vector& p) {
  const Eigen::VectorXd q =
      std::sqrt(0.75) *
      (f.basis * Eigen::Map<const Eigen::VectorXd>(p.data(), static_cast<Eigen::Index>(p.size())));
  Vector x(q.data(), q.data() + q.size());
  x.push_back(0.5);
  return x;
}

}  // namespace

Branched branch_extremes(const network::TwoLayerNet& net, std::span<const double> x, double rho,
                         const BranchOptions& options) {
  if (net.d() < 3) throw InputError("d", std::to_string(net.d()), "at least 3");
  if (!(rho >= 0)) throw InputError("rho", std::to_string(rho), "a number >= 0");
  if (x.size() != static_cast<std::size_t>(net.d()))
    throw InputError("x", std::to_string(x.size()) + " coordinates", std::to_string(net.d()));
  Vector on_x(x.begin(), x.end());
  put_on_x(on_x, 1e-9, "x");
  struct Half {
    Range range;
    Vector at;
    std::uint64_t cells = 0;
    bool reached = false;
  };
  std::array<Half, 2> halves;  // the maximum of f, and of -f
  numeric::parallel_for(2, options.threads, [&](std::size_t k) {
    const Frame frame = make_frame(net, on_x, rho, k == 0 ? 1.0 : -1.0);
    Search search(frame, options);
    search.run();
    const double error = frame.rounding();
    halves[k].range = {std::nextafter(search.lower() - error, -kInf),
                       std::nextafter(search.upper() + error, kInf)};
    halves[k].at = point_of(frame, search.best());
    halves[k].cells = search.cells();
    halves[k].reached = halves[k].range.width() <= options.gap + 4 * error;
  });
  Branched out;
  out.extremes = {halves[0].range,
                  {-halves[1].range.upper, -halves[1].range.lower},
                  std::move(halves[0].at),
                  std::move(halves[1].at)};
  out.cells = halves[0].cells + halves[1].cells;
  out.reached = halves[0].reached && halves[1].reached;
  return out;
}

}  // namespace proofgauge::adversary
