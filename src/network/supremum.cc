#include "network/supremum.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <new>

#include "claim/error.h"
#include "network/sup_block.h"
#include "numeric/parallel.h"
#include "stats/isa.h"

namespace proofgauge::network {
namespace {

/// The unit of parallel work, and of the order of summation.
constexpr std::uint64_t kSuperblock = std::uint64_t{1} << 14;
constexpr std::size_t kMostSuperblocksPerWave = 64;

const SupKernels& kernels(const SupOptions& options) {
  return PROOFGAUGE_KERNEL(stats::usable_isa(options.isa), kSupKernels);
}

/// Floats on a cache-line boundary, zero at first.
class AlignedFloats {
 public:
  explicit AlignedFloats(std::size_t n)
      : data_(static_cast<float*>(::operator new (n * sizeof(float), std::align_val_t{64}))) {
    std::fill_n(data_, n, 0.0F);
  }
  ~AlignedFloats() { ::operator delete (data_, std::align_val_t{64}); }
  AlignedFloats(const AlignedFloats&) = delete;
  AlignedFloats& operator=(const AlignedFloats&) = delete;
  [[nodiscard]] float* data() { return data_; }
  [[nodiscard]] const float* data() const { return data_; }

 private:
  float* data_;
};

/// Norms of d + 1 standard normals rarely exceed this: those that do are summed one by one
/// (sup_block.h).
float norm_cap(std::size_t d) { return std::sqrt(static_cast<float>(d)) + 3.0F; }

constexpr double kUnit = 0x1p-24;

/// Bounds on float errors; the formulas and their reasons stand at SupSums.
struct ErrorModel {
  /// No weight is larger (stats/normal_block.h), and no accepted point has x_d farther from 1/2
  /// than this.
  static constexpr double kLargestWeight = 6.764, kOffX = 1e-9;
  double gamma, slack, underflow, cap, t;

  ErrorModel(const InitialNetwork& net, double threshold)
      : cap(static_cast<double>(norm_cap(net.d()))), t(threshold) {
    const auto steps = static_cast<double>(net.d() + 2);
    gamma = steps * kUnit / (1 - steps * kUnit);
    slack = 1 + 2 * (static_cast<double>(kBlockNeurons) + steps) * kUnit;
    underflow = steps * 0x1p-149;  // per neuron, where a product is subnormal
  }
  /// Of one zeta whose weights have this norm, at any point of X: |beta| + sqrt(3/4) |alpha| <=
  /// sqrt(7/4) norm.
  [[nodiscard]] double one(double norm) const { return gamma * slack * std::sqrt(1.75) * norm; }
  [[nodiscard]] double guarded() const {
    return t * (1 + 8 * kUnit) + 2 * one(cap) + kLargestWeight * kOffX;
  }
};

void require_points(std::span<const double> points, std::size_t n, std::size_t d, double t) {
  constexpr double kMostT = 1e15;
  if (n == 0) throw InputError("points", "0 points", "at least one point of X");
  if (points.size() != n * d) {
    throw InputError("points", fmt::format("{} numbers", points.size()),
                     fmt::format("{} x {}", n, d));
  }
  if (!(t >= 0) || t > kMostT)
    throw InputError("T", fmt::format("{}", t), "a number from 0 to 1e15");
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k + 1 < d; ++k) squares += points[i * d + k] * points[i * d + k];
    const double off =
        std::hypot(std::sqrt(squares) - std::sqrt(0.75), points[i * d + d - 1] - 0.5);
    if (!(off <= ErrorModel::kOffX)) {
      throw InputError(fmt::format("points row {}", i),
                       fmt::format("a point at distance {} from X", off),
                       "a point of X = {|x| = 1, x_d = 1/2}, to 1e-9");
    }
  }
}

/// Points as the kernels want them: float, d - 1 coordinates, lanes innermost, padded with zeros.
struct Panels {
  std::size_t vectors, lanes;
  AlignedFloats x;

  Panels(std::span<const double> points, std::size_t n, std::size_t d, std::size_t lane_count)
      : vectors((n + lane_count - 1) / lane_count),
        lanes(lane_count),
        x(vectors * lanes * (d - 1)) {
    for (std::size_t i = 0; i < n; ++i) {
      float* const panel = x.data() + i / lanes * (d - 1) * lanes + i % lanes;
      for (std::size_t k = 0; k + 1 < d; ++k)
        panel[k * lanes] = static_cast<float>(points[i * d + k]);
    }
  }
  [[nodiscard]] std::size_t padded() const { return vectors * lanes; }
};

/// The neurons of one superblock, by sign.
struct SignLists {
  std::uint32_t high = 0;
  std::array<std::vector<std::uint32_t>, 2> low;  ///< [0]: eps = -1, [1]: eps = +1

  SignLists(const InitialNetwork& net, std::uint64_t first, std::size_t n)
      : high(static_cast<std::uint32_t>(first >> 32)) {
    std::array<std::size_t, 2> used{};
    for (auto& list : low) list.resize(n + 1);
    for (std::size_t i = 0; i < n; i += 128) {
      const auto words = net.signs().block((first + i) / 128, net.draw(), 0);
      for (std::size_t j = 0; j < 128 && i + j < n; ++j) {
        const std::size_t s = words[j / 32] >> (j % 32) & 1U;
        low[s][used[s]++] = static_cast<std::uint32_t>(first + i + j);
      }
    }
    for (std::size_t s = 0; s < 2; ++s) low[s].resize(used[s]);
  }
};

/// Neurons per block: alpha must stay in the first-level cache, about 24 KiB.
std::size_t block_neurons(std::size_t d) {
  constexpr std::size_t kFloats = 6144;
  return std::clamp(kFloats / d / kNeuronMultiple * kNeuronMultiple, kNeuronMultiple,
                    kBlockNeurons);
}

/// Calls body(sign index, block) for all blocks of neurons of one superblock, ready for the
/// kernels.
template <class Body>
void for_each_block(const InitialNetwork& net, std::uint64_t first, const SupKernels& kernel,
                    double* weight_sums, const Body& body) {
  const auto n = static_cast<std::size_t>(std::min(kSuperblock, net.m() - first));
  const SignLists lists(net, first, n);
  const std::size_t size = block_neurons(net.d());
  AlignedFloats buffer((net.d() + 1) * size);
  for (std::size_t s = 0; s < 2; ++s) {
    for (std::size_t i = 0; i < lists.low[s].size(); i += size) {
      const std::size_t here = std::min(size, lists.low[s].size() - i);
      net.gather(lists.high, {lists.low[s].data() + i, here}, buffer.data(), size);
      SupBlock block{};
      block.alpha = buffer.data();
      block.beta = buffer.data() + net.d() * size;
      block.stride = size;
      block.neurons = (here + kNeuronMultiple - 1) / kNeuronMultiple * kNeuronMultiple;
      block.steps = net.d() - 1;
      kernel.prepare(
          {buffer.data(), size, here, block.neurons, net.d(), norm_cap(net.d()), weight_sums});
      body(s, block);
    }
  }
}

/// Runs `superblock(first neuron, out)` for all superblocks on options.threads threads and adds the
/// `width` numbers of each to a total, in the order of the superblocks: the result does not depend
/// on the threads. A wave's results wait in memory, so a wave is short when they are long.
template <class Superblock>
std::vector<double> add_superblocks(std::uint64_t m, std::size_t width, const SupOptions& options,
                                    const Superblock& superblock) {
  constexpr std::size_t kWaveNumbers = std::size_t{1} << 22;  // 32 MiB
  const std::size_t least = static_cast<std::size_t>(std::max(options.threads, 1));
  const std::size_t wave = std::max(least, std::min(kMostSuperblocksPerWave, kWaveNumbers / width));
  const std::uint64_t count = (m + kSuperblock - 1) / kSuperblock;
  std::vector<double> total(width);
  std::vector<double> part;
  for (std::uint64_t at = 0; at < count; at += wave) {
    if (options.stop.stop_requested()) throw LimitError("stopped while streaming neurons");
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(wave, count - at));
    part.assign(here * width, 0.0);
    numeric::parallel_for(here, options.threads, [&](std::size_t i) {
      superblock((at + i) * kSuperblock, part.data() + i * width);
    });
    for (std::size_t i = 0; i < here; ++i) {
      for (std::size_t j = 0; j < width; ++j) total[j] += part[i * width + j];
    }
    if (options.progress) options.progress(std::min(m, (at + here) * kSuperblock), m);
  }
  return total;
}

/// Entry `i` of everything in SupSums, from the totals of sup_sums.
void append_point(const ErrorModel& model, double m, std::span<const double> total, std::size_t n,
                  std::size_t i, std::span<const double> x, bool moments, SupSums* sums) {
  const std::size_t d = x.size();
  const auto weight_sums = total.subspan(6 * n);
  sums->relu_signed.push_back(total[n + i] - total[i]);
  sums->relu_total.push_back(total[n + i] + total[i]);
  sums->h_minus.push_back(total[2 * n + i]);
  sums->h_plus.push_back(total[3 * n + i]);
  double bound = weight_sums[d - 1];
  for (std::size_t k = 0; k + 1 < d; ++k) bound += weight_sums[k] * std::abs(x[k]);
  // Per neuron: underflow, and x_d taken as 1/2.
  const double each = model.underflow + ErrorModel::kLargestWeight * std::abs(x[d - 1] - 0.5);
  const double all = model.gamma * model.slack * bound + m * each;
  sums->zeta_error.push_back(all);
  double near = all, count = m;
  if (moments) {
    sums->h_squared.push_back(total[4 * n + i]);
    count = total[5 * n + i];
    near = std::min(
        all, model.one(count * model.cap + weight_sums[d]) + (count + weight_sums[d]) * each);
  }
  sums->active.push_back(count);
  sums->zeta_error_active.push_back(near);
}

}  // namespace

SupSums sup_sums(const InitialNetwork& net, std::span<const double> points, std::size_t n_points,
                 double t, const SupOptions& options) {
  const std::size_t d = net.d();
  require_points(points, n_points, d, t);
  const SupKernels& kernel = kernels(options);
  const Panels panels(points, n_points, d, kernel.lanes);
  const std::size_t n = panels.padded();
  const ErrorModel model(net, t);
  // relu of eps = -1 and of eps = +1, h of both, h^2 and active of both together, then the sums
  // about the weights
  const std::size_t width = 6 * n + d + 1;
  const std::vector<double> total =
      add_superblocks(net.m(), width, options, [&](std::uint64_t first, double* out) {
        for_each_block(net, first, kernel, out + 6 * n, [&](std::size_t s, SupBlock& block) {
          block.points = panels.x.data();
          block.vectors = panels.vectors;
          block.t = static_cast<float>(t);
          block.t_guarded = static_cast<float>(model.guarded());
          block.moments = options.moments;
          block.relu = out + s * n;
          block.h = out + (2 + s) * n;
          block.h_squared = out + 4 * n;
          block.active = out + 5 * n;
          kernel.sums(block);
        });
      });
  SupSums sums;
  sums.t = t;
  for (std::size_t i = 0; i < n_points; ++i) {
    append_point(model, static_cast<double>(net.m()), total, n, i, points.subspan(i * d, d),
                 options.moments, &sums);
  }
  return sums;
}

SupValues sup_values(const SupSums& sums, std::uint64_t m) {
  const auto width = static_cast<double>(m);
  const double scale = 1 / (std::cbrt(width) * std::sqrt(width));
  // Float additions within a block, double ones between blocks and superblocks; 1.01 for the terms
  // of second order.
  const double relative =
      1.01 * (static_cast<double>(kFloatAdditions) * kUnit + (width / 8192 + 256) * 0x1p-53);
  SupValues v;
  for (std::size_t i = 0; i < sums.relu_signed.size(); ++i) {
    const double h = sums.h_plus[i] + sums.h_minus[i];
    v.f0.push_back(scale * sums.relu_signed[i]);
    v.sup_f_minus_g.push_back(scale * (sums.relu_signed[i] + sums.h_plus[i]));
    v.sup_g_minus_f.push_back(scale * (sums.h_minus[i] - sums.relu_signed[i]));
    v.main.push_back(scale * h / 2);
    const double relu_error = relative * sums.relu_total[i];
    const double h_error = relative * h + 2 * kUnit * sums.t * sums.active[i];
    v.rounding_f0.push_back(scale * (sums.zeta_error[i] + relu_error));
    v.rounding_sup.push_back(scale * (sums.zeta_error[i] + relu_error + h_error));
    v.rounding_main.push_back(scale * (sums.zeta_error_active[i] + h_error) / 2);
  }
  return v;
}

SupGradient sup_gradient(const InitialNetwork& net, std::span<const double> points,
                         std::size_t n_points, double t, std::span<const Side> side,
                         const SupOptions& options) {
  const std::size_t d = net.d();
  require_points(points, n_points, d, t);
  if (side.size() != n_points) {
    throw InputError("side", fmt::format("{} sides", side.size()),
                     fmt::format("{}, one per point", n_points));
  }
  const SupKernels& kernel = kernels(options);
  const Panels panels(points, n_points, d, kernel.lanes);
  const std::size_t n = panels.padded();
  // Lanes whose h sums over eps = -1, and over eps = +1.
  std::array<std::vector<float>, 2> active{std::vector<float>(n, 0.0F),
                                           std::vector<float>(n, 0.0F)};
  for (std::size_t i = 0; i < n_points; ++i) active[side[i] == Side::f_minus_g ? 1 : 0][i] = 1.0F;
  const std::size_t width = n + n * d + d + 1;
  const std::vector<double> total =
      add_superblocks(net.m(), width, options, [&](std::uint64_t first, double* out) {
        AlignedFloats slopes(kSlopeScratch);
        for_each_block(net, first, kernel, out + n + n * d, [&](std::size_t s, SupBlock& block) {
          block.points = panels.x.data();
          block.vectors = panels.vectors;
          block.t = static_cast<float>(t);
          kernel.gradient({block, d, active[s].data(), slopes.data(), out, out + n});
        });
      });
  SupGradient result;
  for (std::size_t i = 0; i < n_points; ++i) {
    result.value.push_back(total[i]);
    for (std::size_t k = 0; k < d; ++k) result.gradient.push_back(total[n + k * n + i]);
  }
  return result;
}

}  // namespace proofgauge::network
