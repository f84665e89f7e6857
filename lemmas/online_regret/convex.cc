// 6.1: the identity behind it, games in enclosures, the instance that attains it and the exact
// worst case.
#include <algorithm>
#include <cmath>

#include "claim/stop.h"
#include "online/projected_descent.h"
#include "online/worst_case_regret.h"
#include "online_regret/check.h"
#include "online_regret/claim.h"
#include "stats/stream.h"

namespace proofgauge::online_regret {

using numeric::Interval;
using numeric::ratio;
using numeric::Rational;

namespace {

constexpr const char* kWhere = "inside a game";
constexpr std::size_t kBalls = 4, kDimension = 3, kSize = kBalls * kDimension;

/// Equal rationals give equal doubles; unequal ones must not.
claim::Comparison exact_comparison(const char* symbol, const Rational& left,
                                   const Rational& right) {
  const double a = numeric::to_double(left);
  double b = numeric::to_double(right);
  if (left != right && a == b) b = std::nextafter(b, right > left ? HUGE_VAL : -HUGE_VAL);
  return {symbol, claim::Range::point(a), claim::Range::point(b), std::nullopt};
}

Interval square_root(const Interval& x) {
  return sqrt(numeric::interval(std::max(0.0, numeric::lower(x)), numeric::upper(x)));
}

using Point = std::vector<Interval>;

Interval dot(const Point& a, const Point& b) {
  Interval s = 0;
  for (std::size_t k = 0; k < a.size(); ++k) s += a[k] * b[k];
  return s;
}

Interval ball_square(const Point& w, std::size_t j) {
  Interval s = 0;
  for (std::size_t k = j * kDimension; k < (j + 1) * kDimension; ++k) s += w[k] * w[k];
  return s;
}

/// Encloses the projection onto the product of balls of the given radius around 0. Where the
/// interval does not tell whether a ball is left, both outcomes are inside the hull.
bool project(Point& w, const Interval& radius) {
  bool clipped = false;
  for (std::size_t j = 0; j < kBalls; ++j) {
    const Interval square = ball_square(w, j);
    if (numeric::certainly_at_most(square, Interval(radius * radius))) continue;
    const bool certain = numeric::certainly_less(Interval(radius * radius), square);
    const Interval factor = radius / square_root(square);
    for (std::size_t k = j * kDimension; k < (j + 1) * kDimension; ++k)
      w[k] = certain ? Interval(w[k] * factor) : numeric::hull(w[k], Interval(w[k] * factor));
    clipped = clipped || certain;
  }
  return clipped;
}

enum class Adversary { linear, outward, absolute, drifting };
constexpr const char* kNames[] = {"linear", "outward", "absolute", "drifting"};

/// One game: enclosures of its mean regret against the worst of three comparators, and of the
/// bound.
struct Played {
  claim::Range regret, bound, worst_case;
  bool decided = true;
  bool clipped = false;
  std::string name;
};

/// Linear losses <g, .>, or |<g, .> - y|.
struct Round {
  Point g;
  double y = 0;
  bool absolute = false;
};

Round make_round(Adversary adversary, std::uint64_t t, const Point& w, stats::Sequence& random) {
  Round r;
  r.g.assign(kSize, Interval(0));
  for (std::size_t k = 0; k < kSize; ++k) {
    double x = random.normal();
    if (adversary == Adversary::outward)  // against where the learner stands
      x = numeric::lower(w[k]) + 0.1 * x;
    if (adversary == Adversary::drifting)  // a fixed direction with noise
      x = (k % 2 == 0 ? 1.0 : -0.5) + 0.3 * x * (t % 2 == 0 ? 1 : -1);
    r.g[k] = Interval(x / 4);
  }
  r.absolute = adversary == Adversary::absolute;
  r.y = r.absolute ? random.normal() : 0;
  return r;
}

Interval loss_of(const Round& r, const Point& w) {
  const Interval value = dot(r.g, w) - Interval(r.y);
  return r.absolute ? Interval(abs(value)) : value;
}

/// The best comparator for the sum of the gradients seen: the far point of every ball.
Point far_point(const Point& sum, const Interval& radius) {
  Point w(kSize, Interval(0));
  for (std::size_t j = 0; j < kBalls; ++j) {
    // Any point of the ball will do: a rounded direction, shrunk into it.
    double square = 0;
    for (std::size_t k = j * kDimension; k < (j + 1) * kDimension; ++k)
      square += numeric::lower(sum[k]) * numeric::lower(sum[k]);
    if (!(square > 0)) continue;
    const double length = std::sqrt(square) * (1 + 0x1p-48);
    for (std::size_t k = j * kDimension; k < (j + 1) * kDimension; ++k)
      w[k] = -radius * Interval(numeric::lower(sum[k]) / length);
  }
  return w;
}

Point inner_point(const Interval& radius, stats::Sequence& random) {
  Point w(kSize);
  for (Interval& x : w) x = radius * Interval((2 * random.uniform() - 1) / 2);  // |.| <= 0.87
  return w;
}

Played play(const Games& games, Adversary adversary, double step_units, stats::Sequence& random,
            const std::stop_token& stop) {
  const Interval radius = numeric::interval(games.R), T = Interval(games.T);
  const double reach = 1.001 * numeric::to_double(games.R) * std::sqrt(static_cast<double>(kBalls));
  // A step that is natural for gradients of norm about 1, in doubles: any positive number will do.
  const Interval eta(step_units * reach / std::sqrt(static_cast<double>(games.T)));
  Played out;
  out.name = kNames[static_cast<std::size_t>(adversary)];
  std::vector<Round> rounds;
  Point w(kSize, Interval(0)), sum(kSize, Interval(0));
  Interval paid = 0, largest = 0, rounding = 0;
  for (std::uint64_t t = 0; t < games.T; ++t) {
    check_stop(stop, kWhere);
    Round r = make_round(adversary, t, w, random);
    Interval slope = 1;
    if (r.absolute) {
      const Interval value = dot(r.g, w) - Interval(r.y);
      if (numeric::certainly_less(value, Interval(0)))
        slope = -1;
      else if (!numeric::certainly_less(Interval(0), value))
        out.decided = false;  // the sign of the loss's slope is not known
    }
    paid += loss_of(r, w);
    const Interval norm = square_root(dot(r.g, r.g));
    if (numeric::upper(norm) > numeric::upper(largest)) largest = norm;
    for (std::size_t k = 0; k < kSize; ++k) {
      w[k] -= eta * slope * r.g[k];
      sum[k] += slope * r.g[k];
    }
    out.clipped = project(w, radius) || out.clipped;
    // The next iterate is a point again: enclosures of a long trajectory would swell. What the
    // rounding of this step can cost is added to the left side.
    Interval error = 0;
    for (Interval& x : w) {
      const Interval middle((numeric::lower(x) + numeric::upper(x)) / 2);
      error += (x - middle) * (x - middle);
      x = middle;
    }
    const Interval off(numeric::upper(square_root(error)));
    rounding += (4 * Interval(reach) * off + off * off) / (2 * eta);
    rounds.push_back(std::move(r));
  }
  const Point comparators[] = {Point(kSize, Interval(0)), far_point(sum, radius),
                               inner_point(radius, random)};
  double tightest = -HUGE_VAL;
  for (const Point& u : comparators) {
    Interval best = 0;
    for (const Round& r : rounds) {
      check_stop(stop, kWhere);
      best += loss_of(r, u);
    }
    const Interval regret = (paid - best + numeric::hull(Interval(0), rounding)) / T;
    const Interval distance = square_root(dot(u, u));
    const Interval bound = convex_regret(distance, eta, T, largest);
    if (const double share = numeric::upper(regret) / numeric::lower(bound); share > tightest) {
      tightest = share;
      out.regret = numeric::to_range(regret);
      out.bound = numeric::to_range(bound);
      out.worst_case = numeric::to_range(Interval(worst_case(distance, eta, T, largest) / T));
    }
  }
  return out;
}

/// The alternating instance: G = D_0 = 1, step k eta*, component c = D_0/(eta G T) along W_1 - W*.
/// With eta* = 1/sqrt(T) irrational the run is scaled: D = sqrt(T) x, so everything in it is
/// rational in units where eta = k and |W*| = D; regret^2 is compared with the square of the bound.
struct TenEta {
  claim::Range regret, bound;
};
TenEta play_ten_eta(std::uint64_t T, const std::stop_token& stop) {
  // G = 1, eta = k r, D_0 = r^2 T ... with any rational r: eta* = D_0/(G sqrt T) must be rational,
  // so D_0 is chosen as the rational nearest sqrt(T) from below; the instance is as valid with eta
  // = 10 D_0/(G s), s that rational, which is at least 10 eta*.
  const auto root = static_cast<std::uint64_t>(std::sqrt(static_cast<double>(T)));
  const Rational D = 1, s(root), eta = twin::step_factor() * D / s;
  const Rational along = D / (eta * Rational(T));
  const auto sequence = online::alternating(along, ratio(1, 1), T);
  const Rational mean = online::planar_regret(sequence, D, eta, stop) / Rational(T);
  return {numeric::to_range(numeric::interval(mean)),
          numeric::to_range(best_convex_regret(Interval(1), Interval(T), Interval(1)))};
}

}  // namespace

claim::Measurement check_descent_identity(bool judge_twin) {
  // |A|^2 - |B|^2 + |h|^2 - 2 <h, A> in the basis (A, h, B).
  const std::array<Rational, 6> left{1, -2, 0, 1, 0, -1};
  const auto right = judge_twin ? twin::without_square<Rational>() : descent_remainder<Rational>();
  const auto other = twin::without_square<Rational>();
  const char* names[] = {"<A,A>", "<A,h>", "<A,B>", "<h,h>", "<h,B>", "<B,B>"};
  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::exact;
  f.scope = claim::Scope::all;
  f.assumptions = {{"H1", true, "by the statement"}, {"H2", true, "by the statement"}};
  f.twins = {1, left == other ? 0U : 1U};
  for (std::size_t i = 0; i < left.size(); ++i) {
    auto c = exact_comparison(names[i], left[i], right[i]);
    ++f.trials.decisive;
    if (left[i] != right[i]) {
      f.witness = std::string("coefficient of ") + names[i] + ": A = B = 0, h = 1";
      f.comparisons.insert(f.comparisons.begin(), c);
    } else {
      f.comparisons.push_back(c);
    }
  }
  m.notes = {
      "summed over t and divided by 2 eta: D^2/(2 eta) + (eta/2) sum |g_t|^2 - sum <g_t, W_t "
      "- W*> = |W_{T+1} - W*|^2/(2 eta) + sum (|P_t|^2 + 2 <P_t, W_{t+1} - W*>)/(2 eta), P_t "
      "= W_t - eta g_t - W_{t+1}, and the projection makes every term of the right side >= 0"};
  return m;
}

claim::Measurement check_convex_regret(const Games& games, const Setting& setting, bool ten_eta) {
  claim::Measurement m;
  claim::Finding& f = m.finding;
  const std::string key = "T=" + std::to_string(games.T) + ",R=" + numeric::canonical_text(games.R);
  const TenEta alternating = play_ten_eta(games.T, setting.context.stop);
  f.scope = claim::Scope::finite_set;
  f.evidence = claim::Evidence::enclosure;
  f.assumptions = {{"H1", true, "linear losses and |<c, w> - y|"},
                   {"H2", true, "W* inside the product of balls"}};
  if (ten_eta) {
    f.comparisons = {{"regret", alternating.regret, alternating.bound, std::nullopt}};
    f.trials.decisive = 1;
    f.witness =
        "alternating instance, G = D_0 = 1, eta = 10/floor(sqrt T), T=" + std::to_string(games.T);
    m.result = {{"regret", alternating.regret},
                {"over_bound", claim::ratio(alternating.regret, alternating.bound)}};
    return m;
  }
  f.twins = {1, alternating.regret.lower > alternating.bound.upper ? 1U : 0U};
  const stats::Stream stream(setting.seed, "online_regret/convex_regret", key,
                             stats::Purpose::search);
  double tightest = -HUGE_VAL;
  unsigned clipped = 0;
  for (unsigned k = 0; k < games.draws; ++k) {
    stats::Sequence random(stream, k);
    constexpr double kSteps[] = {0.1, 1, 10};
    const Played played =
        play(games, static_cast<Adversary>(k % 4), kSteps[k / 4 % 3], random, setting.context.stop);
    setting.context.progress(static_cast<double>(k + 1) / games.draws);
    if (!played.decided) {
      ++f.trials.undecided;
      continue;
    }
    ++f.trials.decisive;
    clipped += played.clipped ? 1 : 0;
    claim::Comparison c{"regret", played.regret, played.bound, std::nullopt};
    const double share = played.regret.upper / played.bound.lower;
    if (share > tightest) {
      tightest = share;
      f.comparisons.insert(f.comparisons.begin(), c);
      f.witness = key + ",game=" + std::to_string(k) + " (" + played.name +
                  "),seed=" + std::to_string(setting.seed);
      m.worst = claim::Worst{setting.seed, k, played.name};
      m.result = {{"regret", played.regret},
                  {"paper_bound", played.bound},
                  {"worst_case", played.worst_case}};
    } else {
      f.comparisons.push_back(c);
    }
    m.series["regret"].push_back(played.regret.upper);
    m.series["bound"].push_back(played.bound.lower);
    m.series["worst_case"].push_back(played.worst_case.upper);
  }
  m.result.emplace_back("clipped_games", claim::Range::point(clipped));
  m.trivial = {{}, "G times the diameter of B(R): each loss differs by at most that"};
  m.notes = {
      "each game: the worst of W^0, the far point of the gradients' sum and a random point as "
      "comparator; all numbers enclosed at 128 bits, projections included; each iterate is rounded "
      "to a point and"
      " what that can cost is in the upper end of the regret",
      "worst_case: the largest mean regret of any unclipped sequence with the same T, step, "
      "gradient bound and distance; clipping can only lower it"};
  return m;
}

claim::Measurement check_tight_instance(std::uint64_t T, const Rational& R, const Setting& setting,
                                        bool judge_twin) {
  const Rational G = 1, D = R, rounds(T), eta = D / (G * rounds);
  const Rational mean =
      online::planar_regret(online::constant_gradient(G, T), D, eta, setting.context.stop) / rounds;
  const Rational bound =
      judge_twin ? twin::half_square(D, eta, rounds, G) : convex_regret(D, eta, rounds, G);
  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::exact;
  f.scope = claim::Scope::instance;
  f.assumptions = {{"H1", true, "constant linear losses"},
                   {"H2", true, "|W*_j| = tau in every ball"}};
  f.comparisons = {exact_comparison("regret", mean, bound)};
  f.trials.decisive = 1;
  f.twins = {1, mean != twin::half_square(D, eta, rounds, G) ? 1U : 0U};
  m.trivial = {numeric::to_double(Rational(G * D)) * 2,
               "G times twice the distance: the losses differ by at most that"};
  // The same instance by the program, on 16 balls of radius D/4: |W*| = D.
  constexpr std::size_t kGroups = 16, kGroup = 4;
  const double d = numeric::to_double(D), step = d / static_cast<double>(T);
  online::BallProduct ball{std::vector<double>(kGroups * kGroup, 0.0), kGroup, d / 4};
  std::vector<double> gradient(kGroups * kGroup, 0.0);
  for (std::size_t j = 0; j < kGroups; ++j) gradient[j * kGroup] = 0.25;
  const auto run =
      online::projected_descent(ball, T, step, online::linear_losses(gradient, ball.centre));
  // L_t(W*) = -D G.
  const double programmed = run.total_loss() / static_cast<double>(T) + d;
  const double exact = numeric::to_double(mean);
  m.result = {{"regret", claim::Range::point(exact)},
              {"program", claim::Range::point(programmed)},
              {"relative_difference", claim::Range::point(std::abs(programmed / exact - 1))}};
  m.notes = {"`program`: the same instance run in doubles through the online descent on 16 balls"};
  return m;
}

claim::Measurement check_worst_case(const WorstCell& cell, const Setting& setting,
                                    const Rational& factor) {
  const Rational M = 1, T(cell.T);
  const auto sequence = online::extremal(cell.D, M, cell.eta, cell.T);
  const Rational reached = online::planar_regret(sequence, cell.D, cell.eta, setting.context.stop);
  // Over all sequences: with S = sum g_t the sum is at most D |S| + (eta/2)(T M^2 - |S|^2), |S| <=
  // T M (statement, 6.1w): a concave parabola in |S| with its top at D/eta.
  const Rational length = std::min(Rational(cell.D / cell.eta), Rational(M * T));
  const Rational most = cell.D * length + cell.eta / 2 * (T * M * M - length * length);
  const Rational closed = worst_case(cell.D, cell.eta, T, M), claimed = factor * closed;
  const double D = numeric::to_double(cell.D), eta = numeric::to_double(cell.eta);
  const auto rounds = static_cast<double>(cell.T);
  const std::string key = "T=" + std::to_string(cell.T) + ",D=" + numeric::canonical_text(cell.D) +
                          ",eta=" + numeric::canonical_text(cell.eta);
  const double slack = rounds * rounds * (D + eta * rounds) * 0x1p-50;
  const double searched =
      cell.T > 64 ? 0
                  : online::adversarial_search(
                        D, 1, eta, cell.T, 3, 8,
                        {setting.seed, "online_regret/worst_case", key, stats::Purpose::search});
  claim::Measurement m;
  claim::Finding& f = m.finding;
  f.evidence = claim::Evidence::exact;
  f.scope = claim::Scope::box;
  f.assumptions = {{"H1", true, "linear losses are the worst convex ones"},
                   {"H3", true, "no clipping: the whole space"}};
  const auto lower = exact_comparison("regret", reached, claimed);
  const auto upper = exact_comparison("regret", most, claimed);
  f.comparisons = {{"regret",
                    {lower.measured.lower, std::max(lower.measured.lower, upper.measured.upper)},
                    claim::Range::point(numeric::to_double(claimed)),
                    std::nullopt}};
  // Doubles round exact values that differ by less than they resolve to the same number.
  if (factor == 1 && (reached != closed || most != closed || online::largest_square(sequence) > M))
    f.undecidable = "the extremal sequence or the reduction to |S| does not give the closed form";
  if (cell.T <= 64 && searched - slack > numeric::to_double(closed) * (1 + 0x1p-50))
    f.comparisons.push_back({"searched",
                             {searched - slack, searched + slack},
                             claim::Range::point(numeric::to_double(claimed)),
                             std::nullopt});
  f.trials.decisive = cell.T <= 64 ? 2 : 1;
  f.witness = key + ", the extremal sequence";
  f.twins = {1, reached > twin::nine_tenths() * closed ? 1U : 0U};
  m.trivial = {2 * D * rounds + eta * rounds * rounds,
               "M (D + eta M T) in each round: the learner is never farther away"};
  m.result = {
      {"regret_sum", claim::Range::point(numeric::to_double(reached))},
      {"mean_regret", claim::Range::point(numeric::to_double(Rational(reached / T)))},
      {"paper_bound",
       numeric::to_range(numeric::interval(Rational(convex_regret(cell.D, cell.eta, T, M))))}};
  if (cell.T <= 64) m.result.emplace_back("searched", claim::Range::at_least(searched - slack));
  return m;
}

}  // namespace proofgauge::online_regret
