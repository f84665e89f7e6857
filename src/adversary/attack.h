// Adversaries: maps A with A(x_i, y_i) in B_2(x_i, rho) and X, X = {|x| = 1, x_d = 1/2}.
//
// All are lower bounds on the worst case; worst_case.h certifies it.
#pragma once

#include <cstdint>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "adversary/loss.h"
#include "adversary/oracle.h"
#include "stats/stream.h"

namespace proofgauge::adversary {

/// identity: x_i itself. random-K: the best of x_i and K points of the cap. one-step: the point of
/// the cap's rim (or the centre, if better) along the gradient. pgd-K, pgd-KxS: K projected steps
/// along normalised gradients from x_i and from S - 1 random starts, the best point visited.
struct Attack {
  enum class Kind { identity, random, one_step, pgd };
  Kind kind = Kind::identity;
  std::uint32_t steps = 0;     ///< random: points; pgd: steps
  std::uint32_t restarts = 1;  ///< pgd

  [[nodiscard]] std::string name() const;
  friend bool operator==(const Attack&, const Attack&) = default;
};

/// The words above, K and S from 1 to 10^6, K S at most 10^6; anything else is an InputError for
/// `field`.
[[nodiscard]] Attack parse_attack(std::string_view text, const std::string& field);
/// A comma list of them.
[[nodiscard]] std::vector<Attack> parse_attacks(std::string_view text, const std::string& field);

struct Attacked {
  std::vector<double> x;     ///< N x d, within rounding of B_2(x_i, rho) and X
  std::vector<double> f;     ///< N: the oracle's value there; empty without `keep_best`
  std::vector<double> loss;  ///< N: its loss; empty without `keep_best`
};

struct AttackOptions {
  /// true: the best point visited, with f and loss there. false: the last one (of the last
  /// restart), without the evaluation that would rank it: what a training step needs.
  bool keep_best = true;
  /// Addresses of randomness: point i draws from (stream, first_point + i, draw) and nothing else.
  std::uint64_t first_point = 0;
  std::uint32_t draw = 0;     ///< the round t of a training run
  std::stop_token stop = {};  ///< looked at before every evaluation; then LimitError
};

/// Attacks N = labels.size() points (centres: N x d, within 1e-9 of X, put on X first). rho >= 0.
/// A step of pgd-K has the angle min(1, 2.5 / K) theta, theta = 2 asin(rho / sqrt 3) the cap's
/// angular radius, along the great circle of the tangential gradient; then the exact projection
/// onto the cap: back towards x_i along the great circle through it. InputError: sizes, centres off
/// X, rho, labels the loss does not take.
[[nodiscard]] Attacked attack(const Oracle& oracle, std::span<const double> centres,
                              std::span<const double> labels, double rho, const Loss& loss,
                              const Attack& spec, const stats::Stream& stream,
                              const AttackOptions& options = {});

}  // namespace proofgauge::adversary
