#define BOOST_TEST_MODULE report_latex
#include <boost/test/unit_test.hpp>
#include <fstream>

#include "fake.h"
#include "report/html.h"
#include "report/macros.h"
#include "report/process.h"
#include "report/table.h"

namespace {

using namespace proofgauge;
namespace fs = std::filesystem;

struct Compiled {
  bool ok = false;
  std::string log;
};

Compiled compile(const fs::path& dir, const std::string& body) {
  std::ofstream(dir / "paper.tex") << "\\documentclass{article}\n\\usepackage{booktabs,longtable}"
                                      "\n\\usepackage[landscape,margin=5mm]{geometry}\n"
                                      "\\begin{document}\n\\tiny\n"
                                   << body << "\n\\end{document}\n";
  const auto r = report::run_process(
      "pdflatex", {"-interaction=nonstopmode", "-halt-on-error", "paper.tex"}, "", "", dir);
  return {r.status == 0 && fs::exists(dir / "paper.pdf"), r.out};
}

bool tex() { return test::have_program("pdflatex", "--version"); }

BOOST_AUTO_TEST_CASE(tables_compile_alone_whatever_the_names) {
  if (!tex()) return;
  const test::TemporaryDirectory dir;
  const auto records = test::fake_document().records;
  report::TableOptions o;
  std::ofstream(dir.path() / "all.tex") << report::table(records, report::Format::latex, o);
  o.summarised = true;
  std::ofstream(dir.path() / "summary.tex") << report::table(records, report::Format::latex, o);
  std::ofstream(dir.path() / "cells.tex") << report::cells_table(records, report::Format::latex);
  std::vector<claim::Record> many;
  for (int i = 0; i < 60; ++i)
    many.push_back(records[static_cast<std::size_t>(i) % records.size()]);
  std::ofstream(dir.path() / "long.tex") << report::cells_table(many, report::Format::latex);
  const Compiled c =
      compile(dir.path(),
              "\\input{all}\\newpage\\input{summary}\\newpage\\input{cells}\\newpage\\input{long}");
  BOOST_TEST(c.ok, c.log);
}

BOOST_AUTO_TEST_CASE(macros_give_values_in_text_and_math) {
  if (!tex()) return;
  const test::TemporaryDirectory dir;
  std::ofstream(dir.path() / "macros.tex") << report::macros(test::fake_document().records);
  const Compiled c = compile(
      dir.path(),
      "\\input{macros}\\pgval{network_gap.uniform_bound.ratio} and "
      "$x \\in \\pgval{network_gap.exponents.exponent_m}$ \\pgval{network_gap.existence.bound} "
      "\\pgval{network_gap.local_search.ratio} "
      "\\typeout{[[\\pgval{network_gap.uniform_bound.verdict}]]}");
  BOOST_TEST(c.ok, c.log);
  BOOST_TEST(c.log.find("[[supported]]") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_unknown_key_is_an_error_that_names_it) {
  if (!tex()) return;
  const test::TemporaryDirectory dir;
  std::ofstream(dir.path() / "macros.tex") << report::macros(test::fake_document().records);
  const Compiled c =
      compile(dir.path(), "\\input{macros}\\pgval{network_gap.uniform_bound.ration}");
  BOOST_TEST(!c.ok);
  BOOST_TEST(c.log.find("No value named 'network_gap.uniform_bound.ration'") != std::string::npos,
             c.log);
}

}  // namespace
