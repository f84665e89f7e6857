// The two-layer net of the theory (section 0) and its initialization.
//
// f_W(x) = sum_r a_r relu(<W_r, x> + b_r), a_r = +-kappa, kappa = m^(-1/3), W_r^0 ~ N(0, I/m), b_r
// ~ N(0, 1/m). Standardised: alpha_r = sqrt(m) W_r^0 and beta_r = sqrt(m) b_r are iid standard
// normals, eps_r = sgn a_r, zeta_r(x) = <alpha_r, x> + beta_r ~ N(0, 2) on X.
#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "stats/stream.h"

namespace proofgauge::network {

/// A neuron's place in memory is not needed: alpha, beta and eps are functions of (seed, claim,
/// cell, draw, r).
class InitialNetwork {
 public:
  /// 1 <= m <= 2^62, d >= 2; InputError otherwise.
  InitialNetwork(std::uint64_t m, std::size_t d, std::uint64_t seed, std::string_view claim,
                 std::string_view cell, std::uint32_t draw);

  [[nodiscard]] std::uint64_t m() const { return m_; }
  [[nodiscard]] std::size_t d() const { return d_; }
  [[nodiscard]] std::uint32_t draw() const { return draw_; }
  [[nodiscard]] const stats::Stream& weights() const { return weights_; }
  [[nodiscard]] const stats::Stream& signs() const { return signs_; }
  [[nodiscard]] double kappa() const;

  /// Neurons first .. first + n - 1. alpha[k * stride + i] is coordinate k of alpha_{first + i} (d
  /// x n, stride >= n), row d of the same array holds beta (so (d + 1) x n in all); sign[i] = eps =
  /// +-1, n of them.
  void fill(std::uint64_t first, std::size_t n, float* alpha_beta, std::size_t stride,
            float* sign) const;
  /// The neurons (high << 32) + low[i], without signs: same layout.
  void gather(std::uint32_t high, std::span<const std::uint32_t> low, float* alpha_beta,
              std::size_t stride) const;

 private:
  std::uint64_t m_;
  std::size_t d_;
  std::uint32_t draw_;
  stats::Stream weights_, signs_;
};

/// A net held in memory, in double precision. Columns are neurons.
class TwoLayerNet {
 public:
  /// W = W0. Shapes: W0 d x m, b and a of size m; InputError if they disagree, are empty or not
  /// finite.
  TwoLayerNet(Eigen::MatrixXd w0, Eigen::VectorXd b, Eigen::VectorXd a);

  [[nodiscard]] Eigen::Index m() const { return w0_.cols(); }
  [[nodiscard]] Eigen::Index d() const { return w0_.rows(); }
  [[nodiscard]] const Eigen::MatrixXd& w0() const { return w0_; }
  [[nodiscard]] const Eigen::MatrixXd& w() const { return w_; }
  [[nodiscard]] const Eigen::VectorXd& b() const { return b_; }
  [[nodiscard]] const Eigen::VectorXd& a() const { return a_; }
  /// Same shape as W0, finite; InputError otherwise.
  void set_w(Eigen::MatrixXd w);

  /// f_W(x) = sum a_r relu(<W_r, x> + b_r); x has d coordinates.
  [[nodiscard]] double f(const Eigen::Ref<const Eigen::VectorXd>& x) const;
  /// g_W(x) = sum a_r <W_r - W_r^0, x> 1{<W_r^0, x> + b_r >= 0}.
  [[nodiscard]] double g(const Eigen::Ref<const Eigen::VectorXd>& x) const;
  /// max_r |W_r - W_r^0|_2.
  [[nodiscard]] double radius_used() const;
  /// Moves W to the nearest point of B(R): every column with |W_r - W_r^0| > tau is scaled back to
  /// tau = R m^(-2/3).
  void project(double radius);

 private:
  Eigen::MatrixXd w0_, w_;
  Eigen::VectorXd b_, a_;
};

/// tau = R m^(-2/3), the radius of each neuron's ball.
[[nodiscard]] double neuron_radius(double radius, std::uint64_t m);
/// T = sqrt(m) tau = R m^(-1/6), the same in standardised units.
[[nodiscard]] double standardised_radius(double radius, std::uint64_t m);

/// The whole initial net in memory: W0 = alpha / sqrt(m), b = beta / sqrt(m), a = kappa eps, in
/// double. InputError if (d + 1) m exceeds 2^28 numbers.
[[nodiscard]] TwoLayerNet materialise(const InitialNetwork&);

}  // namespace proofgauge::network
