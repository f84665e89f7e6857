// What a wide net has learned, read, set and copied; see wide_net.h.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "claim/error.h"
#include "online/wide_block.h"
#include "online/wide_net.h"

namespace proofgauge::online {
namespace {

constexpr std::uint64_t kBatch = 4096;  ///< neurons that are gathered at once

}  // namespace

void WideNet::read_displacement(std::uint64_t first, std::size_t n, float* out) const {
  const bool alone = ranks_->count() == 1;
  // Two floats to an integer, zero where they are another rank's: the sum has the bits of all.
  std::vector<std::int64_t> words(alone ? 0 : (n * d() + 1) / 2);
  auto* const bytes = alone ? reinterpret_cast<unsigned char*>(out)
                            : reinterpret_cast<unsigned char*>(words.data());
  const std::uint64_t begin = std::max(first, first_neuron()),
                      end = std::min(first + n, end_neuron());
  for (std::uint64_t r = begin; r < end; ++r) {
    const auto own = static_cast<std::size_t>(r - first_neuron());
    const float* const column = displacement(own / kBlockNeurons) + own % kBlockNeurons;
    for (std::size_t k = 0; k < d(); ++k) {
      std::memcpy(bytes + (static_cast<std::size_t>(r - first) * d() + k) * sizeof(float),
                  column + k * kBlockNeurons, sizeof(float));
    }
  }
  if (alone) return;
  ranks_->sum(words);
  std::memcpy(out, words.data(), n * d() * sizeof(float));
}

void WideNet::set_displacement(std::uint64_t first, std::size_t n, const float* in) {
  if (first > m() || n > m() - first)
    throw InputError("displacement", fmt::format("{} neurons", first + n), fmt::format("{}", m()));
  // Every rank judges every neuron: bad ones are refused everywhere.
  const double most = network::standardised_radius(radius_, m());
  for (std::size_t i = 0; i < n; ++i) {
    double squares = 0;
    for (std::size_t k = 0; k < d(); ++k)
      squares += static_cast<double>(in[i * d() + k]) * static_cast<double>(in[i * d() + k]);
    if (!(std::sqrt(squares) <= most)) {
      throw InputError(fmt::format("displacement of neuron {}", first + i),
                       fmt::format("length {}", std::sqrt(squares)),
                       fmt::format("at most {}", most));
    }
    radius_used_ =
        std::max(radius_used_, std::sqrt(squares) * std::cbrt(std::sqrt(static_cast<double>(m()))));
  }
  const std::uint64_t begin = std::max(first, first_neuron()),
                      end = std::min(first + n, end_neuron());
  if (begin >= end) return;
  for (std::uint64_t r = begin; r < end; ++r) {
    const auto own = static_cast<std::size_t>(r - first_neuron());
    float* const column = displacement(own / kBlockNeurons) + own % kBlockNeurons;
    const float* const from = in + static_cast<std::size_t>(r - first) * d();
    for (std::size_t k = 0; k < d(); ++k) column[k * kBlockNeurons] = from[k];
    column[d() * kBlockNeurons] = 0.5F * from[d() - 1];
  }
  if (kind_ == NetKind::pseudo) return;
  AlignedFloats scratch((d() + 1) * kBlockNeurons);
  for (auto b = static_cast<std::size_t>((begin - first_neuron()) / kBlockNeurons);
       b <= static_cast<std::size_t>((end - 1 - first_neuron()) / kBlockNeurons); ++b) {
    const float* const w0 = initial_rows(b, scratch.data());
    for (std::size_t j = 0; j < d() * kBlockNeurons; ++j) store(b)[j] = w0[j] + displacement(b)[j];
    for (std::size_t r = 0; r < kBlockNeurons; ++r) {
      store(b)[d() * kBlockNeurons + r] =
          w0[d() * kBlockNeurons + r] + 0.5F * store(b)[(d() - 1) * kBlockNeurons + r];
    }
  }
}

void WideNet::assign(const WideNet& other) {
  if (other.m() != m() || other.d() != d() || other.kind_ != kind_ || other.radius_ != radius_)
    throw InputError("net", fmt::format("{} x {}", other.d(), other.m()), "a net of the same run");
  std::copy_n(other.store_.data(), blocks_ * (d() + 2) * kBlockNeurons, store_.data());
  std::copy_n(other.displacement_.data(), blocks_ * (d() + 1) * kBlockNeurons,
              displacement_.data());
  radius_used_ = other.radius_used_;
}

network::TwoLayerNet WideNet::to_double() const {
  network::TwoLayerNet net = network::materialise(initial_);
  Eigen::MatrixXd w = net.w0();
  const double scale = 1 / std::sqrt(static_cast<double>(m()));
  std::vector<float> batch(std::min(kBatch, m()) * d());
  for (std::uint64_t first = 0; first < m(); first += kBatch) {
    const auto n = static_cast<std::size_t>(std::min(kBatch, m() - first));
    read_displacement(first, n, batch.data());
    for (std::size_t j = 0; j < n * d(); ++j) {
      w(static_cast<Eigen::Index>(j % d()), static_cast<Eigen::Index>(first + j / d())) +=
          scale * static_cast<double>(batch[j]);
    }
  }
  net.set_w(std::move(w));
  return net;
}

}  // namespace proofgauge::online
