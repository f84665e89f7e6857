// What no W in B(R) can do (theory 7.1): the pseudo-network game on finitely many points, its
// primal-dual solution, and certificates evaluated with a rounding bound.
//
// Game: points x_k in groups (the ball of a data point each), targets y_k; L(W) = sum over groups
// of weight * max_{k in group} |g_W(x_k) - y_k|. With W_r = W_r^0 + sgn(a_r) tau q_r, |q_r| <= 1,
//   g_W(x_k) = (R/m) sum_r 1{z_r(x_k) >= 0} <q_r, x_k>,
// and for signed weights lambda with sum_{k in group} |lambda_k| <= weight
//   L(W) >= sum_k lambda_k (y_k - g_W(x_k)) >= sum_k y_k lambda_k - (R/m) sum_r |v_r|,
//   v_r = sum_k lambda_k 1{z_r(x_k) >= 0} x_k.
// One point per group is the regret comparator of theory 6.1 (weight 1/T).
#pragma once

#include <Eigen/Core>
#include <span>
#include <stop_token>
#include <vector>

#include "adversary/oracle.h"
#include "claim/types.h"
#include "network/network.h"

namespace proofgauge::online {

/// K points with their groups (0 .. groups - 1) and targets.
struct GamePoints {
  std::size_t d = 0, groups = 0;
  double weight = 0;  ///< of each group
  std::vector<double> x, y;
  std::vector<std::size_t> group;

  [[nodiscard]] std::size_t size() const { return group.size(); }
  void add(std::span<const double> point, std::size_t to_group, double target);
};

struct GameOptions {
  unsigned most_iterations = 4000;
  double gap = 1e-3;  ///< stop when upper - lower is at most this
  std::stop_token stop = {};
};

/// Values in double precision, for finding; certify() judges.
struct GameSolution {
  Eigen::MatrixXd q;           ///< d x m, columns of norm at most 1
  std::vector<double> lambda;  ///< K
  double upper = 0;            ///< L of q on the points
  double lower = 0;            ///< value of lambda
  unsigned iterations = 0;
};

/// Plays the game at radius R by a restarted primal-dual method (Chambolle and Pock, J. Math.
/// Imaging 40 (2011)): steps 1/|A| with |A| from a power iteration, averages, a restart from the
/// average whenever it halves the gap. `warm` starts from an earlier solution (fewer points, other
/// R). InputErrors: shapes, no points, R <= 0.
[[nodiscard]] GameSolution solve_game(const network::TwoLayerNet& net, const GamePoints& points,
                                      double R, const GameOptions& options = {},
                                      const GameSolution* warm = nullptr);

/// The pieces of a certificate, each rounded in the safe direction. For every R and W in B(R) the
/// loss of g_W at the points is at least `mass - R * penalty`.
struct Certificate {
  double mass = 0;     ///< sum y lambda, rounded down
  double penalty = 0;  ///< (1/m) sum_r |v_r|, rounded up
  /// sum |lambda_k| sup_W of the side of f - g that hurts (4.1) at radius R, rounded up: for f_W
  /// subtract it too.
  double gap = 0;
  std::vector<double> lambda;  ///< as judged: scaled into the constraints where rounding left them

  [[nodiscard]] double at(double R) const;    ///< lower bound for g, rounded down
  [[nodiscard]] double at_f(double R) const;  ///< for f at the radius of `gap`
  /// Every R below this has loss above eps for g; 0 if none.
  [[nodiscard]] double radius(double eps) const;
};

/// Rounding: z_r(x_k) that double precision cannot sign (|z| <= (d + 3) u sum |terms|) counts on
/// both sides; v_r errs by (K + 4) u sum_k |lambda_k| and its sum over r by m u of itself; u =
/// 2^-53. Weights and coordinates are taken as the doubles they are.
[[nodiscard]] Certificate certify(const network::TwoLayerNet& net, const GamePoints& points,
                                  std::span<const double> lambda, double R);

/// L of W (through its q) on the points, enclosed with the same care.
[[nodiscard]] claim::Range loss_on_points(const network::TwoLayerNet& net, const GamePoints& points,
                                          const Eigen::MatrixXd& q, double R);
/// W_r = W_r^0 + sgn(a_r) tau q_r, d x m.
[[nodiscard]] Eigen::MatrixXd weights_of(const network::TwoLayerNet& net, const Eigen::MatrixXd& q,
                                         double R);

/// g_W of a net in memory, with the gradient of its piece (it jumps where a z_r changes sign).
class PseudoOracle final : public adversary::Oracle {
 public:
  explicit PseudoOracle(const network::TwoLayerNet& net) : net_(net) {}
  [[nodiscard]] std::size_t d() const override { return static_cast<std::size_t>(net_.d()); }
  void evaluate(std::span<const double> x, std::span<double> f,
                std::span<double> gradient) const override;

 private:
  const network::TwoLayerNet& net_;
};

}  // namespace proofgauge::online
