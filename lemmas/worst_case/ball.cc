// The certified worst case around data points, against attacks that know nothing of it.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "worst_case/check.h"
#include "worst_case/claim.h"

namespace proofgauge::worst_case {
namespace {

using adversary::Attacked;
using claim::Range;

constexpr double kInf = std::numeric_limits<double>::infinity();
/// Attacked points are put on X and into the ball by a few roundings of numbers of at most 1.
constexpr double kOffX = 64 * 0x1p-53;

struct Found {
  std::size_t point = 0;
  adversary::WorstCase worst;
  Range clean;
  std::vector<Range> attacked;  ///< losses, by attack
  double best = -kInf;          ///< lower end of the largest of them
  std::size_t best_attack = 0;
  std::vector<double> best_x;
  double crude = 0;

  /// The supremum of the loss: from below by whatever was found, from above by the certificate.
  [[nodiscard]] Range supremum() const {
    const double lower = std::max(worst.loss.lower, best);
    return {lower, std::max(worst.loss.upper, lower)};
  }
};

std::string coordinates(const std::vector<double>& x) {
  std::string text;
  for (const double c : x) text += fmt::format("{}{:.17g}", text.empty() ? "" : ",", c);
  return "(" + text + ")";
}

/// At least the distance of x from X.
double off_x(std::span<const double> x) {
  double squares = 0;
  for (std::size_t k = 0; k + 1 < x.size(); ++k) squares += x[k] * x[k];
  return std::abs(std::sqrt(squares) - std::sqrt(0.75)) + std::abs(x.back() - 0.5) + kOffX;
}

Found examine(const network::NetworkFile& file, std::size_t i, const BallOptions& options,
              const stats::Stream& stream, const claim::RunContext& context, double lipschitz) {
  const auto d = static_cast<std::size_t>(file.net.d());
  const std::span<const double> x(file.points.data() + i * d, d);
  const double y = file.y[i];
  Found found;
  found.point = i;
  found.worst = adversary::worst_case(file.net, x, y, file.rho, options.loss,
                                      {.gap = options.gap,
                                       .most_cells = options.most_cells,
                                       .threads = context.threads,
                                       .stop = context.stop});
  // The ball is around the nearest point of X.
  found.clean =
      adversary::loss_at(adversary::value_at(file.net, x, off_x(x), context.stop), y, options.loss);
  found.crude = crude_loss(found.clean.upper, file.rho, lipschitz);
  const adversary::NetOracle oracle(file.net, context.threads, context.stop);
  for (std::size_t k = 0; k < options.attacks.size(); ++k) {
    const Attacked a =
        adversary::attack(oracle, x, std::span(&y, 1), file.rho, options.loss, options.attacks[k],
                          stream, {.first_point = i, .stop = context.stop});
    const Range value = adversary::value_at(file.net, a.x, kOffX, context.stop);
    found.attacked.push_back(adversary::loss_at(value, y, options.loss));
    if (found.attacked.back().lower > found.best) {
      found.best = found.attacked.back().lower;
      found.best_attack = k;
      found.best_x = a.x;
    }
  }
  return found;
}

Range larger(const Range& a, const Range& b) {
  return {std::max(a.lower, b.lower), std::max(a.upper, b.upper)};
}

void add_results(claim::Measurement& out, const std::vector<Found>& all,
                 const BallOptions& options) {
  const auto over = [&](const auto& value) {
    Range most{-kInf, -kInf};
    for (const Found& f : all) most = larger(most, value(f));
    return most;
  };
  out.result.emplace_back("robust_loss", over([](const Found& f) { return f.supremum(); }));
  out.result.emplace_back("clean", over([](const Found& f) { return f.clean; }));
  for (std::size_t k = 0; k < options.attacks.size(); ++k)
    out.result.emplace_back("loss_" + options.attacks[k].name(),
                            over([k](const Found& f) { return f.attacked[k]; }));
  if (all.size() > 1) return;
  out.result.emplace_back("f_max", all.front().worst.f.max);
  out.result.emplace_back("f_min", all.front().worst.f.min);
}

void add_notes(claim::Measurement& out, const std::vector<Found>& all, Eigen::Index d) {
  std::uint64_t cells = 0;
  std::size_t short_of_gap = 0;
  for (const Found& f : all) {
    cells += f.worst.cells;
    if (!f.worst.reached) ++short_of_gap;
  }
  if (d == 3) {
    out.notes.emplace_back("exact sweep of the circle; the width is rounding");
  } else if (d > static_cast<Eigen::Index>(adversary::BranchOptions{}.most_dimension)) {
    out.notes.emplace_back(
        "the ball is not subdivided in this dimension: the upper end is valid and coarse, the "
        "lower end is what the attacks reached");
  } else {
    out.notes.push_back(fmt::format("branch and bound over {} caps", cells));
    if (short_of_gap > 0)
      out.notes.push_back(
          fmt::format("{} of {} points ended with more than the wanted gap (--gap, --cells)",
                      short_of_gap, all.size()));
  }
}

}  // namespace

claim::Measurement check_ball(const network::NetworkFile& file,
                              const std::vector<std::size_t>& points, const BallOptions& options,
                              const std::string& key, std::uint64_t seed,
                              const claim::RunContext& context, const std::string& twin) {
  const stats::Stream stream(seed, "worst_case/ball", key, stats::Purpose::search);
  const double lipschitz = adversary::lipschitz(file.net);
  std::vector<Found> all;
  for (const std::size_t i : points) {
    all.push_back(examine(file, i, options, stream, context, lipschitz));
    context.progress(static_cast<double>(all.size()) / static_cast<double>(points.size()));
  }
  claim::Measurement out;
  add_results(out, all, options);
  add_notes(out, all, file.net.d());
  std::stable_sort(all.begin(), all.end(), [](const Found& a, const Found& b) {
    return a.worst.loss.upper > b.worst.loss.upper;
  });
  claim::Finding& f = out.finding;
  f.evidence = claim::Evidence::enclosure;
  f.scope = claim::Scope::box;
  f.assumptions = {{"H1", true, "within 1e-9, and put on X"}};
  for (const Found& one : all) {
    const Range bound =
        twin.empty() ? Range::point(one.worst.loss.upper) : twin::no_gain(one.clean);
    f.comparisons.push_back({"robust_loss", one.supremum(), bound, std::nullopt});
    ++f.trials.decisive;
    // Where the certificate does not show a gain beyond its own width, the twin may be true.
    if (file.rho == 0 || one.worst.loss.lower <= one.clean.upper) continue;
    ++f.twins.n;
    if (one.supremum().lower > one.clean.upper) ++f.twins.caught;
  }
  // A refuted record names the point at which its first failing comparison was seen.
  const auto failing = std::find_if(f.comparisons.begin(), f.comparisons.end(),
                                    [](const auto& c) { return c.measured.lower > c.bound.upper; });
  const Found& shown = all[failing == f.comparisons.end()
                               ? 0
                               : static_cast<std::size_t>(failing - f.comparisons.begin())];
  const bool by_attack = shown.best >= shown.worst.loss.lower;
  const std::vector<double>& x = by_attack ? shown.best_x : shown.worst.x;
  f.witness = fmt::format("point {} at x~ = {}, found by {}, loss at least {:.17g}, seed {}",
                          shown.point, coordinates(x),
                          by_attack ? options.attacks[shown.best_attack].name() : "the certificate",
                          shown.supremum().lower, seed);
  out.worst = claim::Worst{seed, 0, "point " + std::to_string(shown.point)};
  out.trivial = {all.front().crude, {}};
  out.series["x_worst"] = x;
  return out;
}

}  // namespace proofgauge::worst_case
