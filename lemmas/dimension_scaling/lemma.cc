// Plans the cells of both claims and registers the lemma.
#include <algorithm>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "dimension_scaling/check.h"
#include "dimension_scaling/claim.h"
#include "dimension_scaling/figures.h"
#include "dimension_scaling/info.h"
#include "numeric/plan.h"
#include "online/critical_width.h"

namespace proofgauge::dimension_scaling {
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

constexpr std::uint64_t kWidest = std::uint64_t{1} << 20;

/// Scans made before, so that both claims run one scan once. A scan is a function of its key.
class Scans {
 public:
  [[nodiscard]] Scan get(const std::string& key, const Cell& cell, const Setting& setting) {
    const std::lock_guard lock(mutex_);
    const auto known = made_.find(key);
    if (known != made_.end()) return known->second;
    return made_.emplace(key, scan(cell, setting)).first->second;
  }

 private:
  std::mutex mutex_;
  std::map<std::string, Scan> made_;
};

Cell cell_of(const Request& request, const std::string& claim) {
  Cell c;
  for (const Parameter& d : required_values(request, "d", claim)) {
    if (integer_of(d) < 3) throw InputError("--d", d.text, "at least 3");
    c.d.push_back(integer_of(d));
  }
  std::sort(c.d.begin(), c.d.end());
  c.d.erase(std::unique(c.d.begin(), c.d.end()), c.d.end());
  std::vector<std::uint64_t> ends;
  for (const Parameter& m : required_values(request, "m", claim)) {
    if (integer_of(m) > kWidest) throw InputError("--m", m.text, "at most 2^20 for this lemma");
    ends.push_back(integer_of(m));
  }
  const auto [from, to] = std::minmax_element(ends.begin(), ends.end());
  if (*from == *to)
    throw InputError("--m", std::to_string(*from), "a range, for instance 2^2..2^10");
  c.widths = online::half_octaves(*from, *to);
  c.n = integer_of(value_or(request, "n", "10"));
  c.R = rational_of(value_or(request, "R", "10"));
  c.delta = rational_of(value_or(request, "delta", "0.7"));
  c.eps = rational_of(value_or(request, "eps", "0.3"));
  c.rho = request.values("rho") == nullptr ? numeric::Rational(c.delta / 4)
                                           : rational_of(value_or(request, "rho", "1"));
  const numeric::Integer rounds = request.values("T") != nullptr
                                      ? numeric::Integer(integer_of(value_or(request, "T", "1")))
                                      : horizon(c.R, c.eps, numeric::Rational(1));
  constexpr std::uint64_t kLongest = 1'000'000;
  if (rounds > kLongest)
    throw InputError("--T", rounds.str(), "at most 10^6 rounds per run: give --T, or a larger eps");
  c.T = static_cast<std::uint64_t>(rounds);
  c.seeds = static_cast<unsigned>(integer_of(value_or(request, "draws", "10")));
  return c;
}

Parameters parameters_of(const Cell& c) {
  Parameters p;
  std::string list;
  for (const std::size_t d : c.d) list += (list.empty() ? "" : ",") + std::to_string(d);
  p.set("d", list);
  p.set("m", std::to_string(c.widths.front()) + "," + std::to_string(c.widths.back()));
  p.set_integer("n", c.n);
  const auto set = [&](const char* name, const numeric::Rational& value) {
    p.set_number(name, numeric::canonical_text(value), numeric::to_double(value));
  };
  set("R", c.R);
  set("delta", c.delta);
  set("rho", c.rho);
  set("eps", c.eps);
  p.set_integer("T", c.T);
  p.set_integer("draws", c.seeds);
  return p;
}

class DimensionScaling final : public claim::Lemma {
 public:
  const claim::LemmaInfo& info() const override { return lemma_info(); }
  std::span<const claim::ClaimInfo> claims() const override { return claim_infos(); }
  std::vector<std::string> accepts() const override {
    return {"d", "m", "n", "R", "delta", "rho", "eps", "T", "draws"};
  }
  std::vector<claim::Figure> figures(std::span<const claim::Record> records) const override {
    return draw_figures(records);
  }

  std::vector<Job> plan(const Selection& s, const Request& request) const override {
    const Cell cell = cell_of(request, s.info->id);
    const Parameters p = parameters_of(cell);
    const auto check = s.info->id.ends_with("/exponent") ? check_exponent : check_power_law;
    double cost = 0, net = 0;  // net: bytes of the largest
    for (const std::size_t d : cell.d) {
      net = std::max(net, online::training_bytes(cell.widths.back(), d));
      cost += 3e-9 * static_cast<double>(d * cell.n * cell.T * cell.widths.back()) * cell.seeds;
    }
    Job job = numeric::make_job(
        numeric::registered(s.info), s.twin, request, p, 0, cost,
        [cell, check, key = p.key() + "#" + std::to_string(request.seed), twin = !s.twin.empty(),
         seed = request.seed, scans = scans_](const RunContext& context) {
          const Setting setting{seed, context};
          const Scan least = cell.separated() ? scans->get(key, cell, setting) : Scan{};
          return check(cell, least, setting, twin);
        });
    job.thread_bytes = net;
    return {job};
  }

 private:
  std::shared_ptr<Scans> scans_ = std::make_shared<Scans>();
};

PROOFGAUGE_REGISTER_LEMMA(DimensionScaling);

}  // namespace
}  // namespace proofgauge::dimension_scaling
