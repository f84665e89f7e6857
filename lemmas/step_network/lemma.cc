// Plans the cells of each claim and registers the lemma.
#include <algorithm>
#include <map>

#include "claim/error.h"
#include "claim/registry.h"
#include "step_network/check.h"
#include "step_network/claim.h"
#include "step_network/figures.h"
#include "step_network/fit_plan.h"
#include "step_network/info.h"

namespace proofgauge::step_network {
namespace {

using claim::Job;
using claim::Measurement;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using numeric::Rational;

const std::vector<Parameter>& required(const Request& request, const char* letter) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError(std::string("--") + letter, "", "at least one value for step_network");
  return *values;
}

Rational exact(const Parameter& p) { return numeric::parse_rational(p.text, "--" + p.name); }

/// eps1 as typed, or eps/n; both only where they are equal.
std::vector<Rational> error_values(const Request& request) {
  std::vector<Rational> typed, quotient;
  if (const auto* values = request.values("eps1"))
    for (const Parameter& p : *values) typed.push_back(exact(p));
  if (const auto* eps = request.values("eps"), *n = request.values("n");
      eps != nullptr && n != nullptr)
    for (const Parameter& e : *eps)
      for (const Parameter& k : *n) quotient.push_back(Rational(exact(e) / exact(k)));
  if (typed.empty()) typed = quotient;
  if (typed.empty())
    throw InputError("--eps1", "", "at least one value (or --eps and --n) for step_network");
  if (!quotient.empty() && quotient != typed)
    throw InputError("--eps1", numeric::canonical_text(typed.front()),
                     "eps/n = " + numeric::canonical_text(quotient.front()) +
                         ", or only one of --eps1 and --eps with --n");
  for (const Rational& e : typed)
    if (e <= 0 || 2 * e >= 1)
      throw InputError("--eps1", numeric::canonical_text(e), "a number in (0, 1/2)");
  return typed;
}

/// The cells of a request with the parameters that name them.
struct Planned {
  Cell cell;
  Rational ratio;
};

std::vector<Planned> cells_of(const Request& request) {
  const std::string* geometry = request.word("geometry");
  if (geometry != nullptr && *geometry != "chord" && *geometry != "exact")
    throw InputError("--geometry", "'" + *geometry + "'", "chord or exact");
  const auto *rho = request.values("rho"), *ratio = request.values("ratio");
  if (rho != nullptr && ratio != nullptr)
    throw InputError("--ratio", ratio->front().text, "no --rho beside it");
  std::vector<Planned> out;
  const std::vector<Parameter> quarter{numeric::parse_parameter("ratio", "0.25")};
  for (const Parameter& r : rho != nullptr ? *rho : ratio != nullptr ? *ratio : quarter)
    for (const Rational& eps1 : error_values(request))
      for (const Parameter& d : required(request, "delta")) {
        Planned p;
        p.cell.delta = exact(d);
        p.cell.rho = rho != nullptr ? exact(r) : Rational(exact(r) * p.cell.delta);
        p.ratio = Rational(p.cell.rho / p.cell.delta);
        p.cell.eps1 = eps1;
        p.cell.exact_geometry = geometry != nullptr && *geometry == "exact";
        require_resolved(p.cell,
                         rho != nullptr     ? "--rho"
                         : ratio != nullptr ? "--ratio"
                                            : "--delta",
                         rho != nullptr || ratio != nullptr ? r.text : d.text);
        out.push_back(p);
      }
  return out;
}

Parameter parameter(const char* name, const Rational& x) {
  return numeric::parse_parameter(name, numeric::canonical_text(x));
}

void put(Parameters& cell, const char* name, const Rational& x) {
  const Parameter p = parameter(name, x);
  cell.set_number(p.name, p.text, p.number);
}

void put_geometry(Parameters& cell, const Cell& c) {
  if (c.exact_geometry) cell.set("geometry", "exact");
}

/// Rough seconds on one core: linear programs grow with t* and its sensitivity.
double cost_of(const Cell& c) {
  const double ratio = numeric::to_double(Rational(c.rho / c.delta));
  if (!admissible(c)) return 0.01;
  return 0.2 + 0.3 * exponent(ratio) * std::log(0.5 / numeric::to_double(c.eps1));
}

class StepNetwork final : public claim::Lemma {
 public:
  StepNetwork() {
    for (const claim::ClaimInfo& c : radius_claims()) claims_.push_back(c);
    for (const claim::ClaimInfo& c : fit_claims()) claims_.push_back(c);
    steps_ = make_step_cache(
        [enclosures = enclosures_](const StepKey& key,
                                   const RunContext& context) -> std::shared_ptr<const Step> {
          const Cell cell{key.delta, key.rho, key.eps1, key.geometry == "exact", 0};
          const auto e = enclosures->get(cell, context);
          if (!std::isfinite(e->t.upper)) return nullptr;
          const radius::Program p = program_of(cell);
          return std::make_shared<const Step>(
              e->h, StepIntervals{p.right.high, p.left.low, p.last.high}, context.threads);
        });
  }

  [[nodiscard]] const claim::LemmaInfo& info() const override { return lemma_info(); }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claims_; }
  [[nodiscard]] std::string certified_claim() const override { return "step_network/radius"; }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    std::vector<std::string> all{"delta", "rho", "ratio", "eps1", "eps", "n", "geometry"};
    for (const std::string& letter : fit_letters())
      if (std::find(all.begin(), all.end(), letter) == all.end()) all.push_back(letter);
    return all;
  }
  [[nodiscard]] std::vector<claim::Figure> figures(
      std::span<const claim::Record> records) const override {
    std::vector<claim::Figure> all = radius_figures(records);
    for (claim::Figure& f : fit_figures(records)) all.push_back(std::move(f));
    return all;
  }

  [[nodiscard]] std::vector<Job> plan(const Selection& selection,
                                      const Request& request) const override {
    const std::string name = selection.info->id.substr(selection.info->id.find('/') + 1);
    if (name == "radius" || name == "direction" || name == "two_atom")
      return plan_cells(selection, request, name);
    if (name == "delta_scaling" || name == "exponent_scaling" || name == "exponent")
      return plan_scaling(selection, request, name);
    return plan_fit(selection, request, steps_);
  }

 private:
  using Measure = std::function<Measurement(const RunContext&)>;

  [[nodiscard]] static Job job(const Selection& selection, const Parameters& cell,
                               unsigned long long seed, double cost, Measure measure) {
    Job job;
    job.info = selection.info;
    job.twin = selection.twin;
    job.cell = cell;
    job.cost = cost;
    job.run = [info = selection.info, twin = selection.twin, cell, seed,
               measure = std::move(measure)](const RunContext& context) {
      Measurement m = measure(context);
      if (m.worst) m.worst->seed = seed;
      return claim::make_record(*info, twin, cell, seed, context.alpha, std::move(m));
    };
    return job;
  }

  /// Linear programs use one thread: others make what the next jobs need.
  static void make_ahead(const std::vector<Cell>& order, std::size_t here,
                         const Enclosures& enclosures, const RunContext& context) {
    if (context.threads < 2 || !admissible(order[here]) || enclosures.has(order[here])) return;
    std::vector<Cell> batch;
    for (std::size_t i = here; i < order.size(); ++i)
      if (batch.size() < static_cast<std::size_t>(context.threads) && admissible(order[i]) &&
          !enclosures.has(order[i]))
        batch.push_back(order[i]);
    try {
      enclosures.prepare(batch, context);
    } catch (...) {
      // A finished cell is kept; what went wrong in another is that one's own job to meet.
      if (!enclosures.has(order[here])) throw;
    }
  }

  [[nodiscard]] std::vector<Job> plan_cells(const Selection& selection, const Request& request,
                                            const std::string& name) const {
    std::vector<Job> jobs;
    const auto order = std::make_shared<std::vector<Cell>>();  // of the enclosures that jobs need
    for (const Planned& planned : cells_of(request)) {
      Cell c = planned.cell;
      const std::size_t here = order->size();
      order->push_back(c);
      c.p = name == "direction" ? 1 : 0;
      if (c.p == 1) order->push_back(c);
      Parameters p;
      put(p, "delta", c.delta);
      put(p, "rho", c.rho);
      put(p, "eps1", c.eps1);
      put_geometry(p, c);
      const auto measure = [c, name, twin = selection.twin, enclosures = enclosures_, order,
                            here](const RunContext& context) {
        make_ahead(*order, here, *enclosures, context);
        return name == "two_atom" ? measure_two_atom(c, *enclosures, context, twin)
                                  : measure_radius(c, *enclosures, context, twin);
      };
      jobs.push_back(job(selection, p, request.seed, cost_of(c), measure));
    }
    return jobs;
  }

  /// One job per rho/delta (and eps1, for delta_scaling), over all delta (and all eps1).
  [[nodiscard]] std::vector<Job> plan_scaling(const Selection& selection, const Request& request,
                                              const std::string& name) const {
    const bool one_eps = name == "delta_scaling";
    // Keyed by (ratio, -eps1 or 0): then by delta in the order typed.
    std::map<std::pair<Rational, Rational>, std::vector<std::vector<Cell>>> groups;
    for (const Planned& planned : cells_of(request)) {
      auto& rows = groups[{planned.ratio, one_eps ? Rational(-planned.cell.eps1) : Rational(0)}];
      auto row = std::find_if(rows.begin(), rows.end(), [&](const std::vector<Cell>& r) {
        return r.front().delta == planned.cell.delta;
      });
      if (row == rows.end())
        rows.push_back({planned.cell});
      else
        row->push_back(planned.cell);
    }
    std::vector<Job> jobs;
    for (auto& [key, rows] : groups) {
      double cost = 0;
      for (auto& row : rows) {
        std::sort(row.begin(), row.end(),
                  [](const Cell& a, const Cell& b) { return a.eps1 > b.eps1; });
        for (const Cell& c : row) cost += 0.01 * cost_of(c);
      }
      Parameters p;
      std::string deltas, errors;
      for (const auto& row : rows)
        deltas += (deltas.empty() ? "" : ",") + numeric::canonical_text(row.front().delta);
      for (const Cell& c : rows.front())
        errors += (errors.empty() ? "" : ",") + numeric::canonical_text(c.eps1);
      p.set("delta", deltas);
      put(p, "ratio", key.first);
      if (rows.front().size() == 1)
        put(p, "eps1", rows.front().front().eps1);
      else
        p.set("eps1", errors);
      put_geometry(p, rows.front().front());
      const auto measure = [rows = rows, name, twin = selection.twin,
                            enclosures = enclosures_](const RunContext& context) {
        if (name == "exponent") return measure_exponent(rows, *enclosures, context, twin);
        if (name == "exponent_scaling")
          return measure_exponent_scaling(rows, *enclosures, context, twin);
        std::vector<Cell> cells;
        for (const auto& row : rows) cells.push_back(row.front());
        return measure_delta_scaling(cells, *enclosures, context, twin);
      };
      jobs.push_back(job(selection, p, request.seed, cost, measure));
    }
    return jobs;
  }

  std::vector<claim::ClaimInfo> claims_;
  std::shared_ptr<const Enclosures> enclosures_ = std::make_shared<const Enclosures>();
  std::shared_ptr<StepCache> steps_;
};

PROOFGAUGE_REGISTER_LEMMA(StepNetwork);

}  // namespace
}  // namespace proofgauge::step_network
