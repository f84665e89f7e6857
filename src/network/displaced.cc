#include "network/displaced.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "claim/error.h"
#include "network/displaced_block.h"
#include "numeric/parallel.h"

namespace proofgauge::network {
namespace {

/// The unit of parallel work, and of the order of summation.
constexpr std::uint64_t kUnit = std::uint64_t{1} << 14;
constexpr std::size_t kMostUnitsPerWave = 64;
constexpr std::size_t kWaveNumbers = std::size_t{1} << 22;  ///< 32 MiB of results in flight
constexpr double kRound = 0x1p-24;

const DisplacedKernels& kernels(const SupOptions& options) {
  return PROOFGAUGE_KERNEL(stats::usable_isa(options.isa), kDisplacedKernels);
}

void require_on_x(const char* what, std::span<const double> points, std::size_t n, std::size_t d) {
  if (n == 0) throw InputError(what, "0 points", "at least one point of X");
  if (points.size() != n * d)
    throw InputError(what, fmt::format("{} numbers", points.size()), fmt::format("{} x {}", n, d));
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k + 1 < d; ++k) squares += points[i * d + k] * points[i * d + k];
    const double off = std::abs(std::sqrt(squares) - std::sqrt(0.75));
    if (!(off <= 1e-9) || points[i * d + d - 1] != 0.5)
      throw InputError(
          fmt::format("{} row {}", what, i),
          fmt::format("norm {} before x_d = {}", std::sqrt(squares), points[i * d + d - 1]),
          "a point of X: norm sqrt(3)/2 to 1e-9, then 1/2");
  }
}

void require(const InitialNetwork& net, const Displacement& w, std::span<const double> points,
             std::size_t n_points) {
  if (w.d != net.d()) throw InputError("d", std::to_string(w.d), std::to_string(net.d()));
  require_on_x("x_i", w.x, w.n, w.d);
  require_on_x("points", points, n_points, net.d());
  if (w.y.size() != w.n)
    throw InputError("y", std::to_string(w.y.size()) + " targets", std::to_string(w.n));
  for (const double y : w.y)
    if (!(std::abs(y) <= 1)) throw InputError("y", fmt::format("{}", y), "targets in [-1, 1]");
  if (!(w.sup_h >= 0) || !std::isfinite(w.sup_h))
    throw InputError("sup h", fmt::format("{}", w.sup_h), "a finite number >= 0");
}

/// Points as the kernels want them: float, d - 1 coordinates, lanes innermost, padded with zeros.
struct Panels {
  std::size_t vectors, padded;
  std::vector<float> x;

  Panels(std::span<const double> points, std::size_t n, std::size_t d, std::size_t lanes)
      : vectors((n + lanes - 1) / lanes), padded(vectors * lanes), x(padded * (d - 1)) {
    for (std::size_t i = 0; i < n; ++i) {
      float* const panel = x.data() + i / lanes * (d - 1) * lanes + i % lanes;
      for (std::size_t k = 0; k + 1 < d; ++k)
        panel[k * lanes] = static_cast<float>(points[i * d + k]);
    }
  }
};

/// Keeps a block in the first-level cache.
std::size_t block_neurons(std::size_t d) {
  constexpr std::size_t kFloats = 32 * 1024 / sizeof(float);
  return std::clamp(kFloats / (d + 6) / kDisplacedMultiple * kDisplacedMultiple, kDisplacedMultiple,
                    kDisplacedNeurons);
}

/// Sums about the neurons themselves, for the error bounds.
struct WeightSums {
  double size = 0;    ///< sum |H_r|
  double guard = 0;   ///< sum of the guards
  double shift = 0;   ///< sum |shift_r|
  double most = 0;    ///< max |H_r|
  bool sound = true;  ///< every |h| <= sup_h, none a NaN
};

/// The neurons of one block with everything that the kernels need of them.
class Block {
 public:
  Block(const InitialNetwork& net, const Displacement& w, const DisplacedKernels& kernel)
      : net_(net), w_(w), kernel_(kernel), size_(block_neurons(net.d())) {
    floats_.resize((net.d() + 1 + 6) * size_);
    projections_.resize(w.n * size_);
    beta_.resize(size_);
    values_.resize(size_);
    height_.resize(size_);
    row_ = floats_.data() + (net.d() + 1) * size_;
    const auto k = static_cast<double>(net.d() + 2);
    relative_guard_ = 1.01 * k * kRound / (1 - k * kRound) * std::sqrt(1.75);
    scale_ = 1 / std::sqrt(std::cbrt(static_cast<double>(net.m())));
  }

  [[nodiscard]] std::size_t most() const { return size_; }

  /// Neurons first .. first + here - 1, here <= most().
  DisplacedBlock load(std::uint64_t first, std::size_t here, WeightSums* sums) {
    const std::size_t d = net_.d();
    float* const alpha = floats_.data();
    float* const beta = alpha + d * size_;
    std::fill(floats_.begin(), floats_.end(), 0.0F);
    net_.fill(first, here, alpha, size_, sign());
    for (std::size_t r = 0; r < here; ++r) beta_[r] = static_cast<double>(beta[r]);
    heights(alpha, here, sums);
    for (std::size_t r = 0; r < here; ++r) beta[r] += 0.5F * beta[r - size_];
    guards(alpha, beta, here, sums);
    const std::size_t all =
        (here + kDisplacedMultiple - 1) / kDisplacedMultiple * kDisplacedMultiple;
    for (std::size_t r = here; r < all; ++r) guard()[r] = -1.0F;
    DisplacedBlock b{};
    b.alpha = alpha;
    b.beta = beta;
    b.height = height();
    b.size = magnitude();
    b.sign = sign();
    b.shift = shift();
    b.guard = guard();
    b.stride = size_;
    b.neurons = all;
    b.steps = d - 1;
    return b;
  }

  /// Replaces heights by their squares.
  void square() {
    for (std::size_t r = 0; r < size_; ++r) height()[r] = magnitude()[r] *= magnitude()[r];
  }

 private:
  float* height() { return row_; }
  float* magnitude() { return row_ + size_; }
  float* sign() { return row_ + 2 * size_; }
  float* shift() { return row_ + 3 * size_; }
  float* guard() { return row_ + 4 * size_; }
  float* squares() { return row_ + 5 * size_; }

  /// H_r, its size and eps_r m^(-1/6) H_r.
  void heights(const float* alpha, std::size_t here, WeightSums* sums) {
    kernel_.project({alpha, size_, here, w_.d, w_.n, w_.x.data(), projections_.data()});
    std::fill(height_.begin(), height_.end(), 0.0);
    for (std::size_t i = 0; i < w_.n; ++i) {
      w_.h(here, projections_.data() + i * here, beta_.data(), values_.data());
      for (std::size_t r = 0; r < here; ++r) {
        sums->sound = sums->sound && std::abs(values_[r]) <= w_.sup_h;
        height_[r] += w_.y[i] * values_[r];
      }
    }
    for (std::size_t r = 0; r < here; ++r) {
      height()[r] = static_cast<float>(height_[r]);
      magnitude()[r] = std::abs(height()[r]);
      shift()[r] = sign()[r] * static_cast<float>(scale_ * height_[r]);
      sums->size += std::abs(height_[r]);
      sums->shift += scale_ * std::abs(height_[r]);
      sums->most = std::max(sums->most, std::abs(height_[r]));
    }
  }

  void guards(const float* alpha, const float* beta, std::size_t here, WeightSums* sums) {
    for (std::size_t r = 0; r < here; ++r) squares()[r] = beta[r] * beta[r];
    for (std::size_t k = 0; k + 1 < net_.d(); ++k) {
      const float* const a = alpha + k * size_;
      for (std::size_t r = 0; r < here; ++r) squares()[r] += a[r] * a[r];
    }
    for (std::size_t r = 0; r < here; ++r) {
      guard()[r] = static_cast<float>(relative_guard_) * std::sqrt(squares()[r]);
      sums->guard += static_cast<double>(guard()[r]);
    }
  }

  const InitialNetwork& net_;
  const Displacement& w_;
  const DisplacedKernels& kernel_;
  std::size_t size_;
  std::vector<float> floats_;
  std::vector<double> projections_, beta_, values_, height_;
  float* row_;
  double relative_guard_, scale_;
};

/// What one unit of neurons adds: step, unsure, relu and, with moments, squares and their unsure
/// part, per point.
struct Part {
  std::vector<double> lanes;
  WeightSums weights;
};

void run_unit(const InitialNetwork& net, const Displacement& w, const DisplacedKernels& kernel,
              const Panels& panels, std::uint64_t first, bool moments, Part* part) {
  const std::uint64_t end = std::min(net.m(), first + kUnit);
  const std::size_t n = panels.padded;
  Block block(net, w, kernel);
  for (std::uint64_t r = first; r < end;) {
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(block.most(), end - r));
    DisplacedBlock b = block.load(r, here, &part->weights);
    b.points = panels.x.data();
    b.vectors = panels.vectors;
    double* const out = part->lanes.data();
    b.step = out;
    b.unsure = out + n;
    b.relu = out + 2 * n;
    kernel.sums(b);
    if (moments) {
      block.square();
      b.step = out + 3 * n;
      b.unsure = out + 4 * n;
      b.relu = nullptr;
      kernel.sums(b);
    }
    r += here;
  }
}

void add(const Part& part, Part* total) {
  for (std::size_t i = 0; i < total->lanes.size(); ++i) total->lanes[i] += part.lanes[i];
  total->weights.size += part.weights.size;
  total->weights.guard += part.weights.guard;
  total->weights.shift += part.weights.shift;
  total->weights.most = std::max(total->weights.most, part.weights.most);
  total->weights.sound = total->weights.sound && part.weights.sound;
}

/// All units, in waves, combined in their order: the result does not depend on the threads.
Part run_all(const InitialNetwork& net, const Displacement& w, const Panels& panels,
             const SupOptions& options) {
  const DisplacedKernels& kernel = kernels(options);
  const std::size_t width = panels.padded * (options.moments ? 5 : 3);
  const std::size_t least = static_cast<std::size_t>(std::max(options.threads, 1));
  const std::size_t wave = std::max(least, std::min(kMostUnitsPerWave, kWaveNumbers / width));
  const std::uint64_t count = (net.m() + kUnit - 1) / kUnit;
  Part total{std::vector<double>(width), {}};
  for (std::uint64_t at = 0; at < count; at += wave) {
    if (options.stop.stop_requested()) throw LimitError("stopped while streaming neurons");
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(wave, count - at));
    std::vector<Part> parts(here, Part{std::vector<double>(width), {}});
    numeric::parallel_for(here, options.threads, [&](std::size_t i) {
      run_unit(net, w, kernel, panels, (at + i) * kUnit, options.moments, &parts[i]);
    });
    for (const Part& part : parts) add(part, &total);
    if (options.progress) options.progress(std::min(net.m(), (at + here) * kUnit), net.m());
  }
  return total;
}

}  // namespace

DisplacedValues displaced_values(const InitialNetwork& net, const Displacement& w,
                                 std::span<const double> points, std::size_t n_points,
                                 const SupOptions& options) {
  require(net, w, points, n_points);
  const Panels panels(points, n_points, net.d(), kernels(options).lanes);
  const Part total = run_all(net, w, panels, options);
  if (!total.weights.sound) throw std::logic_error("h exceeds its stated supremum");

  const auto m = static_cast<double>(net.m());
  const std::size_t n = panels.padded;
  const double outer = 1 / (std::cbrt(m) * std::sqrt(m));  // m^(-5/6)
  // Float additions of a block and the rounding of its terms, double additions between blocks; 1.01
  // for terms of second order.
  const double relative =
      1.01 * ((static_cast<double>(kDisplacedAdditions) + 2) * kRound + (m / 8192 + 256) * 0x1p-53);
  // |zeta| is at most its guard over the relative error of that guard, and so is a term of f.
  const auto k = static_cast<double>(net.d() + 2);
  const double zeta_sum = total.weights.guard / (k * kRound);
  const double f_error =
      total.weights.guard * (1 + 1e-3) + relative * (zeta_sum + 2 * total.weights.shift);
  DisplacedValues v;
  v.radius_used = 2 * total.weights.most;
  for (std::size_t i = 0; i < n_points; ++i) {
    v.g.push_back(total.lanes[i] / m);
    v.rounding_g.push_back((total.lanes[n + i] * (1 + 1e-3) + relative * total.weights.size) / m);
    v.f.push_back(outer * total.lanes[2 * n + i]);
    v.rounding_f.push_back(outer * f_error);
    if (options.moments)
      v.square_upper.push_back((total.lanes[3 * n + i] + total.lanes[4 * n + i]) / m * (1 + 1e-3));
  }
  return v;
}

}  // namespace proofgauge::network
