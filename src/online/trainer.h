// The paper's algorithm (theory 7): adversarial training by projected gradient descent on B(R).
//
// W_1 = W^0; in round t the adversary moves every x_i to A(x_i) in B_2(x_i, rho) and X, and
// W_{t+1} = Proj_B(R)(W_t - eta grad_W L_A(W_t)), L_A(W) = mean_i l(f_W(A(x_i)), y_i).
//
// Several ranks may share a run: each holds its neurons (wide_net.h), all of them the points. Per
// round every gradient step of the adversary takes one sum of 2 n (d + 1) + 1 integers of 8 bytes,
// the judgement one of 2 n + 1, the step one maximum of 1 number and the round's end one of 3.
// Rank 0 alone reads and writes the checkpoint and writes the log; its clock and the stop of any
// rank count for all. Results, log and checkpoint are those of one process, byte for byte.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "adversary/attack.h"
#include "adversary/loss.h"
#include "claim/error.h"
#include "data/dataset.h"
#include "numeric/ranks.h"
#include "online/wide_net.h"

namespace proofgauge::online {

/// W^0 of training runs: a function of (m, d, seed), the same for every R, eps, loss and adversary.
[[nodiscard]] inline network::InitialNetwork training_network(std::uint64_t m, std::size_t d,
                                                              std::uint64_t seed) {
  return {m, d, seed, "adversarial_training", "W0", 0};
}

/// Theory 6.1 with its largest constants at L = 1: R^2 m^(-1/3)/(2 eta T) + eta m^(1/3)/2.
[[nodiscard]] double convex_regret_bound(double radius, std::uint64_t m, double eta, double rounds);

struct TrainOptions {
  std::uint64_t m = 0;
  double radius = 0, rho = 0;
  std::uint64_t rounds = 0;  ///< T >= 1: W_1 .. W_T are judged
  double eta = 0;
  NetKind kind = NetKind::real;
  adversary::Loss loss;
  adversary::Attack attack;
  /// Where the adversary's points come from instead, if not empty: an oblivious sequence, row t mod
  /// rows / n of which (n x d numbers) is used in round t. Checked against the balls to 1e-9.
  std::vector<double> sequence;
  std::uint64_t seed = 1;
  std::optional<double> stop_at;  ///< end as soon as L_A(W_t), rounding included, is at most this
  int threads = 1;
  /// Who shares the run, all with the same options and points (InputError otherwise).
  std::shared_ptr<numeric::Ranks> ranks = std::make_shared<numeric::Alone>();

  std::uint64_t detail_every = 0;  ///< rounds between the expensive columns; 0: at most 200 of them
  std::optional<std::filesystem::path> log;         ///< CSV, one line per round
  std::optional<std::filesystem::path> checkpoint;  ///< written whole, then renamed
  double checkpoint_seconds = 10;                   ///< apart, or longer where writing takes long
  bool resume = false;  ///< go on from `checkpoint`; without such a file start at round 1
};

/// One round as hooks see it. `points`: n x d, A(x_i); f, loss, slope: n numbers at W_t.
struct RoundView {
  std::uint64_t t = 0;  ///< from 1
  const WideNet& net;   ///< holds W_t
  std::span<const double> points, f, slope;
  double robust_loss = 0;  ///< L_A(W_t)
  double best = 0;         ///< min over rounds so far
  double radius_used = 0;  ///< of W_t, in units of m^(-2/3)
  double flips = 0;        ///< latest known largest count of flipped signs at a point
};

struct TrainHooks {
  // Both are called on every rank.
  std::function<void(const RoundView&)> round;  ///< before each step
  std::function<bool()> stop;  ///< asked each round: end in good order, on all ranks if one says so
};

/// Points that a run of a pseudo-net may keep, for the best comparator in hindsight.
constexpr std::uint64_t kVisited = 4096;

struct TrainResult {
  std::uint64_t rounds_run = 0;  ///< rounds judged; below T if stopped early
  std::uint64_t best_round = 0;  ///< from 1
  double best_loss = 0;          ///< min_t L_A(W_t), computed
  double best_rounding = 0;      ///< |best_loss - exact L_A of that net at these points| at most
  double last_loss = 0, last_rounding = 0;
  /// min over t <= 2 of L_A(W_t), its rounding taken off; 0 where no bound is known.
  double early_loss = 0;
  double mean_loss = 0;       ///< mean over t of L_A(W_t)
  double radius_used = 0;     ///< largest over the run
  double flips_most = 0;      ///< largest count over detailed rounds and points; 0 for a pseudo-net
  double gap_most = 0;        ///< largest |f - g| over detailed rounds and visited points
  double coupling_most = 0;   ///< largest C of 6.2 over the same points
  bool reached_stop = false;  ///< ended by stop_at
  bool interrupted = false;   ///< ended by hooks.stop; the checkpoint holds the state
  std::vector<double> best_points;  ///< n x d: A(x_i) in the best round
  /// T n x d: A(x_i) of every round, for a pseudo-net with T n <= kVisited; else empty.
  std::vector<double> visited;
  /// Of the last iterate, and of the best one where d m <= 2^22 floats.
  std::unique_ptr<WideNet> last, best;
};

/// Rough bytes of a run: its net, and beside a small one the best and the first.
[[nodiscard]] double training_bytes(std::uint64_t m, std::size_t d);

/// Deterministic in everything but `threads`, `ranks`, `log` and `checkpoint`; a resumed run gives
/// the same result as an unbroken one, also on another number of ranks. InputErrors: shapes,
/// targets the loss does not take, T = 0, eta <= 0, a checkpoint of another run. DivergedError
/// where a loss or weight stops being finite; the log keeps all rounds before.
[[nodiscard]] TrainResult train(const data::Points& points, const TrainOptions& options,
                                const TrainHooks& hooks = {});

class DivergedError : public LimitError {
 public:
  using LimitError::LimitError;
};

/// Robust loss of a net at the best points that `attack` finds, and its rounding bound. Collective
/// over the net's ranks.
struct NetLoss {
  std::string attack;
  double robust_loss = 0, rounding = 0;
};
[[nodiscard]] NetLoss attack_net(const WideNet& net, const data::Points& points, double rho,
                                 const adversary::Loss& loss, const adversary::Attack& attack,
                                 std::uint64_t seed);

}  // namespace proofgauge::online
