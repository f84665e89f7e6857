#include "online/wide_net.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>
#include <new>

#include "claim/error.h"
#include "numeric/agreement.h"
#include "numeric/parallel.h"
#include "online/wide_block.h"

namespace proofgauge::online {
namespace {

constexpr std::size_t kChunkBlocks = 16;  ///< the unit of parallel work and of the order of sums
constexpr std::size_t kWaveNumbers = std::size_t{1} << 22;  ///< integers that may wait to be added
constexpr std::size_t kKeptFloats = std::size_t{1} << 22;
/// Below this many products a pass takes less than a few hundred microseconds: threads cost more.
constexpr double kLeastWork = 1 << 23;

const WideKernels& kernels_for(std::optional<stats::Isa> wish) {
  return PROOFGAUGE_KERNEL(stats::usable_isa(wish), kWideKernels);
}

struct Shard {
  std::uint64_t first_block;
  std::size_t blocks;
};

/// The blocks of this rank: whole chunks, so that a chunk's float sums are never split. A function
/// of (m, index, count) alone; the last ranks may have none.
Shard shard_of(std::uint64_t m, const numeric::Ranks& ranks) {
  const std::uint64_t blocks = m / kBlockNeurons + (m % kBlockNeurons > 0 ? 1 : 0);
  const std::uint64_t chunks = (blocks + kChunkBlocks - 1) / kChunkBlocks;
  const auto count = static_cast<std::uint64_t>(ranks.count()),
             index = static_cast<std::uint64_t>(ranks.index());
  const auto chunks_before = [&](std::uint64_t i) {
    return chunks / count * i + std::min(i, chunks % count);
  };
  const auto blocks_before = [&](std::uint64_t i) {
    return std::min(chunks_before(i) * kChunkBlocks, blocks);
  };
  return {blocks_before(index),
          static_cast<std::size_t>(blocks_before(index + 1) - blocks_before(index))};
}

/// The same answer on every rank.
void require_room(std::uint64_t m, std::size_t d, double radius, const numeric::Ranks& ranks) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 35;
  const auto count = static_cast<std::uint64_t>(ranks.count());
  if (m / count > kMost / (2 * d + 3)) {
    throw InputError("m", std::to_string(m),
                     "at most 2^35 / (2 d + 3) neurons per process for a net that is trained");
  }
  if (!(radius >= 0) || !std::isfinite(radius))
    throw InputError("R", fmt::format("{}", radius), "a finite radius >= 0");
}

/// n x width row-major to panels of `panel` rows (the last one shorter), rows innermost; the last
/// `skip` columns are left out.
std::vector<float> pack(std::span<const double> x, std::size_t n, std::size_t width,
                        std::size_t skip, std::size_t panel) {
  const std::size_t used = width - skip;
  std::vector<float> packed(n * used);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t start = i / panel * panel, rows = std::min(panel, n - start);
    for (std::size_t k = 0; k < used; ++k)
      packed[start * used + k * rows + (i - start)] = static_cast<float>(x[i * width + k]);
  }
  return packed;
}

std::size_t points_in(std::span<const double> x, std::size_t d) {
  if (x.empty() || x.size() % d != 0)
    throw InputError("x", fmt::format("{} numbers", x.size()), fmt::format("rows of {}", d));
  // Beyond this the fixed-point sums could overflow: points belong on X, the unit sphere.
  for (const double coordinate : x)
    if (!(std::abs(coordinate) <= 0x1p4))
      throw InputError("x", fmt::format("{}", coordinate), "coordinates of at most 16 in size");
  return x.size() / d;
}

}  // namespace

AlignedFloats::AlignedFloats(std::size_t n)
    : data_(static_cast<float*>(::operator new (n * sizeof(float), std::align_val_t{64}))) {}
void AlignedFloats::Delete::operator()(float* p) const {
  ::operator delete (p, std::align_val_t{64});
}

WideNet::WideNet(const network::InitialNetwork& initial, NetKind kind, double radius, int threads,
                 std::optional<stats::Isa> isa, std::shared_ptr<numeric::Ranks> ranks)
    : initial_(initial),
      kind_(kind),
      radius_(radius),
      threads_(threads),
      ranks_(std::move(ranks)),
      kernels_(kernels_for(isa)) {
  require_room(m(), d(), radius, *ranks_);
  const Shard shard = shard_of(m(), *ranks_);
  first_block_ = shard.first_block;
  blocks_ = shard.blocks;
  const std::size_t rows = (d() + 1) * kBlockNeurons;
  numeric::agree(*ranks_, [&] {
    store_ = AlignedFloats(blocks_ * (rows + kBlockNeurons));
    displacement_ = AlignedFloats(blocks_ * rows);
    if (blocks_ * rows <= kKeptFloats) kept_.emplace(blocks_ * rows);
  });
  const std::size_t chunks = (blocks_ + kChunkBlocks - 1) / kChunkBlocks;
  std::vector<double> sizes(chunks), most(chunks + 1);
  for_chunks(threads_, [&](std::size_t chunk, std::size_t begin, std::size_t end) {
    AlignedFloats scratch(rows);
    for (std::size_t b = begin; b < end; ++b)
      sizes[chunk] += begin_block(b, scratch.data(), &most[chunk]);
  });
  std::array largest{*std::max_element(most.begin(), most.end())};
  ranks_->maximum(largest);
  // Whatever is added up is per neuron at most |beta_r| + |w_r|_1 + 2 T + 1 at points of X; eight
  // bits are left for roundings and for points outside.
  const double each = largest[0] + 2 * network::standardised_radius(radius, m()) + 1;
  form_ = numeric::FixedPoint(std::min(0x1p8 * static_cast<double>(m()) * each, 0x1p900));
  numeric::FixedSums total(form_, 1);
  for (const double size : sizes) {
    std::array<std::int64_t, 2> pair{};
    const bool fit = form_.add(std::span(&size, 1), pair);
    total.add(pair, fit);
  }
  initial_sizes_ = total.total(*ranks_)[0];
}

double WideNet::begin_block(std::size_t block, float* scratch, double* most) {
  const std::size_t rows = (d() + 1) * kBlockNeurons;
  float* const w0 = kept_ ? kept_->data() + block * rows : scratch;
  fill_initial(block, w0, store(block) + rows);
  std::fill_n(displacement(block), rows, 0.0F);
  std::copy_n(w0, rows, store(block));
  float* const beta = store(block) + d() * kBlockNeurons;
  const float* const last = beta - kBlockNeurons;  // the weight of the constant coordinate
  double sizes = 0;
  for (std::size_t r = 0; r < kBlockNeurons; ++r) {
    beta[r] += 0.5F * last[r];
    double squares = 0, terms = std::abs(static_cast<double>(beta[r]));
    for (std::size_t k = 0; k < d(); ++k) {
      const auto w = static_cast<double>(w0[k * kBlockNeurons + r]);
      squares += k + 1 < d() ? w * w : 0;
      terms += std::abs(w);
    }
    sizes += std::abs(static_cast<double>(beta[r])) + std::sqrt(0.75 * squares);
    *most = std::max(*most, terms);
  }
  return sizes;
}

float* WideNet::store(std::size_t block) const {
  return store_.data() + block * (d() + 2) * kBlockNeurons;
}
float* WideNet::displacement(std::size_t block) const {
  return displacement_.data() + block * (d() + 1) * kBlockNeurons;
}

/// Rows of a block from the streams; neurons beyond m are zero, with sign 0.
void WideNet::fill_initial(std::size_t block, float* rows, float* sign) const {
  const std::uint64_t first = (first_block_ + block) * kBlockNeurons;
  const auto n = static_cast<std::size_t>(std::min<std::uint64_t>(kBlockNeurons, m() - first));
  if (n < kBlockNeurons) {
    std::fill_n(rows, (d() + 1) * kBlockNeurons, 0.0F);
    std::fill_n(sign, kBlockNeurons, 0.0F);
  }
  initial_.fill(first, n, rows, kBlockNeurons, sign);
}

const float* WideNet::initial_rows(std::size_t block, float* scratch) const {
  if (kept_) return kept_->data() + block * (d() + 1) * kBlockNeurons;
  float sign[kBlockNeurons];
  fill_initial(block, scratch, sign);
  return scratch;
}

std::uint64_t WideNet::first_neuron() const { return std::min(first_block_ * kBlockNeurons, m()); }
std::uint64_t WideNet::end_neuron() const {
  return std::min((first_block_ + blocks_) * kBlockNeurons, m());
}

int WideNet::threads_for(std::size_t n) const {
  const double work = static_cast<double>(blocks_ * kBlockNeurons) * static_cast<double>(n * d());
  return work < kLeastWork ? 1 : threads_;
}

template <class Body>
void WideNet::for_chunks(int threads, const Body& body) const {
  numeric::parallel_for((blocks_ + kChunkBlocks - 1) / kChunkBlocks, threads, [&](std::size_t i) {
    body(i, i * kChunkBlocks, std::min((i + 1) * kChunkBlocks, blocks_));
  });
}

/// Calls body(first block, end, out) for all chunks of all ranks; out: `width` zeros, whose sums
/// over the chunks every rank gets.
template <class Body>
std::vector<double> WideNet::add_chunks(std::size_t width, int threads, const Body& body) const {
  const std::size_t count = (blocks_ + kChunkBlocks - 1) / kChunkBlocks;
  const std::size_t wave = std::clamp(kWaveNumbers / (2 * width), std::size_t{4}, std::size_t{256});
  numeric::FixedSums total(form_, width);
  std::vector<std::int64_t> pairs;
  for (std::size_t at = 0; at < count; at += wave) {
    const std::size_t here = std::min(wave, count - at);
    std::atomic<bool> fit = true;
    pairs.assign(here * 2 * width, 0);
    numeric::parallel_for(here, threads, [&](std::size_t i) {
      const std::size_t begin = (at + i) * kChunkBlocks;
      std::vector<double> part(width);
      body(begin, std::min(begin + kChunkBlocks, blocks_), part.data());
      if (!form_.add(part, std::span(pairs).subspan(i * 2 * width, 2 * width))) fit = false;
    });
    for (std::size_t i = 0; i < here; ++i)
      total.add(std::span(pairs).subspan(i * 2 * width, 2 * width), fit);
  }
  return total.total(*ranks_);
}

namespace {

/// Adds the rows' sums of a chunk over the lanes, to doubles: n x (d + 1).
void add_over_lanes(const float* sums, std::size_t count, std::size_t lanes, double* out) {
  for (std::size_t j = 0; j < count; ++j) {
    double total = 0;
    for (std::size_t l = 0; l < lanes; ++l) total += static_cast<double>(sums[j * lanes + l]);
    out[j] += total;
  }
}

/// <gradient, x> + constant of one point from its d + 1 sums, x_d = 1/2 being in the last.
double value_of(std::span<const double> sums, std::span<const double> x) {
  double value = sums[x.size()];
  for (std::size_t k = 0; k + 1 < x.size(); ++k) value += sums[k] * x[k];
  return value;
}

}  // namespace

void WideNet::evaluate(std::span<const double> x, std::span<double> f,
                       std::span<double> gradient) const {
  const std::size_t n = points_in(x, d()), lanes = kernels_.lanes, width = n * (d() + 1);
  if (f.size() != n)
    throw InputError("f", fmt::format("{} numbers", f.size()), fmt::format("{}", n));
  if (!gradient.empty() && gradient.size() != x.size()) {
    throw InputError("gradient", fmt::format("{} numbers", gradient.size()),
                     fmt::format("{}", x.size()));
  }
  const std::vector<float> points = pack(x, n, d(), 1, kernels_.panel);
  const bool values_only = gradient.empty() && kind_ == NetKind::real;
  const double scale = initial_.kappa() / std::sqrt(static_cast<double>(m()));
  const auto sums =
      add_chunks(values_only ? n : width, threads_for(n),
                 [&](std::size_t begin, std::size_t end, double* out) {
                   WideBlock block{nullptr, nullptr, d(), n, points.data(), nullptr, nullptr, out};
                   if (values_only) {
                     for (std::size_t b = begin; b < end; ++b) {
                       block.store = store(b);
                       kernels_.values(block);
                     }
                     return;
                   }
                   AlignedFloats scratch(kBlockNeurons * kMostPanel + width * lanes);
                   block.mask = scratch.data();
                   block.sums = scratch.data() + kBlockNeurons * kMostPanel;
                   std::fill_n(block.sums, width * lanes, 0.0F);
                   for (std::size_t b = begin; b < end; ++b) {
                     block.store = store(b);
                     block.rows = kind_ == NetKind::real ? block.store : displacement(b);
                     kernels_.gradient(block);
                   }
                   add_over_lanes(block.sums, width, lanes, out);
                 });
  for (std::size_t i = 0; i < n; ++i) {
    if (values_only) {
      f[i] = scale * sums[i];
      continue;
    }
    const auto own = std::span(sums).subspan(i * (d() + 1), d() + 1);
    f[i] = scale * value_of(own, x.subspan(i * d(), d()));
    for (std::size_t k = 0; k < d() && !gradient.empty(); ++k)
      gradient[i * d() + k] = scale * own[k];
  }
}

double WideNet::rounding() const {
  if (kind_ == NetKind::pseudo) return std::numeric_limits<double>::infinity();
  const auto width = static_cast<double>(m());
  const double sizes = initial_sizes_ + width * network::standardised_radius(radius_used_, m());
  const double terms = width / static_cast<double>(kBlockNeurons) + 1;  // of the fixed-point sums
  return initial_.kappa() / std::sqrt(width) *
         (1.01 * static_cast<double>(d() + 4 + kLaneTerms) * 0x1p-24 * sizes +
          terms * form_.unit());
}

StepResult WideNet::step(std::span<const double> x, std::span<const double> c, double eta) {
  const std::size_t n = points_in(x, d()), rows = (d() + 1) * kBlockNeurons;
  if (c.size() != n)
    throw InputError("c", fmt::format("{} numbers", c.size()), fmt::format("{}", n));
  // Standardised: D_r -= eta sqrt(m) kappa sum_i c_i eps_r 1{z_r(x_i) >= 0} x_i.
  const double scale = -eta * std::sqrt(static_cast<double>(m())) * initial_.kappa();
  std::vector<double> steps(d() * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < d(); ++k)
      steps[k * n + i] = scale * c[i] * (k + 1 < d() ? x[i * d() + k] : 0.5);
  }
  const std::vector<float> points = pack(x, n, d(), 1, kernels_.panel);
  const std::vector<float> packed = pack(steps, d(), n, 0, kernels_.panel);
  const double shrunk =
      network::standardised_radius(radius_, m()) * (1 - static_cast<double>(d() + 8) * 0x1p-23);
  std::vector<float> largest(blocks_);
  for_chunks(threads_for(n), [&](std::size_t, std::size_t begin, std::size_t end) {
    AlignedFloats scratch(kBlockNeurons * std::max(kMostPanel, n) + rows);
    WideUpdate update{};
    update.block = {nullptr, nullptr, d(), n, points.data(), scratch.data(), nullptr, nullptr};
    update.steps = packed.data();
    update.radius = static_cast<float>(shrunk);
    for (std::size_t b = begin; b < end; ++b) {
      update.block.store = store(b);
      update.displacement = displacement(b);
      update.largest = &largest[b];
      if (kind_ == NetKind::real) {
        update.store = store(b);
        update.initial = initial_rows(b, scratch.data() + kBlockNeurons * std::max(kMostPanel, n));
      }
      kernels_.update(update);
    }
  });
  // The maximum over ranks has no NaN: it travels as infinity, which no kept square is.
  std::array most{0.0};
  for (const float square : largest) {
    most[0] = std::max(most[0], std::isfinite(square) ? static_cast<double>(square)
                                                      : std::numeric_limits<double>::infinity());
  }
  ranks_->maximum(most);
  radius_used_ = std::isfinite(most[0])
                     ? std::sqrt(most[0]) * std::sqrt(std::cbrt(static_cast<double>(m())))
                     : std::numeric_limits<double>::quiet_NaN();
  return {radius_used_};
}

WideNet::Comparison WideNet::compare(std::span<const double> x) const {
  const std::size_t n = points_in(x, d()), lanes = kernels_.lanes, width = n * (d() + 1);
  if (kind_ == NetKind::pseudo) return {};
  const std::vector<float> points = pack(x, n, d(), 1, kernels_.panel);
  const std::size_t rows = (d() + 1) * kBlockNeurons;
  const auto t = static_cast<float>(network::standardised_radius(radius_, m()));
  const auto sums = add_chunks(
      width + 3 * n, threads_for(n), [&](std::size_t begin, std::size_t end, double* out) {
        AlignedFloats scratch(kBlockNeurons * kMostPanel + width * lanes + 2 * rows +
                              kBlockNeurons);
        WideBlock block{nullptr, nullptr, d(), n, points.data(), scratch.data(), nullptr, nullptr};
        block.sums = scratch.data() + kBlockNeurons * kMostPanel;
        std::fill_n(block.sums, width * lanes, 0.0F);
        float* const w0 = block.sums + width * lanes;
        for (std::size_t b = begin; b < end; ++b) {
          std::copy_n(initial_rows(b, w0 + rows + kBlockNeurons), rows, w0);
          for (std::size_t r = 0; r < kBlockNeurons; ++r)
            w0[d() * kBlockNeurons + r] += 0.5F * w0[(d() - 1) * kBlockNeurons + r];
          std::copy_n(store(b) + rows, kBlockNeurons, w0 + rows);
          block.store = w0;
          block.rows = displacement(b);
          kernels_.gradient(block);
          block.store = store(b);
          kernels_.flips({block, w0, t, out + width, out + width + n, out + width + 2 * n});
        }
        add_over_lanes(block.sums, width, lanes, out);
      });
  const std::vector<double> zeros(n);
  Comparison result{zeros, zeros, zeros, zeros};
  evaluate(x, result.real, {});
  const double scale = initial_.kappa() / std::sqrt(static_cast<double>(m()));
  for (std::size_t i = 0; i < n; ++i) {
    const auto own = std::span(sums).subspan(i * (d() + 1), d() + 1);
    result.pseudo[i] = scale * value_of(own, x.subspan(i * d(), d()));
    result.flips[i] = sums[width + i];
    result.coupling[i] = scale * (sums[width + n + i] + std::abs(sums[width + 2 * n + i])) / 2;
  }
  return result;
}

}  // namespace proofgauge::online
