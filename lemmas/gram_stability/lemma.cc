// Plans the cells of each claim and registers the lemma.
#include "gram_stability/check.h"
#include "gram_stability/claim.h"
#include "gram_stability/info.h"
#include "numeric/plan.h"

namespace proofgauge::gram_stability {
namespace {

using claim::Job;
using claim::Request;
using claim::RunContext;
using claim::Selection;
using numeric::integer_of;
using numeric::required_values;

class GramStability final : public claim::Lemma {
 public:
  const claim::LemmaInfo& info() const override { return lemma_info(); }
  std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  std::vector<std::string> accepts() const override { return {"R", "d", "n", "m", "draws"}; }

  std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const auto factor = s.twin.empty() ? numeric::ratio(1, 1) : twin::half();
    if (s.info->id == "gram_stability/flip_probability")
      return {numeric::make_job(
          numeric::registered(s.info), s.twin, request, {}, 0, 0.1,
          [factor](const RunContext&) { return check_flip_probability(factor); })};
    std::vector<Job> jobs;
    for (const auto& d : required_values(request, "d", s.info->id))
      for (const auto& n : required_values(request, "n", s.info->id))
        for (const auto& m : required_values(request, "m", s.info->id))
          for (const auto& R : required_values(request, "R", s.info->id)) {
            Cell c;
            c.R = numeric::rational_of(R);
            c.width = integer_of(m);
            c.d = integer_of(d);
            c.n = integer_of(n);
            c.draws = static_cast<unsigned>(integer_of(numeric::value_or(request, "draws", "8")));
            jobs.push_back(drift_job(s, request, c, factor));
          }
    return jobs;
  }

 private:
  static Job drift_job(const Selection& s, const Request& request, const Cell& c,
                       const numeric::Rational& factor) {
    claim::Parameters p;
    p.set_integer("d", c.d);
    p.set_integer("n", c.n);
    p.set_integer("m", c.width);
    p.set_number("R", numeric::canonical_text(c.R), numeric::to_double(c.R));
    p.set_integer("draws", c.draws);
    const double n = static_cast<double>(c.n), d = static_cast<double>(c.d);
    const double cost = static_cast<double>(c.width) * c.draws * (n * d + 4 * n * n) * 1e-9;
    Job job = numeric::make_job(numeric::registered(s.info), s.twin, request, p, 1, cost,
                                [c, factor, seed = request.seed](const RunContext& context) {
                                  return check_gram_drift(c, seed, context, factor);
                                });
    job.bytes = n * d * 8 + n * n * 16;
    return job;
  }
};

PROOFGAUGE_REGISTER_LEMMA(GramStability);

}  // namespace
}  // namespace proofgauge::gram_stability
