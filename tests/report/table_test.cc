#include "report/table.h"

#include <boost/test/unit_test.hpp>
#include <sstream>

#include "claim/error.h"
#include "fake.h"
#include "report/macros.h"
#include "report/text.h"

namespace {

using namespace proofgauge;
using report::Format;

std::vector<std::string> lines_of(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string summary(int width, bool color = false) {
  report::TableOptions o;
  o.width = width;
  o.color = color;
  o.summarised = true;
  return report::table(test::fake_document().records, Format::text, o);
}

/// Fields of one CSV text by RFC 4180, as rows.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> rows(1, {""});
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '"' && i + 1 < text.size() && text[i + 1] == '"')
      rows.back().back() += text[++i];
    else if (c == '"')
      quoted = !quoted;
    else if (c == ',' && !quoted)
      rows.back().emplace_back();
    else if (c == '\n' && !quoted)
      rows.push_back({""});
    else
      rows.back().back() += c;
  }
  rows.pop_back();
  return rows;
}

BOOST_AUTO_TEST_SUITE(table)

BOOST_AUTO_TEST_CASE(a_claim_takes_one_line_from_100_columns_and_two_below) {
  const std::size_t claims = report::summarise(test::fake_document().records).size();
  for (const int width : {100, 120, 160}) {
    const auto lines = lines_of(summary(width));
    BOOST_TEST(lines.size() == claims + 2);  // header, footnote
    for (const std::string& l : lines)
      BOOST_TEST(report::width_of(l) <= static_cast<std::size_t>(width), l);
  }
  for (const int width : {60, 80, 99}) {
    const auto lines = lines_of(summary(width));
    BOOST_TEST(lines.size() == 2 * (claims + 1) + 1);
    for (const std::string& l : lines)
      BOOST_TEST(report::width_of(l) <= static_cast<std::size_t>(width), l);
  }
}

BOOST_AUTO_TEST_CASE(columns_are_aligned) {
  const auto lines = lines_of(summary(120));
  const std::size_t at = lines[0].find("verdict");
  BOOST_REQUIRE(at != std::string::npos);
  for (std::size_t i = 1; i + 1 < lines.size(); ++i) {
    BOOST_TEST(lines[i].substr(at - 2, 2) == "  ", lines[i]);
    BOOST_TEST(lines[i][at] != ' ', lines[i]);
  }
}

BOOST_AUTO_TEST_CASE(every_column_of_the_contract_is_there_at_100) {
  const std::string text = summary(100);
  for (const char* word :
       {"claim", "cells", "evidence", "measured", "bound", "ratio", "verdict",
        "network_gap/uniform_bound", "outside-assumptions", "inconclusive*", ">= 0.21"})
    BOOST_TEST(text.find(word) != std::string::npos, word);
}

BOOST_AUTO_TEST_CASE(colour_only_when_asked_for_and_only_our_own) {
  BOOST_TEST(summary(120).find('\x1b') == std::string::npos);
  BOOST_TEST(summary(120, true).find('\x1b') != std::string::npos);
  // The hostile name holds an escape sequence of its own, which must not reach a terminal.
  report::TableOptions o;
  o.width = 400;
  BOOST_TEST(report::table(test::fake_document().records, Format::text, o).find('\x1b') ==
             std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_worst_cell_stands_for_its_claim) {
  const report::Document d = test::fake_document();
  for (const report::Summary& s :
       report::summarise(d.records, {{"network_gap/uniform_bound", 12}})) {
    for (const claim::Record* r : s.cells) BOOST_TEST(!claim::worse(*r, *s.worst));
    if (s.claim != "network_gap/uniform_bound") continue;
    BOOST_TEST(s.cells.size() == 9U);
    BOOST_TEST(s.planned == 12U);
    BOOST_TEST(s.decisive == 9U);
    BOOST_TEST(s.worst->parameters.key() == "d=16,m=1048576,R=10");
  }
  report::TableOptions o;
  o.summarised = true;
  o.width = 120;
  o.planned = {{"network_gap/uniform_bound", 12}};
  BOOST_TEST(report::table(d.records, Format::text, o).find("9 of 12") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(csv_has_raw_doubles_and_survives_hostile_names) {
  const report::Document d = test::fake_document();
  const auto rows = parse_csv(report::table(d.records, Format::csv));
  BOOST_REQUIRE(rows.size() == d.records.size() + 1);
  for (const auto& row : rows) BOOST_TEST(row.size() == rows[0].size());
  const auto column = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(rows[0].begin(), rows[0].end(), name) -
                                    rows[0].begin());
  };
  bool hostile = false;
  for (std::size_t i = 0; i < d.records.size(); ++i) {
    const claim::Record& r = d.records[i];
    if (r.measured.valid())
      BOOST_TEST(std::stod(rows[i + 1].at(column("measured_lower"))) == r.measured.lower);
    if (r.bound.valid())
      BOOST_TEST(std::stod(rows[i + 1].at(column("bound_upper"))) == r.bound.upper);
    BOOST_TEST(rows[i + 1].at(column("verdict")) == claim::to_string(r.verdict.status()));
    hostile = hostile || rows[i + 1].at(column("parameter.data")) == test::kHostile;
  }
  BOOST_TEST(hostile);
}

BOOST_AUTO_TEST_CASE(markdown_rows_have_as_many_cells_as_the_head) {
  report::TableOptions o;
  for (const std::string& text :
       {report::table(test::fake_document().records, Format::markdown, o),
        report::cells_table(test::fake_document().records, Format::markdown)}) {
    const auto bars = [](const std::string& line) {
      std::size_t n = 0;
      for (std::size_t i = 0; i < line.size(); ++i)
        n += line[i] == '|' && (i == 0 || line[i - 1] != '\\') ? 1U : 0U;
      return n;
    };
    const auto lines = lines_of(text);
    for (const std::string& l : lines)
      if (l.starts_with("|")) BOOST_TEST(bars(l) == bars(lines[0]), l);
    BOOST_TEST(text.find("<script") == std::string::npos);
  }
}

BOOST_AUTO_TEST_CASE(html_fragments_escape_names) {
  const std::string html = report::cells_table(test::fake_document().records, Format::html);
  BOOST_TEST(html.find("<script") == std::string::npos);
  BOOST_TEST(html.find("&lt;script&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(cells_tables_have_parameters_as_columns) {
  const auto lines = lines_of(report::cells_table(test::fake_document().records, Format::markdown));
  BOOST_TEST(lines[0].starts_with("| d | m | R |"));
  BOOST_TEST(lines[0].find("exponent_m") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(macros_round_toward_safety) {
  const std::string tex = report::macros(test::fake_document().records, 3);
  const auto has = [&](const std::string& line) { return tex.find(line) != std::string::npos; };
  BOOST_TEST(has("\\pg@set{network_gap.pointwise_mean.measured.lower}{\\ensuremath{0.139}}"));
  BOOST_TEST(has("\\pg@set{network_gap.pointwise_mean.measured.upper}{\\ensuremath{0.140}}"));
  BOOST_TEST(has(
      "\\pg@set{network_gap.pointwise_mean.bound}{\\ensuremath{0.142}}"));  // an upper bound: up
  BOOST_TEST(
      has("\\pg@set{network_gap.large_radius.ratio}{\\ensuremath{1.67}}"));  // a lower bound: down
  BOOST_TEST(has("\\pg@set{network_gap.exponents.exponent_m}{\\ensuremath{[-0.172, -0.163]}}"));
  BOOST_TEST(has("\\pg@set{network_gap.uniform_bound.verdict}{supported}"));
  BOOST_TEST(!has("constant.verdict"));  // the twin `pointwise_mean!constant` has no macro
}

BOOST_AUTO_TEST_CASE(format_words_are_those_of_the_command_line) {
  BOOST_CHECK(report::parse_format("latex") == Format::latex);
  BOOST_CHECK_THROW((void)report::parse_format("pdf"), InputError);
}

BOOST_AUTO_TEST_CASE(count_line_counts_claims_and_cells) {
  const auto d = test::fake_document();
  const auto line = report::count_line(report::summarise(d.records));
  BOOST_TEST(line.find("12 claims: ") == 0U, line);
  BOOST_TEST(line.find("20 cells: ") != std::string::npos, line);
  BOOST_TEST(report::count_line({}) == "nothing was run");
}

BOOST_AUTO_TEST_CASE(every_verdict_says_what_to_do_next) {
  for (const claim::Record& r : test::fake_document().records)
    BOOST_TEST(report::next_step(r).size() > 20);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
