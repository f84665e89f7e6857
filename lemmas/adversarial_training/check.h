// Left-hand sides: what is measured on a cell, against the bounds of claim.h.
#pragma once

#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "network/network.h"
#include "numeric/rational.h"
#include "online/dual_certificate.h"

namespace proofgauge::adversarial_training {

/// One data set, net, radius and target, exact as typed.
struct Cell {
  numeric::Rational m, R, delta, rho, eps;
  std::uint64_t width = 0;
  std::size_t d = 0, n = 0;
  std::uint64_t T = 0;      ///< rounds of training
  unsigned iterations = 0;  ///< of one game
  unsigned rounds = 0;      ///< of points added by the adversary
  [[nodiscard]] double radius() const { return numeric::to_double(R); }
  /// rho < delta/2, exactly; where it is not, nothing is run and no number is given.
  [[nodiscard]] bool separated() const { return 2 * rho < delta; }
};
/// H1 as a record shows it.
[[nodiscard]] claim::AssumptionResult separation_of(const Cell&);
/// The record's content where H1 fails.
[[nodiscard]] claim::Measurement not_separated(const Cell&);

struct Setting {
  std::uint64_t seed = 1;
  claim::RunContext context;
};

/// `d=8,n=10,m=4096,delta=0.5,rho=0.125`: keys the random streams; the same net for every R and
/// eps.
[[nodiscard]] std::string stream_key(const Cell&);
/// The data set and W^0 of a cell: functions of (seed, n, d, delta) and (seed, m, d). LimitError
/// once `stop` is asked for.
[[nodiscard]] data::Points points_of(const Cell&, std::uint64_t seed,
                                     const std::stop_token& stop = {});
[[nodiscard]] network::TwoLayerNet net_of(const Cell&, std::uint64_t seed);

/// The pseudo-network game on the balls of a cell: points start at the data and random points of
/// the balls, and an adversary (PGD against the current g) adds the worst ones, `rounds` times.
class CapGame {
 public:
  CapGame(const Cell&, const Setting&);

  /// Plays at radius R on the present points.
  [[nodiscard]] online::GameSolution solve(double R);
  /// Adds the points at which g of this solution loses most; the mean loss there is a lower bound
  /// on its robust loss.
  double attack(const online::GameSolution&, double R, unsigned steps, unsigned restarts);
  /// d = 3: the robust loss of this g, enclosed over the whole balls; else an infinite upper end.
  [[nodiscard]] claim::Range robust_loss(const online::GameSolution&, double R) const;

  [[nodiscard]] const network::TwoLayerNet& net() const { return net_; }
  [[nodiscard]] const online::GamePoints& points() const { return points_; }
  [[nodiscard]] const data::Points& data() const { return data_; }

 private:
  Cell cell_;
  Setting setting_;
  data::Points data_;
  network::TwoLayerNet net_;
  online::GamePoints points_;
  online::GameSolution warm_;
  unsigned attacks_ = 0;
};

[[nodiscard]] claim::Measurement check_dual_certificate(const Cell&, const Setting&, bool twin);
[[nodiscard]] claim::Measurement check_critical_radius(const Cell&, const Setting&, bool twin);
/// Runs of the paper's algorithm (online/convergence.h), each with its curve.
[[nodiscard]] std::vector<claim::Job> convergence_jobs(const claim::Selection&,
                                                       const claim::Request&);
/// Runs whose nets are judged by stronger adversaries than the one that trained them.
[[nodiscard]] std::vector<claim::Job> stronger_jobs(const claim::Selection&, const claim::Request&);
/// m*(eps) over these widths (increasing) and `seeds` seeds from setting.seed on.
[[nodiscard]] claim::Measurement check_critical_width(const Cell&,
                                                      const std::vector<std::uint64_t>& widths,
                                                      unsigned seeds, const Setting&, bool twin);
/// Attacks on a trained net against its certified worst case, d <= 6.
[[nodiscard]] claim::Measurement check_adversaries(const Cell&, const Setting&, bool twin);

}  // namespace proofgauge::adversarial_training
