// Plans the cells of each claim and registers the lemma.
#include <cmath>
#include <memory>
#include <set>

#include "claim/error.h"
#include "numeric/rational.h"
#include "step_polynomial/check.h"
#include "step_polynomial/figures.h"
#include "step_polynomial/info.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Job;
using claim::Measurement;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using numeric::Rational;
using Info = std::shared_ptr<const claim::ClaimInfo>;

constexpr const char* kTable = "step_polynomial";

Rational constant(const Request& request, const char* symbol) {
  return numeric::parse_rational(request.constants.get(kTable, symbol).expression, symbol);
}

Published published_of(const Request& request) {
  return {constant(request, "C_degree"), constant(request, "c_degree"), constant(request, "C_sum"),
          constant(request, "c_sum")};
}

/// The claim with the constants of the request's profile in place of the built-in ones. The twin of
/// an O() claim states its constant, so it can be refuted.
Info judged_claim(const Selection& selection, const Request& request) {
  auto copy = std::make_shared<claim::ClaimInfo>(*selection.info);
  if (!selection.twin.empty()) copy->order_only = false;
  for (claim::Constant& c : copy->constants) {
    const claim::Constant& used = request.constants.get(kTable, c.symbol);
    if (used.expression != c.expression)
      copy->statement +=
          " [here with " + c.symbol + " = " + used.expression + " instead of " + c.expression + "]";
    c = used;
  }
  return copy;
}

/// Rough seconds: the exchange and the proofs are about cubic in the degree, which grows like the
/// scale ln(n/eps)/(delta - 2 rho).
double cost_of(const Cell& cell) {
  const double margin = numeric::to_double(cell.delta - 2 * cell.rho);
  const double degree = cell.degree ? *cell.degree
                        : margin > 0 && cell.eps1 > 0
                            ? 1.3 * -std::log(numeric::to_double(cell.eps1)) / margin
                            : 10;
  return 0.02 + 3 * std::pow(degree / 200, 3);
}

std::string list_of(const Request& request, const char* letter) {
  std::string list;
  if (const auto* values = request.values(letter))
    for (const Parameter& v : *values) list += (list.empty() ? "" : ",") + v.text;
  return list;
}

class StepPolynomial final : public claim::Lemma {
 public:
  [[nodiscard]] const claim::LemmaInfo& info() const override { return lemma_info(); }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    return {"delta", "rho", "ratio",  "n",        "eps",         "eps1",
            "lo",    "a",   "degree", "geometry", "construction"};
  }
  [[nodiscard]] std::string certified_claim() const override {
    return "step_polynomial/least_degree";
  }
  [[nodiscard]] std::vector<std::string> exports() const override { return {"coq", "sollya"}; }
  [[nodiscard]] std::vector<claim::Figure> figures(
      std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  [[nodiscard]] std::vector<Job> plan(const Selection& selection,
                                      const Request& request) const override {
    const std::string name = selection.info->id.substr(selection.info->id.find('/') + 1);
    const Info info = judged_claim(selection, request);
    const bool twin = !selection.twin.empty();
    if (name == "scaling") return {scaling_job(info, selection, request)};
    if (name == "sgn_limit") return sign_jobs(info, selection, request);
    const Takes takes = name == "least_degree" ? Takes::everything
                        : name == "kernel"     ? Takes::kernel_only
                                               : Takes::no_degree;
    std::vector<Job> jobs;
    std::set<std::string> seen;
    for (const Cell& cell : cells_from(request, takes)) {
      if (!seen.insert(cell.parameters.key()).second) continue;
      jobs.push_back(
          job(info, selection, request, cell.parameters, cost_of(cell),
              [name, cell, twin](const Setting& s) { return measure(name, cell, s, twin); }));
    }
    return jobs;
  }

 private:
  static Measurement measure(const std::string& name, const Cell& cell, const Setting& s,
                             bool twin) {
    if (name == "least_degree") return measure_least_degree(cell, s, twin);
    if (name == "published_degree") return measure_published_degree(cell, s, twin);
    if (name == "kernel") return measure_kernel(cell, s, twin);
    return measure_coefficients(
        cell, s, name == "coefficients" ? SumForm::derived : SumForm::published, twin);
  }

  [[nodiscard]] Job scaling_job(const Info& info, const Selection& selection,
                                const Request& request) const {
    const std::vector<Cell> cells = cells_from(request, Takes::no_degree);
    Parameters p;
    double cost = 0;
    for (const Cell& cell : cells) cost += cost_of(cell);
    for (const char* letter : {"delta", "rho", "ratio", "n", "eps", "eps1", "lo"})
      if (const std::string list = list_of(request, letter); !list.empty()) p.set(letter, list);
    if (const std::string* word = request.word("geometry"); word != nullptr && *word == "exact")
      p.set("geometry", *word);
    const bool twin = !selection.twin.empty();
    return job(info, selection, request, p, cost,
               [cells, twin](const Setting& s) { return measure_scaling(cells, s, twin); });
  }

  [[nodiscard]] std::vector<Job> sign_jobs(const Info& info, const Selection& selection,
                                           const Request& request) const {
    std::vector<Parameter> values{numeric::parse_parameter("a", "0.3")};
    if (const auto* given = request.values("a")) values = *given;
    std::vector<Job> jobs;
    for (const Parameter& a : values) {
      Parameters p;
      p.set_number("a", a.text, a.number);
      jobs.push_back(
          job(info, selection, request, p, 1,
              [a = numeric::parse_rational(a.text, "--a"), twin = !selection.twin.empty()](
                  const Setting& s) { return measure_sign_limit(a, s, twin); }));
    }
    return jobs;
  }

  template <class Measure>
  [[nodiscard]] Job job(const Info& info, const Selection& selection, const Request& request,
                        Parameters parameters, double cost, Measure measure) const {
    if (const std::string* file = request.word("constants")) parameters.set("constants", *file);
    Job job;
    job.info = info.get();
    job.twin = selection.twin;
    job.cell = std::move(parameters);
    job.cost = cost;
    job.run = [info, twin = selection.twin, cell = job.cell, seed = request.seed,
               published = published_of(request), degrees = degrees_,
               measure](const RunContext& context) {
      return claim::make_record(*info, twin, cell, seed, context.alpha,
                                measure(Setting{context, *degrees, published}));
    };
    return job;
  }

  std::shared_ptr<DegreeCache> degrees_ = make_degree_cache();
};

PROOFGAUGE_REGISTER_LEMMA(StepPolynomial);

}  // namespace
}  // namespace proofgauge::step_polynomial
