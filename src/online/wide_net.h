// A two-layer net of any width in single precision, for training: f_W or its pseudo-network g_W,
// with gradients in x and projected steps in W, fused block by block over the neurons.
//
// f_W(x) = kappa m^(-1/2) sum_r eps_r relu(<w_r, x> + beta_r) in standardised units, w_r = alpha_r
// + D_r, D_r = sqrt(m) (W_r - W_r^0), |D_r| <= T = R m^(-1/6). The displacement D is what a run
// changes and what it stores; w_r is alpha_r + D_r rounded once to float. W^0 is kept where it is
// small and regenerated block by block where it is not: memory is (2 d + 3) m floats (+ (d + 1) m
// up to 16 MiB).
//
// Several ranks may share one net: each holds a contiguous range of the neurons, whole chunks of
// 3,072, and all call the same members in the same order with the same arguments. Where a member
// needs sums over all neurons it says which exchanges it makes; they are in fixed point, so every
// number is the same to the last bit for any number of ranks and threads.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "adversary/oracle.h"
#include "network/network.h"
#include "numeric/fixed_point.h"
#include "numeric/ranks.h"
#include "stats/isa.h"

namespace proofgauge::online {

struct WideKernels;

/// Floats on a cache-line boundary; not initialised.
class AlignedFloats {
 public:
  AlignedFloats() = default;
  explicit AlignedFloats(std::size_t n);
  [[nodiscard]] float* data() { return data_.get(); }
  [[nodiscard]] const float* data() const { return data_.get(); }

 private:
  struct Delete {
    void operator()(float* p) const;
  };
  std::unique_ptr<float, Delete> data_;
};

/// Bytes of so many nets of width m, without the 16 MiB that small ones keep of W^0.
[[nodiscard]] inline double wide_net_bytes(std::uint64_t m, std::size_t d, int nets = 1) {
  return sizeof(float) * (2 * static_cast<double>(d) + 3) * static_cast<double>(m) * nets;
}

enum class NetKind { real, pseudo };

/// What one step did.
struct StepResult {
  double radius_used = 0;  ///< max_r |W_r - W_r^0|_2 m^(2/3), at most R; NaN if a step overflowed
};

/// Points are taken on X: their last coordinate as 1/2, whatever it is. Results are the same for
/// any number of threads and ranks, per instruction set: a chunk's sum is a function of its neurons
/// alone, and sums of chunks do not depend on their order.
class WideNet final : public adversary::Oracle {
 public:
  /// D = 0. InputError unless (2 d + 3) m <= 2^35 numbers per rank and
  /// R >= 0 is finite. Collective: two maxima of 1 number and a sum of 3 integers; bad_alloc on one
  /// rank is thrown on all.
  WideNet(const network::InitialNetwork& initial, NetKind kind, double radius, int threads = 1,
          std::optional<stats::Isa> isa = {},
          std::shared_ptr<numeric::Ranks> ranks = std::make_shared<numeric::Alone>());

  [[nodiscard]] std::size_t d() const override { return initial_.d(); }
  [[nodiscard]] std::uint64_t m() const { return initial_.m(); }
  [[nodiscard]] NetKind kind() const { return kind_; }
  [[nodiscard]] double radius() const { return radius_; }
  [[nodiscard]] const network::InitialNetwork& initial() const { return initial_; }
  [[nodiscard]] numeric::Ranks& ranks() const { return *ranks_; }

  /// The net's value at N points and, where asked, its gradient in x. With gradients a value is
  /// <gradient, x> + a constant, from float sums of up to 768 terms per lane: good to climb by.
  /// Without, it is a sum of relus whose error `rounding` bounds (real nets). All NaN where a sum
  /// overflows. Collective: one sum of 2 N (d + 1) + 1 integers, without gradients (real nets) of 2
  /// N + 1.
  void evaluate(std::span<const double> x, std::span<double> f,
                std::span<double> gradient) const override;

  /// For every x on X, of a real net: |value - f_W(x)| is at most this, f_W the net of to_double().
  /// A preactivation meets d + 3 roundings (those of weights and inputs included) of terms whose
  /// sizes add up to S_r = |beta_r + w_rd / 2| + sqrt(3)/2 |(w_r1, .., w_r(d-1))| at most, and its
  /// relu at most kLaneTerms + 1 more in float, then doubles: with u = 2^-24 and K = d + 4 +
  /// kLaneTerms the sum is at most kappa m^(-1/2) 1.01 K u sum_r S_r, and S_r <= S_r at W^0 +
  /// |D_r|. For a pseudo-net no bound is claimed (a sign decided wrongly costs |<D_r, x>|):
  /// infinity.
  [[nodiscard]] double rounding() const;

  /// W <- Proj_B(R)(W - eta sum_i c_i grad_W f(x_i)), f the real net or the pseudo-net: one
  /// gradient step of sum_i l_i with slopes c_i. The ball is shrunk by (d + 8) 2^-23 relative, so
  /// that the result is in B(R) whatever the rounding. x: n x d, c: n numbers, finite. Collective:
  /// one maximum of 1 number.
  StepResult step(std::span<const double> x, std::span<const double> c, double eta);

  /// At each of N points: f_W, g_W, how many neurons have another sign than at W^0, and the
  /// coupling term of theory 6.2, kappa max_sign sum (tau + |z_r|) 1{|z_r| < tau} (preactivations
  /// of W^0, R the net's). Single precision. A pseudo-net gives empty lists. Collective: sums of 2
  /// N (d + 4) + 1 and of 2 N + 1 integers.
  struct Comparison {
    std::vector<double> real, pseudo, flips, coupling;
  };
  [[nodiscard]] Comparison compare(std::span<const double> x) const;

  /// D, standardised, of the neurons first .. first + n - 1, d floats each: what a checkpoint
  /// holds. Collective on several ranks: one sum of n d / 2 integers, and every rank gets all.
  void read_displacement(std::uint64_t first, std::size_t n, float* out) const;
  /// The inverse: each rank keeps its own. InputError where a neuron is not finite or outside its
  /// ball.
  void set_displacement(std::uint64_t first, std::size_t n, const float* in);
  /// What the last step said: a net that goes on from a checkpoint must say the same to the last
  /// bit.
  void restore_radius_used(double radius) { radius_used_ = radius; }
  /// D of another net with the same initial net, kind and radius.
  void assign(const WideNet& other);
  [[nodiscard]] double radius_used() const { return radius_used_; }
  /// In double: W = W^0 + D m^(-1/2). As materialise: every rank gets, and must have room for, the
  /// whole net. Collective like read_displacement.
  [[nodiscard]] network::TwoLayerNet to_double() const;

 private:
  [[nodiscard]] float* store(std::size_t block) const;
  [[nodiscard]] float* displacement(std::size_t block) const;
  /// d + 1 rows: w^0 and beta; from memory, or regenerated into `scratch`.
  const float* initial_rows(std::size_t block, float* scratch) const;
  void fill_initial(std::size_t block, float* rows, float* sign) const;
  /// The block's store from W^0 at D = 0; returns sum_r S_r and raises *most to |beta_r| + |w_r|_1.
  double begin_block(std::size_t block, float* scratch, double* most);
  [[nodiscard]] std::uint64_t first_neuron() const;
  [[nodiscard]] std::uint64_t end_neuron() const;
  [[nodiscard]] int threads_for(std::size_t n) const;
  /// Calls body(chunk, first block, end) for all chunks of this rank.
  template <class Body>
  void for_chunks(int threads, const Body& body) const;
  template <class Body>
  [[nodiscard]] std::vector<double> add_chunks(std::size_t width, int threads,
                                               const Body& body) const;

  network::InitialNetwork initial_;
  NetKind kind_;
  double radius_;
  int threads_;
  std::shared_ptr<numeric::Ranks> ranks_;
  const WideKernels& kernels_;
  // Blocks are counted from the first one of this rank.
  std::uint64_t first_block_;
  std::size_t blocks_;
  mutable AlignedFloats store_;         ///< blocks_ x (d + 2) rows
  mutable AlignedFloats displacement_;  ///< blocks_ x (d + 1) rows
  std::optional<AlignedFloats> kept_;   ///< blocks_ x (d + 1) rows of W^0 and beta
  numeric::FixedPoint form_{1};         ///< of sums over neurons of anything that is computed here
  double initial_sizes_ = 0;            ///< sum_r S_r at W^0
  double radius_used_ = 0;
};

}  // namespace proofgauge::online
