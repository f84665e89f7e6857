#include "network/near.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "network/sup_block.h"
#include "stats/isa.h"

namespace proofgauge::network {
namespace {

/// Of a float zeta: each term passes through the rounding of its coordinate, of its product and of
/// at most d + 1 sums, on terms that add up to at most 7 (1 + sum |x_k|).
double float_error(const double* x, std::size_t d) {
  double reach = 1;
  for (std::size_t k = 0; k < d; ++k) reach += std::abs(x[k]);
  return 1.01 * static_cast<double>(d + 4) * 0x1p-24 * 7 * reach;
}

/// Above every |zeta|, below that of an absent neuron.
constexpr double kBeyond = 1e30;

float above(double v) {
  return std::nextafter(static_cast<float>(std::min(v, kBeyond)),
                        std::numeric_limits<float>::infinity());
}
float below(double v) {
  return std::nextafter(static_cast<float>(std::min(v, kBeyond)),
                        -std::numeric_limits<float>::infinity());
}

}  // namespace

NearScan::NearScan(std::span<const double> points, std::size_t n, std::size_t d,
                   std::span<const double> sure, std::span<const double> most)
    : kernel_(&PROOFGAUGE_KERNEL(stats::best_isa(), kNearKernel)),
      n_points_(n),
      d_(d),
      vectors_((n + kernel_->lanes - 1) / kernel_->lanes),
      points_(vectors_ * kernel_->lanes * d),
      sure_(vectors_ * kernel_->lanes, -1.0F),
      most_(vectors_ * kernel_->lanes, -1.0F),  // lanes without a point hold nothing
      count_(vectors_ * kernel_->lanes),
      list_(vectors_ * kernel_->lanes + kNearSlack) {
  const std::size_t lanes = kernel_->lanes;
  for (std::size_t i = 0; i < n; ++i) {
    const double* const x = points.data() + i * d;
    for (std::size_t k = 0; k < d; ++k)
      points_[(i / lanes * d + k) * lanes + i % lanes] = static_cast<float>(x[k]);
    const double error = float_error(x, d);
    sure_[i] = below(sure[i] - error);
    most_[i] = above(most[i] + error);
  }
}

void NearScan::scan(float* alpha_beta, std::size_t stride, std::size_t n) {
  const std::size_t neurons = (n + kNearMultiple - 1) / kNearMultiple * kNearMultiple;
  for (std::size_t r = n; r < neurons; ++r) {
    for (std::size_t k = 0; k < d_; ++k) alpha_beta[k * stride + r] = 0.0F;
    alpha_beta[d_ * stride + r] = kAbsentBeta;
  }
  std::fill(count_.begin(), count_.end(), 0U);
  doubtful_.resize(neurons * vectors_);
  kernel_->scan({alpha_beta, stride, neurons, d_, points_.data(), vectors_, sure_.data(),
                 most_.data(), count_.data(), doubtful_.data()});
}

}  // namespace proofgauge::network
