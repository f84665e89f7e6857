// 6.2 along runs of the real network: regret of projected descent against comparators in B(R), held
// against the bound with the coupling measured at the points that the adversary chose.
#include <algorithm>
#include <cmath>
#include <numbers>

#include "adversary/attack.h"
#include "claim/error.h"
#include "data/synthetic.h"
#include "network/network.h"
#include "online/projected_descent.h"
#include "online_regret/check.h"
#include "online_regret/claim.h"

namespace proofgauge::online_regret {

using numeric::Interval;

namespace {

constexpr double kUnit = 0x1p-53;

/// A run: the points that the adversary chose (T x n x d), the losses paid, the last weights, the
/// sum of the gradients.
struct Run {
  std::vector<double> visited;
  online::DescentRun descent;
  Eigen::MatrixXd gradient_sum;
};

using Columns = Eigen::Map<const Eigen::MatrixXd>;

Run play(network::TwoLayerNet& net, const data::Points& points, const RealCell& c, double eta,
         const Setting& setting) {
  const Eigen::Index m = net.m(), d = net.d();
  const auto n = static_cast<Eigen::Index>(points.n);
  const double tau = network::neuron_radius(c.cell.radius(), c.cell.width);
  const online::BallProduct ball{
      std::vector<double>(net.w0().data(), net.w0().data() + net.w0().size()),
      static_cast<std::size_t>(d), tau};
  const adversary::Loss loss;
  adversary::Attack pgd{adversary::Attack::Kind::pgd, 5, 1};
  const stats::Stream stream(setting.seed, "online_regret/real_network", stream_key(c.cell),
                             stats::Purpose::search);
  Run run;
  run.gradient_sum = Eigen::MatrixXd::Zero(d, m);
  const auto round = [&](std::size_t t, std::span<const double> w, std::span<double> gradient) {
    if (setting.context.stop.stop_requested()) throw LimitError("stopped between rounds");
    net.set_w(Columns(w.data(), d, m));
    const adversary::NetOracle oracle(net);
    adversary::AttackOptions options;
    options.draw = static_cast<std::uint32_t>(t);
    options.stop = setting.context.stop;
    const auto attacked = adversary::attack(oracle, points.x, points.y, numeric::to_double(c.rho),
                                            loss, pgd, stream, options);
    run.visited.insert(run.visited.end(), attacked.x.begin(), attacked.x.end());
    const Columns x(attacked.x.data(), d, n);
    const Eigen::MatrixXd u = (net.w().transpose() * x).colwise() + net.b();
    const Eigen::VectorXd f = u.cwiseMax(0.0).transpose() * net.a();
    Eigen::VectorXd slope(n);
    double total = 0;
    for (Eigen::Index i = 0; i < n; ++i) {
      const double y = points.y[static_cast<std::size_t>(i)];
      total += loss.value(f[i], y) / static_cast<double>(n);
      slope[i] = loss.slope(f[i], y) / static_cast<double>(n);
    }
    const Eigen::MatrixXd on = (u.array() >= 0).cast<double>();
    Eigen::Map<Eigen::MatrixXd> g(gradient.data(), d, m);
    g = (x * slope.asDiagonal() * on.transpose()) * net.a().asDiagonal();
    run.gradient_sum += g;
    setting.context.progress(static_cast<double>(t + 1) / static_cast<double>(c.T));
    return total;
  };
  run.descent = online::projected_descent(ball, c.T, eta, round);
  return run;
}

/// Mean over rounds and points of the loss of the weights `w` at the visited points.
double mean_loss(const network::TwoLayerNet& net, const Eigen::MatrixXd& w,
                 const std::vector<double>& visited, const std::vector<double>& y) {
  constexpr Eigen::Index kBatch = 64;
  const Eigen::Index d = net.d(), count = static_cast<Eigen::Index>(visited.size()) / d;
  const adversary::Loss loss;
  std::vector<double> losses;
  for (Eigen::Index first = 0; first < count; first += kBatch) {
    const Eigen::Index here = std::min(kBatch, count - first);
    const Columns x(visited.data() + first * d, d, here);
    const Eigen::VectorXd f =
        ((w.transpose() * x).colwise() + net.b()).cwiseMax(0.0).transpose() * net.a();
    for (Eigen::Index i = 0; i < here; ++i)
      losses.push_back(loss.value(f[i], y[static_cast<std::size_t>(first + i) % y.size()]));
  }
  return online::compensated_sum(losses) / static_cast<double>(count);
}

/// kappa max_sign sum (tau + |z_r|) 1{|z_r| <= tau} at the visited points, from above: neurons
/// within rounding of tau are counted.
double coupling_at(const network::TwoLayerNet& net, const std::vector<double>& visited,
                   double tau) {
  const Eigen::Index d = net.d(), count = static_cast<Eigen::Index>(visited.size()) / d;
  double most = 0;
  for (Eigen::Index i = 0; i < count; ++i) {
    const Eigen::Map<const Eigen::VectorXd> x(visited.data() + i * d, d);
    const Eigen::ArrayXd z = (net.w0().transpose() * x + net.b()).array().abs();
    double plus = 0, minus = 0;
    for (Eigen::Index r = 0; r < net.m(); ++r)
      if (z[r] <= tau * (1 + 1e-9) + 1e-13) (net.a()[r] > 0 ? plus : minus) += tau + z[r];
    most = std::max({most, plus, minus});
  }
  return most * net.a().cwiseAbs().maxCoeff() * (1 + 1e-9);
}

/// How far rounding can move the two sides of 6.2 apart; the terms are named in statement.md.
double rounding_slack(const network::TwoLayerNet& net, const RealCell& c, double eta, double tau) {
  const auto m = static_cast<double>(net.m()), d = static_cast<double>(net.d());
  const double kappa = net.a().cwiseAbs().maxCoeff();
  const double reach = net.w0().colwise().norm().sum() + m * tau + net.b().cwiseAbs().sum();
  const double f_error = 1.1 * kappa * (d + m + 6) * kUnit * reach;
  const double G = std::sqrt(m) * kappa, diameter = 2 * std::sqrt(m) * tau;
  const double step_error = kUnit * (eta * (static_cast<double>(c.n) + 8) * G +
                                     4 * (net.w0().norm() + diameter) + (d + 8) * diameter);
  const double per_round =
      (2 * step_error * (diameter + eta * G) + step_error * step_error) / (2 * eta);
  return 1.1 * (10 * f_error + per_round);
}

claim::AssumptionResult separation(const RealCell& c) {
  return {
      "H6", 2 * c.rho < c.delta,
      "rho = " + numeric::canonical_text(c.rho) + ", delta = " + numeric::canonical_text(c.delta)};
}

/// The record's content where rho >= delta/2: nothing is run.
claim::Measurement not_separated(const RealCell& c) {
  claim::Measurement m;
  m.finding.evidence = claim::Evidence::enclosure;
  m.finding.scope = claim::Scope::finite_set;
  m.finding.assumptions = {separation(c)};
  m.finding.trials.not_applicable = 1;
  m.notes = {"rho is not below delta/2: nothing was run"};
  return m;
}

}  // namespace

claim::Measurement check_real_network(const RealCell& c, const Setting& setting, bool judge_twin) {
  if (2 * c.rho >= c.delta) return not_separated(c);
  const std::string key = stream_key(c.cell);
  const data::Points points = data::synthetic(c.n, c.cell.d, numeric::to_double(c.delta),
                                              setting.seed, setting.context.stop);
  network::TwoLayerNet net = network::materialise(network::InitialNetwork(
      c.cell.width, c.cell.d, setting.seed, "online_regret/real_network", key, 0));
  const Interval m = numeric::interval(c.cell.m), R = numeric::interval(c.cell.R),
                 L = numeric::interval(c.L), eps = numeric::interval(c.eps);
  const double eta = numeric::lower(Interval(eps * numeric::power(m, -1, 3) / (L * L)));
  const double tau = network::neuron_radius(c.cell.radius(), c.cell.width);
  const Run run = play(net, points, c, eta, setting);
  const double paid = run.descent.total_loss() / static_cast<double>(c.T);
  Eigen::MatrixXd far = net.w0();
  for (Eigen::Index r = 0; r < net.m(); ++r)
    if (const double length = run.gradient_sum.col(r).norm(); length > 0)
      far.col(r) -= tau * (1 - 0x1p-40) / length * run.gradient_sum.col(r);
  const Columns last(run.descent.last.data(), net.d(), net.m());
  const struct {
    const char* name;
    double loss;
  } comparators[] = {{"W^0", mean_loss(net, net.w0(), run.visited, points.y)},
                     {"last W", mean_loss(net, last, run.visited, points.y)},
                     {"far point of the gradients", mean_loss(net, far, run.visited, points.y)}};
  const double slack = rounding_slack(net, c, eta, tau);
  const auto best = *std::min_element(std::begin(comparators), std::end(comparators),
                                      [](const auto& a, const auto& b) { return a.loss < b.loss; });
  const claim::Range regret{paid - best.loss - slack, paid - best.loss + slack};
  const double coupling = coupling_at(net, run.visited, tau);
  const Interval T(c.T);
  const claim::Range claimed =
      numeric::to_range(real_network_regret(m, R, Interval(eta), T, L, Interval(coupling)));
  const claim::Range bound = judge_twin ? claim::Range::point(0) : claimed;
  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::finite_set;
  f.assumptions = {{"H1", true, "absolute loss"},
                   {"H2", true, "comparators inside B(R)"},
                   {"H5", true, "points from PGD-5 in the balls"},
                   separation(c)};
  f.comparisons = {{"regret", regret, bound, std::nullopt}};
  f.trials.decisive = 1;
  f.witness = key + ",T=" + std::to_string(c.T) + ",comparator=" + best.name +
              ",seed=" + std::to_string(setting.seed);
  if (!judge_twin) f.twins = {1, regret.lower > 0 ? 1U : 0U};
  const double radius = c.cell.radius();
  out.trivial = {2 * radius * numeric::to_double(c.L),
                 "|f_W - f_W*| <= kappa m 2 tau = 2 R for any two W in B(R)"};
  out.point = paid - best.loss;
  const double largest = run.descent.largest_gradient();
  const Interval distance = R * numeric::power(m, -1, 6);
  const Interval worst =
      worst_case(distance, Interval(eta), T, Interval(largest)) / T + L * Interval(coupling);
  out.result = {
      {"regret", regret},
      {"paper_bound", claimed},
      {"worst_case", numeric::to_range(worst)},
      {"convex_part", numeric::to_range(convex_regret(distance, Interval(eta), T,
                                                      Interval(L * numeric::power(m, 1, 6))))},
      {"coupling_visited", claim::Range::at_most(coupling)},
      {"mean_loss", claim::Range::point(paid)},
      {"robust_loss", claim::Range::point(
                          *std::min_element(run.descent.losses.begin(), run.descent.losses.end()))},
      {"eta", claim::Range::point(eta)},
      {"T", claim::Range::point(static_cast<double>(c.T))}};
  out.notes = {std::string("best comparator found: ") + best.name,
               "worst_case: 6.1's exact worst case at the largest gradient of the run, plus the "
               "coupling at the visited points"};
  double so_far = 0;
  const std::size_t stride = std::max<std::size_t>(1, run.descent.losses.size() / 64);
  for (std::size_t t = 0; t < run.descent.losses.size(); ++t) {
    so_far += run.descent.losses[t];
    if ((t + 1) % stride != 0) continue;
    out.series["t"].push_back(static_cast<double>(t + 1));
    out.series["mean_loss"].push_back(so_far / static_cast<double>(t + 1));
    out.series["loss"].push_back(run.descent.losses[t]);
  }
  return out;
}

}  // namespace proofgauge::online_regret
