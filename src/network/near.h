// Finds the neurons whose preactivation is small at many points. A float product settles almost all
// of them; the caller looks again, in double precision or in rationals, at those it cannot place.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "network/near_block.h"

namespace proofgauge::network {

class NearScan {
 public:
  /// n points of d coordinates each; per point two bounds on |zeta|, sure < most. No weight may
  /// exceed 7 in size (normal_block.h). A negative `sure` is below every |zeta|.
  NearScan(std::span<const double> points, std::size_t n, std::size_t d,
           std::span<const double> sure, std::span<const double> most);

  /// The neurons 0 .. n - 1 of a block (d + 1 rows of `stride` floats, beta last; n rounded up to a
  /// multiple of kNearMultiple <= stride). Each neuron and point is one of three:
  /// |zeta| <= sure: may be added to count[point]; |zeta| > most: may be passed over; everything
  /// else, and all that float precision cannot place, goes to visit(neuron, points), neurons and
  /// their points in order, at least one point each. The columns from n on are overwritten.
  template <class Visit>
  void operator()(float* alpha_beta, std::size_t stride, std::size_t n, double* count,
                  const Visit& visit) {
    scan(alpha_beta, stride, n);
    for (std::size_t p = 0; p < n_points_; ++p) count[p] += static_cast<double>(count_[p]);
    for (std::size_t r = 0; r < n; ++r)
      if (const std::size_t found =
              kernel_->list(doubtful_.data() + r * vectors_, vectors_, list_.data());
          found != 0)
        visit(r, std::span<const std::uint32_t>(list_.data(), found));
  }

 private:
  void scan(float* alpha_beta, std::size_t stride, std::size_t n);

  const NearKernel* kernel_;
  std::size_t n_points_, d_, vectors_;
  std::vector<float> points_, sure_, most_;
  std::vector<std::uint32_t> count_, doubtful_, list_;
};

}  // namespace proofgauge::network
