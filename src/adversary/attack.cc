#include "adversary/attack.h"

#include <fmt/core.h>

#include <array>
#include <boost/math/distributions/normal.hpp>
#include <charconv>
#include <cmath>

#include "adversary/cap.h"
#include "claim/error.h"
#include "claim/stop.h"

namespace proofgauge::adversary {
namespace {

constexpr std::uint32_t kMost = 1000000;  ///< also of K S: evaluations of one attack
constexpr double kOnX = 1e-9;             ///< how far from X a centre may be
constexpr double kStepShare = 2.5;        ///< the steps of pgd-K together, in cap radii

/// The random numbers of one point: a function of (stream, point, draw) alone.
class Draws {
 public:
  Draws(const stats::Stream& stream, std::uint64_t point, std::uint32_t draw)
      : stream_(stream), point_(point), draw_(draw) {}

  /// Uniform on the odd multiples of 2^-53.
  double uniform() {
    const std::uint64_t high = word(), low = word();
    return (static_cast<double>((high << 20) | (low >> 12)) + 0.5) * 0x1p-52;
  }
  double normal() { return boost::math::quantile(boost::math::normal(), uniform()); }

 private:
  std::uint32_t word() {
    if (used_ == words_.size()) {
      words_ = stream_.block(point_, draw_, part_++);
      used_ = 0;
    }
    return words_[used_++];
  }

  stats::Stream stream_;
  std::uint64_t point_;
  std::uint32_t draw_, part_ = 0;
  std::array<std::uint32_t, 4> words_{};
  std::size_t used_ = 4;
};

/// A point of the cap: its direction from the centre is uniform, its angle theta u^(1/(d-2)), as
/// for a uniform point of a flat ball.
void random_point(std::span<double> x, double theta, Draws& draws) {
  std::vector<double> direction(x.size());
  for (double& c : direction) c = draws.normal();
  const double power = 1 / static_cast<double>(std::max<std::size_t>(x.size() - 2, 1));
  geodesic_step(x, direction, theta * std::pow(draws.uniform(), power));
}

[[noreturn]] void refuse(std::string_view text, const std::string& field) {
  throw InputError(field, "'" + std::string(text.substr(0, 60)) + "'",
                   "identity, one-step, random-K, pgd-K or pgd-KxS with K and S from 1 to 10^6 and "
                   "K S at most 10^6");
}

std::uint32_t parse_count(std::string_view digits, std::string_view text,
                          const std::string& field) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size() || value < 1 || value > kMost)
    refuse(text, field);
  return value;
}

class Run {
 public:
  Run(const Oracle& oracle, std::span<const double> centres, std::span<const double> labels,
      double rho, const Loss& loss, const AttackOptions& options)
      : oracle_(oracle),
        labels_(labels),
        loss_(loss),
        options_(options),
        n_(labels.size()),
        d_(oracle.d()),
        theta_(cap_angle(rho)),
        centres_(centres.begin(), centres.end()) {
    if (d_ < 2) throw InputError("d", std::to_string(d_), "at least 2");
    if (centres.size() != n_ * d_)
      throw InputError("x", std::to_string(centres.size()) + " numbers",
                       std::to_string(n_) + " rows of " + std::to_string(d_));
    if (!(rho >= 0)) throw InputError("rho", fmt::format("{}", rho), "a number >= 0");
    for (std::size_t i = 0; i < n_; ++i) {
      put_on_x(row(centres_, i), kOnX, "x");
      loss.require_target(labels[i], "y");
    }
    result_.x = centres_;
    result_.f.resize(n_);
    result_.loss.assign(n_, -1.0);
    f_.resize(n_);
  }

  Attacked finish(const std::vector<double>& last) {
    if (!options_.keep_best) {
      result_.x = last;
      result_.f.clear();
      result_.loss.clear();
    }
    return std::move(result_);
  }

  /// Values at x, and with them the best points; gradients if asked for.
  void evaluate(const std::vector<double>& x, std::vector<double>* gradient) {
    check_stop(options_.stop, "during an attack");
    if (gradient != nullptr) gradient->resize(n_ * d_);
    oracle_.evaluate(x, f_, gradient == nullptr ? std::span<double>{} : std::span(*gradient));
    for (std::size_t i = 0; i < n_; ++i) {
      const double loss = loss_.value(f_[i], labels_[i]);
      if (!(loss > result_.loss[i])) continue;
      result_.loss[i] = loss;
      result_.f[i] = f_[i];
      const auto from = std::span(x).subspan(i * d_, d_);
      std::copy(from.begin(), from.end(), row(result_.x, i).begin());
    }
  }

  /// One step of every point along its gradient, up or down as its loss wants, and back to the cap.
  void step(std::vector<double>& x, const std::vector<double>& gradient, double angle) {
    for (std::size_t i = 0; i < n_; ++i) {
      const double way = loss_.ascent(f_[i], labels_[i]);
      const auto at = row(x, i);
      geodesic_step(at, std::span(gradient).subspan(i * d_, d_), way * angle);
      project_onto_cap(at, row(centres_, i), theta_);
    }
  }

  void scatter(std::vector<double>& x, std::vector<Draws>& draws) {
    check_stop(options_.stop, "during an attack");
    x = centres_;
    for (std::size_t i = 0; i < n_; ++i) random_point(row(x, i), theta_, draws[i]);
  }

  std::vector<Draws> draws(const stats::Stream& stream) const {
    std::vector<Draws> all;
    for (std::size_t i = 0; i < n_; ++i)
      all.emplace_back(stream, options_.first_point + i, options_.draw);
    return all;
  }

  [[nodiscard]] const std::vector<double>& centres() const { return centres_; }
  [[nodiscard]] double theta() const { return theta_; }

 private:
  std::span<double> row(std::vector<double>& x, std::size_t i) const {
    return std::span(x).subspan(i * d_, d_);
  }

  const Oracle& oracle_;
  std::span<const double> labels_;
  Loss loss_;
  AttackOptions options_;
  std::size_t n_, d_;
  double theta_;
  std::vector<double> centres_, f_;
  Attacked result_;
};

}  // namespace

std::string Attack::name() const {
  switch (kind) {
    case Kind::identity:
      return "identity";
    case Kind::one_step:
      return "one-step";
    case Kind::random:
      return "random-" + std::to_string(steps);
    case Kind::pgd:
      return "pgd-" + std::to_string(steps) +
             (restarts > 1 ? "x" + std::to_string(restarts) : std::string());
  }
  return {};
}

Attack parse_attack(std::string_view text, const std::string& field) {
  if (text == "identity") return {};
  if (text == "one-step") return {Attack::Kind::one_step, 1, 1};
  if (text.starts_with("random-"))
    return {Attack::Kind::random, parse_count(text.substr(7), text, field), 1};
  if (!text.starts_with("pgd-")) refuse(text, field);
  const std::string_view counts = text.substr(4);
  const std::size_t cross = counts.find('x');
  if (cross == std::string_view::npos)
    return {Attack::Kind::pgd, parse_count(counts, text, field), 1};
  const Attack pgd{Attack::Kind::pgd, parse_count(counts.substr(0, cross), text, field),
                   parse_count(counts.substr(cross + 1), text, field)};
  if (std::uint64_t{pgd.steps} * pgd.restarts > kMost) refuse(text, field);
  return pgd;
}

std::vector<Attack> parse_attacks(std::string_view text, const std::string& field) {
  std::vector<Attack> all;
  while (true) {
    const std::size_t comma = text.find(',');
    all.push_back(parse_attack(text.substr(0, comma), field));
    if (comma == std::string_view::npos) return all;
    text.remove_prefix(comma + 1);
  }
}

Attacked attack(const Oracle& oracle, std::span<const double> centres,
                std::span<const double> labels, double rho, const Loss& loss, const Attack& spec,
                const stats::Stream& stream, const AttackOptions& options) {
  Run run(oracle, centres, labels, rho, loss, options);
  std::vector<double> x = run.centres(), gradient;
  const auto evaluate_last = [&] {
    if (options.keep_best) run.evaluate(x, nullptr);
  };
  switch (spec.kind) {
    case Attack::Kind::identity:
      evaluate_last();
      break;
    case Attack::Kind::one_step:
      run.evaluate(x, &gradient);
      run.step(x, gradient, run.theta());
      evaluate_last();
      break;
    case Attack::Kind::random: {
      evaluate_last();
      auto draws = run.draws(stream);
      for (std::uint32_t k = 0; k < spec.steps; ++k) {
        run.scatter(x, draws);
        evaluate_last();
      }
      break;
    }
    case Attack::Kind::pgd: {
      auto draws = run.draws(stream);
      const double angle = std::min(1.0, kStepShare / spec.steps) * run.theta();
      for (std::uint32_t start = 0; start < spec.restarts; ++start) {
        if (start > 0) run.scatter(x, draws);
        for (std::uint32_t k = 0; k < spec.steps; ++k) {
          run.evaluate(x, &gradient);
          run.step(x, gradient, angle);
        }
        evaluate_last();
      }
      break;
    }
  }
  return run.finish(x);
}

}  // namespace proofgauge::adversary
