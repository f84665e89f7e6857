// A results file from a stranger whose every text is markup, a formula or a command: no medium of
// the report takes it for one.
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <sstream>

#include "fake.h"
#include "report/html.h"
#include "report/table.h"
#include "report/text.h"

namespace {

using namespace proofgauge;
namespace fs = std::filesystem;

const std::string kMarkup = "\"'><img src=x onerror=alert(1)></script><script>alert(2)</script>";
const std::string kTex = "\\input{/etc/passwd}\\write18{touch x}$\\bad$}";
const std::string kAttribute = "--><b onfocus=alert(4)>\" onfocus=alert(3) autofocus x='";
const std::string kEvil = kAttribute + kMarkup + kTex + "\x1b[31m\xc2\x9b" + "31m\r\n=1+1, | `x`";

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// A record with that text in every place where a file may have text.
claim::Record evil_record(claim::Record r, const std::string& evil) {
  r.statement = r.source = r.replay = r.trivial.why = evil;
  r.certificate = evil;
  r.parameters.set("data", evil);
  r.parameters.set(evil, "1");
  r.assumptions = {{evil, true, evil}};
  r.constants = {{evil, evil, 1, evil, evil, false}};
  r.notes = r.rests_on = {evil};
  r.result.emplace_back(evil, claim::Range::point(1));
  r.worst = claim::Worst{1, 2, evil};
  r.series[evil] = {1, 2};
  r.verdict = claim::Verdict::refuted(claim::Evidence::exact, claim::Scope::instance, evil, {});
  return r;
}

report::Document evil_document(const std::string& evil) {
  report::Document d = test::fake_document();
  d.machine = d.command = d.profile = d.started = evil;
  d.tool = {evil, evil, evil, evil};
  std::vector<claim::Record> records;
  for (const claim::Record& r : d.records) records.push_back(evil_record(r, evil));
  d.records = std::move(records);
  d.records.back().claim = evil;  // a claim that no program here knows
  return d;
}

/// Figures as a lemma might make them from such records.
std::vector<claim::Figure> evil_figures(const std::string& evil) {
  std::vector<claim::Figure> figures = test::fake_figures();
  for (claim::Figure& f : figures) {
    f.title = f.alt = f.x_label = f.y_label = evil;
    for (claim::Curve& c : f.curves) c.label = evil;
    for (claim::Marker& m : f.markers) m.label = evil;
    f.claims.push_back(evil);
  }
  figures[0].id += evil;
  figures[1].x_names = {{0.1, evil}, {0.5, "plain"}};
  return figures;
}

/// TeX skips lines that begin with %; a line break inside one would end it.
std::string without_comments(const std::string& tex) {
  std::istringstream in(tex);
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with('%')) out += line + "\n";
  return out;
}

/// A tag whose attributes, quoted values aside, hold a handler: a value has left its quotes.
std::string handler_in_a_tag(const std::string& markup) {
  for (std::size_t at = 0; (at = markup.find('<', at)) != std::string::npos; ++at) {
    if (markup.compare(at, 4, "<!--") == 0) {  // graphviz names nodes in comments
      at = markup.find("-->", at);
      if (at == std::string::npos) break;
      continue;
    }
    std::string bare;
    char quote = 0;
    std::size_t end = at;
    for (; end < markup.size() && (quote != 0 || markup[end] != '>'); ++end) {
      const char c = markup[end];
      if (quote == 0 && (c == '"' || c == '\''))
        quote = c;
      else if (c == quote)
        quote = 0;
      else if (quote == 0)
        bare += c;
    }
    if (markup.compare(at, 7, "<script") == 0) end = markup.find("</script>", end);
    if (has(bare, "onerror=") || has(bare, "onfocus=")) return bare.substr(0, 80);
    if (end == std::string::npos) break;
    at = end;
  }
  return {};
}

/// What of the evil text would act in a file of this kind; empty if nothing.
std::string acts(const std::string& whole, const std::string& kind) {
  const std::string text = kind == ".tex" ? without_comments(whole) : whole;
  if (kind == ".html" || kind == ".svg")
    for (const char* tag : {"<img src=x", "<script>alert", "</script><script>"})
      if (has(text, tag)) return tag;
  if (kind == ".html" || kind == ".svg")
    if (const std::string tag = handler_in_a_tag(text); !tag.empty()) return tag;
  if (kind == ".md" && (has(text, "<img") || has(text, "<script"))) return "a tag";
  if (kind == ".tex")
    for (const char* command : {"\\input{/", "\\write18{", "$\\bad"})
      if (has(text, command)) return command;
  // A browser shows control characters, a spreadsheet and a JSON reader take them as they are.
  const bool for_terminals = kind == ".txt" || kind == ".md" || kind == ".tex";
  if (for_terminals && (has(text, "\x1b[31m") || has(text, "\xc2\x9b"))) return "a terminal escape";
  return {};
}

BOOST_AUTO_TEST_SUITE(hostile)

BOOST_AUTO_TEST_CASE(tables_hold_it_as_text) {
  const report::Document d = evil_document(kEvil);
  const std::pair<report::Format, const char*> formats[] = {{report::Format::text, ".txt"},
                                                            {report::Format::markdown, ".md"},
                                                            {report::Format::latex, ".tex"},
                                                            {report::Format::html, ".html"}};
  for (const auto& [format, kind] : formats) {
    BOOST_TEST(acts(report::table(d.records, format), kind) == "", kind);
    BOOST_TEST(acts(report::cells_table(d.records, format), kind) == "", kind);
  }
}

BOOST_AUTO_TEST_CASE(no_cell_of_a_spreadsheet_is_a_formula) {
  const std::string csv =
      report::table(evil_document("=HYPERLINK(1)").records, report::Format::csv);
  BOOST_TEST(has(csv, "'=HYPERLINK(1)"));
  BOOST_TEST(!has(csv, ",=HYPERLINK"));
  BOOST_TEST(!has(csv, "\"=HYPERLINK"));
}

BOOST_AUTO_TEST_CASE(a_report_holds_it_as_text) {
  const test::TemporaryDirectory dir;
  report::write_report(evil_document(kEvil), evil_figures(kEvil), test::fake_registry(),
                       dir.path() / "latest");
  for (const char* page : {"index.html", "paper.html", "troubleshooting.html"}) {
    const std::string text = test::read_text(dir.path() / "latest" / page);
    BOOST_TEST(has(text, "&lt;script&gt;alert"), page);  // it is there, as text
  }
  int files = 0;
  for (const fs::directory_entry& e : fs::recursive_directory_iterator(dir.path())) {
    if (!e.is_regular_file() || has(e.path().string(), "/katex/")) continue;
    ++files;
    const std::string what = acts(test::read_text(e.path()), e.path().extension().string());
    BOOST_TEST(what == "", e.path() << ": " << what);
  }
  BOOST_TEST(files >= 5);
}

/// The check above can fail.
BOOST_AUTO_TEST_CASE(text_that_is_passed_on_as_it_is_acts) {
  for (const char* kind : {".html", ".svg", ".md", ".tex", ".txt"})
    BOOST_TEST(acts(kEvil, kind) != "", kind);
  BOOST_TEST(acts(report::escape_html(kMarkup), ".html") == "");
  const std::string inside = report::escape_html(kAttribute);
  BOOST_TEST(acts("<a title=\"" + inside + "\" href='" + inside + "'>", ".html") == "");
  BOOST_TEST(acts("<a title=\"" + kAttribute + "\">", ".html") != "");
  BOOST_TEST(acts("<a title='" + std::string("' onerror=x") + "'>", ".svg") != "");
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
