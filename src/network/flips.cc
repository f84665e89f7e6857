#include "network/flips.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "claim/error.h"
#include "network/double_block.h"
#include "network/near.h"
#include "numeric/interval.h"
#include "numeric/parallel.h"
#include "stats/isa.h"
#include "stats/normal_block.h"

namespace proofgauge::network {
namespace {

using numeric::Rational;

constexpr double kUnit = 0x1p-53;
constexpr std::uint64_t kBlock = 512;                          ///< neurons held at once
constexpr std::uint64_t kSuperblock = std::uint64_t{1} << 14;  ///< the order of summation
constexpr std::size_t kWave = 64;                              ///< superblocks in flight

void require_on_x(std::span<const double> points, std::size_t n, std::size_t d) {
  if (n == 0 || points.size() != n * d)
    throw InputError("points", std::to_string(points.size()) + " numbers",
                     "at least one point, " + std::to_string(d) + " numbers each");
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k + 1 < d; ++k) squares += points[i * d + k] * points[i * d + k];
    if (!(std::abs(std::sqrt(squares) - std::sqrt(0.75)) <= 1e-9 &&
          std::abs(points[i * d + d - 1] - 0.5) <= 1e-9))
      throw InputError("points row " + std::to_string(i), "a point off X",
                       "|x| = 1 and x_d = 1/2, to 1e-9");
  }
}

/// T = R m^(-1/6) as a double and between two doubles.
struct Threshold {
  Rational r6;
  Rational m;
  double low, high, near;

  Threshold(const Rational& R, std::uint64_t width) : m(width) {
    if (!(R > 0)) throw InputError("R", numeric::canonical_text(R), "a radius above 0");
    const Rational r3 = R * R * R;
    r6 = r3 * r3;
    const numeric::Interval t = numeric::interval(R) * numeric::power(numeric::interval(m), -1, 6);
    low = numeric::lower(t);
    high = numeric::upper(t);
    near = low + (high - low) / 2;
  }
  /// |zeta| <= T for zeta = beta + sum alpha_k x_k, in rationals.
  /// Rare and large: kept out of the loops.
  [[nodiscard, gnu::noinline]] bool holds(const float* column, std::size_t stride, const double* x,
                                          std::size_t d) const {
    Rational zeta(static_cast<double>(column[d * stride]));
    for (std::size_t k = 0; k < d; ++k)
      zeta += Rational(static_cast<double>(column[k * stride])) * Rational(x[k]);
    const Rational z3 = zeta * zeta * zeta;
    return z3 * z3 * m <= r6;
  }
};

double zeta_error(const double* x, std::size_t d) {
  double reach = 1;
  for (std::size_t k = 0; k < d; ++k) reach += std::abs(x[k]);
  return static_cast<double>(d + 3) * kUnit * 7 * reach;
}

/// Calls body(first neuron, end, out) for each superblock and adds the `width` doubles of each in
/// the order of the superblocks. Counts up to 2^53 are exact in a double.
template <class Body>
std::vector<double> add_up(std::uint64_t m, std::size_t width, const FlipOptions& options,
                           const Body& body) {
  std::vector<double> total(width), part;
  const std::uint64_t count = (m + kSuperblock - 1) / kSuperblock;
  for (std::uint64_t at = 0; at < count; at += kWave) {
    if (options.stop.stop_requested()) throw LimitError("stopped while streaming neurons");
    const auto here = static_cast<std::size_t>(std::min<std::uint64_t>(kWave, count - at));
    part.assign(here * width, 0.0);
    numeric::parallel_for(here, options.threads, [&](std::size_t i) {
      const std::uint64_t first = (at + i) * kSuperblock;
      body(first, std::min(m, first + kSuperblock), part.data() + i * width);
    });
    for (std::size_t i = 0; i < here; ++i)
      for (std::size_t j = 0; j < width; ++j) total[j] += part[i * width + j];
  }
  return total;
}

/// d coordinates as the kernel takes them: zeros follow.
std::size_t padded(std::size_t d) {
  return (d + kDoubleMultiple - 1) / kDoubleMultiple * kDoubleMultiple;
}

/// The neurons of one block, and one of them in double precision.
struct Block {
  static constexpr std::size_t kStride = kBlock + 16;  ///< rows do not fall on the same cache sets
  std::size_t d;
  std::vector<float> alpha_beta, sign;
  std::vector<double> alpha;
  double beta = 0;

  explicit Block(std::size_t dimension)
      : d(dimension), alpha_beta((d + 1) * kStride), sign(kBlock), alpha(padded(d)) {}

  void fill(const InitialNetwork& net, std::uint64_t first, std::size_t n) {
    net.fill(first, n, alpha_beta.data(), kStride, sign.data());
  }
  void widen(std::size_t r) {
    for (std::size_t k = 0; k < d; ++k) alpha[k] = static_cast<double>(alpha_beta[k * kStride + r]);
    beta = static_cast<double>(alpha_beta[d * kStride + r]);
  }
};

/// Products in double precision of one neuron with the points that a scan lists for it.
class Products {
 public:
  Products(std::span<const double> points, std::size_t n, std::size_t d)
      : kernel_(&PROOFGAUGE_KERNEL(stats::best_isa(), kDoubleKernel)),
        length_(padded(d)),
        rows_(n * length_),
        list_(n + kDoubleRound) {
    for (std::size_t p = 0; p < n; ++p)
      std::copy_n(points.data() + p * d, d, rows_.data() + p * length_);
  }
  /// A number per point, and room for the last round.
  [[nodiscard]] std::vector<double> room() const { return std::vector<double>(list_.size()); }

  /// The points of the next products.
  void at(std::span<const std::uint32_t> list) {
    size_ = (list.size() + kDoubleRound - 1) / kDoubleRound * kDoubleRound;
    std::copy(list.begin(), list.end(), list_.begin());
    std::fill(list_.data() + list.size(), list_.data() + size_, list.back());
  }
  /// How many numbers each product writes: whole rounds.
  [[nodiscard]] std::size_t size() const { return size_; }
  /// out[i] = start + sum_k neuron[k] x_k at point i of the list.
  void dot(const std::vector<double>& neuron, double start, std::vector<double>& out) const {
    kernel_->dot(neuron.data(), start, rows_.data(), length_, list_.data(), size_, out.data());
  }
  /// The same after the neuron has moved by -step[i] x.
  void moved(const std::vector<double>& neuron, double start, const std::vector<double>& step,
             std::vector<double>& out) const {
    kernel_->moved(neuron.data(), start, step.data(), rows_.data(), length_, list_.data(), size_,
                   out.data());
  }

 private:
  const DoubleKernel* kernel_;
  std::size_t length_, size_ = 0;
  std::vector<double> rows_;
  std::vector<std::uint32_t> list_;
};

/// At the listed points p whose |zeta| is at most T: count[p] += 1, sum[p] += near + |zeta|.
/// holds(p) decides between sure[p] and most[p].
template <class Holds>
void add_within(std::span<const std::uint32_t> list, const double* zeta, const double* sure,
                const double* most, double near, double* count, double* sum, const Holds& holds) {
  for (const std::uint32_t p : list) {
    const double size = std::abs(*zeta++);
    if (size > most[p] || (size > sure[p] && !holds(p))) continue;
    count[p] += 1;
    sum[p] += near + size;
  }
}

/// Calls body(first neuron, n) for the blocks of first .. end - 1.
template <class Body>
void for_each_block(std::uint64_t first, std::uint64_t end, const Body& body) {
  for (std::uint64_t r = first; r < end; r += kBlock)
    body(r, static_cast<std::size_t>(std::min(kBlock, end - r)));
}

}  // namespace

FlipSums flip_sums(const InitialNetwork& net, std::span<const double> points, std::size_t n_points,
                   const Rational& R, const FlipOptions& options) {
  const std::size_t d = net.d();
  require_on_x(points, n_points, d);
  const Threshold t(R, net.m());
  std::vector<double> error(n_points), sure(n_points), most(n_points);
  for (std::size_t p = 0; p < n_points; ++p) {
    error[p] = zeta_error(points.data() + p * d, d);
    sure[p] = t.low - error[p];
    most[p] = t.high + error[p];
  }
  // The coupling sums need every size, the counts only those near T.
  const NearScan scan_of(points, n_points, d,
                         options.coupling ? std::vector<double>(n_points, -1.0) : sure, most);
  const Products products_of(points, n_points, d);
  const auto superblock = [&](std::uint64_t first, std::uint64_t end, double* out) {
    Block block(d);
    Products products = products_of;
    NearScan scan = scan_of;
    std::vector<double> zeta = products.room();
    std::vector<double> here(3 * n_points);
    double *const count = here.data(), *const plus = count + n_points,
                  *const minus = plus + n_points;
    for_each_block(first, end, [&](std::uint64_t at, std::size_t n) {
      block.fill(net, at, n);
      std::fill(here.begin(), here.end(), 0.0);
      scan(block.alpha_beta.data(), Block::kStride, n, count,
           [&](std::size_t r, std::span<const std::uint32_t> list) {
             block.widen(r);
             products.at(list);
             products.dot(block.alpha, block.beta, zeta);
             add_within(list, zeta.data(), sure.data(), most.data(), t.near, count,
                        block.sign[r] > 0 ? plus : minus, [&](std::size_t p) {
                          return t.holds(block.alpha_beta.data() + r, Block::kStride,
                                         points.data() + p * d, d);
                        });
           });
      for (std::size_t j = 0; j < here.size(); ++j) out[j] += here[j];
    });
  };
  const std::vector<double> total = add_up(net.m(), 3 * n_points, options, superblock);
  FlipSums sums;
  for (std::size_t p = 0; p < n_points; ++p) {
    const double count = total[p], larger = std::max(total[n_points + p], total[2 * n_points + p]);
    sums.within.push_back(static_cast<std::uint64_t>(count));
    if (!options.coupling) continue;
    sums.plus.push_back(total[n_points + p]);
    sums.minus.push_back(total[2 * n_points + p]);
    sums.error.push_back(count * (error[p] + 8 * kUnit * t.high) +
                         static_cast<double>(net.m()) * kUnit * larger);
  }
  return sums;
}

GradientGaps gradient_gaps(const InitialNetwork& net, std::span<const double> points,
                           std::size_t n_points, double R, const stats::Stream& directions,
                           const FlipOptions& options) {
  const std::size_t d = net.d();
  require_on_x(points, n_points, d);
  const double t = standardised_radius(R, net.m());
  // Beyond zeta_error, on terms that add up to at most t: d / 8 + 5 roundings of the product, d / 2
  // + 5 of length and scale, 4 of t at the random W; fewer at the worst.
  std::vector<double> error(n_points), most(n_points);
  for (std::size_t p = 0; p < n_points; ++p) {
    error[p] = 2 * zeta_error(points.data() + p * d, d) + static_cast<double>(d + 16) * kUnit * t;
    // No W moves z by more than t |x|. Neurons a little farther out are tried too: that none of
    // them flips is for the evaluation at W to say.
    most[p] = 1.25 * t + 4 * error[p];
  }
  const NearScan scan_of(points, n_points, d, std::vector<double>(n_points, -1.0), most);
  const Products products_of(points, n_points, d);
  const auto superblock = [&](std::uint64_t first, std::uint64_t end, double* out) {
    Block block(d);
    NearScan scan = scan_of;
    Products products = products_of;
    std::vector<float> raw(d * Block::kStride);
    std::vector<double> none(n_points), direction(padded(d)), z = products.room(), at_worst = z,
                                                              at_random = z, step = z;
    for_each_block(first, end, [&](std::uint64_t at, std::size_t n) {
      block.fill(net, at, n);
      stats::normal_block(directions, net.draw(), at, n, d, raw.data(), Block::kStride);
      const auto judge = [&](std::size_t r, std::span<const std::uint32_t> list) {
        block.widen(r);
        double squares = 0;
        for (std::size_t k = 0; k < d; ++k) {
          direction[k] = static_cast<double>(raw[k * Block::kStride + r]);
          squares += direction[k] * direction[k];
        }
        const double scale = squares > 0 ? t / std::sqrt(squares) : 0.0;
        products.at(list);
        products.dot(block.alpha, block.beta, z);
        products.dot(direction, 0.0, at_random);
        for (std::size_t i = 0; i < products.size(); ++i) step[i] = z[i] >= 0 ? t : -t;
        products.moved(block.alpha, block.beta, step, at_worst);
        for (std::size_t i = 0; i < list.size(); ++i) {
          const std::size_t p = list[i];
          const double random = z[i] + scale * at_random[i];
          const bool unsure = std::abs(z[i]) <= error[p] || std::abs(at_worst[i]) <= error[p] ||
                              std::abs(random) <= error[p];
          out[2 * n_points + p] += unsure ? 1 : 0;
          if (unsure) continue;
          out[p] += (z[i] >= 0) != (at_worst[i] >= 0) ? 1 : 0;
          out[n_points + p] += (z[i] >= 0) != (random >= 0) ? 1 : 0;
        }
      };
      scan(block.alpha_beta.data(), Block::kStride, n, none.data(), judge);
    });
  };
  const std::vector<double> total = add_up(net.m(), 3 * n_points, options, superblock);
  GradientGaps gaps;
  for (std::size_t p = 0; p < n_points; ++p) {
    double norm = 0;
    for (std::size_t k = 0; k < d; ++k) norm += points[p * d + k] * points[p * d + k];
    const double column = net.kappa() * std::sqrt(norm);
    gaps.worst_flips.push_back(static_cast<std::uint64_t>(total[p]));
    gaps.random_flips.push_back(static_cast<std::uint64_t>(total[n_points + p]));
    gaps.unsure.push_back(static_cast<std::uint64_t>(total[2 * n_points + p]));
    gaps.worst.push_back(column * total[p]);
    gaps.random.push_back(column * total[n_points + p]);
  }
  return gaps;
}

std::uint64_t flipped_signs(const TwoLayerNet& net, const Eigen::Ref<const Eigen::VectorXd>& x) {
  if (x.size() != net.d())
    throw InputError("x", std::to_string(x.size()) + " coordinates", std::to_string(net.d()));
  const Eigen::ArrayXd z = (net.w0().transpose() * x + net.b()).array();
  const Eigen::ArrayXd u = (net.w().transpose() * x + net.b()).array();
  return static_cast<std::uint64_t>(((z >= 0) != (u >= 0)).count());
}

std::vector<double> uniform_points(std::size_t n, std::size_t d, stats::Sequence& random) {
  std::vector<double> x(n * d, 0.5);
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k + 1 < d; ++k) {
      x[i * d + k] = random.normal();
      squares += x[i * d + k] * x[i * d + k];
    }
    for (std::size_t k = 0; k + 1 < d; ++k) x[i * d + k] *= std::sqrt(0.75 / squares);
  }
  return x;
}

namespace {

/// x turned by `angle` towards a random tangent, put back on X.
std::vector<double> turned(std::span<const double> x, double angle, stats::Sequence& random) {
  const std::size_t free = x.size() - 1;
  std::vector<double> v(free), y(x.begin(), x.end());
  double along = 0, length = 0, squares = 0;
  for (std::size_t k = 0; k < free; ++k) {
    v[k] = random.normal();
    along += v[k] * x[k];
  }
  for (std::size_t k = 0; k < free; ++k) {
    v[k] -= along / 0.75 * x[k];
    length += v[k] * v[k];
  }
  if (!(length > 0)) return y;
  const double step = std::sin(angle) * std::sqrt(0.75 / length);
  for (std::size_t k = 0; k < free; ++k) {
    y[k] = std::cos(angle) * x[k] + step * v[k];
    squares += y[k] * y[k];
  }
  for (std::size_t k = 0; k < free; ++k) y[k] *= std::sqrt(0.75 / squares);
  return y;
}

std::vector<double> objective(const InitialNetwork& net, std::span<const double> points,
                              std::size_t n, const Rational& R, FlipObjective what,
                              FlipOptions options) {
  options.coupling = what == FlipObjective::coupling;
  const FlipSums sums = flip_sums(net, points, n, R, options);
  std::vector<double> value(n);
  const double scale = net.kappa() / std::sqrt(static_cast<double>(net.m()));
  for (std::size_t i = 0; i < n; ++i)
    value[i] =
        what == FlipObjective::count
            ? static_cast<double>(sums.within[i])
            : scale * (1 - 8 * kUnit) * (std::max(sums.plus[i], sums.minus[i]) - sums.error[i]);
  return value;
}

}  // namespace

FlipSearch search_flips(const InitialNetwork& net, std::span<const double> starts,
                        std::size_t n_starts, const Rational& R, FlipObjective what,
                        unsigned rounds, stats::Sequence& random, const FlipOptions& options) {
  constexpr std::size_t kTrials = 8;
  const std::size_t d = net.d(), kept = std::max<std::size_t>(1, n_starts / 4);
  std::vector<double> value = objective(net, starts, n_starts, R, what, options);
  std::vector<std::size_t> order(n_starts);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return value[a] > value[b]; });
  std::vector<std::vector<double>> at;
  std::vector<double> best, angle(kept, 0.5);
  for (std::size_t i = 0; i < kept; ++i) {
    const auto row = starts.subspan(order[i] * d, d);
    at.emplace_back(row.begin(), row.end());
    best.push_back(value[order[i]]);
  }
  FlipSearch found;
  found.evaluations = n_starts;
  for (unsigned round = 0; round < rounds; ++round) {
    std::vector<double> trials;
    for (std::size_t i = 0; i < kept; ++i)
      for (std::size_t j = 0; j < kTrials; ++j) {
        const auto y = turned(at[i], angle[i], random);
        trials.insert(trials.end(), y.begin(), y.end());
      }
    value = objective(net, trials, kept * kTrials, R, what, options);
    found.evaluations += kept * kTrials;
    for (std::size_t i = 0; i < kept; ++i) {
      const auto from = value.begin() + static_cast<std::ptrdiff_t>(i * kTrials);
      const auto top = std::max_element(from, from + kTrials);
      if (*top > best[i]) {
        const auto row = trials.begin() + (top - value.begin()) * static_cast<std::ptrdiff_t>(d);
        best[i] = *top;
        at[i].assign(row, row + static_cast<std::ptrdiff_t>(d));
      } else {
        angle[i] /= 2;
      }
    }
  }
  const auto top =
      static_cast<std::size_t>(std::max_element(best.begin(), best.end()) - best.begin());
  found.value = best[top];
  found.point = at[top];
  return found;
}

}  // namespace proofgauge::network
