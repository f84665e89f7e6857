// One claim's section.
#include <fmt/format.h>

#include <algorithm>

#include "report/page_data.h"
#include "report/plot.h"
#include "report/rounding.h"
#include "report/table.h"
#include "report/text.h"

namespace proofgauge::report::detail {
namespace {

using claim::Record;

constexpr int kDigits = 5;
constexpr std::size_t kFewCells = 12;  ///< up to here the table of cells is open from the start

std::string range_html(const claim::Range& r) {
  return r.valid() ? format_range(r, kDigits, Markup::html) : "";
}

std::string number_html(const claim::Range& r) { return format_range(r, kDigits, Markup::html); }

/// Escaped text in which `quoted` words and --options are set as code, so that no line breaks
/// inside an option.
std::string with_code(const std::string& text) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t end = std::string::npos;
    const std::size_t skip = text[at] == '`' ? 1 : 0;
    if (skip == 1)
      end = text.find('`', at + 1);
    else if (text.compare(at, 2, "--") == 0)
      end = std::min(text.find_first_not_of("abcdefghijklmnopqrstuvwxyzR0123456789-", at),
                     text.size());
    if (end == std::string::npos) {
      out += escape_html(text.substr(at++, 1));
      continue;
    }
    out += "<code class=\"option\">" + escape_html(text.substr(at + skip, end - at - skip)) +
           "</code>";
    at = end + skip;
  }
  return out;
}

void put_statement(Data& d, const ClaimView& v) {
  const Record* r = v.summary == nullptr ? nullptr : v.summary->worst;
  put(d, "title", v.info != nullptr ? v.info->title : "");
  put(d, "statement", v.info != nullptr ? v.info->statement : r->statement);
  put(d, "latex", v.info != nullptr ? v.info->latex : "");
  put(d, "source", v.info != nullptr ? v.info->source : r->source);
  put(d, "kind", std::string(claim::to_string(v.info != nullptr ? v.info->kind : r->kind)));
  put(d, "scope", v.info != nullptr ? std::string(claim::to_string(v.info->scope)) : "");
  put(d, "how", v.info != nullptr ? v.info->measured : "");
  put(d, "derivation", v.info != nullptr ? v.info->derivation : "");
  put(d, "trivial", r != nullptr ? r->trivial.why : v.info->trivial);
}

std::string met_word(const std::optional<bool>& met) {
  return !met ? "not checked" : *met ? "yes" : "no";
}
std::string met_class(const std::optional<bool>& met) {
  return !met ? "open" : *met ? "yes" : "no";
}

std::vector<Data> assumption_rows(const ClaimView& v) {
  std::vector<Data> rows;
  const auto add = [&](const std::string& name, const std::string& premise,
                       const std::optional<bool>& met, const std::string& value) {
    Data row;
    put(row, "name", name);
    put(row, "premise", premise);
    put(row, "met", met_word(met));
    put(row, "met_class", met_class(met));
    put(row, "value", value);
    rows.push_back(row);
  };
  std::vector<claim::AssumptionResult> found;
  if (v.summary != nullptr) found = v.summary->worst->assumptions;
  if (v.info != nullptr)
    for (const claim::Assumption& a : v.info->assumptions) {
      const auto it =
          std::find_if(found.begin(), found.end(), [&](const auto& f) { return f.name == a.name; });
      const bool known = it != found.end();
      add(a.name, a.text, known ? it->met : std::nullopt, known ? it->value : "");
      if (known) found.erase(it);
    }
  for (const claim::AssumptionResult& f : found) add(f.name, "", f.met, f.value);
  return rows;
}

std::vector<Data> constant_rows(const ClaimView& v) {
  // The record's constants are those that were used: a profile may have replaced the claim's own.
  const std::vector<claim::Constant>& constants =
      v.summary != nullptr ? v.summary->worst->constants : v.info->constants;
  std::vector<Data> rows;
  for (const claim::Constant& c : constants) {
    Data row;
    put(row, "symbol", c.symbol);
    put(row, "expression", c.expression);
    put(row, "value", format_exact(c.value));
    put(row, "kind_of", c.profile);
    put(row, "confirmed", c.confirmed ? "yes" : "no");
    put(row, "confirmed_class", c.confirmed ? "yes" : "no");
    put(row, "origin", c.origin);
    rows.push_back(row);
  }
  return rows;
}

std::vector<Data> twin_rows(const ClaimView& v) {
  std::vector<Data> rows;
  if (v.info == nullptr) return rows;
  for (const claim::Twin& t : v.info->twins) {
    Data row;
    put(row, "name", t.id);
    put(row, "says", t.statement);
    put(row, "why", t.why_false);
    rows.push_back(row);
  }
  return rows;
}

/// Each note once, with the number of cells that carry it.
std::vector<Data> note_rows(const Summary& s) {
  std::vector<std::pair<std::string, std::size_t>> notes;
  for (const Record* r : s.cells)
    for (const std::string& n : r->notes) {
      const auto it =
          std::find_if(notes.begin(), notes.end(), [&](const auto& p) { return p.first == n; });
      if (it == notes.end())
        notes.emplace_back(n, 1);
      else
        ++it->second;
    }
  std::vector<Data> rows;
  for (const auto& [text, times] : notes) {
    Data row;
    put(row, "text", text);
    put(row, "times",
        s.cells.size() > 1 ? fmt::format("{} of {} cells", times, s.cells.size()) : "");
    rows.push_back(row);
  }
  return rows;
}

std::string reason_word(claim::Status status) {
  if (status == claim::Status::refuted) return "Witness.";
  return status == claim::Status::outside_assumptions ? "Premise." : "Why.";
}

std::string cell_count(const Summary& s) {
  const std::string cells = s.planned == 1 ? "cell" : "cells";
  return s.cells.size() == s.planned ? fmt::format("{} {}", s.planned, cells)
                                     : fmt::format("{} of {} {}", s.cells.size(), s.planned, cells);
}

/// The sum over all cells, and the worst: one blind cell must not hide behind a grid.
std::string twins_caught(const Summary& s) {
  unsigned long long n = 0, caught = 0;
  for (const Record* r : s.cells) {
    n += r->falsified_twins.n;
    caught += r->falsified_twins.caught;
  }
  return n == 0 ? "none applied" : fmt::format("{} of {}", caught, n);
}

void put_numbers(Data& d, const Summary& s) {
  const Record& r = *s.worst;
  put(d, "measured", number_html(r.measured));
  put(d, "bound", number_html(r.bound));
  put(d, "ratio", number_html(r.ratio));
  put(d, "critical", range_html(r.critical_constant));
  put(d, "distance",
      r.log10_bound_over_trivial ? format_up(*r.log10_bound_over_trivial, 3, Markup::html) : "");
  put(d, "cell_count", cell_count(s));
  d.set("many_cells", Data(s.planned > 1));
  put(d, "where", r.parameters.key());
  put(d, "reason", r.verdict.reason());
  put(d, "reason_word", reason_word(r.verdict.status()));
  put(d, "next", with_code(next_step(r)));
  put(d, "evidence", std::string(claim::to_string(r.verdict.evidence())));
  put(d, "confidence", r.verdict.confidence() ? format_down(*r.verdict.confidence(), 6) : "");
  put(d, "reached", std::string(claim::to_string(r.verdict.scope())));
  std::string trials = fmt::format("{} decisive", r.trials.decisive);
  if (r.trials.undecided != 0) trials += fmt::format(", {} undecided", r.trials.undecided);
  if (r.trials.not_applicable != 0)
    trials += fmt::format(", {} not applicable", r.trials.not_applicable);
  put(d, "trials", trials);
  put(d, "twins_caught", twins_caught(s));
  put(d, "certificate", r.certificate.value_or(""));
  std::vector<Data> results;
  for (const auto& [symbol, range] : r.result) {
    Data row;
    put(row, "symbol", symbol);
    put(row, "value", number_html(range));
    results.push_back(row);
  }
  put_list(d, "result_rows", std::move(results));
}

void put_cells(Data& d, const Summary& s) {
  std::vector<Record> cells;
  for (const Record* r : s.cells) cells.push_back(*r);
  put(d, "cells_table", cells_table(cells, Format::html));
  d.set("few_cells", Data(cells.size() <= kFewCells));
  put_list(d, "note_rows", note_rows(s));
  put(d, "replay", s.worst->replay);
  std::vector<Data> more;
  for (const Record* r : s.cells)
    if (r != s.worst) {
      Data row;
      put(row, "line", r->replay);
      more.push_back(row);
    }
  put_list(d, "more_replays", std::move(more));
}

void put_figures(Data& d, const ClaimView& v, const std::vector<FigurePlace>& places) {
  std::vector<Data> here, elsewhere;
  for (const FigurePlace& p : places) {
    const auto& claims = p.figure->claims;
    if (std::find(claims.begin(), claims.end(), v.id) == claims.end()) continue;
    Data row;
    put(row, "file", slug(p.figure->id));
    put(row, "alt", alt_text(*p.figure));
    put(row, "caption", p.figure->title);
    (p.home == v.id ? here : elsewhere).push_back(row);
  }
  put_list(d, "figures", std::move(here));
  put_list(d, "also", std::move(elsewhere));
}

std::string standing_words(const ClaimView& v) {
  if (v.standing == nullptr || v.standing->through.empty()) return {};
  return fmt::format("{}, weakest evidence {}, through {}", claim::to_string(v.standing->status),
                     claim::to_string(v.standing->evidence), v.standing->through);
}

}  // namespace

Data claim_section(const ClaimView& v, const std::vector<FigurePlace>& figures) {
  Data d;
  put(d, "id", v.id);
  put(d, "slug", slug(v.id));
  put(d, "verdict",
      v.summary == nullptr ? "not-run"
                           : std::string(claim::to_string(v.summary->worst->verdict.status())));
  d.set("ran", Data(v.summary != nullptr));
  put_statement(d, v);
  put(d, "standing", standing_words(v));
  std::vector<Data> rests;
  for (const std::string& below :
       v.info != nullptr ? v.info->rests_on : v.summary->worst->rests_on) {
    Data row;
    put(row, "name", below);
    put(row, "target", slug(below));
    rests.push_back(row);
  }
  put_list(d, "rests_on", std::move(rests));
  put_list(d, "assumption_rows", assumption_rows(v));
  put_list(d, "constant_rows", constant_rows(v));
  put_list(d, "twin_rows", twin_rows(v));
  put_figures(d, v, figures);
  d.set("twins_caught", Data(false));
  d.set("certificate", Data(false));
  if (v.summary != nullptr) {
    put_numbers(d, *v.summary);
    put_cells(d, *v.summary);
  }
  return d;
}

}  // namespace proofgauge::report::detail
