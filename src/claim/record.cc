#include "claim/record.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "claim/error.h"
#include "claim/json_field.h"

namespace proofgauge::claim {

using Json = nlohmann::ordered_json;

namespace {

bool is_lower(Kind kind) { return kind == Kind::lower_bound; }

/// A lower bound is vacuous when it does not exceed the trivial one; every other bound when it does
/// not undercut it.
bool is_vacuous(Kind kind, const Range& bound, const Trivial& trivial) {
  if (!trivial.value || !bound.valid()) return false;
  const double yardstick = bound.log10 ? std::log10(*trivial.value) : *trivial.value;
  return is_lower(kind) ? bound.lower <= yardstick : bound.upper >= yardstick;
}

std::string replay_line(const std::string& claim, const Parameters& cell, unsigned long long seed,
                        double alpha) {
  // The cell's own share of alpha is all that a run of this one cell has to spend. %.17g reads back
  // exactly.
  char share[40];
  std::snprintf(share, sizeof share, "%.17g", alpha);
  return "proofgauge verify " + shell_word(claim) + cell.command_line() + " --seed " +
         std::to_string(seed) + " --alpha " + share;
}

Json end_of(double x) { return std::isfinite(x) ? Json(x) : Json(nullptr); }

const Json& child(const Json& j, const char* name) {
  if (!j.is_object() || !j.contains(name)) throw InputError(name, "", "this field in every record");
  return j.at(name);
}

template <class T>
T field(const Json& j, const char* name) {
  return value_of<T>(child(j, name), name);
}

const Json& array(const Json& j, const char* name) {
  const Json& value = child(j, name);
  if (!value.is_array()) throw InputError(name, shown(value), "an array");
  return value;
}

const Json& object(const Json& j, const char* name) {
  const Json& value = child(j, name);
  if (!value.is_object()) throw InputError(name, shown(value), "an object");
  return value;
}

/// Above this no double counts every one, and nothing here counts so far.
constexpr unsigned long long kMostTrials = 1ULL << 53;
constexpr unsigned long long kMostTwins = 1ULL << 20;

unsigned long long count(const Json& j, const char* name, unsigned long long most) {
  const auto n = field<unsigned long long>(j, name);
  if (n > most) throw InputError(name, std::to_string(n), "at most " + std::to_string(most));
  return n;
}

std::optional<double> optional_number(const Json& j, const char* name) {
  const Json& v = child(j, name);
  if (v.is_null()) return std::nullopt;
  return field<double>(j, name);
}

Json met_to_json(const std::optional<bool>& met) { return met ? Json(*met) : Json("not-checked"); }

Json parameters_to_json(const Parameters& cell) {
  Json j = Json::object();
  for (const Parameter& p : cell.list()) {
    const bool integral =
        p.is_number && p.number == std::floor(p.number) && std::abs(p.number) < 9007199254740992.0;
    if (integral)
      j[p.name] = static_cast<long long>(p.number);
    else if (p.is_number)
      j[p.name] = p.number;
    else
      j[p.name] = p.text;
  }
  return j;
}

Json constants_to_json(const std::vector<Constant>& constants) {
  Json list = Json::array();
  for (const Constant& c : constants)
    list.push_back({{"symbol", c.symbol},
                    {"value", c.value},
                    {"expression", c.expression},
                    {"origin", c.origin},
                    {"profile", c.profile},
                    {"confirmed", c.confirmed}});
  return list;
}

Verdict verdict_from_json(const Json& j, Scope scope_of_claim) {
  const Status status = parse_status(field<std::string>(j, "verdict"));
  const Evidence evidence = parse_evidence(field<std::string>(j, "evidence"));
  const Scope scope = parse_scope(field<std::string>(j, "scope"));
  const auto confidence = optional_number(j, "confidence");
  const auto reason = field<std::string>(j, "reason");
  switch (status) {
    case Status::verified:
      if (evidence == Evidence::exact)
        return Verdict::verified<Evidence::exact>(scope, scope_of_claim);
      if (evidence == Evidence::enclosure)
        return Verdict::verified<Evidence::enclosure>(scope, scope_of_claim);
      throw InputError("evidence", std::string(to_string(evidence)),
                       "exact or enclosure for a verdict `verified`");
    case Status::supported:
      if (evidence == Evidence::statistical)
        return Verdict::supported<Evidence::statistical>(scope, confidence.value_or(0));
      if (evidence == Evidence::fit)
        return Verdict::supported<Evidence::fit>(scope, confidence.value_or(0));
      throw InputError("evidence", std::string(to_string(evidence)),
                       "statistical or fit for a verdict `supported`");
    case Status::not_refuted:
      return Verdict::not_refuted(evidence, scope);
    case Status::inconclusive:
      return Verdict::inconclusive(evidence, scope, reason);
    case Status::assumed:
      return Verdict::assumed();
    case Status::outside_assumptions:
      return Verdict::outside_assumptions(evidence, scope, reason);
    case Status::refuted:
      return Verdict::refuted(evidence, scope, reason, confidence);
  }
  throw InputError("verdict", field<std::string>(j, "verdict"), "a known verdict");
}

/// Numbers read back keep their value but not their spelling, so the replay line is the key of a
/// stored record.
Parameters parameters_from_json(const Json& j) {
  Parameters cell;
  for (const auto& [name, value] : j.items()) {
    if (value.is_string())
      cell.set(name, value.get<std::string>());
    else if (value.is_number())
      cell.set_number(name, value.dump(), value.get<double>());
    else
      throw InputError("parameters." + name, shown(value), "a number or a word");
  }
  return cell;
}

}  // namespace

Record make_record(const ClaimInfo& info, const std::string& twin_id, const Parameters& cell,
                   unsigned long long seed, double alpha, Measurement m) {
  Record r;
  r.claim = info.id;
  r.statement = info.statement;
  for (const Twin& t : info.twins)
    if (!twin_id.empty() && t.id == twin_id) {
      r.claim += "!" + t.id;
      r.statement = t.statement;
      m.finding.twins = {};  // a twin has no twins of its own
    }
  r.kind = info.kind;
  r.source = info.source;
  r.parameters = cell;
  r.seed = seed;
  r.constants = info.constants;
  r.rests_on = info.rests_on;
  r.replay = replay_line(r.claim, cell, seed, alpha);

  if (!m.finding.comparisons.empty()) {
    r.measured = m.finding.comparisons.front().measured;
    r.bound = m.finding.comparisons.front().bound;
    r.ratio = ratio(r.measured, r.bound);
  }
  if (m.trivial.why.empty()) m.trivial.why = info.trivial;
  r.vacuous = m.finding.vacuous = m.finding.vacuous || is_vacuous(info.kind, r.bound, m.trivial);
  if (m.trivial.value && *m.trivial.value > 0 && r.bound.valid() && !r.bound.log10 &&
      r.bound.upper > 0)
    r.log10_bound_over_trivial = std::log10(r.bound.upper / *m.trivial.value);

  if (m.finding.witness.empty()) m.finding.witness = cell.key() + ",seed=" + std::to_string(seed);
  r.verdict = decide(info, m.finding);
  if (!twin_id.empty() && r.verdict.is_pass())
    r.verdict =
        Verdict::inconclusive(m.finding.evidence, m.finding.scope,
                              "the false twin was not refuted: this cell is too coarse for it");
  if (r.verdict.is_pass() && twin_id.empty() && m.finding.twins.n == 0)
    m.notes.emplace_back("no false twin applies to this cell");
  r.point = m.point;
  r.assumptions = std::move(m.finding.assumptions);
  r.trials = m.finding.trials;
  r.falsified_twins = m.finding.twins;
  r.result = std::move(m.result);
  r.files = std::move(m.files);
  r.critical_constant = m.critical_constant;
  r.worst = std::move(m.worst);
  r.trivial = std::move(m.trivial);
  r.notes = std::move(m.notes);
  r.series = std::move(m.series);
  return r;
}

Json to_json(const Range& r) {
  if (!r.valid()) return nullptr;
  if (r.log10) return {{"log10", {end_of(r.lower), end_of(r.upper)}}};
  return {{"lower", end_of(r.lower)}, {"upper", end_of(r.upper)}};
}

Range range_from_json(const Json& j, const std::string& name) {
  const double inf = std::numeric_limits<double>::infinity();
  if (j.is_null()) return {};
  const auto end = [&](const Json& v, double unknown) {
    if (v.is_null()) return unknown;
    if (!v.is_number()) throw InputError(name, shown(v), "a number or null");
    return v.get<double>();
  };
  if (j.is_object() && j.contains("log10") && j["log10"].is_array() && j["log10"].size() == 2)
    return {end(j["log10"][0], -inf), end(j["log10"][1], inf), true};
  if (!j.is_object() || !j.contains("lower") || !j.contains("upper"))
    throw InputError(name, shown(j), "{lower, upper}, {log10: [lo, hi]} or null");
  return {end(j["lower"], -inf), end(j["upper"], inf)};
}

Json to_json(const Record& r) {
  Json assumptions = Json::array();
  for (const AssumptionResult& a : r.assumptions)
    assumptions.push_back({{"name", a.name}, {"met", met_to_json(a.met)}, {"value", a.value}});
  Json result = Json::object();
  for (const auto& [symbol, range] : r.result) result[symbol] = to_json(range);
  Json measured = to_json(r.measured);
  if (r.point && std::isfinite(*r.point) && measured.is_object()) measured["point"] = *r.point;
  Json j;
  j["claim"] = r.claim;
  j["kind"] = to_string(r.kind);
  j["statement"] = r.statement;
  j["source"] = r.source;
  j["parameters"] = parameters_to_json(r.parameters);
  j["seed"] = r.seed;
  j["assumptions"] = assumptions;
  j["evidence"] = to_string(r.verdict.evidence());
  j["measured"] = measured;
  j["bound"] = to_json(r.bound);
  j["ratio"] = to_json(r.ratio);
  j["result"] = result;
  j["critical_constant"] = to_json(r.critical_constant);
  j["constants"] = constants_to_json(r.constants);
  j["trials"] = {{"decisive", r.trials.decisive},
                 {"undecided", r.trials.undecided},
                 {"not_applicable", r.trials.not_applicable}};
  j["worst"] =
      r.worst ? Json{{"seed", r.worst->seed}, {"draw", r.worst->draw}, {"index", r.worst->index}}
              : Json();
  j["confidence"] = r.verdict.confidence() ? Json(*r.verdict.confidence()) : Json();
  j["verdict"] = to_string(r.verdict.status());
  j["reason"] = r.verdict.reason();
  j["scope"] = to_string(r.verdict.scope());
  j["trivial"] = {{"value", r.trivial.value ? Json(*r.trivial.value) : Json()},
                  {"why", r.trivial.why}};
  j["log10_bound_over_trivial"] =
      r.log10_bound_over_trivial ? Json(*r.log10_bound_over_trivial) : Json();
  j["vacuous"] = r.vacuous;
  j["falsified_twins"] = {{"n", r.falsified_twins.n}, {"caught", r.falsified_twins.caught}};
  j["rests_on"] = r.rests_on;
  j["certificate"] = r.certificate ? Json(*r.certificate) : Json();
  j["replay"] = r.replay;
  j["notes"] = r.notes;
  j["series"] = r.series;
  j["wall_s"] = r.wall_s;
  return j;
}

Record record_from_json(const Json& j) {
  if (!j.is_object()) throw InputError("record", shown(j), "a JSON object");
  Record r;
  r.claim = field<std::string>(j, "claim");
  r.kind = parse_kind(field<std::string>(j, "kind"));
  r.statement = field<std::string>(j, "statement");
  r.source = field<std::string>(j, "source");
  r.parameters = parameters_from_json(object(j, "parameters"));
  r.seed = field<unsigned long long>(j, "seed");
  for (const Json& a : array(j, "assumptions")) {
    AssumptionResult one{field<std::string>(a, "name"), std::nullopt,
                         field<std::string>(a, "value")};
    if (child(a, "met").is_boolean()) one.met = field<bool>(a, "met");
    r.assumptions.push_back(std::move(one));
  }
  r.measured = range_from_json(child(j, "measured"), "measured");
  if (child(j, "measured").is_object() && j["measured"].contains("point"))
    r.point = field<double>(j["measured"], "point");
  r.bound = range_from_json(child(j, "bound"), "bound");
  r.ratio = range_from_json(child(j, "ratio"), "ratio");
  for (const auto& [symbol, value] : object(j, "result").items())
    r.result.emplace_back(symbol, range_from_json(value, "result." + symbol));
  r.critical_constant = range_from_json(child(j, "critical_constant"), "critical_constant");
  for (const Json& c : array(j, "constants"))
    r.constants.push_back({field<std::string>(c, "symbol"), field<std::string>(c, "expression"),
                           field<double>(c, "value"), field<std::string>(c, "origin"),
                           field<std::string>(c, "profile"), field<bool>(c, "confirmed")});
  const Json& trials = child(j, "trials");
  r.trials = {count(trials, "decisive", kMostTrials), count(trials, "undecided", kMostTrials),
              count(trials, "not_applicable", kMostTrials)};
  if (const Json& w = child(j, "worst"); w.is_object())
    r.worst = Worst{field<unsigned long long>(w, "seed"), field<unsigned long long>(w, "draw"),
                    field<std::string>(w, "index")};
  try {
    // A stored record does not hold the claim's quantifier; only the registry does, and
    // Registry::check has it.
    r.verdict = verdict_from_json(j, parse_scope(field<std::string>(j, "scope")));
  } catch (const std::logic_error& broken_law) {
    throw InputError("verdict", field<std::string>(j, "verdict"), broken_law.what());
  }
  const Json& trivial = child(j, "trivial");
  r.trivial = {optional_number(trivial, "value"), field<std::string>(trivial, "why")};
  r.log10_bound_over_trivial = optional_number(j, "log10_bound_over_trivial");
  r.vacuous = field<bool>(j, "vacuous");
  const Json& twins = child(j, "falsified_twins");
  r.falsified_twins = {static_cast<unsigned>(count(twins, "n", kMostTwins)),
                       static_cast<unsigned>(count(twins, "caught", kMostTwins))};
  if (r.verdict.is_pass() &&
      (r.vacuous || r.trials.decisive == 0 || r.falsified_twins.caught < r.falsified_twins.n ||
       !r.measured.valid() || !r.bound.valid()))
    throw InputError(
        "verdict", field<std::string>(j, "verdict"),
        "no pass for a record that is vacuous, undecided, without values or blind to its twin");
  r.rests_on = field<std::vector<std::string>>(j, "rests_on");
  if (!child(j, "certificate").is_null()) r.certificate = field<std::string>(j, "certificate");
  r.replay = field<std::string>(j, "replay");
  r.notes = field<std::vector<std::string>>(j, "notes");
  r.series = field<std::map<std::string, std::vector<double>>>(j, "series");
  r.wall_s = field<double>(j, "wall_s");
  return r;
}

bool worse(const Record& a, const Record& b) {
  if (a.verdict.status() != b.verdict.status()) return a.verdict.status() > b.verdict.status();
  if (!a.ratio.valid() || !b.ratio.valid()) return !a.ratio.valid() && b.ratio.valid();
  return is_lower(a.kind) ? a.ratio.lower < b.ratio.lower : a.ratio.upper > b.ratio.upper;
}

}  // namespace proofgauge::claim
