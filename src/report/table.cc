#include "report/table.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "claim/error.h"
#include "report/grid.h"
#include "report/text.h"

namespace proofgauge::report {
namespace detail {
namespace {

using claim::Record;

std::string escaped(std::string_view text, Markup markup) {
  const std::string line = one_line(text);
  return markup == Markup::latex  ? escape_latex(line)
         : markup == Markup::html ? escape_html(line)
                                  : line;
}

std::string math(std::string text, Markup markup) {
  return markup == Markup::latex ? "$" + text + "$" : text;
}

/// Identities and rates have two sides that matter; every other kind is decided at one end.
bool two_sided(claim::Kind kind) {
  return kind == claim::Kind::identity || kind == claim::Kind::rate;
}

std::string side(const claim::Range& range, const Record& r, Markup markup, Detail detail) {
  if (detail.ends && two_sided(r.kind))
    return math(format_value(range, detail.digits, markup), markup);
  if (!detail.ends) return math(format_range(range, detail.digits, markup), markup);
  return math(format_end(range, r.kind != claim::Kind::lower_bound, detail.digits, markup), markup);
}

std::string claim_name(const Record& r, Markup markup, bool link) {
  const std::string name = escaped(r.claim, markup);
  if (markup == Markup::latex) return "\\texttt{" + name + "}";
  if (markup == Markup::html && link) {
    // On a phone the verdict column lies outside the screen: the style shows it here as well.
    const std::string word(claim::to_string(r.verdict.status()));
    return "<a href=\"#claim-" + slug(r.claim) + "\"><code>" + name +
           "</code></a><span class=\"narrow badge v-" + word + "\" aria-hidden=\"true\">" + word +
           "</span>";
  }
  return markup == Markup::html ? "<code>" + name + "</code>" : name;
}

Cell verdict_cell(const Record& r, Markup markup) {
  const std::string word(claim::to_string(r.verdict.status()));
  const std::string star = !r.vacuous ? "" : markup == Markup::latex ? "$^*$" : "*";
  if (markup == Markup::html)
    return {"<span class=\"badge v-" + word + "\">" + word + "</span>" +
                (r.vacuous ? "<span class=\"vacuous\" title=\"no better than the trivial "
                             "bound\">vacuous</span>"
                           : ""),
            r.verdict.status()};
  return {word + star, r.verdict.status()};
}

std::string cell_count(const Summary& s) {
  return s.cells.size() == s.planned ? std::to_string(s.planned)
                                     : fmt::format("{} of {}", s.cells.size(), s.planned);
}

std::vector<Cell> row_of(const Record& r, const std::string& cell, Markup markup, Detail detail,
                         bool links) {
  return {{claim_name(r, markup, links)},
          {escaped(cell, markup)},
          {std::string(claim::to_string(r.verdict.evidence()))},
          {math(format_range(r.measured, detail.digits, markup), markup)},
          {side(r.bound, r, markup, detail)},
          {side(r.ratio, r, markup, detail)},
          verdict_cell(r, markup)};
}

/// Names in the order in which the records first use them.
void collect(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

Grid record_grid(std::span<const Record> records, Markup markup, Detail detail,
                 const TableOptions& options) {
  Grid grid;
  grid.columns = {{"claim"},       {options.summarised ? "cells" : "cell", options.summarised},
                  {"evidence"},    {"measured", true},
                  {"bound", true}, {"ratio", true},
                  {"verdict"}};
  if (options.summarised) {
    for (const Summary& s : summarise(records, options.planned))
      grid.rows.push_back(row_of(*s.worst, cell_count(s), markup, detail, options.links));
  } else {
    for (const Record& r : records)
      grid.rows.push_back(row_of(r, r.parameters.key(), markup, detail, options.links));
  }
  for (const Record& r : records) grid.any_vacuous = grid.any_vacuous || r.vacuous;
  return grid;
}

Grid cells_grid(std::span<const Record> records, Markup markup, int digits) {
  Grid grid;
  std::vector<std::string> letters, symbols;
  const bool certified =
      std::any_of(records.begin(), records.end(), [](const Record& r) { return r.certificate; });
  for (const Record& r : records) {
    for (const claim::Parameter& p : r.parameters.list()) collect(letters, p.name);
    for (const auto& [symbol, range] : r.result) collect(symbols, symbol);
    grid.any_vacuous = grid.any_vacuous || r.vacuous;
  }
  for (const std::string& l : letters) grid.columns.push_back({escaped(l, markup), true});
  for (const char* title : {"measured", "bound", "ratio"}) grid.columns.push_back({title, true});
  grid.columns.push_back({"verdict"});
  grid.columns.push_back(
      {markup == Markup::latex ? "$\\log_{10}$ bound/trivial" : "log10 bound/trivial", true});
  for (const std::string& s : symbols) grid.columns.push_back({escaped(s, markup), true});
  if (certified) grid.columns.push_back({"certificate"});
  for (const Record& r : records) {
    std::vector<Cell> row;
    for (const std::string& l : letters) {
      const claim::Parameter* p = r.parameters.find(l);
      row.push_back({p == nullptr ? "" : escaped(p->text, markup)});
    }
    for (const claim::Range* range : {&r.measured, &r.bound, &r.ratio})
      row.push_back({math(format_range(*range, digits, markup), markup)});
    row.push_back(verdict_cell(r, markup));
    // Rounded up: nothing may look more informative than it is.
    row.push_back({r.log10_bound_over_trivial
                       ? math(format_up(*r.log10_bound_over_trivial, 3, markup), markup)
                       : ""});
    for (const std::string& s : symbols) {
      const auto it = std::find_if(r.result.begin(), r.result.end(),
                                   [&](const auto& p) { return p.first == s; });
      row.push_back(
          {it == r.result.end() ? "" : math(format_range(it->second, digits, markup), markup)});
    }
    if (certified)
      row.push_back(
          {escaped(std::filesystem::path(r.certificate.value_or("")).filename().string(), markup)});
    grid.rows.push_back(std::move(row));
  }
  return grid;
}

}  // namespace detail

Format parse_format(std::string_view word) {
  if (word == "text") return Format::text;
  if (word == "markdown") return Format::markdown;
  if (word == "latex") return Format::latex;
  if (word == "csv") return Format::csv;
  if (word == "html") return Format::html;
  throw InputError("--format", "'" + std::string(word) + "'",
                   "text, json, csv, markdown, latex or html");
}

std::string table(std::span<const claim::Record> records, Format format, const TableOptions& o) {
  switch (format) {
    case Format::text:
      return detail::write_text(records, o);
    case Format::markdown:
      return detail::write_markdown(
          detail::record_grid(records, Markup::plain, {o.digits, false}, o));
    case Format::latex:
      return detail::write_latex(detail::record_grid(records, Markup::latex, {o.digits, false}, o));
    case Format::html:
      return detail::write_html(detail::record_grid(records, Markup::html, {o.digits, false}, o));
    case Format::csv:
      return detail::write_csv(records, o);
  }
  return {};
}

std::string cells_table(std::span<const claim::Record> records, Format format,
                        const TableOptions& o) {
  switch (format) {
    case Format::text:
      return detail::write_text(detail::cells_grid(records, Markup::plain, o.digits), o);
    case Format::markdown:
      return detail::write_markdown(detail::cells_grid(records, Markup::plain, o.digits));
    case Format::latex:
      return detail::write_latex(detail::cells_grid(records, Markup::latex, o.digits));
    case Format::html:
      return detail::write_html(detail::cells_grid(records, Markup::html, o.digits));
    case Format::csv: {
      TableOptions cells = o;
      cells.summarised = false;
      return detail::write_csv(records, cells);
    }
  }
  return {};
}

}  // namespace proofgauge::report
