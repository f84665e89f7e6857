// What every lemma's plan does with a request: read letters, make jobs.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "claim/error.h"
#include "claim/registry.h"
#include "numeric/rational.h"

namespace proofgauge::numeric {

/// The values of a letter; none is an InputError that names the claim.
[[nodiscard]] inline const std::vector<claim::Parameter>& required_values(
    const claim::Request& request, const std::string& letter, const std::string& claim) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError("--" + letter, "", "at least one value for " + claim);
  return *values;
}

/// The values of a letter, or `otherwise` (as typed) where none is given.
[[nodiscard]] inline std::vector<claim::Parameter> values_or(const claim::Request& request,
                                                             const std::string& letter,
                                                             const std::string& otherwise) {
  const auto* values = request.values(letter);
  return values == nullptr ? parse_list(letter, otherwise) : *values;
}

/// The one value of a letter, or `otherwise`.
[[nodiscard]] inline claim::Parameter value_or(const claim::Request& request,
                                               const std::string& letter,
                                               const std::string& otherwise) {
  const auto values = values_or(request, letter, otherwise);
  if (values.size() != 1)
    throw InputError("--" + letter, std::to_string(values.size()) + " values", "one value");
  return values.front();
}

[[nodiscard]] inline Rational rational_of(const claim::Parameter& p) {
  return parse_rational(p.text, "--" + p.name);
}

[[nodiscard]] inline std::uint64_t integer_of(const claim::Parameter& p) {
  return static_cast<std::uint64_t>(numerator(rational_of(p)));
}

/// Above this width a pass over the neurons takes so long that sampled claims see one draw of W^0,
/// at more points instead.
constexpr std::uint64_t kOneDrawBeyond = std::uint64_t{1} << 24;
constexpr std::uint64_t kPointsOfOneDraw = 256;

[[nodiscard]] constexpr std::uint64_t draws_at(std::uint64_t m, std::uint64_t usual) {
  return m > kOneDrawBeyond ? 1 : usual;
}
[[nodiscard]] constexpr std::uint64_t points_at(std::uint64_t m, std::uint64_t usual) {
  return m > kOneDrawBeyond ? kPointsOfOneDraw : usual;
}

/// How a verdict names `draws` draws.
[[nodiscard]] inline std::string count_of_draws(std::uint64_t draws) {
  return draws == 1 ? "one draw" : std::to_string(draws) + " draws";
}

/// `check(context)` returns a claim::Measurement; the record is made from it. `info` outlives the
/// job or is owned through `judged`.
template <class Check>
[[nodiscard]] claim::Job make_job(std::shared_ptr<const claim::ClaimInfo> judged,
                                  const std::string& twin, const claim::Request& request,
                                  claim::Parameters cell, unsigned tests, double cost,
                                  Check check) {
  claim::Job job;
  job.info = judged.get();
  job.twin = twin;
  job.cell = std::move(cell);
  job.tests = tests;
  job.cost = cost;
  job.run = [judged, twin, cell = job.cell, seed = request.seed,
             check = std::move(check)](const claim::RunContext& context) {
    return claim::make_record(*judged, twin, cell, seed, context.alpha, check(context));
  };
  return job;
}

/// A registered claim as what a job judges.
[[nodiscard]] inline std::shared_ptr<const claim::ClaimInfo> registered(
    const claim::ClaimInfo* info) {
  return {std::shared_ptr<const claim::ClaimInfo>{}, info};
}

}  // namespace proofgauge::numeric
