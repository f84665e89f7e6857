#include "online/trainer.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <limits>

#include "claim/error.h"
#include "numeric/agreement.h"
#include "online/regret_bound.h"
#include "online/run_log.h"
#include "online/run_state.h"

namespace proofgauge::online {
namespace {

using Clock = std::chrono::steady_clock;
constexpr std::uint64_t kDetails = 200;
constexpr double kSavingShare = 20;  ///< time between checkpoints over the time one takes, at least
constexpr std::uint64_t kKeptBest = std::uint64_t{1}
                                    << 22;  ///< d m up to which the best net is kept

/// FNV-1a of the bits of doubles: tells data sets apart in a checkpoint's identity.
std::uint64_t digest(std::span<const double> x, std::uint64_t h = 0xcbf29ce484222325U) {
  for (const double v : x) {
    h ^= std::bit_cast<std::uint64_t>(v);
    h *= 0x100000001b3U;
    h ^= h >> 29;
  }
  return h;
}

std::uint64_t detail_every(const TrainOptions& o) {
  return o.detail_every > 0 ? o.detail_every : std::max<std::uint64_t>(1, o.rounds / kDetails);
}

/// Everything that the result depends on, the instruction set included.
std::string identity_of(const data::Points& points, const TrainOptions& o) {
  return fmt::format(
      "m={} d={} n={} R={} rho={} T={} eta={} net={} loss={} adversary={} seed={} stop_at={} "
      "detail={} "
      "data={:016x} sequence={:016x} isa={}",
      o.m, points.d, points.n, o.radius, o.rho, o.rounds, o.eta,
      o.kind == NetKind::real ? "real" : "pseudo", adversary::to_string(o.loss.kind),
      o.sequence.empty() ? o.attack.name() : "sequence", o.seed,
      o.stop_at ? fmt::format("{}", *o.stop_at) : "none", detail_every(o),
      digest(points.y, digest(points.x)), digest(o.sequence), stats::to_string(stats::best_isa()));
}

void require(const data::Points& points, const TrainOptions& o) {
  if (points.n == 0 || points.x.size() != points.n * points.d || points.y.size() != points.n)
    throw InputError("points", fmt::format("{} numbers", points.x.size()),
                     "n x d numbers and n targets");
  for (std::size_t i = 0; i < points.n; ++i)
    o.loss.require_target(points.y[i], fmt::format("y of point {}", i));
  if (o.rounds == 0) throw InputError("T", "0", "at least one round");
  if (!(o.eta > 0) || !std::isfinite(o.eta))
    throw InputError("eta", fmt::format("{}", o.eta), "a finite step > 0");
  if (!(o.rho >= 0) || !std::isfinite(o.rho))
    throw InputError("rho", fmt::format("{}", o.rho), "a finite radius >= 0");
  if (o.resume && !o.checkpoint)
    throw InputError("--resume", "no checkpoint", "--checkpoint with the file to go on from");
  constexpr double kSlack = 1e-9;
  const std::size_t row = points.n * points.d;
  if (o.sequence.size() % row != 0)
    throw InputError("sequence", fmt::format("{} numbers", o.sequence.size()),
                     fmt::format("rows of {} x {}", points.n, points.d));
  for (std::size_t i = 0; i < o.sequence.size() / points.d; ++i) {
    const double* const x = o.sequence.data() + i * points.d;
    double off = 0, norm = 0;
    for (std::size_t k = 0; k < points.d; ++k) {
      const double move = x[k] - points.x[i % points.n * points.d + k];
      off += move * move;
      norm += k + 1 < points.d ? x[k] * x[k] : 0;
    }
    if (!(std::sqrt(off) <= o.rho + kSlack) ||
        !(std::abs(std::sqrt(norm) - std::sqrt(0.75)) <= kSlack) ||
        !(std::abs(x[points.d - 1] - 0.5) <= kSlack)) {
      throw InputError(fmt::format("sequence row {}", i),
                       "a point outside the ball of its data point", "a point of X within rho");
    }
  }
}

/// identity_of, the same on all ranks.
std::string common_identity(const data::Points& points, const TrainOptions& options) {
  const std::string identity = identity_of(points, options);
  numeric::require_same_on_all(*options.ranks, "run", identity);
  return identity;
}

/// One run: its net, its state, and one round at a time.
class Run {
 public:
  Run(const data::Points& points, const TrainOptions& options)
      : points_(points),
        o_(options),
        identity_(common_identity(points, options)),
        ranks_(*options.ranks),
        agreement_(ranks_),
        stream_(options.seed, "adversarial_training", "adversary", stats::Purpose::search),
        net_(make_net()),
        best_(points.d * options.m <= kKeptBest ? make_net() : nullptr),
        f_(points.n),
        slope_(points.n),
        f0_(points.n) {
    if (o_.resume && checkpoint_exists()) {
      read_checkpoint(*o_.checkpoint, identity_, &state_, net_.get(), best_.get());
      check_points(state_.best_points, "best_points", state_.best_round == 0 ? 0 : 1);
      check_points(state_.visited, "visited",
                   keeps_visited() ? static_cast<std::size_t>(state_.next_round - 1) : 0);
      net_->restore_radius_used(state_.net_radius_used);
      if (best_) best_->restore_radius_used(state_.best_radius_used);
    }
    if (!o_.log) return;
    numeric::agree(ranks_, [&] {
      if (writes()) log_.emplace(*o_.log, state_.log_bytes);
    });
    if (points_.d * o_.m <= kKeptBest) start_ = make_net();
  }

  /// Judges W_t; false if the run ends here. Otherwise W_{t+1} is in place.
  bool round(const TrainHooks& hooks) {
    const std::uint64_t t = state_.next_round;
    const std::span<const double> x = adversary_points(t);
    net_->evaluate(x, f_, {});
    judge(t, x);
    const bool detailed = t == 1 || t % detail_every(o_) == 0 || t == o_.rounds;
    LogLine line;
    if (o_.log || detailed) line = line_of(t, x, detailed);
    agreement_.attempt([&] {
      if (hooks.round) {
        hooks.round({t, *net_, x, f_, slope_, state_.last_loss, state_.best_loss,
                     net_->radius_used(), state_.flips});
      }
    });
    agreement_.attempt([&] {
      if (log_) log_->add(line);
    });
    ++state_.next_round;
    if (o_.stop_at && state_.last_loss + finite_rounding() <= *o_.stop_at) {
      state_.reached = true;
      return false;
    }
    if (t == o_.rounds) return false;
    std::vector<double> c(points_.n);
    for (std::size_t i = 0; i < points_.n; ++i) c[i] = slope_[i] / static_cast<double>(points_.n);
    const double used = net_->step(x, c, o_.eta).radius_used;
    if (std::isnan(used)) diverged(t, "a step overflows single precision");
    state_.radius_used = std::max(state_.radius_used, used);
    return true;
  }

  /// The end of a round on all ranks: whether one of them wants to `stop`, and rank 0 to `save`.
  /// What an attempt of the round threw is thrown here.
  void agree(bool* stop, bool* save) {
    std::array wishes{*stop ? 1.0 : 0.0, *save && writes() ? 1.0 : 0.0};
    agreement_.settle(wishes);
    *stop = wishes[0] > 0;
    *save = wishes[1] > 0;
  }

  [[nodiscard]] bool finished() const { return state_.next_round > o_.rounds || state_.reached; }
  void save() {
    if (!o_.checkpoint) return;
    flush_log();
    state_.net_radius_used = net_->radius_used();
    if (best_) state_.best_radius_used = best_->radius_used();
    write_checkpoint(*o_.checkpoint, identity_, state_, *net_, best_.get(), points_, o_.rho,
                     o_.seed);
  }
  TrainResult result(bool interrupted) {
    flush_log();
    TrainResult r;
    r.early_loss = state_.early_loss;
    r.rounds_run = state_.next_round - 1;
    r.best_round = state_.best_round;
    r.best_loss = state_.best_loss;
    r.best_rounding = state_.best_rounding;
    r.last_loss = state_.last_loss;
    r.last_rounding = state_.last_rounding;
    r.mean_loss = r.rounds_run == 0
                      ? 0
                      : (state_.loss_sum + state_.loss_lost) / static_cast<double>(r.rounds_run);
    r.radius_used = state_.radius_used;
    r.flips_most = state_.flips_most;
    r.gap_most = state_.gap_most;
    r.coupling_most = state_.coupling_most;
    r.reached_stop = state_.reached;
    r.interrupted = interrupted;
    r.best_points = state_.best_points;
    r.visited = state_.visited;
    r.last = std::move(net_);
    r.best = std::move(best_);
    return r;
  }

 private:
  [[nodiscard]] bool writes() const { return ranks_.index() == 0; }
  [[nodiscard]] bool checkpoint_exists() {
    const bool own = writes() && std::filesystem::exists(*o_.checkpoint);
    return !numeric::share_text(ranks_, own ? "yes" : "").empty();
  }
  void flush_log() {
    numeric::agree(ranks_, [&] {
      if (log_) state_.log_bytes = log_->flush();
    });
  }

  /// A checkpoint is data: its lists are indexed later by round, point and coordinate.
  void check_points(const std::vector<double>& x, const char* name, std::size_t rounds) const {
    const std::size_t size = points_.n * points_.d;
    if (rounds > x.size() || x.size() != rounds * size)
      throw InputError(
          "--resume", o_.checkpoint->string() + " (" + std::to_string(x.size()) + " " + name + ")",
          std::to_string(size) + " numbers for each of " + std::to_string(rounds) + " rounds");
  }

  [[nodiscard]] std::unique_ptr<WideNet> make_net() const {
    return std::make_unique<WideNet>(training_network(o_.m, points_.d, o_.seed), o_.kind, o_.radius,
                                     o_.threads, std::nullopt, o_.ranks);
  }

  std::span<const double> adversary_points(std::uint64_t t) {
    const std::size_t row = points_.n * points_.d;
    if (!o_.sequence.empty()) {
      const std::size_t rows = o_.sequence.size() / row;
      return std::span(o_.sequence).subspan(static_cast<std::size_t>((t - 1) % rows) * row, row);
    }
    adversary::AttackOptions options;
    options.keep_best = false;
    options.draw = static_cast<std::uint32_t>(t);
    attacked_ =
        adversary::attack(*net_, points_.x, points_.y, o_.rho, o_.loss, o_.attack, stream_, options)
            .x;
    return attacked_;
  }

  [[nodiscard]] double finite_rounding() const {
    return std::isfinite(state_.last_rounding) ? state_.last_rounding : 0;
  }

  [[nodiscard]] bool keeps_visited() const {
    return o_.kind == NetKind::pseudo && o_.rounds <= kVisited / points_.n;
  }

  void judge(std::uint64_t t, std::span<const double> x) {
    double total = 0;
    for (std::size_t i = 0; i < points_.n; ++i) {
      total += o_.loss.value(f_[i], points_.y[i]);
      slope_[i] = o_.loss.slope(f_[i], points_.y[i]);
    }
    const double loss = total / static_cast<double>(points_.n);
    if (!std::isfinite(loss)) diverged(t, "the loss is not finite");
    state_.last_loss = loss;
    // The loss is 1-Lipschitz in f; its own sum rounds by far less than 2^-40.
    state_.last_rounding = net_->rounding() + 0x1p-40 * loss;
    if (t <= 2) {
      const double least = std::max(0.0, loss - state_.last_rounding);
      state_.early_loss = t == 1 ? least : std::min(least, state_.early_loss);
    }
    if (keeps_visited()) state_.visited.insert(state_.visited.end(), x.begin(), x.end());
    const double next = state_.loss_sum + loss;
    state_.loss_lost += std::abs(state_.loss_sum) >= loss ? (state_.loss_sum - next) + loss
                                                          : (loss - next) + state_.loss_sum;
    state_.loss_sum = next;
    if (state_.best_round != 0 && loss >= state_.best_loss) return;
    state_.best_round = t;
    state_.best_loss = loss;
    state_.best_rounding = state_.last_rounding;
    state_.best_points.assign(x.begin(), x.end());
    if (best_) best_->assign(*net_);
  }

  LogLine line_of(std::uint64_t t, std::span<const double> x, bool detailed) {
    LogLine line;
    line.t = t;
    line.robust_loss = state_.last_loss;
    line.mean_loss = (state_.loss_sum + state_.loss_lost) / static_cast<double>(t);
    line.best_loss = state_.best_loss;
    line.radius_used = net_->radius_used();
    if (start_) {
      start_->evaluate(x, f0_, {});
      double total = 0;
      for (std::size_t i = 0; i < points_.n; ++i) total += o_.loss.value(f0_[i], points_.y[i]);
      state_.start_sum += total / static_cast<double>(points_.n);
      // Rounds before a log was kept are missing from the sum.
      if (++state_.start_rounds == t)
        line.regret_to_start = line.mean_loss - state_.start_sum / static_cast<double>(t);
    }
    if (detailed && o_.kind == NetKind::real) {
      const auto c = net_->compare(x);
      LogDetail detail;
      for (std::size_t i = 0; i < points_.n; ++i) {
        detail.flips_most = std::max(detail.flips_most, c.flips[i]);
        detail.gap_most = std::max(detail.gap_most, std::abs(c.real[i] - c.pseudo[i]));
        detail.coupling_most = std::max(detail.coupling_most, c.coupling[i]);
      }
      state_.flips = detail.flips_most;
      state_.flips_most = std::max(state_.flips_most, detail.flips_most);
      state_.gap_most = std::max(state_.gap_most, detail.gap_most);
      state_.coupling_most = std::max(state_.coupling_most, detail.coupling_most);
      detail.coupling_so_far = state_.coupling_most;
      detail.convex_bound = convex_regret_bound(o_.radius, o_.m, o_.eta, static_cast<double>(t));
      line.detail = detail;
    }
    return line;
  }

  [[noreturn]] void diverged(std::uint64_t t, const std::string& what) {
    if (log_) log_->flush();
    throw DivergedError(fmt::format("training diverged in round {} of {}: {} (eta {}, R {}); {}", t,
                                    o_.rounds, what, o_.eta, o_.radius,
                                    o_.log
                                        ? "the log " + o_.log->string() + " holds the rounds before"
                                        : "use a smaller --eta"));
  }

  const data::Points& points_;
  const TrainOptions& o_;
  std::string identity_;
  numeric::Ranks& ranks_;
  numeric::Agreement agreement_;
  stats::Stream stream_;
  RunState state_;
  std::unique_ptr<WideNet> net_, best_;
  std::unique_ptr<WideNet> start_;  ///< W^0 for the log, where it is small enough to keep
  std::optional<RunLog> log_;       ///< on rank 0
  std::vector<double> f_, slope_, attacked_, f0_;
};

}  // namespace

double convex_regret_bound(double radius, std::uint64_t m, double eta, double rounds) {
  const double root = std::pow(static_cast<double>(m), 1.0 / 6);  // D_0 <= R/root, G <= L root
  return convex_regret(radius / root, eta, rounds, root);
}

double training_bytes(std::uint64_t m, std::size_t d) {
  return wide_net_bytes(m, d, m <= kKeptBest / d ? 3 : 1);
}

TrainResult train(const data::Points& points, const TrainOptions& options,
                  const TrainHooks& hooks) {
  numeric::agree(*options.ranks, [&] { require(points, options); });
  Run run(points, options);
  auto saved = Clock::now();
  const auto since = [&] { return std::chrono::duration<double>(Clock::now() - saved).count(); };
  double pause = options.checkpoint_seconds;
  bool interrupted = false;
  while (!run.finished()) {
    const bool more = run.round(hooks);
    bool save = more && since() >= pause;
    interrupted = more && hooks.stop && hooks.stop();
    run.agree(&interrupted, &save);
    if (!more || interrupted) break;
    if (!save) continue;
    saved = Clock::now();
    run.save();
    pause = std::max(options.checkpoint_seconds, kSavingShare * since());
    saved = Clock::now();
  }
  run.save();
  return run.result(interrupted);
}

NetLoss attack_net(const WideNet& net, const data::Points& points, double rho,
                   const adversary::Loss& loss, const adversary::Attack& attack,
                   std::uint64_t seed) {
  const stats::Stream stream(seed, "adversarial_training", "judge " + attack.name(),
                             stats::Purpose::search);
  const auto found = adversary::attack(net, points.x, points.y, rho, loss, attack, stream);
  std::vector<double> f(points.n);
  net.evaluate(found.x, f, {});
  double total = 0;
  for (std::size_t i = 0; i < points.n; ++i) total += loss.value(f[i], points.y[i]);
  const double mean = total / static_cast<double>(points.n);
  return {attack.name(), mean, net.rounding() + 0x1p-40 * mean};
}

}  // namespace proofgauge::online
