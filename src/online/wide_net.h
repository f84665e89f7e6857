// A two-layer net of any width in single precision, for training: f_W or its pseudo-network g_W,
// with gradients in x and projected steps in W, fused block by block over the neurons.
//
// f_W(x) = kappa m^(-1/2) sum_r eps_r relu(<w_r, x> + beta_r) in standardised units, w_r = alpha_r
// + D_r, D_r = sqrt(m) (W_r - W_r^0), |D_r| <= T = R m^(-1/6). The displacement D is what a run
// changes and what it stores; w_r is alpha_r + D_r rounded once to float. W^0 is kept where it is
// small and regenerated block by block where it is not: memory is (2 d + 3) m floats (+ (d + 1) m
// up to 16 MiB).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "adversary/oracle.h"
#include "network/network.h"
#include "stats/isa.h"

namespace proofgauge::online {

struct WideKernels;

/// Floats on a cache-line boundary; not initialised.
class AlignedFloats {
 public:
  explicit AlignedFloats(std::size_t n);
  ~AlignedFloats();
  AlignedFloats(const AlignedFloats&) = delete;
  AlignedFloats& operator=(const AlignedFloats&) = delete;
  [[nodiscard]] float* data() { return data_; }
  [[nodiscard]] const float* data() const { return data_; }

 private:
  float* data_;
};

enum class NetKind { real, pseudo };

/// What one step did.
struct StepResult {
  double radius_used = 0;  ///< max_r |W_r - W_r^0|_2 m^(2/3), at most R; NaN if a step overflowed
};

/// Points are taken on X: their last coordinate as 1/2, whatever it is. Results are the same for
/// any number of threads, per instruction set: blocks have a fixed size and their sums are combined
/// in order.
class WideNet final : public adversary::Oracle {
 public:
  /// D = 0. InputError unless (2 d + 3) m <= 2^35 numbers and R >= 0 is finite.
  WideNet(const network::InitialNetwork& initial, NetKind kind, double radius, int threads = 1,
          std::optional<stats::Isa> isa = {});

  [[nodiscard]] std::size_t d() const override { return initial_.d(); }
  [[nodiscard]] std::uint64_t m() const { return initial_.m(); }
  [[nodiscard]] NetKind kind() const { return kind_; }
  [[nodiscard]] double radius() const { return radius_; }
  [[nodiscard]] const network::InitialNetwork& initial() const { return initial_; }

  /// The net's value at N points and, where asked, its gradient in x. With gradients a value is
  /// <gradient, x> + a constant, from float sums of up to 768 terms per lane: good to climb by.
  /// Without, it is a sum of relus whose error `rounding` bounds (real nets).
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
  /// that the result is in B(R) whatever the rounding. x: n x d, c: n numbers, finite.
  StepResult step(std::span<const double> x, std::span<const double> c, double eta);

  /// At each of N points: f_W, g_W, how many neurons have another sign than at W^0, and the
  /// coupling term of theory 6.2, kappa max_sign sum (tau + |z_r|) 1{|z_r| < tau} (preactivations
  /// of W^0, R the net's). Single precision. A pseudo-net gives empty lists.
  struct Comparison {
    std::vector<double> real, pseudo, flips, coupling;
  };
  [[nodiscard]] Comparison compare(std::span<const double> x) const;

  /// D, standardised, of the neurons first .. first + n - 1, d floats each: what a checkpoint
  /// holds.
  void read_displacement(std::uint64_t first, std::size_t n, float* out) const;
  /// The inverse. InputError where a neuron is not finite or outside its ball.
  void set_displacement(std::uint64_t first, std::size_t n, const float* in);
  /// What the last step said: a net that goes on from a checkpoint must say the same to the last
  /// bit.
  void restore_radius_used(double radius) { radius_used_ = radius; }
  /// D of another net with the same initial net, kind and radius.
  void assign(const WideNet& other);
  [[nodiscard]] double radius_used() const { return radius_used_; }
  /// In double: W = W^0 + D m^(-1/2). As materialise.
  [[nodiscard]] network::TwoLayerNet to_double() const;

 private:
  [[nodiscard]] float* store(std::size_t block) const;
  [[nodiscard]] float* displacement(std::size_t block) const;
  /// d + 1 rows: w^0 and beta; from memory, or regenerated into `scratch`.
  const float* initial_rows(std::size_t block, float* scratch) const;
  void fill_initial(std::size_t block, float* rows, float* sign) const;
  [[nodiscard]] int threads_for(std::size_t n) const;
  template <class Body>
  [[nodiscard]] std::vector<double> add_chunks(std::size_t width, int threads,
                                               const Body& body) const;

  network::InitialNetwork initial_;
  NetKind kind_;
  double radius_;
  int threads_;
  const WideKernels& kernels_;
  std::size_t blocks_;
  mutable AlignedFloats store_;         ///< blocks_ x (d + 2) rows
  mutable AlignedFloats displacement_;  ///< blocks_ x (d + 1) rows
  std::optional<AlignedFloats> kept_;   ///< blocks_ x (d + 1) rows of W^0 and beta
  double initial_sizes_ = 0;            ///< sum_r S_r at W^0
  double radius_used_ = 0;
};

}  // namespace proofgauge::online
