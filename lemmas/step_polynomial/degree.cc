// The least degree and its certificate; the published rule.
#include <fmt/format.h>

#include <cmath>
#include <map>
#include <mutex>

#include "claim/stop.h"
#include "numeric/chebyshev.h"
#include "numeric/export.h"
#include "numeric/interval.h"
#include "numeric/step_certificate.h"
#include "step_polynomial/check.h"
#include "step_polynomial/claim.h"
#include "step_polynomial/kernel.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Measurement;
using claim::Range;
using numeric::Interval;
using numeric::LeastDegree;
using numeric::Rational;

constexpr int kMostDegree = 400;       ///< of a search for D*
constexpr int kMostFixedDegree = 512;  ///< of --degree
constexpr int kPlotted = 64;           ///< degrees up to which the curves of a figure are kept
constexpr int kCurvePoints = 240;      ///< per interval
constexpr double kCurveTolerance = 1e-3;
constexpr double kConstantError = 0.5;  ///< of the constant 1/2: no polynomial is needed for it

class Cache final : public DegreeCache {
 public:
  std::shared_ptr<const LeastDegree> get(const Cell& cell, const std::stop_token& stop) override {
    const std::string key =
        fmt::format("{} {} {} {} {}", cell.delta.str(), cell.rho.str(), cell.eps1.str(),
                    cell.lo.str(), static_cast<int>(cell.geometry));
    {
      const std::lock_guard lock(mutex_);
      if (const auto it = known_.find(key); it != known_.end()) return it->second;
    }
    numeric::StepLimits limits;
    limits.max_degree = kMostDegree;
    limits.stop = stop;
    auto found = std::make_shared<const LeastDegree>(
        numeric::least_degree(cell.intervals(), cell.eps1, limits));
    const std::lock_guard lock(mutex_);
    return known_.emplace(key, std::move(found)).first->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const LeastDegree>> known_;
};

Range range_of(const Rational& lower, const Rational& upper) {
  return {numeric::lower(numeric::interval(lower)), numeric::upper(numeric::interval(upper))};
}

Range count(int x) { return Range::point(static_cast<double>(x)); }

/// The least number of six significant decimal digits that is at least x > 0.
Rational round_up(const Rational& x) {
  const double size = numeric::to_double(x);
  const int exponent = static_cast<int>(std::floor(std::log10(size))) - 5;
  const Rational unit = numeric::parse_rational(fmt::format("1e{}", exponent), "eps1");
  const Rational units = x / unit;
  numeric::Integer whole = numerator(units) / denominator(units);
  if (Rational(whole) < units) whole += 1;
  return Rational(whole) * unit;
}

/// Why D* is not known.
std::string undecided_text(const LeastDegree& known) {
  if (known.at_least <= kMostDegree) return known.needs;
  return known.predicted > kMostDegree
             ? fmt::format("degree over {} (about {:.0f})", kMostDegree, known.predicted)
             : fmt::format("degree over {}", kMostDegree);
}

/// What was found for a cell: the polynomial and the lower side, each where there is one.
struct Found {
  Rational eps1;
  std::optional<numeric::StepUpper> upper;
  std::optional<numeric::StepLower> lower;
  std::optional<Range> error;  ///< sup |q - y| of `upper`, or of the best of a degree that fails
  int at_least = 0, at_most = 0;
  std::string needs;
};

Found least(const Cell& cell, const Setting& setting) {
  const auto known = setting.degrees.get(cell, setting.context.stop);
  Found f{cell.eps1, known->upper, known->lower, std::nullopt, known->at_least, known->at_most, {}};
  if (f.upper) f.error = range_of(f.upper->error_lower, f.upper->error_upper);
  if (!known->decided()) f.needs = undecided_text(*known);
  return f;
}

/// The best polynomial of the given degree, whether or not it is good enough.
Found of_degree(const Cell& cell, int degree, const std::stop_token& stop) {
  numeric::StepLimits limits;
  limits.max_degree = kMostFixedDegree;
  limits.stop = stop;
  const numeric::StepMinimax best = numeric::step_minimax(cell.intervals(), degree, limits);
  Found f;
  f.needs = best.needs;
  if (!f.needs.empty()) return f;
  f.eps1 = cell.eps1 > 0 ? cell.eps1 : round_up(best.upper.error_upper);
  f.error = range_of(best.lower.level, best.upper.error_upper);
  if (best.upper.error_upper <= f.eps1) {
    f.upper = best.upper;
    f.at_most = degree;
    const numeric::StepMinimax below = numeric::step_minimax(cell.intervals(), degree - 1, limits);
    if (below.lower.level > f.eps1) {
      f.lower = below.lower;
      f.at_least = degree;
    }
  } else if (best.lower.level > f.eps1) {
    f.lower = best.lower;
    f.at_least = degree + 1;
  } else {
    f.needs = "the two ends of the error enclose eps1: a tie";
  }
  return f;
}

Found kernel(const Cell& cell, const std::stop_token& stop) {
  const Kernel k = explicit_kernel(cell, stop);
  Found f;
  f.eps1 = cell.eps1;
  f.needs = k.needs;
  if (!k.upper) return f;
  f.upper = k.upper;
  f.at_most = k.upper->degree;
  f.error = range_of(k.upper->error_lower, k.upper->error_upper);
  return f;
}

numeric::StepCertificate certificate(const Cell& cell, const Found& f) {
  const numeric::StepIntervals on = cell.intervals();
  numeric::StepCertificate c;
  c.delta = cell.delta;
  c.rho = cell.rho;
  c.lo = cell.lo;
  c.eps1 = f.eps1;
  c.geometry = cell.geometry;
  if (f.upper)
    c.upper = numeric::CertificateUpper{f.upper->degree, on.A_up, on.B, f.upper->coefficients};
  if (f.lower) c.lower = numeric::certificate_lower(*f.lower, on, f.eps1);
  return c;
}

/// The polynomial over the angle arccos z, and its residual in units of eps1, for the figures.
void add_curves(const Cell& cell, const Found& f, const std::stop_token& stop, Measurement& m) {
  const numeric::StepIntervals on = cell.intervals();
  const double lo = numeric::to_double(on.lo), A = numeric::to_double(on.A_up),
               B = numeric::to_double(on.B), eps1 = numeric::to_double(f.eps1);
  const double from[] = {lo, A, B}, to[] = {A, B, 1};
  for (int part = 0; part < 3; ++part)
    for (int i = 0; i <= kCurvePoints; ++i) {
      check_stop(stop, "while a figure's curves were evaluated");
      const double t =
          std::acos(from[part]) + (std::acos(to[part]) - std::acos(from[part])) * i / kCurvePoints;
      const double z = std::clamp(std::cos(t), from[part], to[part]);
      const double q =
          numeric::to_double(numeric::chebyshev_value(f.upper->coefficients, Rational(z)));
      m.series["z"].push_back(z);
      m.series["q"].push_back(q);
      if (part == 1) continue;
      m.series[part == 0 ? "z_left" : "z_right"].push_back(z);
      m.series[part == 0 ? "residual_left" : "residual_right"].push_back((q - part / 2) / eps1);
    }
}

void add_errors(const Cell& cell, int degree, const std::stop_token& stop, Measurement& m) {
  numeric::StepLimits limits;
  limits.tolerance = kCurveTolerance;
  limits.stop = stop;
  for (int k = 0; k <= degree; ++k) {
    const numeric::StepMinimax best = numeric::step_minimax(cell.intervals(), k, limits);
    if (!best.needs.empty()) continue;
    m.series["degree"].push_back(k);
    m.series["degree_error"].push_back(numeric::to_double(best.upper.error_upper));
  }
}

Range published_range(const Cell& cell, const Rational& eps1, const Published& p) {
  return numeric::to_range(
      published_degree(gamma(numeric::interval(cell.delta), numeric::interval(cell.rho)),
                       numeric::interval(Rational(1 / eps1)), numeric::interval(p.C_degree),
                       numeric::interval(p.c_degree)));
}

/// What the parameters leave unsaid.
void add_cell(const Cell& cell, Measurement& m) {
  const Interval rho = numeric::interval(cell.rho);
  if (!cell.parameters.has("rho")) m.result.emplace_back("rho", numeric::to_range(rho));
  m.result.emplace_back("gamma", numeric::to_range(gamma(numeric::interval(cell.delta), rho)));
}

Measurement outside(const Cell& cell) {
  Measurement m;
  m.finding.evidence = claim::Evidence::exact;
  m.finding.scope = claim::Scope::instance;
  m.finding.assumptions = {cell.radius_assumption()};
  m.finding.trials.not_applicable = 1;
  return m;
}

void export_proofs(const Cell& cell, const Found& f, const claim::RunContext& context,
                   Measurement& m) {
  if (2 * f.eps1 >= 1 || (f.upper && f.upper->error_upper > f.eps1)) return;  // nothing to certify
  const numeric::StepCertificate c = certificate(cell, f);
  if (c.upper || c.lower) m.files["certificate"] = numeric::to_json(c);
  if (!c.upper) return;
  const numeric::StepPolynomialClaim stated{c.upper->coefficients, c.lo, c.upper->A, c.upper->B,
                                            c.eps1};
  if (context.exports.count("coq") != 0) m.files["coq"] = numeric::export_coq(stated);
  if (context.exports.count("sollya") != 0) m.files["sollya"] = numeric::export_sollya(stated);
}

}  // namespace

std::shared_ptr<DegreeCache> make_degree_cache() { return std::make_shared<Cache>(); }

Measurement measure_least_degree(const Cell& cell, const Setting& setting, bool twin) {
  if (!cell.admissible()) return outside(cell);
  const std::stop_token& stop = setting.context.stop;
  const Found f = cell.explicit_kernel ? kernel(cell, stop)
                  : cell.degree        ? of_degree(cell, *cell.degree, stop)
                                       : least(cell, setting);
  Measurement m;
  claim::Finding& finding = m.finding;
  finding.evidence = claim::Evidence::exact;
  finding.scope = claim::Scope::instance;
  finding.assumptions = {cell.radius_assumption()};
  finding.undecidable = f.needs;
  m.trivial = {kConstantError, {}};
  add_cell(cell, m);
  if (!f.needs.empty()) {
    finding.trials.undecided = 1;
    if (f.at_least > 0) m.result.emplace_back("D", Range::at_least(f.at_least));
    return m;
  }
  finding.trials.decisive = 1;
  const Range bound = numeric::to_range(numeric::interval(f.eps1));
  // The error of the best polynomial of one degree less; the constant 1/2 has error 1/2.
  std::optional<Range> below;
  if (f.lower && f.lower->degree + 1 == f.at_most)
    below = Range{numeric::lower(numeric::interval(f.lower->level)), kConstantError};
  if (twin) {
    if (below)
      finding.comparisons = {{"error_below", *below, bound, std::nullopt}};
    else
      finding.trials = {0, 0, 1};
  } else {
    finding.comparisons = {{"error", *f.error, bound, std::nullopt}};
    if (below) finding.twins = {1, below->lower > bound.upper ? 1U : 0U};
  }
  if (f.lower)
    finding.witness = fmt::format(
        "every polynomial of degree {} misses by at least {:.6g} at one of {} points (first {})",
        f.lower->degree, numeric::to_double(f.lower->level), f.lower->points.size(),
        fmt::format("{:.6g}", numeric::to_double(f.lower->points.front())));
  if (f.upper) {
    m.result.emplace_back("D", count(f.at_most));
    m.result.emplace_back("error", *f.error);
    m.critical_constant = range_of(f.upper->error_lower / f.eps1, f.upper->error_upper / f.eps1);
  } else {
    m.result.emplace_back("D", Range::at_least(f.at_least));
    m.result.emplace_back("error", *f.error);
  }
  if (below) m.result.emplace_back("error_below", *below);
  if (const auto n = degree_by_proof(cell, f.eps1)) m.result.emplace_back("N", count(*n));
  m.result.emplace_back("D_published", published_range(cell, f.eps1, setting.published));
  if (!cell.parameters.has("eps1")) m.result.emplace_back("eps1", bound);
  if (!twin) {
    export_proofs(cell, f, setting.context, m);
    if (f.upper && f.at_most <= kPlotted) add_curves(cell, f, stop, m);
    if (f.upper && f.at_most <= kPlotted && !cell.explicit_kernel)
      add_errors(cell, f.at_most, stop, m);
  }
  return m;
}

Measurement measure_published_degree(const Cell& cell, const Setting& setting, bool twin) {
  if (!cell.admissible()) return outside(cell);
  const auto known = setting.degrees.get(cell, setting.context.stop);
  Measurement m;
  claim::Finding& finding = m.finding;
  finding.evidence = claim::Evidence::exact;
  finding.scope = claim::Scope::instance;
  finding.assumptions = {cell.radius_assumption()};
  add_cell(cell, m);
  if (!known->decided()) {
    finding.undecidable = undecided_text(*known);
    finding.trials.undecided = 1;
    m.result.emplace_back("D", Range::at_least(known->at_least));
    return m;
  }
  finding.trials.decisive = 1;
  const Range D = count(known->at_most);
  const Range bound = published_range(cell, cell.eps1, setting.published);
  const Interval scale =
      margin_scale(numeric::interval(cell.delta), numeric::interval(cell.rho),
                   numeric::interval(Rational(setting.published.c_degree / cell.eps1)));
  const Range small = numeric::to_range(Interval(scale / 100));
  finding.comparisons = {{"D", D, twin ? small : bound, std::nullopt}};
  if (!twin) finding.twins = {1, D.lower > small.upper ? 1U : 0U};
  finding.witness = fmt::format("D* = {} for {}", known->at_most, cell.parameters.key());
  m.result.emplace_back("D", D);
  m.result.emplace_back("D_published", bound);
  m.result.emplace_back(
      "D_over_scale",
      numeric::to_range(Interval(
          known->at_most / margin_scale(numeric::interval(cell.delta), numeric::interval(cell.rho),
                                        numeric::interval(Rational(1 / cell.eps1))))));
  m.critical_constant = claim::ratio(D, bound);
  for (double* end : {&m.critical_constant.lower, &m.critical_constant.upper})
    *end *= numeric::to_double(setting.published.C_degree);
  m.notes.push_back(fmt::format("holds, loose by 10^{:.1f}", std::log10(bound.upper / D.upper)));
  return m;
}

}  // namespace proofgauge::step_polynomial
