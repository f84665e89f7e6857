// Plans the cells of each claim and registers the lemma.
#include <algorithm>
#include <sstream>

#include "data/points.h"
#include "gradient_coupling/check.h"
#include "gradient_coupling/claim.h"
#include "gradient_coupling/figures.h"
#include "gradient_coupling/info.h"
#include "numeric/plan.h"
#include "stats/rate_cells.h"

namespace proofgauge::gradient_coupling {
namespace {

using claim::Job;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using numeric::integer_of;
using numeric::rational_of;
using numeric::required_values;
using Points = std::shared_ptr<const data::Points>;

constexpr std::uint64_t kSampledNeurons = std::uint64_t{1} << 20;  ///< per cell, in all draws
constexpr unsigned kMostDraws = 64, kLeastDraws = 4, kLeastFitDraws = 16, kSearchDraws = 3;
constexpr std::uint64_t kSampledPoints = 4, kSearchStarts = 16;
constexpr std::uint64_t kSearchedNeurons = std::uint64_t{1} << 20;  ///< rounds times m

unsigned draws_of(const Request& request, std::uint64_t m, unsigned least) {
  const auto fitting =
      numeric::draws_at(m, std::clamp<std::uint64_t>(kSampledNeurons / m, least, kMostDraws));
  return static_cast<unsigned>(
      integer_of(numeric::value_or(request, "draws", std::to_string(fitting))));
}

Cell base_cell(const Request& request, const Parameter& d, const Parameter& m, const Parameter& R) {
  Cell c;
  c.m = rational_of(m);
  c.width = integer_of(m);
  c.R = rational_of(R);
  c.d = integer_of(d);
  c.p = rational_of(numeric::value_or(request, "p", "0.01"));
  return c;
}

/// Rough seconds on one core: normals, and the few neurons per point that need double precision.
double cost_of(const Cell& c, double points) {
  return static_cast<double>(c.width) * c.draws * static_cast<double>(c.d + 1) *
         (2 + 0.07 * points) * 1e-9;
}

class GradientCoupling final : public claim::Lemma {
 public:
  const claim::LemmaInfo& info() const override { return lemma_info(); }
  std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  std::vector<std::string> accepts() const override {
    return {"m",     "R",    "d",   "p",       "draws", "points", "starts",
            "steps", "data", "pca", "classes", "count", "center"};
  }
  std::vector<claim::Figure> figures(std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const std::string name = s.info->id.substr(s.info->id.find('/') + 1);
    const auto info = numeric::registered(s.info);
    const bool twin = !s.twin.empty();
    if (name == "flip_bound")
      return {numeric::make_job(info, s.twin, request, {}, 0, 0.01,
                                [twin](const RunContext&) { return check_flip_bound(twin); })};
    if (name == "flips_leading_order") {
      const auto factor = twin ? twin::half_radius() : numeric::ratio(1, 1);
      return {numeric::make_job(info, s.twin, request, {}, 0, 0.1, [factor](const RunContext&) {
        return check_leading_order(factor);
      })};
    }
    if (name == "flip_rate") return {rate_job(s, request)};
    if (name == "uniform_flips") return uniform_jobs(s, request);
    return mean_jobs(s, request, name == "mean_gradient");
  }

 private:
  static std::vector<Cell> cells_of(const claim::ClaimInfo& info, const Request& request,
                                    unsigned least_draws) {
    std::vector<Cell> cells;
    for (const Parameter& d : required_values(request, "d", info.id))
      for (const Parameter& m : required_values(request, "m", info.id))
        for (const Parameter& R : required_values(request, "R", info.id)) {
          Cell c = base_cell(request, d, m, R);
          c.draws = draws_of(request, c.width, least_draws);
          const auto points = numeric::points_at(c.width, kSampledPoints);
          c.points = integer_of(numeric::value_or(request, "points", std::to_string(points)));
          cells.push_back(c);
        }
    return cells;
  }

  static Parameters parameters_of(const Cell& c) {
    Parameters p;
    p.set_integer("d", c.d);
    p.set_integer("m", c.width);
    p.set_number("R", numeric::canonical_text(c.R), c.radius());
    p.set_integer("draws", c.draws);
    return p;
  }

  static std::vector<Job> mean_jobs(const Selection& s, const Request& request, bool gradient) {
    std::vector<Job> jobs;
    const auto factor = s.twin.empty() ? numeric::ratio(1, 1) : twin::half_radius();
    for (const Cell& c : cells_of(*s.info, request, kLeastDraws)) {
      Parameters p = parameters_of(c);
      p.set_integer("points", c.points);
      jobs.push_back(
          numeric::make_job(numeric::registered(s.info), s.twin, request, p, 1,
                            cost_of(c, static_cast<double>(c.points) * (gradient ? 4 : 1)),
                            [c, factor, gradient, seed = request.seed](const RunContext& context) {
                              return gradient ? check_mean_gradient(c, {seed, context}, factor)
                                              : check_mean_flips(c, {seed, context}, factor);
                            }));
    }
    return jobs;
  }

  static Job rate_job(const Selection& s, const Request& request) {
    if (required_values(request, "d", s.info->id).size() > 1)
      throw InputError("--d", std::to_string(request.values("d")->size()) + " values",
                       "one dimension for a fit (--filter leaves " + s.info->id + " out)");
    std::vector<Cell> cells = cells_of(*s.info, request, kLeastFitDraws);
    double cost = 1;
    for (Cell& c : cells) {
      // A bootstrap resamples draws, at any width.
      c.draws = std::max(c.draws, request.values("draws") == nullptr ? kLeastFitDraws : 1U);
      c.points = integer_of(numeric::value_or(request, "points", std::to_string(kSampledPoints)));
      if (stats::small_radius(c.m, c.R)) cost += cost_of(c, static_cast<double>(c.points));
    }
    if (!stats::missing_cells(stats::cells_of_small_radius(cells)).empty())
      cost = 1;  // nothing is drawn
    Parameters p;
    p.set_integer("d", cells.front().d);
    for (const char* letter : {"m", "R"}) {
      std::string list;
      for (const Parameter& v : *request.values(letter)) list += (list.empty() ? "" : ",") + v.text;
      p.set(letter, list);
    }
    if (const auto* draws = request.values("draws"))
      p.set_number("draws", draws->front().text, draws->front().number);
    p.set_integer("points", cells.front().points);
    const auto claimed = s.twin.empty() ? exponent_m() : twin::exponent_m();
    return numeric::make_job(numeric::registered(s.info), s.twin, request, p, 1, cost,
                             [cells, claimed, seed = request.seed](const RunContext& context) {
                               return check_rate(cells, {seed, context}, claimed);
                             });
  }

  /// `random`, or a data set reduced to d dimensions.
  static std::pair<Parameters, Points> source_of(const Request& request, const std::string& name,
                                                 const Parameter& d) {
    Parameters words;
    words.set("data", name);
    if (name == "random") return {words, nullptr};
    for (const char* option : {"classes", "count", "center"})
      if (const std::string* text = request.word(option); text != nullptr && *text != "false")
        words.set(option, *text);
    data::DataOptions options = data::options_from(request);
    options.spec = name;
    const std::string* fixed = request.word("pca");
    const std::string pca = fixed == nullptr ? std::to_string(integer_of(d) - 1) : *fixed;
    words.set("pca", pca);
    options.pca = std::stoul(pca);
    return {words, std::make_shared<data::Points>(data::load_points(options))};
  }

  static std::vector<Job> uniform_jobs(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    const std::string* list = request.word("data");
    std::stringstream names(list == nullptr ? "random" : *list);
    for (std::string name; std::getline(names, name, ',');)
      for (const Parameter& d : required_values(request, "d", s.info->id)) {
        const auto [words, given] = source_of(request, name, d);
        for (const Parameter& m : required_values(request, "m", s.info->id))
          for (const Parameter& R : required_values(request, "R", s.info->id)) {
            Cell c = base_cell(request, d, m, R);
            if (given != nullptr) c.d = given->d;
            c.draws = static_cast<unsigned>(integer_of(numeric::value_or(
                request, "draws", std::to_string(numeric::draws_at(c.width, kSearchDraws)))));
            c.points =
                integer_of(numeric::value_or(request, "starts", std::to_string(kSearchStarts)));
            const auto rounds = std::clamp<std::uint64_t>(kSearchedNeurons / c.width, 1, 16);
            c.rounds = static_cast<unsigned>(
                integer_of(numeric::value_or(request, "steps", std::to_string(rounds))));
            jobs.push_back(uniform_job(s, request, c, words, given));
          }
      }
    return jobs;
  }

  static Job uniform_job(const Selection& s, const Request& request, const Cell& c,
                         const Parameters& words, const Points& given) {
    Parameters p = words;
    if (given == nullptr) p.set_integer("d", c.d);
    p.set_integer("m", c.width);
    p.set_number("R", numeric::canonical_text(c.R), c.radius());
    p.set_number("p", numeric::canonical_text(c.p), numeric::to_double(c.p));
    p.set_integer("draws", c.draws);
    p.set_integer("starts", c.points);
    p.set_integer("steps", c.rounds);
    const double evaluations = static_cast<double>(c.points) * (1 + 2.0 * c.rounds);
    return numeric::make_job(
        numeric::registered(s.info), s.twin, request, p, 1, cost_of(c, evaluations),
        [c, given = given, twin = !s.twin.empty(), seed = request.seed](const RunContext& context) {
          return check_uniform(c, {seed, context}, given, twin);
        });
  }
};

PROOFGAUGE_REGISTER_LEMMA(GradientCoupling);

}  // namespace
}  // namespace proofgauge::gradient_coupling
