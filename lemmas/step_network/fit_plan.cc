// The cells of the claims about the built network.
#include "step_network/fit_plan.h"

#include <algorithm>
#include <cmath>
#include <future>
#include <map>
#include <mutex>
#include <set>

#include "claim/error.h"
#include "numeric/plan.h"
#include "step_network/check.h"
#include "step_network/fit.h"
#include "step_network/fit_source.h"

namespace proofgauge::step_network {

class StepCache {
 public:
  explicit StepCache(StepMaker maker) : maker_(std::move(maker)) {}

  std::shared_ptr<const Step> get(const StepKey& key, const claim::RunContext& context) {
    const std::string text = numeric::canonical_text(key.delta) + "," +
                             numeric::canonical_text(key.rho) + "," +
                             numeric::canonical_text(key.eps1) + "," + key.geometry;
    const std::lock_guard lock(mutex_);  // making one keeps all threads busy anyway
    auto& step = made_[text];
    if (step == nullptr) step = maker_(key, context);
    return step;
  }

 private:
  StepMaker maker_;
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Step>> made_;
};

std::shared_ptr<StepCache> make_step_cache(StepMaker maker) {
  return std::make_shared<StepCache>(std::move(maker));
}

namespace {

using claim::Job;
using claim::Parameter;
using claim::Parameters;
using claim::Request;

/// So many draws that all of them above a bound exclude the 3 % that it may fail, down to an alpha
/// of 1e-6 for the job.
constexpr unsigned kSearchDraws = 4;
constexpr unsigned kFitDraws = 48;  ///< a bootstrap resamples them
constexpr std::size_t kSearchPoints = 384, kFixedPoints = 32;
constexpr std::uint64_t kSearchedNeurons = 1ULL << 23;  ///< rounds of a search times m, per draw
constexpr std::uint64_t kMostSteps = 24, kLeastSteps = 1;
constexpr std::uint64_t kMeanNeurons = 1ULL << 24;  ///< per cell of the sampled expectation
constexpr std::uint64_t kMostMeanDraws = 1ULL << 10;

std::uint64_t single(const Request& request, const char* letter, std::uint64_t otherwise) {
  const auto* values = request.values(letter);
  if (values == nullptr) return otherwise;
  if (values->size() != 1)
    throw InputError(std::string("--") + letter, std::to_string(values->size()) + " values",
                     "one value");
  return static_cast<std::uint64_t>(values->front().number);
}

const std::vector<Parameter>& widths(const Request& request, const std::string& claim) {
  const auto* values = request.values("m");
  if (values == nullptr || values->empty())
    throw InputError("--m", "", "at least one value for " + claim);
  return *values;
}

/// eps1, or eps / n; both only if they agree.
std::vector<numeric::Rational> errors(const Request& request, std::size_t n,
                                      const std::string& claim) {
  std::vector<numeric::Rational> from_eps, given;
  if (const auto* eps = request.values("eps"))
    for (const Parameter& e : *eps)
      from_eps.push_back(numeric::parse_rational(e.text, "--eps") / static_cast<long long>(n));
  if (const auto* eps1 = request.values("eps1"))
    for (const Parameter& e : *eps1) given.push_back(numeric::parse_rational(e.text, "--eps1"));
  if (!given.empty() && !from_eps.empty() && given != from_eps)
    throw InputError("--eps1", numeric::canonical_text(given.front()),
                     "eps / n = " + numeric::canonical_text(from_eps.front()) +
                         ", or only one of --eps and --eps1");
  const auto& used = given.empty() ? from_eps : given;
  if (used.empty()) throw InputError("--eps1", "", "at least one value for " + claim);
  for (const numeric::Rational& e : used)
    if (e * 2 >= 1)
      throw InputError("--eps", numeric::canonical_text(e * static_cast<long long>(n)),
                       "eps / n below 1/2");
  return used;
}

std::string geometry_of(const Request& request) {
  const std::string* word = request.word("geometry");
  if (word == nullptr) return "chord";
  if (*word != "chord" && *word != "exact") throw InputError("--geometry", *word, "chord or exact");
  return *word;
}

/// One data set with one step: everything of a problem but h, which a job makes.
struct Case {
  FitSource source;
  StepKey key;
};

std::vector<Case> cases(const Request& request, const std::string& claim) {
  std::vector<Case> all;
  for (const FitSource& source : fit_sources(request, claim)) {
    std::vector<numeric::Rational> balls;
    if (const auto* rho = request.values("rho"))
      for (const Parameter& r : *rho) balls.push_back(numeric::parse_rational(r.text, "--rho"));
    else if (const auto* ratio = request.values("ratio"))
      for (const Parameter& r : *ratio)
        balls.push_back(source.delta * numeric::parse_rational(r.text, "--ratio"));
    else
      balls.push_back(source.delta / 4);
    for (const numeric::Rational& rho : balls)
      for (const numeric::Rational& eps1 : errors(request, source.points->n, claim)) {
        const StepKey key{source.delta, rho, eps1, geometry_of(request)};
        require_resolved({key.delta, key.rho, key.eps1, key.geometry == "exact", 0}, "--rho",
                         numeric::canonical_text(rho));
        all.push_back({source, key});
      }
  }
  return all;
}

/// The expectation is about one point: sources that differ in n only are one case.
std::vector<Case> single_cases(const Request& request, const std::string& claim) {
  std::vector<Case> all;
  std::set<std::string> seen;
  for (Case c : cases(request, claim)) {
    const std::size_t d = c.source.points->d;
    Parameters words;
    words.set("synthetic", "true");
    words.set_integer("n", 1);
    words.set_integer("d", d);
    words.set_number("delta", numeric::canonical_text(c.key.delta),
                     numeric::to_double(c.key.delta));
    c.source = {std::make_shared<data::Points>(single_point(d)), c.key.delta, words};
    const std::string key = words.key() + numeric::canonical_text(c.key.rho) + "," +
                            numeric::canonical_text(c.key.eps1);
    if (seen.insert(key).second) all.push_back(std::move(c));
  }
  return all;
}

FitCell base_cell(const Request& request, const Parameter& m) {
  FitCell cell;
  cell.m = numeric::parse_rational(m.text, "--m");
  cell.width = static_cast<std::uint64_t>(numerator(cell.m));
  cell.p = numeric::ratio(1, 100);
  if (const auto* p = request.values("p")) {
    if (p->size() != 1) throw InputError("--p", std::to_string(p->size()) + " values", "one value");
    cell.p = numeric::parse_rational(p->front().text, "--p");
  }
  return cell;
}

network::GapConstants constants_of(const Request& request) {
  network::GapConstants c;
  c.c_main = numeric::parse_rational(request.constants.get("real_vs_pseudo", "c_main").expression,
                                     "c_main");
  c.c_dev =
      numeric::parse_rational(request.constants.get("real_vs_pseudo", "c_dev").expression, "c_dev");
  return c;
}

Parameters parameters_of(const Case& c, const std::string& widths, const FitCell& cell,
                         const Request& request) {
  Parameters p = c.source.words;
  p.set_number("rho", numeric::canonical_text(c.key.rho), numeric::to_double(c.key.rho));
  p.set_number("eps1", numeric::canonical_text(c.key.eps1), numeric::to_double(c.key.eps1));
  if (c.key.geometry != "chord") p.set("geometry", c.key.geometry);
  if (widths.empty())
    p.set_integer("m", cell.width);
  else
    p.set("m", widths);
  p.set_number("p", numeric::canonical_text(cell.p), numeric::to_double(cell.p));
  p.set_integer("draws", cell.draws);
  if (cell.points != 0) p.set_integer("points", cell.points);
  if (cell.steps != 0) p.set_integer("steps", cell.steps);
  if (const std::string* file = request.word("constants")) p.set("constants", *file);
  return p;
}

/// A premise that fails before there is any h.
claim::Measurement outside(const Case& c) {
  claim::Measurement out;
  out.finding.evidence = claim::Evidence::search;
  out.finding.scope = claim::Scope::finite_set;
  out.finding.assumptions = {
      {"H3", false,
       "rho = " + numeric::canonical_text(c.key.rho) +
           " is not below delta/2 = " + numeric::canonical_text(c.key.delta / 2)}};
  out.finding.trials.not_applicable = 1;
  return out;
}

/// No h, no network.
claim::Measurement without_step(const Case& c) {
  claim::Measurement out;
  out.finding.evidence = claim::Evidence::search;
  out.finding.scope = claim::Scope::finite_set;
  out.finding.undecidable =
      "no h was certified for delta = " + numeric::canonical_text(c.key.delta) +
      ", rho = " + numeric::canonical_text(c.key.rho) +
      ", eps1 = " + numeric::canonical_text(c.key.eps1);
  out.finding.trials.undecided = 1;
  return out;
}

/// Rough seconds on one core: normals, h of every point, products.
double cost_of(const Case& c, const FitCell& cell) {
  const auto n = static_cast<double>(c.source.points->n),
             d = static_cast<double>(c.source.points->d);
  const double pass = d * 2e-9 + n * (2e-8 + d * 5e-10);
  const double points = static_cast<double>(cell.points) + 96.0 * cell.steps;
  return static_cast<double>(cell.width) * cell.draws *
         (pass * (1 + cell.steps) + points * d * 2.5e-11);
}

class Planner {
 public:
  Planner(const claim::Selection& s, const Request& request, std::shared_ptr<StepCache> steps)
      : info_(s.info), twin_(s.twin), request_(request), steps_(std::move(steps)) {}

  std::vector<Job> jobs() const {
    const std::string name = info_->id.substr(info_->id.find('/') + 1);
    if (name == "expectation") return expectation_jobs();
    if (name == "finite_width_rate") return rate_jobs();
    return search_jobs(name == "real_net_fit");
  }

 private:
  template <class Check>
  Job job_of(const Case& c, Parameters cell, double cost, Check check) const {
    Job job;
    job.info = info_;
    job.twin = twin_;
    job.cell = std::move(cell);
    job.tests = 1;
    job.cost = cost + 2;
    job.run = [info = info_, twin = twin_, cell = job.cell, seed = request_.seed, steps = steps_,
               constants = constants_of(request_), c, check](const claim::RunContext& context) {
      const auto measure = [&] {
        if (c.key.rho * 2 >= c.key.delta) return outside(c);
        const auto step = steps->get(c.key, context);
        if (step == nullptr) return without_step(c);
        const Problem problem =
            make_problem(*c.source.points, step, c.key.delta, c.key.rho, c.key.eps1);
        return check(problem, FitSetting{seed, context, constants});
      };
      return claim::make_record(*info, twin, cell, seed, context.alpha, measure());
    };
    return job;
  }

  std::vector<Job> search_jobs(bool net) const {
    std::vector<Job> jobs;
    const bool twin = !twin_.empty();
    for (const Case& c : cases(request_, info_->id))
      for (const Parameter& m : widths(request_, info_->id)) {
        FitCell cell = base_cell(request_, m);
        cell.draws = static_cast<unsigned>(
            single(request_, "draws", numeric::draws_at(cell.width, kSearchDraws)));
        cell.points = single(request_, "points", kSearchPoints);
        cell.steps = static_cast<unsigned>(single(
            request_, "steps", std::clamp(kSearchedNeurons / cell.width, kLeastSteps, kMostSteps)));
        jobs.push_back(job_of(c, parameters_of(c, "", cell, request_), cost_of(c, cell),
                              [cell, net, twin](const Problem& p, const FitSetting& s) {
                                return net ? check_real_net(p, cell, s, twin)
                                           : check_finite_width(p, cell, s, twin);
                              }));
      }
    return jobs;
  }

  std::vector<Job> expectation_jobs() const {
    std::vector<Job> jobs;
    const auto factor = twin_.empty() ? numeric::ratio(1, 1) : twin::nine_tenths();
    for (const Case& c : single_cases(request_, info_->id))
      for (const Parameter& m : widths(request_, info_->id)) {
        FitCell cell = base_cell(request_, m);
        cell.draws = static_cast<unsigned>(
            single(request_, "draws",
                   std::clamp<std::uint64_t>(kMeanNeurons / cell.width, 1, kMostMeanDraws)));
        jobs.push_back(job_of(c, parameters_of(c, "", cell, request_), cost_of(c, cell),
                              [cell, factor](const Problem& p, const FitSetting& s) {
                                return check_expectation(p, cell, s, factor);
                              }));
      }
    return jobs;
  }

  std::vector<Job> rate_jobs() const {
    std::vector<Job> jobs;
    const auto claimed = twin_.empty() ? deviation_exponent() : twin::deviation_exponent();
    for (const Case& c : cases(request_, info_->id)) {
      std::vector<FitCell> cells;
      std::string list;
      double cost = 0;
      for (const Parameter& m : widths(request_, info_->id)) {
        FitCell cell = base_cell(request_, m);
        cell.draws = static_cast<unsigned>(single(request_, "draws", kFitDraws));
        if (cell.draws < 2)
          throw InputError("--draws", std::to_string(cell.draws), "at least 2 draws for a fit");
        cell.points =
            std::max<std::size_t>(single(request_, "points", kFixedPoints), 2 * c.source.points->n);
        list += (list.empty() ? "" : ",") + m.text;
        cost += cost_of(c, cell);
        cells.push_back(cell);
      }
      jobs.push_back(job_of(c, parameters_of(c, list, cells.front(), request_), cost,
                            [cells, claimed](const Problem& p, const FitSetting& s) {
                              return check_deviation_rate(p, cells, s, claimed);
                            }));
    }
    return jobs;
  }

  const claim::ClaimInfo* info_;
  std::string twin_;
  const Request& request_;
  std::shared_ptr<StepCache> steps_;
};

}  // namespace

std::vector<std::string> fit_letters() {
  return {"m",       "n",     "d",      "delta",     "rho",     "ratio", "eps1",
          "eps",     "p",     "draws",  "points",    "steps",   "data",  "pca",
          "classes", "count", "center", "synthetic", "geometry"};
}

std::vector<Job> plan_fit(const claim::Selection& selection, const Request& request,
                          const std::shared_ptr<StepCache>& steps) {
  return Planner(selection, request, steps).jobs();
}

}  // namespace proofgauge::step_network
