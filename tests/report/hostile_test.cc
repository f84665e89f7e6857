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
const std::string kEvil = kMarkup + kTex + "\x1b[31m\xc2\x9b" + "31m\r\n=1+1, | `x`";

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
  return d;
}

bool has(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

/// TeX skips lines that begin with %; a line break inside one would end it.
std::string without_comments(const std::string& tex) {
  std::istringstream in(tex);
  std::string out;
  for (std::string line; std::getline(in, line);)
    if (!line.starts_with('%')) out += line + "\n";
  return out;
}

/// What of the evil text would act in a file of this kind; empty if nothing.
std::string acts(const std::string& whole, const std::string& kind) {
  const std::string text = kind == ".tex" ? without_comments(whole) : whole;
  if (kind == ".html" || kind == ".svg")
    for (const char* tag : {"<img src=x", "<script>alert", "</script><script>"})
      if (has(text, tag)) return tag;
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
  report::write_report(evil_document(kEvil), test::fake_figures(), test::fake_registry(),
                       dir.path() / "latest");
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
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
