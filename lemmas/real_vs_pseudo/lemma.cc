// Plans the cells of each claim and registers the lemma.
#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>

#include "claim/error.h"
#include "data/points.h"
#include "data/synthetic.h"
#include "numeric/plan.h"
#include "numeric/rational.h"
#include "real_vs_pseudo/check.h"
#include "real_vs_pseudo/figures.h"
#include "real_vs_pseudo/info.h"
#include "stats/rate_cells.h"

namespace proofgauge::real_vs_pseudo {
namespace {

using claim::Job;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using Points = std::shared_ptr<const data::Points>;

constexpr std::uint64_t kSampledNeurons =
    1ULL << 23;  ///< per cell of the sampled claims, from the least draws on
constexpr unsigned kMostDraws = 256, kLeastDraws = 8, kSearchDraws = 3;
constexpr unsigned kLeastFitDraws = 16;  ///< a bootstrap resamples them
constexpr std::size_t kSampledPoints = 16, kSearchStarts = 16;
constexpr std::uint64_t kSearchedNeurons = 1ULL << 21;  ///< steps of a search times m, per draw
constexpr std::uint64_t kMostSteps = 30, kLeastSteps = 1;

const std::vector<Parameter>& required(const Request& request, const char* letter,
                                       const std::string& claim) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError(std::string("--") + letter, "", "at least one value for " + claim);
  return *values;
}

/// One value or the default.
std::uint64_t single(const Request& request, const char* letter, std::uint64_t otherwise) {
  const auto* values = request.values(letter);
  if (values == nullptr) return otherwise;
  if (values->size() != 1)
    throw InputError(std::string("--") + letter, std::to_string(values->size()) + " values",
                     "one value");
  return static_cast<std::uint64_t>(values->front().number);
}

/// Where the points x of a search come from: a word of --data, with what belongs to it.
struct Source {
  std::string name;  ///< random, synthetic or a data set
  Points given;      ///< empty for random
  Parameters words;  ///< the options that name it, for the replay line
};

void copy_word(const Request& request, const char* option, Parameters& words) {
  if (const std::string* text = request.word(option); text != nullptr && *text != "false")
    words.set(option, *text);
}

Source data_source(const Request& request, const std::string& name, const std::string& pca) {
  Source s{name, {}, {}};
  s.words.set("data", name);
  for (const char* option : {"classes", "count", "center"}) copy_word(request, option, s.words);
  s.words.set("pca", pca);
  data::DataOptions options = data::options_from(request);
  options.spec = name;
  options.pca = std::stoul(pca);
  s.given = std::make_shared<data::Points>(data::load_points(options));
  return s;
}

std::vector<Source> sources(const Request& request) {
  if (const std::string* synthetic = request.word("synthetic");
      synthetic != nullptr && *synthetic != "false") {
    if (request.word("data") != nullptr)
      throw InputError("--synthetic", "with --data", "one source of points");
    Source s{"synthetic", {}, {}};
    s.words.set("synthetic", "true");
    for (const char* letter : {"n", "d", "delta"}) {
      const auto& values = required(request, letter, "--synthetic");
      s.words.set_number(letter, values.front().text, values.front().number);
    }
    s.given = std::make_shared<data::Points>(data::points_from_request(request));
    return {s};
  }
  const std::string* list = request.word("data");
  std::vector<Source> all;
  std::stringstream names(list == nullptr ? "random" : *list);
  for (std::string name; std::getline(names, name, ',');) {
    if (name == "random") {
      all.push_back({name, {}, {}});
      all.back().words.set("data", name);
      continue;
    }
    // --pca fixes the dimension; otherwise each --d takes that many less one principal axes.
    if (request.word("pca") != nullptr)
      all.push_back(data_source(request, name, *request.word("pca")));
    else
      for (const Parameter& d : required(request, "d", "a data set without --pca"))
        all.push_back(
            data_source(request, name, std::to_string(static_cast<std::uint64_t>(d.number) - 1)));
  }
  return all;
}

Cell base_cell(const Request& request, const Parameter& m, const Parameter* R) {
  Cell cell;
  cell.m = numeric::parse_rational(m.text, "--m");
  cell.width = static_cast<std::uint64_t>(numerator(cell.m));
  if (R != nullptr) {
    cell.R = numeric::parse_rational(R->text, "--R");
    cell.radius = R->number;
  }
  cell.p = numeric::ratio(1, 100);
  if (const auto* p = request.values("p")) {
    if (p->size() != 1) throw InputError("--p", std::to_string(p->size()) + " values", "one value");
    cell.p = numeric::parse_rational(p->front().text, "--p");
  }
  return cell;
}

Constants constants_of(const Request& request) {
  Constants c;
  c.c_main = numeric::parse_rational(request.constants.get("real_vs_pseudo", "c_main").expression,
                                     "c_main");
  c.c_dev =
      numeric::parse_rational(request.constants.get("real_vs_pseudo", "c_dev").expression, "c_dev");
  return c;
}

/// What a job judges: the registered claim, or a copy of it that the job owns.
using Info = std::shared_ptr<const claim::ClaimInfo>;

/// The claim with the constants of the request's profile in place of the built-in ones. The twin of
/// an O() claim states its constant, so it can be refuted.
Info judged_claim(const Selection& selection, const Request& request) {
  const bool explicit_twin = !selection.twin.empty() && selection.info->order_only;
  if (request.word("constants") == nullptr && !explicit_twin) return {Info{}, selection.info};
  auto copy = std::make_shared<claim::ClaimInfo>(*selection.info);
  if (explicit_twin) copy->order_only = false;
  for (claim::Constant& c : copy->constants) {
    const claim::Constant& used = request.constants.get("real_vs_pseudo", c.symbol);
    // The sentence keeps the built-in constant; say plainly where another one is judged.
    if (used.expression != c.expression)
      copy->statement +=
          " [here with " + c.symbol + " = " + used.expression + " instead of " + c.expression + "]";
    c = used;
  }
  return copy;
}

unsigned sampled_draws(std::uint64_t m) {
  return static_cast<unsigned>(numeric::draws_at(
      m, std::clamp<std::uint64_t>(kSampledNeurons / m, kLeastDraws, kMostDraws)));
}

unsigned search_draws(std::uint64_t m) {
  return static_cast<unsigned>(numeric::draws_at(m, kSearchDraws));
}

unsigned search_steps(std::uint64_t m) {
  return static_cast<unsigned>(
      std::clamp<std::uint64_t>(kSearchedNeurons / m, kLeastSteps, kMostSteps));
}

/// Rough seconds on one core: normals at a nanosecond each, products at 100 GFLOP/s.
double cost_of(const Cell& c, double passes) {
  const double neurons = static_cast<double>(c.width) * c.draws * passes;
  return neurons * static_cast<double>(c.d + 1) * (1e-9 + 2e-11 * static_cast<double>(c.points));
}

class RealVsPseudo final : public claim::Lemma {
 public:
  const claim::LemmaInfo& info() const override { return lemma_info(); }
  std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  std::vector<std::string> accepts() const override {
    return {"m",    "R",   "d",       "p",     "draws",  "points",    "starts", "steps",
            "data", "pca", "classes", "count", "center", "synthetic", "n",      "delta"};
  }
  std::vector<claim::Figure> figures(std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const std::string name = s.info->id.substr(s.info->id.find('/') + 1);
    const Info info = judged_claim(s, request);
    if (name == "exact_supremum") return {proof(info, s.twin, request)};
    if (name == "leading_order") return {proof(info, s.twin, request)};
    if (name == "mean_main_term") return mean_jobs(info, s.twin, request);
    if (name == "main_term_rate") return {rate_job(info, s.twin, request)};
    return gap_jobs(info, s.twin, name, request);
  }

 private:
  static Parameters with_constants(const Request& request, Parameters cell) {
    if (const std::string* file = request.word("constants")) cell.set("constants", *file);
    return cell;
  }

  template <class Check>
  Job job_of(const Info& info, const std::string& twin, const Request& request,
             Parameters parameters, unsigned tests, double cost, Check check) const {
    Job job;
    job.info = info.get();
    job.twin = twin;
    job.cell = with_constants(request, std::move(parameters));
    job.tests = tests;
    job.cost = cost;
    job.run = [info, twin, cell = job.cell, seed = request.seed, constants = constants_of(request),
               searches = searches_, check](const RunContext& context) {
      return claim::make_record(*info, twin, cell, seed, context.alpha,
                                check(Setting{seed, context, constants, searches}));
    };
    return job;
  }

  Job proof(const Info& info, const std::string& twin, const Request& request) const {
    const bool supremum = info->id.ends_with("exact_supremum");
    const auto factor = twin.empty() ? numeric::ratio(1, 1) : twin::nine_tenths();
    return job_of(info, twin, request, {}, 0, 0.2, [=](const Setting& s) {
      return supremum ? check_exact_supremum(!twin.empty(), s.seed)
                      : check_leading_order(factor, s.constants);
    });
  }

  static std::vector<Cell> sampled_cells(const claim::ClaimInfo& info, const Request& request) {
    std::vector<Cell> cells;
    for (const Parameter& d : required(request, "d", info.id))
      for (const Parameter& m : required(request, "m", info.id))
        for (const Parameter& R : required(request, "R", info.id)) {
          Cell c = base_cell(request, m, &R);
          c.d = static_cast<std::size_t>(d.number);
          c.draws = static_cast<unsigned>(single(request, "draws", sampled_draws(c.width)));
          c.points = single(request, "points", numeric::points_at(c.width, kSampledPoints));
          cells.push_back(c);
        }
    return cells;
  }

  static Parameters sampled_parameters(const Cell& c) {
    Parameters p;
    p.set_integer("d", c.d);
    p.set_integer("m", c.width);
    p.set_number("R", numeric::canonical_text(c.R), c.radius);
    p.set_integer("draws", c.draws);
    p.set_integer("points", c.points);
    return p;
  }

  std::vector<Job> mean_jobs(const Info& info, const std::string& twin,
                             const Request& request) const {
    std::vector<Job> jobs;
    const auto factor = twin.empty() ? numeric::ratio(1, 1) : twin::nine_tenths();
    for (const Cell& c : sampled_cells(*info, request))
      jobs.push_back(job_of(info, twin, request, sampled_parameters(c), 1, cost_of(c, 1),
                            [c, factor](const Setting& s) { return check_mean(c, s, factor); }));
    return jobs;
  }

  Job rate_job(const Info& info, const std::string& twin, const Request& request) const {
    if (required(request, "d", info->id).size() > 1)
      throw InputError("--d", std::to_string(request.values("d")->size()) + " values",
                       "one dimension for a fit (--filter leaves " + info->id + " out)");
    std::vector<Cell> cells = sampled_cells(*info, request);
    double cost = 0;
    for (Cell& c : cells) {
      c.points = single(request, "points", kSampledPoints);
      if (request.values("draws") == nullptr) c.draws = std::max(c.draws, kLeastFitDraws);
      if (stats::small_radius(c.m, c.R)) cost += cost_of(c, 1);
    }
    if (!stats::missing_cells(stats::cells_of_small_radius(cells)).empty())
      cost = 0;  // nothing is drawn
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
    const auto claimed = twin.empty() ? exponent_m() : twin::exponent_m();
    return job_of(info, twin, request, p, 1, cost,
                  [cells, claimed](const Setting& s) { return check_rate(cells, s, claimed); });
  }

  std::vector<Job> gap_jobs(const Info& info, const std::string& twin, const std::string& name,
                            const Request& request) const {
    const bool init = name == "init_output", published = name == "published_gap";
    const Gap gap = init        ? (twin.empty() ? Gap::init : Gap::init_twin)
                    : published ? (twin.empty() ? Gap::published : Gap::published_twin)
                                : (twin.empty() ? Gap::uniform : Gap::uniform_twin);
    const auto C =
        numeric::parse_rational(request.constants.get("real_vs_pseudo", "C").expression, "C");
    std::vector<Job> jobs;
    const std::vector<Parameter> no_radius(1);
    for (const Source& source : sources(request)) {
      const auto dimensions = dimensions_of(source, request, info->id);
      for (const Parameter& d : dimensions)
        for (const Parameter& m : required(request, "m", info->id))
          for (const Parameter& R : init ? no_radius : required(request, "R", info->id)) {
            Cell c = base_cell(request, m, init ? nullptr : &R);
            c.d = static_cast<std::size_t>(d.number);
            c.draws = static_cast<unsigned>(single(request, "draws", search_draws(c.width)));
            c.points = single(request, "starts", kSearchStarts);
            c.steps = static_cast<unsigned>(single(request, "steps", search_steps(c.width)));
            jobs.push_back(job_of(info, twin, request, gap_parameters(source, c, init), 1,
                                  cost_of(c, 6.0 * c.steps),
                                  [c, gap, C, given = source.given](const Setting& s) {
                                    return check_gap(c, s, gap, given, C);
                                  }));
          }
    }
    return jobs;
  }

  static std::vector<Parameter> dimensions_of(const Source& source, const Request& request,
                                              const std::string& claim) {
    if (source.given == nullptr) return required(request, "d", claim);
    Parameter d{"d", std::to_string(source.given->d), static_cast<double>(source.given->d), true};
    return {d};
  }

  static Parameters gap_parameters(const Source& source, const Cell& c, bool init) {
    Parameters p = source.words;
    if (source.given == nullptr) p.set_integer("d", c.d);
    p.set_integer("m", c.width);
    if (!init) p.set_number("R", numeric::canonical_text(c.R), c.radius);
    p.set_number("p", numeric::canonical_text(c.p), numeric::to_double(c.p));
    p.set_integer("draws", c.draws);
    p.set_integer("starts", c.points);
    p.set_integer("steps", c.steps);
    return p;
  }

  std::shared_ptr<SearchCache> searches_ = make_search_cache();
};

PROOFGAUGE_REGISTER_LEMMA(RealVsPseudo);

}  // namespace
}  // namespace proofgauge::real_vs_pseudo
