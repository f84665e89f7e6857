#include "adversary/oracle.h"

#include <algorithm>
#include <string>

#include "claim/error.h"
#include "claim/stop.h"
#include "numeric/parallel.h"

namespace proofgauge::adversary {
namespace {

constexpr Eigen::Index kBlock = 1024;  ///< neurons whose sums are kept apart
constexpr Eigen::Index kPoints = 256;  ///< points at a time: bounds the memory of the partial sums

using ConstPoints = Eigen::Map<const Eigen::MatrixXd>;
using Gradients = Eigen::Map<Eigen::MatrixXd>;

/// Sums of one block of neurons: f in row 0, the gradient (if asked for) below; one column a point.
Eigen::MatrixXd block_sums(const network::TwoLayerNet& net, const ConstPoints& x,
                           Eigen::Index first, bool with_gradient) {
  const Eigen::Index count = std::min(kBlock, net.m() - first);
  const auto w = net.w().middleCols(first, count);
  const auto a = net.a().segment(first, count);
  Eigen::MatrixXd z = w.transpose() * x;
  z.colwise() += net.b().segment(first, count);
  Eigen::MatrixXd sums(with_gradient ? net.d() + 1 : 1, x.cols());
  sums.row(0).noalias() = a.transpose() * z.cwiseMax(0.0);
  if (with_gradient) {
    z = (z.array() > 0).select(a.replicate(1, x.cols()), 0.0);
    sums.bottomRows(net.d()).noalias() = w * z;
  }
  return sums;
}

}  // namespace

void NetOracle::evaluate(std::span<const double> x, std::span<double> f,
                         std::span<double> gradient) const {
  const std::size_t n = f.size();
  if (x.size() != n * d())
    throw InputError("x", std::to_string(x.size()) + " numbers", std::to_string(n * d()));
  if (!gradient.empty() && gradient.size() != x.size())
    throw InputError("gradient", std::to_string(gradient.size()) + " numbers",
                     "none or as many as x, " + std::to_string(x.size()));
  const Eigen::Index blocks = (net_.m() + kBlock - 1) / kBlock, d = net_.d();
  for (Eigen::Index at = 0; at < static_cast<Eigen::Index>(n); at += kPoints) {
    const Eigen::Index count = std::min(kPoints, static_cast<Eigen::Index>(n) - at);
    const ConstPoints points(x.data() + at * d, d, count);
    std::vector<Eigen::MatrixXd> sums(static_cast<std::size_t>(blocks));
    numeric::parallel_for(sums.size(), threads_, [&](std::size_t k) {
      check_stop(stop_, "while a network was evaluated");
      sums[k] = block_sums(net_, points, static_cast<Eigen::Index>(k) * kBlock, !gradient.empty());
    });
    for (std::size_t k = 1; k < sums.size(); ++k) sums[0] += sums[k];
    Eigen::Map<Eigen::RowVectorXd>(f.data() + at, count) = sums[0].row(0);
    if (!gradient.empty()) Gradients(gradient.data() + at * d, d, count) = sums[0].bottomRows(d);
  }
}

}  // namespace proofgauge::adversary
