#include "step_polynomial/cell.h"

#include <fmt/format.h>

#include <algorithm>

#include "claim/error.h"
#include "numeric/rational.h"
#include "step_polynomial/claim.h"

namespace proofgauge::step_polynomial {
namespace {

using claim::Parameter;
using claim::Parameters;
using claim::Request;
using numeric::Rational;

const Rational kLeastError = numeric::parse_rational("1e-100", "");

Rational exact(const Parameter& p) { return numeric::parse_rational(p.text, "--" + p.name); }

std::vector<Parameter> required(const Request& request, const char* letter) {
  const auto* values = request.values(letter);
  if (values == nullptr || values->empty())
    throw InputError(std::string("--") + letter, "", "at least one value");
  return *values;
}

void put(Parameters& cell, const Parameter& p) { cell.set_number(p.name, p.text, p.number); }

/// A radius: its exact value, and the parameter that names it.
struct Radius {
  Rational value;
  Parameter name;
};

std::vector<Radius> radii(const Request& request, const Rational& delta) {
  std::vector<Radius> all;
  if (const auto* ratios = request.values("ratio")) {
    if (const auto* rho = request.values("rho"))
      throw InputError("--ratio", ratios->front().text,
                       "either --rho or --ratio, not both (--rho is " + rho->front().text + ")");
    for (const Parameter& p : *ratios) all.push_back({exact(p) * delta, p});
    return all;
  }
  if (const auto* values = request.values("rho")) {
    for (const Parameter& p : *values) all.push_back({exact(p), p});
    return all;
  }
  const Rational quarter = delta / 4;
  all.push_back({quarter, numeric::parse_parameter("rho", numeric::canonical_text(quarter))});
  return all;
}

/// eps1 and the parameters that name it: n with eps, or eps1 itself.
struct Error {
  Rational value;
  std::vector<Parameter> names;
};

std::vector<Error> errors(const Request& request, bool may_be_missing) {
  const auto* eps1 = request.values("eps1");
  const auto* n = request.values("n");
  const auto* eps = request.values("eps");
  std::vector<Error> all;
  if (n != nullptr && eps != nullptr) {
    for (const Parameter& count : *n)
      for (const Parameter& target : *eps) {
        const Rational value = exact(target) / exact(count);
        if (eps1 != nullptr)
          for (const Parameter& given : *eps1)
            if (exact(given) != value)
              throw InputError("--eps1", given.text,
                               "eps/n = " + numeric::canonical_text(value) +
                                   ", or only one of --eps1 and --n with --eps");
        if (value < kLeastError)
          throw InputError("--eps", target.text, "eps/n of at least 1e-100, n is " + count.text);
        if (2 * value >= 1)
          throw InputError("--eps", target.text,
                           "eps/n below 1/2 (the constant 1/2 is that good), n is " + count.text);
        all.push_back({value, {count, target}});
      }
    return all;
  }
  if (eps1 != nullptr) {
    if (eps != nullptr)  // n alone says nothing about eps1
      throw InputError("--eps1", eps1->front().text, "--n and --eps together with it, or neither");
    for (const Parameter& given : *eps1) all.push_back({exact(given), {given}});
    return all;
  }
  if (eps != nullptr || !may_be_missing)
    throw InputError(n != nullptr ? "--eps" : "--n", "",
                     "--n with --eps, or --eps1 = eps/n instead");
  return {{Rational(0), {}}};
}

numeric::Geometry geometry(const Request& request) {
  const std::string* word = request.word("geometry");
  if (word == nullptr || *word == "chord") return numeric::Geometry::chord;
  if (*word == "exact") return numeric::Geometry::exact;
  throw InputError("--geometry", "'" + *word + "'", "chord or exact");
}

bool explicit_kernel(const Request& request) {
  const std::string* word = request.word("construction");
  if (word == nullptr || *word == "optimal") return false;
  if (*word != "explicit")
    throw InputError("--construction", "'" + *word + "'", "optimal or explicit");
  return true;
}

/// Where lo >= A there is no left interval. A premise that fails is a verdict, so it comes first.
void check_left_end(const Cell& cell, const std::string& text) {
  if (!cell.admissible()) return;
  const Rational A = cell.intervals().A_down;
  if (cell.lo >= A)
    throw InputError("--lo", text, fmt::format("a number below A = {:.6g}", numeric::to_double(A)));
}

}  // namespace

bool Cell::admissible() const { return radius_is_admissible(delta, rho); }

numeric::StepIntervals Cell::intervals() const {
  return numeric::step_intervals(lo, delta, rho, geometry);
}

claim::AssumptionResult Cell::radius_assumption() const {
  return {"H1", admissible(),
          fmt::format("rho = {}, delta / 2 = {}", numeric::canonical_text(rho),
                      numeric::canonical_text(delta / 2))};
}

std::vector<Cell> cells_from(const Request& request, Takes takes) {
  const bool kernel = takes == Takes::kernel_only;
  const bool fixed_degree = takes == Takes::everything && request.values("degree") != nullptr;
  Cell base;
  base.geometry = geometry(request);
  base.explicit_kernel = takes == Takes::everything && explicit_kernel(request);
  if (base.explicit_kernel && fixed_degree)
    throw InputError("--degree", request.values("degree")->front().text,
                     "no degree with --construction explicit: it has its own");
  std::vector<Parameter> left_ends;
  if (const auto* values = request.values("lo")) left_ends = *values;
  if (left_ends.empty()) left_ends = {numeric::parse_parameter("lo", kernel ? "-1" : "-1/2")};
  std::vector<std::optional<Parameter>> degrees{std::nullopt};
  if (fixed_degree)
    degrees.assign(request.values("degree")->begin(), request.values("degree")->end());

  std::vector<Cell> cells;
  for (const Parameter& delta : required(request, "delta"))
    for (const Radius& rho : radii(request, exact(delta)))
      for (const Error& error : errors(request, fixed_degree))
        for (const Parameter& lo : left_ends)
          for (const auto& degree : degrees) {
            Cell cell = base;
            cell.delta = exact(delta);
            cell.rho = rho.value;
            cell.eps1 = error.value;
            cell.lo = exact(lo);
            put(cell.parameters, delta);
            put(cell.parameters, rho.name);
            for (const Parameter& p : error.names) put(cell.parameters, p);
            if (!kernel) put(cell.parameters, lo);  // the kernel is judged on all of [-1, A]
            if (degree) {
              cell.degree = static_cast<int>(degree->number);
              put(cell.parameters, *degree);
            }
            if (base.geometry == numeric::Geometry::exact) cell.parameters.set("geometry", "exact");
            if (base.explicit_kernel) cell.parameters.set("construction", "explicit");
            check_left_end(cell, lo.text);
            if (kernel) cell.lo = -1;
            cells.push_back(cell);
          }
  return cells;
}

}  // namespace proofgauge::step_polynomial
