#include "report/companion.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

#include "report/page_data.h"
#include "report/plot.h"
#include "report/table.h"
#include "report/text.h"

namespace proofgauge::embedded {
extern const std::string_view report_paper;
extern const std::string_view report_troubleshooting;
extern const std::string_view report_style;
extern const std::string_view report_script;
}  // namespace proofgauge::embedded

namespace proofgauge::report {
namespace {

using detail::Data;
using detail::put;
using detail::put_list;

std::string render(std::string_view text, Data& data) {
  put(data, "style", std::string(embedded::report_style));
  put(data, "script", std::string(embedded::report_script));
  kainjow::mustache::mustache page{std::string(text)};
  if (!page.is_valid()) throw std::logic_error("report template: " + page.error_message());
  return page.render(data);
}

std::vector<claim::Record> without_twins(const Document& d) {
  std::vector<claim::Record> kept;
  for (const claim::Record& r : d.records)
    if (r.claim.find('!') == std::string::npos) kept.push_back(r);
  return kept;
}

std::string in_table(const std::string& body, const std::string& caption, const std::string& id) {
  // A longtable breaks over pages and may not stand in a float.
  if (body.find("\\begin{longtable}") != std::string::npos) return body;
  return "\\begin{table}\n\\centering\n\\caption{" + escape_latex(one_line(caption)) +
         "}\n\\label{tab:" + slug(id) + "}\n" + body + "\\end{table}\n";
}

std::string in_figure(const claim::Figure& f) {
  return "\\begin{figure}\n\\centering\n\\includegraphics[width=\\linewidth]{plots/" + slug(f.id) +
         ".pdf}\n\\caption{" + escape_latex(one_line(f.title)) + "}\n\\label{fig:" + slug(f.id) +
         "}\n\\end{figure}\n";
}

struct Advice {
  claim::Status status;
  const char* meaning;
  std::vector<const char*> steps;
};

const std::array<Advice, 7>& advice() {
  static const std::array<Advice, 7> all{{
      {claim::Status::refuted,
       "The statement is false at the witness, by a proof or at the stated confidence.",
       {"Run the replay line of the record: it names the witness and must refute again.",
        "If the evidence is statistical, run it with another seed: a false alarm has at most the "
        "probability that the confidence states.",
        "If it stands, the statement is wrong as written: mend the constant, the exponent or the "
        "hypothesis in the lemma's statement, never the check.",
        "A published O or poly bound is never refuted for being loose; look at the critical "
        "constant instead."}},
      {claim::Status::inconclusive,
       "Nothing can be concluded from what ran: the record's reason says why.",
       {"Vacuous: the bound is no better than the trivial one. Choose a larger m or a smaller R "
        "until log10(bound/trivial) is negative.",
        "Too coarse: a false twin would pass as well. Take more draws, more sizes, or --profile "
        "deep.",
        "A fit needs at least five sizes; the reason names the cells that are missing.",
        "An enclosure that is too wide prints both sides: both are valid."}},
      {claim::Status::outside_assumptions,
       "A premise of the claim is not met on this cell, so the claim says nothing there. It is no "
       "pass.",
       {"The assumptions table of the claim shows which premise failed and at which value.",
        "rho must be below delta/2: audit the data, prune it to a larger delta, or take a smaller "
        "rho."}},
      {claim::Status::assumed,
       "Proved in prose only: nothing was computed.",
       {"Read the derivation in the claim's section.",
        "Whatever rests on it is no stronger: the graph shows what does."}},
      {claim::Status::not_refuted,
       "A search for a violation found none. The search bounds the left side from one side only.",
       {"Search longer (--profile deep) or elsewhere.",
        "Where a covering computation exists (d <= 6, or a smaller box) ask for it."}},
      {claim::Status::supported,
       "Holds at the stated confidence on the cells that ran. It is not a proof.",
       {"Quote it with its confidence and its cells.",
        "For more weight take more cells or draws."}},
      {claim::Status::verified,
       "Proved by exact or outward-rounded arithmetic over the claim's whole scope.",
       {"Check the certificate with proofgauge-check, or run the replay line on another machine."}},
  }};
  return all;
}

}  // namespace

std::string render_paper(const PageInput& in) {
  Data page;
  const std::vector<claim::Record> records = without_twins(in.document);
  put(page, "preamble",
      "\\usepackage{booktabs,longtable,graphicx}\n\\input{macros.tex}\n"
      "% for example: \\pgval{lemma.claim.measured}");
  TableOptions options;
  options.summarised = true;
  options.planned = in.planned;
  put(page, "summary_tex",
      in_table(table(records, Format::latex, options), "Claims, the worst cell of each",
               "proofgauge"));
  std::vector<Data> tables, figures;
  for (const Summary& s : summarise(records)) {
    std::vector<claim::Record> cells;
    for (const claim::Record* r : s.cells) cells.push_back(*r);
    Data t;
    put(t, "id", s.claim);
    put(t, "slug", slug(s.claim));
    put(t, "cells", fmt::format("{} cell{}", cells.size(), cells.size() == 1 ? "" : "s"));
    std::string title = s.claim;
    for (const claim::Lemma* lemma : in.registry.lemmas())
      for (const claim::ClaimInfo& c : lemma->claims())
        if (c.id == s.claim) title = c.title;
    put(t, "title", title);
    put(t, "tex", in_table(cells_table(cells, Format::latex), title, s.claim));
    tables.push_back(t);
  }
  for (const claim::Figure& f : in.figures) {
    Data d;
    put(d, "file", slug(f.id));
    put(d, "title", f.title);
    put(d, "alt", alt_text(f));
    put(d, "tex", in_figure(f));
    figures.push_back(d);
  }
  put_list(page, "tables", std::move(tables));
  put_list(page, "figures", std::move(figures));
  put(page, "command", in.document.command);
  put(page, "commit", in.document.tool.commit);
  put(page, "seed", std::to_string(in.document.seed));
  return render(embedded::report_paper, page);
}

std::string render_troubleshooting(const PageInput& in) {
  Data page;
  std::vector<Data> verdicts;
  const std::vector<claim::Record> records = without_twins(in.document);
  const std::vector<Summary> summaries = summarise(records);
  for (const Advice& a : advice()) {
    Data v;
    put(v, "word", std::string(to_string(a.status)));
    put(v, "meaning", a.meaning);
    std::vector<Data> steps, claims;
    for (const char* step : a.steps) {
      Data d;
      put(d, "text", step);
      steps.push_back(d);
    }
    for (const Summary& s : summaries) {
      if (s.worst->verdict.status() != a.status) continue;
      Data d;
      put(d, "id", s.claim);
      put(d, "slug", slug(s.claim));
      claims.push_back(d);
    }
    put_list(v, "steps", std::move(steps));
    put_list(v, "claims", std::move(claims));
    verdicts.push_back(v);
  }
  put_list(page, "verdicts", std::move(verdicts));
  return render(embedded::report_troubleshooting, page);
}

}  // namespace proofgauge::report
