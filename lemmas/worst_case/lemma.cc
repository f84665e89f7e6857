#include <memory>

#include "claim/error.h"
#include "claim/registry.h"
#include "numeric/rational.h"
#include "worst_case/check.h"
#include "worst_case/info.h"
#include "worst_case/instance.h"

namespace proofgauge::worst_case {
namespace {

using claim::Job;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;

constexpr const char* kAttacks = "identity,one-step,random-50,pgd-10,pgd-50x5";
constexpr const char* kGap = "1e-6";
constexpr std::uint64_t kCells = 200000;

std::string word_or(const Request& request, const char* option, const char* otherwise) {
  const std::string* text = request.word(option);
  return text == nullptr ? otherwise : *text;
}

Parameter single(const Request& request, const char* letter, const Parameter& otherwise) {
  const auto* values = request.values(letter);
  if (values == nullptr) return otherwise;
  if (values->size() != 1)
    throw InputError(std::string("--") + letter, std::to_string(values->size()) + " values",
                     "one value");
  return values->front();
}

BallOptions ball_options(const Request& request, Parameters& cell) {
  BallOptions options;
  const std::string loss = word_or(request, "loss", "absolute");
  const std::string attacks = word_or(request, "attacks", kAttacks);
  options.loss = adversary::parse_loss(loss, "--loss");
  options.attacks = adversary::parse_attacks(attacks, "--attacks");
  const Parameter gap = single(request, "gap", numeric::parse_parameter("gap", kGap));
  const Parameter cells =
      single(request, "cells", numeric::parse_parameter("cells", std::to_string(kCells)));
  options.gap = gap.number;
  options.most_cells = static_cast<std::uint64_t>(cells.number);
  cell.set("loss", loss);
  cell.set("attacks", attacks);
  cell.set_number("gap", gap.text, gap.number);
  cell.set_number("cells", cells.text, cells.number);
  return options;
}

/// Rough seconds on one core, for progress: evaluations at a nanosecond per weight.
double cost_of(const Instance& one, std::size_t points, const BallOptions& options) {
  double evaluations = 100;
  for (const adversary::Attack& a : options.attacks) evaluations += 2.0 * a.steps * a.restarts + 1;
  return 1e-9 * evaluations * static_cast<double>(one.m * one.d) * static_cast<double>(points);
}

/// W^0, W, a and b in double.
double bytes_of(const Instance& one) {
  return 16 * static_cast<double>(one.m) * (static_cast<double>(one.d) + 1);
}

class WorstCase final : public claim::Lemma {
 public:
  [[nodiscard]] const claim::LemmaInfo& info() const override { return lemma_info(); }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    return {"network", "loss", "attacks", "point", "gap",   "cells",
            "m",       "d",    "R",       "rho",   "delta", "points"};
  }

  [[nodiscard]] std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const std::vector<Instance> all = instances(request, *files_);
    std::vector<Job> jobs;
    if (s.info->id == "worst_case/ball") {
      for (const Instance& one : all) plan_ball(s, request, one, jobs);
    } else {
      for (const Instance& one : all) plan_gap(s, request, one, jobs);
      if (jobs.empty()) throw InputError("--d", "no 3 among the values", "3 for " + s.info->id);
    }
    return jobs;
  }

 private:
  template <class Measure>
  static Job job(const Selection& s, const Parameters& cell, const Request& request, double cost,
                 Measure measure) {
    Job job;
    job.info = s.info;
    job.twin = s.twin;
    job.cell = cell;
    job.cost = cost;
    job.run = [info = s.info, twin = s.twin, cell, seed = request.seed,
               measure](const RunContext& context) {
      return claim::make_record(*info, twin, cell, seed, context.alpha, measure(context));
    };
    return job;
  }

  /// One record per data point of a file; one for all points of a random network.
  static void plan_ball(const Selection& s, const Request& request, const Instance& one,
                        std::vector<Job>& jobs) {
    const std::size_t n = one.n;
    // Labels of random networks are +-1, which every loss takes.
    for (std::size_t i = 0; one.file != nullptr && i < n; ++i) {
      Parameters options_cell;
      const BallOptions options = ball_options(request, options_cell);
      options.loss.require_target(one.file->y[i], "points[" + std::to_string(i) + "].y");
    }
    const auto add = [&](const std::vector<std::size_t>& points, Parameters cell) {
      const BallOptions options = ball_options(request, cell);
      jobs.push_back(job(s, cell, request, cost_of(one, points.size(), options),
                         [=, seed = request.seed, twin = s.twin](const RunContext& context) {
                           return check_ball(*one.load(context.stop), points, options, one.stream,
                                             seed, context, twin);
                         }));
      jobs.back().bytes = bytes_of(one);
    };
    if (!one.cell.has("network")) {
      if (const auto* point = request.values("point"); point != nullptr)
        throw InputError("--point", point->front().text, "--network: which of its points");
      std::vector<std::size_t> every(n);
      for (std::size_t i = 0; i < n; ++i) every[i] = i;
      return add(every, one.cell);
    }
    if (n == 0)
      throw InputError(one.cell.text("network") + ": points", "none", "at least one data point");
    for (const std::size_t i : chosen(request, n)) {
      Parameters cell = one.cell;
      cell.set_integer("point", i);
      add({i}, cell);
    }
  }

  static std::vector<std::size_t> chosen(const Request& request, std::size_t n) {
    std::vector<std::size_t> points;
    if (const auto* values = request.values("point"); values != nullptr) {
      for (const Parameter& v : *values) {
        if (v.number >= static_cast<double>(n))
          throw InputError("--point", v.text, "an index from 0 to " + std::to_string(n - 1));
        points.push_back(static_cast<std::size_t>(v.number));
      }
      return points;
    }
    for (std::size_t i = 0; i < n; ++i) points.push_back(i);
    return points;
  }

  static void plan_gap(const Selection& s, const Request& request, const Instance& one,
                       std::vector<Job>& jobs) {
    // A file of another dimension gets its record, outside the assumptions; of random networks only
    // those with d = 3 are asked for.
    const bool from_file = one.cell.has("network");
    if (!from_file && one.d != 3) return;
    Parameters cell = one.cell;
    jobs.push_back(job(s, cell, request, 1e-6 * static_cast<double>(one.m),
                       [one, seed = request.seed, twin = s.twin](const RunContext& context) {
                         return check_gap_supremum(*one.load(context.stop), seed, context, twin);
                       }));
    jobs.back().bytes = bytes_of(one);
  }

  std::shared_ptr<Files> files_ = std::make_shared<Files>();
};

PROOFGAUGE_REGISTER_LEMMA(WorstCase);

}  // namespace
}  // namespace proofgauge::worst_case
