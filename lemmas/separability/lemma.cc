#include <fmt/format.h>

#include <memory>
#include <optional>

#include "claim/error.h"
#include "claim/registry.h"
#include "numeric/rational.h"
#include "separability/check.h"
#include "separability/figures.h"
#include "separability/info.h"
#include "separability/source.h"

namespace proofgauge::separability {
namespace {

using claim::Job;
using claim::Measurement;
using claim::Parameter;
using claim::Parameters;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using numeric::Rational;

constexpr double kAuditCost = 6;

/// The values of a letter, or one empty entry.
std::vector<std::optional<Parameter>> optional_values(const Request& request, const char* letter) {
  std::vector<std::optional<Parameter>> out;
  if (const auto* values = request.values(letter)) out.assign(values->begin(), values->end());
  if (out.empty()) out.emplace_back();
  return out;
}

std::optional<Rational> rational(const std::optional<Parameter>& value) {
  if (!value) return std::nullopt;
  return numeric::parse_rational(value->text, "--" + value->name);
}

void put(Parameters& cell, const std::optional<Parameter>& value) {
  if (value) cell.set_number(value->name, value->text, value->number);
}

/// Distances on X lie in [0, sqrt 3].
void check_chord(const std::optional<Parameter>& value, bool positive) {
  if (!value) return;
  const Rational x = *rational(value);
  if (x < 0 || x * x > 3 || (positive && x == 0))
    throw InputError("--" + value->name, value->text,
                     std::string("a distance on X: ") + (positive ? "above 0" : "at least 0") +
                         " and at most sqrt 3");
}

class Separability final : public claim::Lemma {
 public:
  [[nodiscard]] const claim::LemmaInfo& info() const override { return lemma_info(); }
  [[nodiscard]] std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  [[nodiscard]] std::vector<std::string> accepts() const override {
    return {"data", "center", "pca",   "classes", "count", "synthetic",
            "n",    "d",      "delta", "rho",     "prune", "geometry"};
  }
  [[nodiscard]] std::vector<claim::Figure> figures(
      std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  [[nodiscard]] std::vector<Job> plan(const Selection& selection,
                                      const Request& request) const override {
    for (const char* letter : {"rho", "prune"})
      for (const auto& value : optional_values(request, letter)) check_chord(value, false);
    if (const std::string* word = request.word("geometry");
        word != nullptr && *word != "chord" && *word != "exact")
      throw InputError("--geometry", "'" + *word + "'", "chord or exact");
    return selection.info->id == "separability/separation" ? plan_separation(selection, request)
                                                           : plan_geometry(selection, request);
  }

 private:
  /// Where --prune is not given: what it costs to double delta, or to make the points distinct.
  /// None where so many rows are duplicates that their pairs could not be listed.
  [[nodiscard]] static std::optional<Rational> usual_prune(const data::Separation& s) {
    constexpr std::size_t kMostDuplicates = 4096;
    if (s.duplicate_rows() > kMostDuplicates) return std::nullopt;
    const double delta = s.closest.distance.upper;
    if (delta == 0) return numeric::parse_rational("1e-12", "prune");
    return numeric::parse_rational(fmt::format("{:.3g}", 2 * delta), "prune");
  }

  [[nodiscard]] std::vector<Job> plan_separation(const Selection& selection,
                                                 const Request& request) const {
    std::vector<Job> jobs;
    for (const Source& source : sources(request))
      for (const auto& rho : optional_values(request, "rho"))
        for (const auto& prune : optional_values(request, "prune")) {
          Parameters cell = source.cell;
          put(cell, rho);
          put(cell, prune);
          const auto measure = [audits = audits_, source, rho, prune,
                                twin = selection.twin](const RunContext& context) {
            const auto audit = audits->get(source, context);
            std::optional<data::Pruning> pruning;
            // The rows themselves are not kept between jobs: they are the largest thing here.
            const auto t = prune ? rational(prune) : usual_prune(audit->separation);
            if (t && twin.empty())
              pruning = data::prune(
                  source.load(context.stop), audit->separation, *t,
                  {.threads = context.threads, .stop = context.stop, .progress = context.progress});
            return measure_separation(*audit, rational(rho), pruning, twin);
          };
          jobs.push_back(job(selection, cell, request.seed, kAuditCost, measure));
        }
    return jobs;
  }

  /// At the typed deltas (or the profile's), or at the measured delta of each data set.
  [[nodiscard]] std::vector<Job> plan_geometry(const Selection& selection,
                                               const Request& request) const {
    const std::string* synthetic = request.word("synthetic");
    const bool planted = synthetic != nullptr && *synthetic != "false";
    std::vector<Job> jobs;
    if (!planted && (request.values("delta") != nullptr || !names_data(request))) {
      std::vector<std::optional<Parameter>> deltas = optional_values(request, "delta");
      if (!deltas.front())
        deltas = {numeric::parse_parameter("delta", "0.5"), numeric::parse_parameter("delta", "1")};
      for (const auto& delta : deltas) {
        check_chord(delta, true);
        for (const auto& rho : optional_values(request, "rho"))
          jobs.push_back(typed_job(selection, request, delta, rho));
      }
      return jobs;
    }
    for (const Source& source : sources(request))
      for (const auto& rho : optional_values(request, "rho")) {
        Parameters cell = source.cell;
        put(cell, rho);
        const auto measure = [audits = audits_, source, rho,
                              twin = selection.twin](const RunContext& context) {
          const auto audit = audits->get(source, context);
          const Rational delta(audit->separation.closest.distance.lower);
          Measurement m =
              measure_geometry(delta, rational(rho).value_or(Rational(delta / 4)), twin);
          m.result.emplace_back("delta",
                                claim::Range::point(audit->separation.closest.distance.lower));
          return m;
        };
        jobs.push_back(job(selection, cell, request.seed, kAuditCost, measure));
      }
    return jobs;
  }

  [[nodiscard]] static Job typed_job(const Selection& selection, const Request& request,
                                     const std::optional<Parameter>& delta,
                                     const std::optional<Parameter>& rho) {
    const Rational d = *rational(delta);
    const Rational radius = rational(rho).value_or(Rational(d / 4));
    Parameters cell;
    put(cell, delta);
    put(cell, rho ? rho : numeric::parse_parameter("rho", numeric::canonical_text(radius)));
    return job(selection, cell, request.seed, 0.01,
               [d, radius, twin = selection.twin](const RunContext&) {
                 return measure_geometry(d, radius, twin);
               });
  }

  template <class Measure>
  [[nodiscard]] static Job job(const Selection& selection, const Parameters& cell,
                               unsigned long long seed, double cost, Measure measure) {
    Job job;
    job.info = selection.info;
    job.twin = selection.twin;
    job.cell = cell;
    job.cost = cost;
    job.run = [info = selection.info, twin = selection.twin, cell, seed,
               measure](const RunContext& context) {
      Measurement m = measure(context);
      if (m.worst) m.worst->seed = seed;
      return claim::make_record(*info, twin, cell, seed, context.alpha, std::move(m));
    };
    return job;
  }

  std::shared_ptr<Audits> audits_ = std::make_shared<Audits>();
};

PROOFGAUGE_REGISTER_LEMMA(Separability);

}  // namespace
}  // namespace proofgauge::separability
