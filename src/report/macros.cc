#include "report/macros.h"

#include <set>

#include "report/rounding.h"
#include "report/summary.h"
#include "report/text.h"

namespace proofgauge::report {
namespace {

constexpr const char* kPreamble =
    R"(% \pgval{lemma.claim.field}: numbers of a proofgauge run, rounded toward safety.
\makeatletter
\providecommand{\pg@set}[2]{\expandafter\gdef\csname pg@val@\detokenize{#1}\endcsname{#2}}
\providecommand{\pgval}[1]{%
  \@ifundefined{pg@val@\detokenize{#1}}%
    {\PackageError{proofgauge}{No value named '\detokenize{#1}'}{The keys stand in the macro file, one a line.}}%
    {\csname pg@val@\detokenize{#1}\endcsname}}
)";

/// Collects `\pg@set{key}{value}` lines; the first definition of a key stands.
class Keys {
 public:
  void word(const std::string& key, std::string_view text) { put(key, escape_latex(text)); }
  void math(const std::string& key, const std::string& text) {
    put(key, "\\ensuremath{" + text + "}");
  }

  void range(const std::string& key, const claim::Range& r, int digits) {
    if (!r.valid()) return;
    math(key, format_range(r, digits, Markup::latex));
    if (std::isfinite(r.lower)) math(key + ".lower", format_end(r, false, digits, Markup::latex));
    if (std::isfinite(r.upper)) math(key + ".upper", format_end(r, true, digits, Markup::latex));
  }

  [[nodiscard]] const std::string& lines() const { return lines_; }

 private:
  void put(const std::string& key, const std::string& value) {
    if (known_.insert(key).second) lines_ += "\\pg@set{" + key + "}{" + value + "}\n";
  }
  std::set<std::string> known_;
  std::string lines_;
};

void add_claim(Keys& keys, const Summary& s, int digits) {
  const claim::Record& r = *s.worst;
  const std::string base = slug(s.claim) + ".";
  const bool both = r.kind == claim::Kind::identity || r.kind == claim::Kind::rate;
  const bool upper = r.kind != claim::Kind::lower_bound;
  for (const auto& [name, range] : {std::pair{"bound", r.bound}, std::pair{"ratio", r.ratio}})
    if (!both && range.valid())
      keys.math(base + name, format_end(range, upper, digits, Markup::latex));
  keys.range(base + "measured", r.measured, digits);
  keys.range(base + "bound", r.bound, digits);
  keys.range(base + "ratio", r.ratio, digits);
  keys.range(base + "critical_constant", r.critical_constant, digits);
  keys.word(base + "evidence", claim::to_string(r.verdict.evidence()));
  keys.word(base + "verdict", claim::to_string(r.verdict.status()));
  keys.word(base + "scope", claim::to_string(r.verdict.scope()));
  if (r.verdict.confidence())
    keys.math(base + "confidence", format_down(*r.verdict.confidence(), 4, Markup::latex));
  keys.word(base + "cells", std::to_string(s.cells.size()));
  keys.word(base + "decisive", std::to_string(s.decisive));
  keys.word(base + "twins", std::to_string(r.falsified_twins.n));
  keys.word(base + "twins_caught", std::to_string(r.falsified_twins.caught));
  for (const auto& [symbol, range] : r.result) keys.range(base + slug(symbol), range, digits);
}

}  // namespace

std::string macros(std::span<const claim::Record> records, int digits) {
  Keys keys;
  for (const Summary& s : summarise(records))
    if (s.claim.find('!') == std::string::npos) add_claim(keys, s, digits);
  return kPreamble + keys.lines() + "\\makeatother\n";
}

}  // namespace proofgauge::report
