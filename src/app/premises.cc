// premises: each hypothesis of the theorem, whether it is met, and what would meet it.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "app/app.h"
#include "app/composed.h"
#include "app/environment.h"
#include "app/output.h"
#include "app/setting.h"
#include "claim/error.h"
#include "numeric/interval.h"
#include "numeric/rational.h"
#include "report/rounding.h"
#include "report/text.h"

namespace proofgauge::app {
namespace {

using Json = nlohmann::ordered_json;
using numeric::Interval;
using numeric::Rational;

struct Premise {
  std::string name, text;
  std::optional<bool> met;
  std::string value, remedy;
};

const char* word(const std::optional<bool>& met) {
  return !met ? "not checked" : *met ? "met" : "NOT MET";
}

/// Any width from 1 on: here, unlike in runs, 2^62 is no limit.
Rational width_of(const std::string& text) {
  const Rational m = numeric::parse_rational(text, "--m");
  if (denominator(m) != 1 || m < 1) throw InputError("--m", text, "an integer, at least 1");
  return m;
}

Rational letter_of(const claim::Ledger& ledger, std::string_view name) {
  const claim::Parameter* p = ledger.setting.find(name);
  if (p == nullptr) throw std::logic_error("the ledger has no " + std::string(name));
  return numeric::parse_rational(p->text, "--" + p->name);
}

Premise separation(const claim::Ledger& ledger) {
  const Rational delta = letter_of(ledger, "delta"), rho = letter_of(ledger, "rho");
  Premise p{"H1", "the points are separated: 0 < rho < delta/2", 2 * rho < delta, {}, {}};
  p.value = fmt::format("rho = {}, delta/2 = {}", numeric::canonical_text(rho),
                        numeric::canonical_text(Rational(delta / 2)));
  p.remedy = *p.met ? ""
                    : fmt::format("rho below {}, or points at least {} apart (audit --prune)",
                                  numeric::canonical_text(Rational(delta / 2)),
                                  numeric::canonical_text(Rational(2 * rho)));
  return p;
}

Premise finite_width(const claim::Ledger& ledger, const Rational& m) {
  const Rational least = 2 * (letter_of(ledger, "d") + 1);
  Premise p{
      "3.3", "the width is at least 2 (d + 1), for the finite-width bound", m >= least, {}, {}};
  p.value = fmt::format("2 (d + 1) = {}", numeric::canonical_text(least));
  if (!*p.met) p.remedy = "m at least " + numeric::canonical_text(least);
  return p;
}

Premise width(const claim::LedgerForm& form, const Rational& m) {
  Premise p{"H4", "the width is at least M_0 (" + form.name + ")", std::nullopt, {}, {}};
  const Interval log10_m = log(numeric::interval(m)) / log(Interval(10));
  for (const auto& [symbol, M0] : form.quantities) {
    if (symbol != "log10_M0") continue;
    if (!std::isfinite(M0.upper)) {
      p.value = "M_0 is unknown: t* is not certified";
      p.remedy = "a larger delta - 2 rho or eps, where t* can be certified";
      continue;
    }
    // A premise with constants that nobody checked is not known to be met.
    if (numeric::lower(log10_m) >= M0.upper && form.confirmed) p.met = true;
    if (numeric::upper(log10_m) < M0.lower) p.met = false;
    p.value = fmt::format("log10 m = {:.2f}, log10 M_0 = {:.2f}{}; leaves: {}",
                          numeric::upper(log10_m), std::ceil(M0.upper * 100) / 100,
                          form.confirmed ? "" : " (confirmed: false)", to_string(form.status));
    if (!p.met || !*p.met)
      p.remedy = fmt::format("m at least 10^{:.2f}, larger by the factor 10^{:.2f}",
                             std::ceil(M0.upper * 100) / 100,
                             std::ceil((M0.upper - numeric::lower(log10_m)) * 100) / 100);
  }
  return p;
}

std::vector<Premise> premises_of(const claim::Ledger& ledger, const std::optional<Rational>& m) {
  std::vector<Premise> all{separation(ledger)};
  all.push_back({"H2", "W^0, b and a are drawn as in section 0", std::nullopt,
                 "a property of the run, not of the data", "initialise as `train` does"});
  all.push_back({"H3", "the loss is convex, L-Lipschitz, and 0 at f = y", std::nullopt,
                 fmt::format("L = {}", numeric::canonical_text(letter_of(ledger, "L"))),
                 "the absolute loss has L = 1"});
  if (!m) return all;
  all.push_back(finite_width(ledger, *m));
  for (const claim::LedgerForm& form : ledger.forms)
    if (form.name != "sharp" && !form.quantities.empty()) all.push_back(width(form, *m));
  return all;
}

std::string text_of(const claim::Ledger& ledger, const std::vector<Premise>& all) {
  std::string setting;
  for (const claim::Parameter& p : ledger.setting.list())
    setting += (setting.empty() ? "" : ", ") + p.name + " = " + p.text;
  std::string out = "Premises of the main theorem\n" + report::wrap(setting, 2, 80) + "\n";
  for (const Premise& p : all) {
    out += fmt::format("{:<4} {:<12} {}\n", p.name, word(p.met), p.text);
    out += report::wrap(p.value, 18, 80);
    if (!p.remedy.empty()) out += report::wrap("would meet it: " + p.remedy, 18, 80);
  }
  return out;
}

Json json_of(const claim::Ledger& ledger, const std::vector<Premise>& all) {
  Json parameters = Json::object(), list = Json::array();
  for (const claim::Parameter& p : ledger.setting.list()) parameters[p.name] = p.text;
  for (const Premise& p : all)
    list.push_back({{"name", p.name},
                    {"text", p.text},
                    {"met", p.met ? Json(*p.met) : Json("not-checked")},
                    {"value", p.value},
                    {"remedy", p.remedy}});
  return {{"parameters", parameters}, {"premises", list}};
}

}  // namespace

int verb_premises(const Options& given) {
  if (!given.arguments.empty())
    throw InputError("premises", "'" + given.arguments.front() + "'", "no argument");
  check_output(given);
  Options options = given;
  std::optional<Rational> m;
  if (const auto it = options.letters.find("m"); it != options.letters.end()) {
    m = width_of(it->second);
    options.letters.erase(it);
  }
  options.words["form"] = "derived,published-form";
  const Composed composed = compose(measured(options).options);
  const std::vector<Premise> all = premises_of(*composed.ledger, m);
  emit(given, given.format == "json" ? json_of(*composed.ledger, all).dump(2) + "\n"
                                     : text_of(*composed.ledger, all));
  return exit_ok;
}

}  // namespace proofgauge::app
