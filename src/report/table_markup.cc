// Tables for files: Markdown, LaTeX, HTML, CSV.
#include <algorithm>

#include "report/grid.h"
#include "report/text.h"

namespace proofgauge::report::detail {
namespace {

/// Beyond this a tabular would run off the page.
constexpr std::size_t kPageRows = 40;

std::string markdown_row(const std::vector<Cell>& row) {
  std::string line = "|";
  for (const Cell& c : row) line += " " + escape_markdown(c.text) + " |";
  return line + "\n";
}

std::string latex_row(const std::vector<Cell>& row) {
  std::string line;
  for (const Cell& c : row)
    line += (line.empty() ? "" : " & ") + (c.text.empty() ? std::string("{}") : c.text);
  return line + " \\\\\n";
}

std::string range_ends(const claim::Range& r) {
  if (!r.valid()) return ",,";
  return format_exact(r.lower) + "," + format_exact(r.upper) + "," + (r.log10 ? "log10" : "linear");
}

std::string optional_number(const std::optional<double>& x) { return x ? format_exact(*x) : ""; }

std::vector<std::string> letters_of(std::span<const claim::Record> records) {
  std::vector<std::string> letters;
  for (const claim::Record& r : records)
    for (const claim::Parameter& p : r.parameters.list())
      if (std::find(letters.begin(), letters.end(), p.name) == letters.end())
        letters.push_back(p.name);
  return letters;
}

std::string csv_header(const std::vector<std::string>& letters, bool summarised) {
  std::string head = "claim,kind,";
  if (summarised) head += "cells,planned,decisive_cells,";
  for (const std::string& l : letters) head += quote_csv("parameter." + l) + ",";
  return head +
         "seed,evidence,scope,measured_lower,measured_upper,measured_scale,measured_point,bound_"
         "lower,bound_upper,"
         "bound_scale,ratio_lower,ratio_upper,ratio_scale,critical_lower,critical_upper,critical_"
         "scale,decisive,"
         "undecided,not_applicable,confidence,verdict,reason,trivial,log10_bound_over_trivial,"
         "vacuous,twins,"
         "twins_caught,certificate,replay\n";
}

std::string csv_row(const claim::Record& r, const Summary* s,
                    const std::vector<std::string>& letters) {
  std::string line = quote_csv(r.claim) + "," + std::string(claim::to_string(r.kind)) + ",";
  const auto number = [](auto n) { return std::to_string(n) + ","; };
  if (s != nullptr) line += number(s->cells.size()) + number(s->planned) + number(s->decisive);
  for (const std::string& l : letters) {
    const claim::Parameter* p = r.parameters.find(l);
    line += (p == nullptr ? "" : quote_csv(p->text)) + ",";
  }
  line += number(r.seed) + std::string(claim::to_string(r.verdict.evidence())) + "," +
          std::string(claim::to_string(r.verdict.scope())) + ",";
  line += range_ends(r.measured) + "," + optional_number(r.point) + "," + range_ends(r.bound) +
          "," + range_ends(r.ratio) + "," + range_ends(r.critical_constant) + ",";
  line += number(r.trials.decisive) + number(r.trials.undecided) + number(r.trials.not_applicable);
  line += optional_number(r.verdict.confidence()) + "," +
          std::string(claim::to_string(r.verdict.status())) + "," + quote_csv(r.verdict.reason()) +
          "," + optional_number(r.trivial.value) + "," +
          optional_number(r.log10_bound_over_trivial) + "," + (r.vacuous ? "true" : "false") + ",";
  line += number(r.falsified_twins.n) + number(r.falsified_twins.caught);
  return line + quote_csv(r.certificate.value_or("")) + "," + quote_csv(r.replay) + "\n";
}

}  // namespace

std::string write_markdown(const Grid& grid) {
  std::vector<Cell> head;
  std::string rule = "|";
  for (const Column& c : grid.columns) {
    head.push_back({c.title});
    rule += c.right ? " ---: |" : " --- |";
  }
  std::string out = markdown_row(head) + rule + "\n";
  for (const auto& row : grid.rows) out += markdown_row(row);
  if (grid.any_vacuous) out += "\n\\* vacuous: no better than the trivial bound\n";
  return out;
}

std::string write_latex(const Grid& grid) {
  const bool tall = grid.rows.size() > kPageRows;
  const std::string environment = tall ? "longtable" : "tabular";
  std::string spec, head;
  std::vector<Cell> titles;
  for (const Column& c : grid.columns) {
    spec += c.right ? 'r' : 'l';
    titles.push_back({c.title});
  }
  std::string out =
      std::string("% needs \\usepackage{booktabs") + (tall ? ",longtable" : "") + "}\n";
  out +=
      "\\begin{" + environment + "}{" + spec + "}\n\\toprule\n" + latex_row(titles) + "\\midrule\n";
  if (tall) out += "\\endhead\n\\bottomrule\n\\endfoot\n";
  for (const auto& row : grid.rows) out += latex_row(row);
  if (!tall) out += "\\bottomrule\n";
  if (grid.any_vacuous && !tall)
    out += "\\multicolumn{" + std::to_string(grid.columns.size()) +
           "}{l}{\\footnotesize $^*$ vacuous: no better than the trivial bound}\\\\\n";
  return out + "\\end{" + environment + "}\n";
}

std::string write_html(const Grid& grid) {
  std::string out = "<table>\n<thead><tr>";
  for (const Column& c : grid.columns)
    out += std::string("<th scope=\"col\"") + (c.right ? " class=\"num\"" : "") + ">" + c.title +
           "</th>";
  out += "</tr></thead>\n<tbody>\n";
  for (const auto& row : grid.rows) {
    out += "<tr>";
    for (std::size_t c = 0; c < row.size(); ++c)
      out += std::string("<td") + (grid.columns[c].right ? " class=\"num\"" : "") + ">" +
             row[c].text + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n";
}

std::string write_csv(std::span<const claim::Record> records, const TableOptions& o) {
  const std::vector<std::string> letters = letters_of(records);
  std::string out = csv_header(letters, o.summarised);
  if (o.summarised)
    for (const Summary& s : summarise(records, o.planned)) out += csv_row(*s.worst, &s, letters);
  else
    for (const claim::Record& r : records) out += csv_row(r, nullptr, letters);
  return out;
}

}  // namespace proofgauge::report::detail
