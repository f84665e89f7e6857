// Plans the cells of each claim and registers the lemma.
#include <algorithm>

#include "numeric/plan.h"
#include "online_regret/check.h"
#include "online_regret/claim.h"
#include "online_regret/figures.h"
#include "online_regret/info.h"

namespace proofgauge::online_regret {
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
using numeric::value_or;
using numeric::values_or;

constexpr std::uint64_t kSampledNeurons = std::uint64_t{1} << 20;  ///< per cell, in all draws
constexpr std::uint64_t kMostDraws = 64, kLeastDraws = 4;
constexpr std::uint64_t kSearchedNeurons = std::uint64_t{1} << 20;  ///< rounds times m
constexpr const char* kHorizons = "2,3,10,100,1000";
/// Enclosed games and exact runs keep every round; longer ones cost and show nothing more.
constexpr std::uint64_t kLongestGame = 1'000'000;

Parameters with_number(Parameters p, const char* name, const numeric::Rational& value) {
  p.set_number(name, numeric::canonical_text(value), numeric::to_double(value));
  return p;
}

std::uint64_t horizon(const Parameter& T) {
  const std::uint64_t rounds = integer_of(T);
  if (rounds < 2 || rounds > kLongestGame)
    throw InputError("--T", T.text, "2 to 10^6 rounds for games played round by round");
  return rounds;
}

class OnlineRegret final : public claim::Lemma {
 public:
  const claim::LemmaInfo& info() const override { return lemma_info(); }
  std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  std::vector<std::string> accepts() const override {
    return {"m",     "R", "d", "p",   "draws", "points", "starts",
            "steps", "T", "n", "eta", "eps",   "delta",  "rho"};
  }
  std::vector<claim::Figure> figures(std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const std::string name = s.info->id.substr(s.info->id.find('/') + 1);
    const auto info = numeric::registered(s.info);
    const bool twin = !s.twin.empty();
    const auto factor = twin ? twin::nine_tenths() : numeric::ratio(1, 1);
    if (name == "descent_identity")
      return {numeric::make_job(info, s.twin, request, {}, 0, 0.01, [twin](const RunContext&) {
        return check_descent_identity(twin);
      })};
    if (name == "coupling_leading_order")
      return {numeric::make_job(info, s.twin, request, {}, 0, 0.1, [factor](const RunContext&) {
        return check_coupling_leading_order(factor);
      })};
    if (name == "convex_regret") return games(s, request);
    if (name == "tight_instance") return tight(s, request);
    if (name == "worst_case") return worst(s, request);
    if (name == "real_network") return real(s, request);
    return coupling(s, request, name == "coupling_uniform");
  }

 private:
  static std::vector<Job> games(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    for (const Parameter& R : values_or(request, "R", "1"))
      for (const Parameter& T : values_or(request, "T", "10,100,1000")) {
        Games g{horizon(T), rational_of(R), 12};
        g.draws = static_cast<unsigned>(integer_of(value_or(request, "draws", "12")));
        Parameters p;
        p.set_integer("T", g.T);
        p = with_number(p, "R", g.R);
        p.set_integer("draws", g.draws);
        jobs.push_back(numeric::make_job(
            numeric::registered(s.info), s.twin, request, p, 0,
            2e-5 * static_cast<double>(g.T) * g.draws,
            [g, twin = !s.twin.empty(), seed = request.seed](const RunContext& context) {
              return check_convex_regret(g, {seed, context}, twin);
            }));
      }
    return jobs;
  }

  static std::vector<Job> tight(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    for (const Parameter& R : values_or(request, "R", "1"))
      for (const Parameter& T : values_or(request, "T", kHorizons)) {
        Parameters p;
        p.set_integer("T", horizon(T));
        p = with_number(p, "R", rational_of(R));
        jobs.push_back(
            numeric::make_job(numeric::registered(s.info), s.twin, request, p, 0, 0.01,
                              [rounds = horizon(T), D = rational_of(R), twin = !s.twin.empty(),
                               seed = request.seed](const RunContext& context) {
                                return check_tight_instance(rounds, D, {seed, context}, twin);
                              }));
      }
    return jobs;
  }

  /// D is R; without --eta the steps D/(2T), D/T, 2D/T and D.
  static std::vector<Job> worst(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    const auto factor = s.twin.empty() ? numeric::ratio(1, 1) : twin::nine_tenths();
    for (const Parameter& R : values_or(request, "R", "1"))
      for (const Parameter& T : values_or(request, "T", kHorizons)) {
        const numeric::Rational D = rational_of(R), rounds(horizon(T));
        std::vector<numeric::Rational> steps{D / (2 * rounds), D / rounds, 2 * D / rounds, D};
        if (const auto* given = request.values("eta")) {
          steps.clear();
          for (const Parameter& eta : *given) steps.push_back(rational_of(eta));
        }
        std::sort(steps.begin(), steps.end());
        steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
        for (const numeric::Rational& eta : steps) {
          const WorstCell cell{horizon(T), D, eta};
          Parameters p;
          p.set_integer("T", cell.T);
          p = with_number(with_number(p, "R", D), "eta", eta);
          jobs.push_back(
              numeric::make_job(numeric::registered(s.info), s.twin, request, p, 0, 0.02,
                                [cell, factor, seed = request.seed](const RunContext& context) {
                                  return check_worst_case(cell, {seed, context}, factor);
                                }));
        }
      }
    return jobs;
  }

  static Cell cell_of(const Request& request, const Parameter& d, const Parameter& m,
                      const Parameter& R) {
    Cell c;
    c.m = rational_of(m);
    c.width = integer_of(m);
    c.R = rational_of(R);
    c.d = integer_of(d);
    c.p = rational_of(value_or(request, "p", "0.01"));
    return c;
  }

  static std::vector<Job> coupling(const Selection& s, const Request& request, bool uniform) {
    std::vector<Job> jobs;
    const auto factor = s.twin.empty() ? numeric::ratio(1, 1) : twin::nine_tenths();
    for (const Parameter& d : required_values(request, "d", s.info->id))
      for (const Parameter& m : required_values(request, "m", s.info->id))
        for (const Parameter& R : required_values(request, "R", s.info->id)) {
          Cell c = cell_of(request, d, m, R);
          const auto fitting = std::clamp(kSampledNeurons / c.width, kLeastDraws, kMostDraws);
          const auto draws = numeric::draws_at(c.width, uniform ? 3 : fitting);
          c.draws =
              static_cast<unsigned>(integer_of(value_or(request, "draws", std::to_string(draws))));
          const auto points = uniform ? 16 : numeric::points_at(c.width, 4);
          c.points =
              integer_of(value_or(request, uniform ? "starts" : "points", std::to_string(points)));
          const auto rounds = std::clamp<std::uint64_t>(kSearchedNeurons / c.width, 1, 16);
          c.rounds =
              static_cast<unsigned>(integer_of(value_or(request, "steps", std::to_string(rounds))));
          Parameters p;
          p.set_integer("d", c.d);
          p.set_integer("m", c.width);
          p = with_number(p, "R", c.R);
          if (uniform) p = with_number(p, "p", c.p);
          p.set_integer("draws", c.draws);
          p.set_integer(uniform ? "starts" : "points", c.points);
          if (uniform) p.set_integer("steps", c.rounds);
          const double evaluations =
              static_cast<double>(c.points) * (uniform ? 1 + 2.0 * c.rounds : 1);
          jobs.push_back(numeric::make_job(
              numeric::registered(s.info), s.twin, request, p, 1,
              1e-9 * static_cast<double>(c.width) * c.draws * static_cast<double>(c.d + 1) *
                  (2 + 0.07 * evaluations),
              [c, factor, uniform, twin = !s.twin.empty(),
               seed = request.seed](const RunContext& context) {
                return uniform ? check_coupling_uniform(c, {seed, context}, twin)
                               : check_coupling_constant(c, {seed, context}, factor);
              }));
        }
    return jobs;
  }

  static std::vector<Job> real(const Selection& s, const Request& request) {
    std::vector<Job> jobs;
    for (const Parameter& d : required_values(request, "d", s.info->id))
      for (const Parameter& m : required_values(request, "m", s.info->id))
        for (const Parameter& R : required_values(request, "R", s.info->id)) {
          RealCell c;
          c.cell = cell_of(request, d, m, R);
          if (c.cell.width > std::uint64_t{1} << 16)
            throw InputError("--m", m.text, "at most 2^16 for " + s.info->id);
          c.n = integer_of(value_or(request, "n", "10"));
          c.delta = rational_of(value_or(request, "delta", "0.5"));
          c.eps = rational_of(value_or(request, "eps", "0.1"));
          c.rho = request.values("rho") == nullptr ? numeric::Rational(c.delta / 4)
                                                   : rational_of(value_or(request, "rho", "1"));
          c.T = rounds_of(request, c);
          Parameters p;
          p.set_integer("d", c.cell.d);
          p.set_integer("m", c.cell.width);
          p = with_number(p, "R", c.cell.R);
          p.set_integer("n", c.n);
          p = with_number(with_number(with_number(p, "delta", c.delta), "rho", c.rho), "eps",
                          c.eps);
          p.set_integer("T", c.T);
          jobs.push_back(numeric::make_job(
              numeric::registered(s.info), s.twin, request, p, 0,
              2e-8 * static_cast<double>(c.T * c.n * c.cell.width * c.cell.d),
              [c, twin = !s.twin.empty(), seed = request.seed](const RunContext& context) {
                return check_real_network(c, {seed, context}, twin);
              }));
          // In double: W^0 and W, the sum of the gradients, a comparator and the net's copy of
          // them.
          jobs.back().bytes =
              8.0 * 6 * static_cast<double>(c.cell.width) * static_cast<double>(c.cell.d);
        }
    return jobs;
  }

  /// The theorem's T = ceil(L^2 R^2/eps^2), or the one given, at most 10^5.
  static std::uint64_t rounds_of(const Request& request, const RealCell& c) {
    constexpr std::uint64_t kMost = 100'000;
    if (request.values("T") != nullptr) {
      const std::uint64_t given = integer_of(value_or(request, "T", "1"));
      if (given > kMost)
        throw InputError("--T", std::to_string(given), "at most 100000 rounds for real_network");
      return given;
    }
    const numeric::Rational T = c.cell.R * c.cell.R / (c.eps * c.eps);
    const numeric::Integer whole = (numerator(T) + denominator(T) - 1) / denominator(T);
    return whole > kMost ? kMost : static_cast<std::uint64_t>(whole);
  }
};

PROOFGAUGE_REGISTER_LEMMA(OnlineRegret);

}  // namespace
}  // namespace proofgauge::online_regret
