// The pseudo-network game on the balls of a data set, with points added by an adversary.
#include <algorithm>
#include <cmath>
#include <limits>

#include "adversarial_training/check.h"
#include "adversary/attack.h"
#include "adversary/cap.h"
#include "adversary/circle.h"
#include "data/synthetic.h"
#include "online/trainer.h"

namespace proofgauge::adversarial_training {
namespace {

/// Sup and inf of g_W on the ball of a point, d = 3, from the two sides of its jumps: the larger of
/// |sup - y| and |inf - y|, enclosed.
claim::Range circle_loss(const network::TwoLayerNet& net, std::span<const double> x, double y,
                         double rho) {
  using adversary::CircleSum;
  const adversary::Arc arc = adversary::Arc::ball({x[0], x[1]}, rho);
  CircleSum below(arc, adversary::Side::below), above(arc, adversary::Side::above);
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    const Eigen::VectorXd move = net.w().col(r) - net.w0().col(r);
    const CircleSum::Linear l{move[0], move[1], move[2] / 2};
    const CircleSum::Linear u{net.w0()(0, r), net.w0()(1, r), net.w0()(2, r) / 2 + net.b()[r]};
    below.step(net.a()[r], l, u);
    above.step(net.a()[r], l, u);
  }
  const auto low = below.sweep(), high = above.sweep();
  const auto away = [&](double g, double error, double sign) {
    return std::abs(g - y) + sign * (error + 4 * 0x1p-53 * (std::abs(g) + 1));
  };
  return {std::max(away(low.max, low.error, -1), away(high.min, high.error, -1)),
          std::max(away(high.max, high.error, 1), away(low.min, low.error, 1))};
}

}  // namespace

claim::AssumptionResult separation_of(const Cell& c) {
  return {
      "H1", c.separated(),
      "rho = " + numeric::canonical_text(c.rho) + ", delta = " + numeric::canonical_text(c.delta)};
}

claim::Measurement not_separated(const Cell& c) {
  claim::Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::finite_set;
  m.finding.assumptions = {separation_of(c)};
  m.finding.trials.not_applicable = 1;
  m.notes = {"rho is not below delta/2: nothing was run"};
  return m;
}

std::string stream_key(const Cell& c) {
  return "d=" + std::to_string(c.d) + ",n=" + std::to_string(c.n) +
         ",m=" + std::to_string(c.width) + ",delta=" + numeric::canonical_text(c.delta) +
         ",rho=" + numeric::canonical_text(c.rho);
}

data::Points points_of(const Cell& c, std::uint64_t seed, const std::stop_token& stop) {
  return data::synthetic(c.n, c.d, numeric::to_double(c.delta), seed, stop);
}

network::TwoLayerNet net_of(const Cell& c, std::uint64_t seed) {
  return network::materialise(online::training_network(c.width, c.d, seed));
}

CapGame::CapGame(const Cell& cell, const Setting& setting)
    : cell_(cell),
      setting_(setting),
      data_(points_of(cell, setting.seed, setting.context.stop)),
      net_(net_of(cell, setting.seed)) {
  constexpr unsigned kRandom = 3;
  points_.d = cell.d;
  points_.groups = cell.n;
  points_.weight = 1 / static_cast<double>(cell.n);
  const double angle = adversary::cap_angle(numeric::to_double(cell.rho));
  stats::Sequence random(stats::Stream(setting.seed, "adversarial_training/game", stream_key(cell),
                                       stats::Purpose::points));
  for (std::size_t i = 0; i < cell.n; ++i) {
    points_.add(data_.point(i), i, data_.y[i]);
    for (unsigned k = 0; k < kRandom; ++k) {
      std::vector<double> x(data_.point(i).begin(), data_.point(i).end()), v(cell.d);
      for (double& c : v) c = random.normal();
      // The rim is where the adversary is strongest.
      if (!adversary::geodesic_step(x, v, angle * (k == 0 ? 1.0 : random.uniform()))) continue;
      adversary::project_onto_cap(x, data_.point(i), angle);
      points_.add(x, i, data_.y[i]);
    }
  }
}

online::GameSolution CapGame::solve(double R) {
  online::GameOptions options;
  options.most_iterations = cell_.iterations;
  options.stop = setting_.context.stop;
  warm_ = online::solve_game(net_, points_, R, options, warm_.q.size() == 0 ? nullptr : &warm_);
  return warm_;
}

double CapGame::attack(const online::GameSolution& solution, double R, unsigned steps,
                       unsigned restarts) {
  net_.set_w(online::weights_of(net_, solution.q, R));
  const online::PseudoOracle oracle(net_);
  const adversary::Attack pgd{adversary::Attack::Kind::pgd, steps, restarts};
  const stats::Stream stream(setting_.seed, "adversarial_training/game", stream_key(cell_),
                             stats::Purpose::search);
  adversary::AttackOptions options;
  options.draw = attacks_++;
  options.stop = setting_.context.stop;
  const auto found = adversary::attack(oracle, data_.x, data_.y, numeric::to_double(cell_.rho),
                                       adversary::Loss{}, pgd, stream, options);
  double mean = 0;
  for (std::size_t i = 0; i < cell_.n; ++i) {
    mean += found.loss[i] * points_.weight;
    points_.add({found.x.data() + i * cell_.d, cell_.d}, i, data_.y[i]);
  }
  return mean;
}

claim::Range CapGame::robust_loss(const online::GameSolution& solution, double R) const {
  if (cell_.d != 3) return claim::Range::at_least(0);
  network::TwoLayerNet net = net_;
  net.set_w(online::weights_of(net_, solution.q, R));
  claim::Range sum{0, 0};
  for (std::size_t i = 0; i < cell_.n; ++i) {
    const claim::Range one =
        circle_loss(net, data_.point(i), data_.y[i], numeric::to_double(cell_.rho));
    sum.lower += one.lower;
    sum.upper += one.upper;
  }
  const double slack = (static_cast<double>(cell_.n) + 4) * 0x1p-53;
  return {sum.lower * points_.weight * (1 - slack), sum.upper * points_.weight * (1 + slack)};
}

}  // namespace proofgauge::adversarial_training
