// 7.1: certificates against trained pseudo-networks, and the critical radius between them.
#include <algorithm>
#include <cmath>

#include "adversarial_training/check.h"
#include "adversarial_training/claim.h"
#include "online/trainer.h"
#include "radius/enclosure.h"
#include "stats/confidence_sequence.h"
#include "stats/normal_block.h"

namespace proofgauge::adversarial_training {

using numeric::Interval;

namespace {

/// The certificate's value at R, rounded down, through the one bound of claim.h.
double value_at(const online::Certificate& c, const Interval& R) {
  return numeric::lower(dual_value(Interval(c.mass), Interval(c.penalty), R));
}

std::vector<claim::AssumptionResult> premises(const Cell& c) {
  return {separation_of(c), {"H2", true, "drawn so"}};
}

/// q of a net's displacement: D = sgn(a) tau q.
Eigen::MatrixXd q_of(const network::TwoLayerNet& net, double R) {
  const double tau = network::neuron_radius(R, static_cast<std::uint64_t>(net.m()));
  Eigen::MatrixXd q = (net.w() - net.w0()) / tau;
  for (Eigen::Index r = 0; r < net.m(); ++r) {
    if (net.a()[r] < 0) q.col(r) *= -1;
    // Division and differences round: a column may end a few units above 1, and no more.
    if (const double length = q.col(r).norm(); length > 1 && length < 1 + 1e-6) q.col(r) /= length;
  }
  return q;
}

/// E |sum_k lambda_k 1{<alpha, x_k> + beta >= 0} x_k| over fresh neurons: the penalty at infinite
/// width, from above at confidence 1 - alpha.
double infinite_penalty(const Cell& cell, const Setting& setting, const online::GamePoints& points,
                        const std::vector<double>& lambda) {
  constexpr std::uint64_t kNeurons = std::uint64_t{1} << 16;
  constexpr std::size_t kBlock = 512;
  const stats::Stream stream(setting.seed, "adversarial_training/infinite_width", stream_key(cell),
                             stats::Purpose::weights);
  const std::size_t d = cell.d;
  double mass = 0;
  std::vector<std::size_t> support;
  for (std::size_t k = 0; k < lambda.size(); ++k)
    if (lambda[k] != 0) {
      mass += std::abs(lambda[k]);
      support.push_back(k);
    }
  // |v| <= sum |lambda_k| |x_k|: observations in [0, 1] after division by a little more.
  mass *= 1 + 1e-8;
  stats::ConfidenceSequence sequence;
  std::vector<float> normals((d + 1) * kBlock);
  for (std::uint64_t first = 0; first < kNeurons; first += kBlock) {
    stats::normal_block(stream, 0, first, kBlock, d + 1, normals.data(), kBlock);
    for (std::size_t r = 0; r < kBlock; ++r) {
      std::vector<double> v(d, 0.0);
      for (const std::size_t k : support) {
        double z = static_cast<double>(normals[d * kBlock + r]);
        const double* x = points.x.data() + k * d;
        for (std::size_t j = 0; j < d; ++j)
          z += x[j] * static_cast<double>(normals[j * kBlock + r]);
        if (z >= 0)
          for (std::size_t j = 0; j < d; ++j) v[j] += lambda[k] * x[j];
      }
      double square = 0;
      for (const double c : v) square += c * c;
      sequence.add(std::min(1.0, std::sqrt(square) / mass));
    }
  }
  return sequence.interval(setting.context.alpha).upper * mass * (1 + 1e-12);
}

/// 2 n t*(delta, rho, eps/n): the radius that the ansatz of 3.3 really needs, enclosed. Chord
/// geometry, as everywhere by default.
claim::Range existence_radius(const Cell& c, int threads) {
  using numeric::interval;
  using numeric::Rational;
  const Rational n(static_cast<unsigned long>(c.n)), far = c.delta - c.rho;
  radius::EnclosureOptions options;
  options.threads = threads;
  const radius::Enclosure e = radius::enclose(
      radius::make_program(interval(numeric::ratio(-1, 2)), interval(Rational(1 - far * far / 2)),
                           interval(Rational(1 - c.rho * c.rho / 2)), c.eps / n),
      options);
  return numeric::to_range(
      Interval(2 * interval(n) * interval(e.t.lower, std::min(e.t.upper, 1e300))));
}

}  // namespace

claim::Measurement check_dual_certificate(const Cell& cell, const Setting& setting,
                                          bool judge_twin) {
  if (!cell.separated()) return not_separated(cell);
  const double R = cell.radius();
  CapGame game(cell, setting);
  online::GameSolution solution = game.solve(R);
  double attacked = 0;
  for (unsigned round = 0; round < cell.rounds; ++round) {
    attacked = game.attack(solution, R, 10, 2);
    solution = game.solve(R);
    setting.context.progress(0.7 * (round + 1) / cell.rounds);
  }
  const auto certificate = online::certify(game.net(), game.points(), solution.lambda, R);
  const Interval radius = numeric::interval(cell.R);
  const double value = value_at(certificate, radius);
  const double weaker =
      value_at(certificate, Interval(radius * numeric::interval(twin::penalty_share())));
  const claim::Range primal = online::loss_on_points(game.net(), game.points(), solution.q, R);

  // A second net, trained by the algorithm of section 7 on the pseudo-network.
  online::TrainOptions options;
  options.m = cell.width;
  options.radius = R;
  options.rho = numeric::to_double(cell.rho);
  options.rounds = cell.T;
  options.eta = step(static_cast<double>(cell.width), numeric::to_double(cell.eps), 1.0);
  options.kind = online::NetKind::pseudo;
  options.attack = {adversary::Attack::Kind::pgd, 5, 1};
  options.seed = setting.seed;
  options.threads = setting.context.threads;
  const auto trained = online::train(game.data(), options);
  const network::TwoLayerNet net = trained.best->to_double();
  const claim::Range by_training =
      online::loss_on_points(game.net(), game.points(), q_of(net, R), R);
  setting.context.progress(1);

  claim::Measurement out;
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::finite_set;
  f.assumptions = premises(cell);
  const double bound = judge_twin ? weaker : value;
  f.comparisons = {{"robust_loss", primal, claim::Range::point(bound), std::nullopt},
                   {"trained_loss", by_training, claim::Range::point(bound), std::nullopt}};
  f.trials.decisive = 2;
  f.witness = stream_key(cell) + ",R=" + numeric::canonical_text(cell.R) +
              ",points=" + std::to_string(game.points().size()) +
              ",seed=" + std::to_string(setting.seed);
  if (!judge_twin) f.twins = {1, primal.upper < weaker ? 1U : 0U};
  out.trivial = {0, "the loss is nonnegative"};
  out.point = primal.upper;
  out.result = {{"lower_bound", claim::Range::at_least(value)},
                {"robust_loss", primal},
                {"trained_loss", by_training},
                {"attacked_loss", claim::Range::at_least(attacked)},
                {"loss_under_training_adversary", claim::Range::point(trained.best_loss)},
                {"mass", claim::Range::point(certificate.mass)},
                {"penalty", claim::Range::point(certificate.penalty)},
                {"points", claim::Range::point(static_cast<double>(game.points().size()))}};
  const double for_f = value - certificate.gap;
  if (for_f > 0)
    out.result.emplace_back("lower_bound_f", claim::Range::at_least(std::nextafter(for_f, -1.0)));
  const claim::Range whole = game.robust_loss(solution, R);
  if (std::isfinite(whole.upper)) out.result.emplace_back("robust_loss_certified", whole);
  out.notes = {
      "robust_loss: of the best W found, at the points of the game; trained_loss: of projected "
      "descent on the pseudo-network, at the same points; attacked_loss: of an earlier W under PGD",
      "loss_under_training_adversary: of the trained W under PGD-5 alone, which need not find the "
      "worst points: it may lie below lower_bound, the losses at the game's points may not",
      for_f > 0 ? "lower_bound_f: for f_W the supremum 4.1 at the support is subtracted"
                : "for f_W nothing is left after subtracting 4.1 at the support"};
  return out;
}

claim::Measurement check_critical_radius(const Cell& cell, const Setting& setting,
                                         bool judge_twin) {
  if (!cell.separated()) return not_separated(cell);
  const double eps = numeric::to_double(cell.eps);
  CapGame game(cell, setting);
  double low = 0, high = HUGE_VAL, searched = HUGE_VAL, certified = HUGE_VAL, R = cell.radius();
  online::Certificate best;
  std::vector<double> best_lambda;
  online::GamePoints best_points;
  // The points only grow, which can only raise the true radius on them: an upper end found on
  // fewer points is dropped when points are added.
  constexpr double kClose = 1.03;
  for (unsigned round = 0; round <= cell.rounds; ++round) {
    high = HUGE_VAL;
    online::GameSolution at_high;
    for (int step = 0; step < 12 && !(high <= kClose * low); ++step) {
      const online::GameSolution solution = game.solve(R);
      const auto certificate = online::certify(game.net(), game.points(), solution.lambda, R);
      if (const double r = certificate.radius(eps); r > low) {
        low = r;
        best = certificate;
        best_lambda = certificate.lambda;
        best_points = game.points();
      }
      const claim::Range loss = online::loss_on_points(game.net(), game.points(), solution.q, R);
      if (loss.upper <= eps && R < high) {
        high = R;
        at_high = solution;
      }
      if (std::isinf(high))
        R = std::max(R * 1.3, low * 1.02);
      else
        R = std::max(low, 1e-6) * std::sqrt(high / std::max(low, 1e-6));
    }
    if (std::isinf(high)) break;
    R = high;
    if (game.attack(at_high, high, 20, 2) <= eps) searched = std::min(searched, high);
    if (game.robust_loss(at_high, high).upper <= eps) certified = std::min(certified, high);
    setting.context.progress(static_cast<double>(round + 1) / (cell.rounds + 1));
  }
  // A W that keeps eps on the points may lose it elsewhere on the balls: only one whose worst case
  // was searched (or, in d = 3, enclosed) there ends the interval.
  constexpr int kWidenings = 12;
  constexpr double kWiden = 1.05;
  const double on_points = high;
  const auto points_judged = static_cast<double>(game.points().size());
  for (int k = 0;
       k < kWidenings && std::isfinite(high) && std::isinf(cell.d == 3 ? certified : searched);
       ++k) {
    if (k > 0) R *= kWiden;
    const online::GameSolution solution = game.solve(R);
    if (game.attack(solution, R, 20, 2) <= eps) searched = R;
    if (game.robust_loss(solution, R).upper <= eps) certified = std::min(certified, R);
  }
  claim::Measurement out;
  claim::Finding& f = out.finding;
  const bool enclosed = std::isfinite(certified);
  f.evidence = enclosed ? claim::Evidence::enclosure : claim::Evidence::search;
  f.scope = claim::Scope::finite_set;
  f.assumptions = premises(cell);
  high = enclosed ? certified : searched;
  if (std::isinf(high) || !(low > 0)) {
    f.undecidable = std::isinf(high)
                        ? "no W found that keeps eps on the balls (on the points alone R = " +
                              std::to_string(on_points) + " does): raise --steps"
                        : "no certificate above eps found";
    f.trials.undecided = 1;
    return out;
  }
  const double claimed = judge_twin ? high * numeric::to_double(twin::half()) : high;
  f.comparisons = {
      {"R_critical", claim::Range::point(low), claim::Range::point(claimed), std::nullopt}};
  f.trials.decisive = 1;
  f.witness = stream_key(cell) + ",eps=" + numeric::canonical_text(cell.eps) +
              ",seed=" + std::to_string(setting.seed);
  if (!judge_twin) f.twins = {1, low > high / 2 ? 1U : 0U};
  const double ansatz = ansatz_radius(static_cast<double>(cell.n), numeric::to_double(cell.delta),
                                      numeric::to_double(cell.rho), eps);
  out.trivial = {{}, "none: any R > 0 could do a priori"};
  out.point = low;
  out.result = {{"R_critical", {low, high}}};
  if (std::isfinite(certified))
    out.result.emplace_back("R_upper_certified", claim::Range::at_most(certified));
  if (std::isfinite(searched))
    out.result.emplace_back("R_upper_searched", claim::Range::at_most(searched));
  const double infinite = infinite_penalty(cell, setting, best_points, best_lambda);
  // A number of another kind of evidence than the rest of the record: its name says so.
  out.result.emplace_back("R_lower_infinite_statistical",
                          claim::Range::at_least((best.mass - eps) / infinite * (1 - 1e-12)));
  out.result.emplace_back("ansatz_radius", claim::Range::point(ansatz));
  if (2 * cell.eps < static_cast<unsigned long>(cell.n))
    out.result.emplace_back("R_existence", existence_radius(cell, setting.context.threads));
  out.result.emplace_back("log10_R_published",
                          claim::Range::point(published_log10_radius(
                              static_cast<double>(cell.n), eps,
                              numeric::to_double(cell.delta * (cell.delta - 2 * cell.rho)))));
  out.result.emplace_back("R_on_points", claim::Range{low, on_points});
  out.result.emplace_back("points", claim::Range::point(points_judged));
  out.notes = {
      enclosed
          ? "R_critical: both ends hold for the whole balls"
          : "R_critical: the lower end holds for the whole balls, the upper one is a search: no "
            "attack found a point of loss above eps",
      "R_on_points: the upper end for the finite set of points of the game alone",
      "R_upper_searched: loss at most eps under PGD-20 with 2 starts, a search; R_upper_certified: "
      "on the whole balls, enclosed on the circle (d = 3 only)",
      "R_lower_infinite_statistical: the same lambda at infinite width; it holds with confidence " +
          std::to_string(1 - setting.context.alpha) +
          " and no verdict rests on it, the other numbers are enclosures",
      "R_existence: 2 n t*, the least radius of the ansatz of 3.3, enclosed; log10_R_published: of "
      "(n/eps)^(1/gamma) with every hidden constant 1 (unconfirmed)",
      "ansatz_radius: what the two-atom bound of theory 3.1 demands of the ansatz of 3.3"};
  return out;
}

}  // namespace proofgauge::adversarial_training
