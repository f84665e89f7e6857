#include "network/network.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "claim/error.h"
#include "stats/normal_block.h"

namespace proofgauge::network {

InitialNetwork::InitialNetwork(std::uint64_t m, std::size_t d, std::uint64_t seed,
                               std::string_view claim, std::string_view cell, std::uint32_t draw)
    : m_(m),
      d_(d),
      draw_(draw),
      weights_(seed, claim, cell, stats::Purpose::weights),
      signs_(seed, claim, cell, stats::Purpose::signs) {
  if (m < 1 || m > std::uint64_t{1} << 62)
    throw InputError("m", std::to_string(m), "a width from 1 to 2^62");
  // The part number of a Philox counter has 32 bits and counts four numbers each.
  if (d < 2 || d > std::size_t{1} << 32)
    throw InputError("d", std::to_string(d), "a dimension from 2 to 2^32");
}

double InitialNetwork::kappa() const { return 1 / std::cbrt(static_cast<double>(m_)); }

void InitialNetwork::fill(std::uint64_t first, std::size_t n, float* alpha_beta, std::size_t stride,
                          float* sign) const {
  stats::normal_block(weights_, draw_, first, n, d_ + 1, alpha_beta, stride);
  stats::sign_block(signs_, draw_, first, n, sign);
}

void InitialNetwork::gather(std::uint32_t high, std::span<const std::uint32_t> low,
                            float* alpha_beta, std::size_t stride) const {
  stats::normal_gather(weights_, draw_, high, low, d_ + 1, alpha_beta, stride);
}

TwoLayerNet::TwoLayerNet(Eigen::MatrixXd w0, Eigen::VectorXd b, Eigen::VectorXd a)
    : w0_(std::move(w0)), w_(w0_), b_(std::move(b)), a_(std::move(a)) {
  if (w0_.size() == 0 || !w0_.allFinite())
    throw InputError("W0", "an empty or not finite matrix", "d x m numbers");
  const std::string expected = std::to_string(w0_.cols()) + " finite numbers, one per column of W0";
  if (b_.size() != w0_.cols() || !b_.allFinite())
    throw InputError("b", std::to_string(b_.size()) + " numbers", expected);
  if (a_.size() != w0_.cols() || !a_.allFinite())
    throw InputError("a", std::to_string(a_.size()) + " numbers", expected);
}

void TwoLayerNet::set_w(Eigen::MatrixXd w) {
  if (w.rows() != w0_.rows() || w.cols() != w0_.cols() || !w.allFinite()) {
    throw InputError("W", std::to_string(w.rows()) + " x " + std::to_string(w.cols()),
                     "a finite matrix of the shape of W0, " + std::to_string(w0_.rows()) + " x " +
                         std::to_string(w0_.cols()));
  }
  w_ = std::move(w);
}

double TwoLayerNet::f(const Eigen::Ref<const Eigen::VectorXd>& x) const {
  if (x.size() != d())
    throw InputError("x", std::to_string(x.size()) + " coordinates", std::to_string(d()));
  return a_.dot((w_.transpose() * x + b_).cwiseMax(0.0));
}

double TwoLayerNet::g(const Eigen::Ref<const Eigen::VectorXd>& x) const {
  if (x.size() != d())
    throw InputError("x", std::to_string(x.size()) + " coordinates", std::to_string(d()));
  const Eigen::VectorXd z = w0_.transpose() * x + b_;
  const Eigen::VectorXd t = (w_ - w0_).transpose() * x;
  return (z.array() >= 0).select(a_.cwiseProduct(t), 0.0).sum();
}

double TwoLayerNet::radius_used() const { return (w_ - w0_).colwise().norm().maxCoeff(); }

void TwoLayerNet::project(double radius) {
  const double tau = neuron_radius(radius, static_cast<std::uint64_t>(m()));
  for (Eigen::Index r = 0; r < m(); ++r) {
    const double length = (w_.col(r) - w0_.col(r)).norm();
    if (length > tau) w_.col(r) = w0_.col(r) + (tau / length) * (w_.col(r) - w0_.col(r));
  }
}

namespace {

void require_radius(double radius) {
  if (!(radius >= 0) || !std::isfinite(radius))
    throw InputError("R", std::to_string(radius), "a finite radius >= 0");
}

}  // namespace

double neuron_radius(double radius, std::uint64_t m) {
  require_radius(radius);
  const double root = std::cbrt(static_cast<double>(m));
  return radius / (root * root);
}

double standardised_radius(double radius, std::uint64_t m) {
  require_radius(radius);
  return radius / std::sqrt(std::cbrt(static_cast<double>(m)));
}

TwoLayerNet materialise(const InitialNetwork& net) {
  constexpr std::uint64_t kMost = std::uint64_t{1} << 28;
  if (net.m() > kMost / (net.d() + 1)) {
    throw InputError("m", std::to_string(net.m()),
                     "at most 2^28 / (d + 1) neurons for a net held in memory");
  }
  const auto m = static_cast<Eigen::Index>(net.m()), d = static_cast<Eigen::Index>(net.d());
  const double scale = 1 / std::sqrt(static_cast<double>(m));
  Eigen::MatrixXd w0(d, m);
  Eigen::VectorXd b(m), a(m);
  constexpr Eigen::Index kBlock = 1024;
  using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  Rows block(d + 1, kBlock);
  Eigen::VectorXf sign(kBlock);
  for (Eigen::Index r = 0; r < m; r += kBlock) {
    const Eigen::Index n = std::min(kBlock, m - r);
    net.fill(static_cast<std::uint64_t>(r), static_cast<std::size_t>(n), block.data(), kBlock,
             sign.data());
    w0.middleCols(r, n) = scale * block.topLeftCorner(d, n).cast<double>();
    b.segment(r, n) = scale * block.row(d).head(n).transpose().cast<double>();
    a.segment(r, n) = net.kappa() * sign.head(n).cast<double>();
  }
  return {std::move(w0), std::move(b), std::move(a)};
}

}  // namespace proofgauge::network
