// Plans the cells of each claim and registers the lemma.
#include <algorithm>
#include <cmath>

#include "adversarial_training/check.h"
#include "adversarial_training/claim.h"
#include "adversarial_training/figures.h"
#include "adversarial_training/info.h"
#include "numeric/plan.h"
#include "online/convergence.h"

namespace proofgauge::adversarial_training {
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

constexpr std::uint64_t kWidest = std::uint64_t{1} << 16;  ///< nets held in memory, in double

void set_rational(Parameters& p, const char* name, const numeric::Rational& value) {
  p.set_number(name, numeric::canonical_text(value), numeric::to_double(value));
}

class AdversarialTraining final : public claim::Lemma {
 public:
  const claim::LemmaInfo& info() const override { return lemma_info(); }
  std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  std::vector<std::string> accepts() const override {
    std::vector<std::string> all = online::training_accepts();
    for (const char* letter : {"m", "d", "n", "R", "delta", "rho", "eps", "T", "steps", "draws"})
      if (std::find(all.begin(), all.end(), letter) == all.end()) all.emplace_back(letter);
    return all;
  }
  std::vector<claim::Figure> figures(std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const std::string name = s.info->id.substr(s.info->id.find('/') + 1);
    if (name == "convergence") return convergence_jobs(s, request);
    if (name == "stronger_adversaries") return stronger_jobs(s, request);
    if (name == "critical_width") return width_jobs(s, request);
    std::vector<Job> jobs;
    for (const Parameter& d : required_values(request, "d", s.info->id))
      for (const Parameter& m : required_values(request, "m", s.info->id))
        for (const Parameter& n : values_or(request, "n", "10"))
          for (const Parameter& delta : values_or(request, "delta", "0.5"))
            for (const Parameter& eps : values_or(request, "eps", "0.1"))
              for (const Parameter& R : name == "critical_radius"
                                            ? values_or(request, "R", "5")
                                            : required_values(request, "R", s.info->id))
                jobs.push_back(
                    job_of(s, request, name, cell_of(request, name, d, m, n, delta, eps, R)));
    return jobs;
  }

 private:
  static Cell cell_of(const Request& request, const std::string& name, const Parameter& d,
                      const Parameter& m, const Parameter& n, const Parameter& delta,
                      const Parameter& eps, const Parameter& R) {
    Cell c;
    c.m = rational_of(m);
    c.width = integer_of(m);
    c.d = integer_of(d);
    c.n = integer_of(n);
    c.R = rational_of(R);
    c.delta = rational_of(delta);
    c.eps = rational_of(eps);
    c.rho = request.values("rho") == nullptr ? numeric::Rational(c.delta / 4)
                                             : rational_of(value_or(request, "rho", "1"));
    if (c.width > kWidest) throw InputError("--m", m.text, "at most 2^16 for this lemma");
    if (name == "adversaries" && (c.d < 3 || c.d > 6))
      throw InputError("--d", d.text, "3 to 6, where the worst case can be certified");
    if (c.d < 3) throw InputError("--d", d.text, "at least 3");
    c.T = rounds_of(request, name, c);
    c.rounds = static_cast<unsigned>(integer_of(value_or(request, "steps", "3")));
    c.iterations = 600;
    return c;
  }

  /// One job over all widths of the grid per (d, n, delta, eps, R).
  static std::vector<Job> width_jobs(const Selection& s, const Request& request) {
    std::vector<std::uint64_t> widths;
    std::string list;
    for (const Parameter& m : required_values(request, "m", s.info->id)) {
      widths.push_back(integer_of(m));
      list += (list.empty() ? "" : ",") + m.text;
    }
    std::sort(widths.begin(), widths.end());
    if (widths.size() < 2) throw InputError("--m", list, "at least two widths for " + s.info->id);
    const auto seeds = static_cast<unsigned>(integer_of(value_or(request, "draws", "5")));
    std::vector<Job> jobs;
    const Parameter m = request.values("m")->front();
    for (const Parameter& d : required_values(request, "d", s.info->id))
      for (const Parameter& n : values_or(request, "n", "10"))
        for (const Parameter& delta : values_or(request, "delta", "0.5"))
          for (const Parameter& eps : values_or(request, "eps", "0.1"))
            for (const Parameter& R : required_values(request, "R", s.info->id)) {
              const Cell c = cell_of(request, "critical_width", d, m, n, delta, eps, R);
              Parameters p;
              p.set_integer("d", c.d);
              p.set("m", list);
              p.set_integer("n", c.n);
              set_rational(p, "delta", c.delta);
              set_rational(p, "rho", c.rho);
              set_rational(p, "eps", c.eps);
              set_rational(p, "R", c.R);
              p.set_integer("T", c.T);
              p.set_integer("draws", seeds);
              const double cost = 1e-8 * static_cast<double>(widths.back() * c.d * c.n * c.T) *
                                  std::log2(static_cast<double>(widths.size()) + 1) * seeds;
              jobs.push_back(numeric::make_job(
                  numeric::registered(s.info), s.twin, request, p, 0, cost,
                  [c, widths, seeds, twin = !s.twin.empty(),
                   seed = request.seed](const RunContext& context) {
                    return check_critical_width(c, widths, seeds, {seed, context}, twin);
                  }));
              jobs.back().bytes = online::training_bytes(widths.back(), c.d);
            }
    return jobs;
  }

  /// The T given, or the theorem's; that at most 2,000 where nets only stand beside a bound.
  static std::uint64_t rounds_of(const Request& request, const std::string& name, const Cell& c) {
    if (request.values("T") != nullptr) return integer_of(value_or(request, "T", "1"));
    const numeric::Integer wanted = horizon(c.R, c.eps, numeric::Rational(1));
    const std::uint64_t most = name == "critical_width" ? 200'000 : 2000;
    return wanted > most ? most : static_cast<std::uint64_t>(wanted);
  }

  static Job job_of(const Selection& s, const Request& request, const std::string& name,
                    const Cell& c) {
    Parameters p;
    p.set_integer("d", c.d);
    p.set_integer("m", c.width);
    p.set_integer("n", c.n);
    set_rational(p, "delta", c.delta);
    set_rational(p, "rho", c.rho);
    set_rational(p, "eps", c.eps);
    set_rational(p, "R", c.R);
    if (name != "critical_radius") p.set_integer("T", c.T);
    if (name == "critical_radius" || name == "dual_certificate") p.set_integer("steps", c.rounds);
    const double size = static_cast<double>(c.width * c.d * c.n);
    const double cost = name == "adversaries" ? 3e-9 * size * static_cast<double>(c.T)
                                              : 2e-8 * size * c.iterations * (c.rounds + 1);
    const bool twin = !s.twin.empty();
    const auto check = name == "dual_certificate"  ? check_dual_certificate
                       : name == "critical_radius" ? check_critical_radius
                                                   : check_adversaries;
    Job job = numeric::make_job(numeric::registered(s.info), s.twin, request, p,
                                name == "critical_radius" ? 1 : 0, cost,
                                [c, twin, check, seed = request.seed](const RunContext& context) {
                                  return check(c, {seed, context}, twin);
                                });
    // In double, W^0, W and the gradients of the n points; or nets that are trained.
    job.bytes = name == "adversaries" ? online::training_bytes(c.width, c.d)
                                      : 8.0 * static_cast<double>(c.width) *
                                            static_cast<double>((c.d + 1) * (c.n + 2));
    return job;
  }
};

PROOFGAUGE_REGISTER_LEMMA(AdversarialTraining);

}  // namespace
}  // namespace proofgauge::adversarial_training
