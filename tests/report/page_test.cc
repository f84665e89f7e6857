#define BOOST_TEST_MODULE report_page
#include <boost/test/unit_test.hpp>
#include <cctype>
#include <fstream>
#include <regex>
#include <set>

#include "claim/error.h"
#include "fake.h"
#include "report/graph.h"
#include "report/html.h"
#include "report/page.h"

namespace {

using namespace proofgauge;
namespace fs = std::filesystem;

/// One report for all cases.
const fs::path& report_dir() {
  static const test::TemporaryDirectory dir;
  static const fs::path path = [] {
    report::write_report(test::fake_document(), test::fake_figures(), test::fake_registry(),
                         dir.path() / "latest");
    return dir.path() / "latest";
  }();
  return path;
}

const std::string& page() {
  static const std::string text = test::read_text(report_dir() / "index.html");
  return text;
}

struct Tag {
  std::string name;  ///< empty: no further tag
  bool closing = false, self_closing = false;
  std::size_t end = 0;  ///< the place after its `>`
};

/// The next tag at or after `from`. By hand: a std::regex over a whole page overflows the stack.
Tag next_tag(const std::string& html, std::size_t from) {
  const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0; };
  for (std::size_t at = html.find('<', from); at != std::string::npos;
       at = html.find('<', at + 1)) {
    Tag tag;
    std::size_t i = at + 1;
    tag.closing = i < html.size() && html[i] == '/';
    if (tag.closing) ++i;
    if (i >= html.size() || !letter(html[i])) continue;
    while (i < html.size() && std::isalnum(static_cast<unsigned char>(html[i])) != 0)
      tag.name += html[i++];
    for (char quote = 0; i < html.size() && (quote != 0 || html[i] != '>'); ++i) {
      if (quote == 0 && (html[i] == '"' || html[i] == '\''))
        quote = html[i];
      else if (html[i] == quote)
        quote = 0;
    }
    tag.self_closing = html[i - 1] == '/';
    tag.end = i + 1;
    return tag;
  }
  return {};
}

/// The first tag that is closed without being open, or left open; empty when tags balance.
std::string unbalanced(const std::string& html) {
  const std::set<std::string> empty{"meta", "link", "img", "br", "hr", "input"};
  std::vector<std::string> open;
  for (Tag tag = next_tag(html, 0); !tag.name.empty(); tag = next_tag(html, tag.end)) {
    if (empty.count(tag.name) != 0 || tag.self_closing) continue;
    if (!tag.closing) {
      open.push_back(tag.name);
      // Text inside style and script is no markup.
      if (tag.name == "style" || tag.name == "script")
        tag.end = html.find("</" + tag.name, tag.end);
      if (tag.end == std::string::npos) break;
    } else {
      if (open.empty() || open.back() != tag.name)
        return "</" + tag.name + "> closes " + (open.empty() ? "nothing" : open.back());
      open.pop_back();
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> stays open";
}

BOOST_AUTO_TEST_CASE(everything_promised_is_there) {
  for (const char* file :
       {"index.html", "results.json", "results.csv", "macros.tex", "tables/summary.tex",
        "tables/network_gap.uniform_bound.tex", "tables/network_gap.uniform_bound.md",
        "plots/network_gap_ratio.svg", "plots/network_gap_ratio.csv", "katex/katex.js"})
    BOOST_TEST(fs::is_regular_file(report_dir() / file), file);
  for (const fs::directory_entry& e : fs::recursive_directory_iterator(report_dir()))
    BOOST_TEST(!e.is_symlink());
}

BOOST_AUTO_TEST_CASE(tags_balance) {
  BOOST_TEST(unbalanced(page()) == "");
  BOOST_TEST(unbalanced("<div><p></div></p>") != "");  // the check can fail
  BOOST_TEST(unbalanced("<div a='>'><script>1 < 2</script></div>") == "");
  BOOST_TEST(unbalanced("<p><script>x") != "");
}

BOOST_AUTO_TEST_CASE(no_request_leaves_the_directory) {
  const std::regex address(
      R"re((?:src|href|url|action|poster|data)\s*[=(]\s*["']?\s*(?:[a-z]+:)?//)re");
  BOOST_TEST(std::regex_search("<img src=\"https://x\">", address));
  for (const fs::directory_entry& e : fs::recursive_directory_iterator(report_dir())) {
    const auto type = e.path().extension();
    if (type != ".html" && type != ".css" && type != ".svg") continue;
    BOOST_TEST(!std::regex_search(test::read_text(e.path()), address), e.path());
  }
}

BOOST_AUTO_TEST_CASE(every_local_link_leads_somewhere) {
  const std::regex link(R"re((?:src|href)="([^"]*)")re");
  int files = 0, anchors = 0;
  for (auto it = std::sregex_iterator(page().begin(), page().end(), link);
       it != std::sregex_iterator(); ++it) {
    const std::string to = (*it)[1];
    if (to.starts_with("data:")) continue;
    if (to.starts_with("#")) {
      ++anchors;
      BOOST_TEST(page().find("id=\"" + to.substr(1) + "\"") != std::string::npos, to);
    } else {
      ++files;
      BOOST_TEST(fs::exists(report_dir() / to), to);
    }
  }
  BOOST_TEST(files > 20);
  BOOST_TEST(anchors > 30);
}

BOOST_AUTO_TEST_CASE(names_from_data_are_text) {
  BOOST_TEST(page().find("<script>alert") == std::string::npos);
  BOOST_TEST(page().find("&lt;script&gt;alert") != std::string::npos);
  BOOST_TEST(page().find("Appendix &lt;B&gt;") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_first_page_says_what_is_not_checked) {
  const std::size_t from = page().find("id=\"unchecked\""), to = page().find("id=\"glossary\"");
  BOOST_REQUIRE(from < to);
  const std::string part = page().substr(from, to - from);
  for (const char* words :
       {"Inputs off the sphere", "Premise H2 was not checked", "Constant C was not confirmed"})
    BOOST_TEST(part.find(words) != std::string::npos, words);
  // Fewer records: what did not run is named.
  report::Document few = test::fake_document();
  few.records.resize(1);
  const std::string small = report::render_page({few, {}, test::fake_registry(), {}});
  BOOST_TEST(small.find("network_gap/exponents</code></a> <span>not run.") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(every_claim_has_its_section_with_verdict_and_advice) {
  for (const claim::Lemma* lemma : test::fake_registry().lemmas())
    for (const claim::ClaimInfo& c : lemma->claims())
      BOOST_TEST(page().find("id=\"claim-" + c.id.substr(0, c.id.find('/')) + "." +
                             c.id.substr(c.id.find('/') + 1) + "\"") != std::string::npos,
                 c.id);
  for (const char* words :
       {"1 of 11 claims refuted", "What next.", "Raise <code class=\"option\">--m</code>",
        "Replay the worst cell", "False twins"})
    BOOST_TEST(page().find(words) != std::string::npos, words);
}

BOOST_AUTO_TEST_CASE(a_node_stands_on_its_weakest_evidence) {
  const report::Document d = test::fake_document();
  const auto summaries = report::summarise(d.records);
  const auto all = report::standings(test::fake_registry(), summaries);
  BOOST_CHECK(all.at("network_gap/pointwise_mean").evidence == claim::Evidence::enclosure);
  // local_search rests on uniform_bound, which rests on two proofs: search is the weakest of them.
  BOOST_CHECK(all.at("network_gap/local_search").evidence == claim::Evidence::search);
  BOOST_CHECK(all.at("network_gap/uniform_bound").evidence == claim::Evidence::statistical);
  // inner_products is exact itself; had separation only been sampled, it would be sampled too.
  report::Document weaker = d;
  for (claim::Record& r : weaker.records)
    if (r.claim == "sphere_data/separation")
      r.verdict =
          claim::Verdict::supported<claim::Evidence::statistical>(claim::Scope::finite_set, 0.9);
  const auto weaker_summaries = report::summarise(weaker.records);
  const auto below = report::standings(test::fake_registry(), weaker_summaries);
  BOOST_CHECK(below.at("sphere_data/inner_products").evidence == claim::Evidence::statistical);
  BOOST_TEST(below.at("sphere_data/inner_products").through == "sphere_data/separation");
  BOOST_TEST(page().find("class=\"node ev&#45;search\"") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(an_interrupted_run_leaves_the_old_report) {
  const test::TemporaryDirectory dir;
  const fs::path where = dir.path() / "latest";
  report::write_report(test::fake_document(), {}, test::fake_registry(), where);
  const std::string before = test::read_text(where / "index.html");
  claim::Figure bad = test::fake_figures()[0];
  bad.curves[0].y.pop_back();
  const std::vector<claim::Figure> figures{bad};
  BOOST_CHECK_THROW(
      report::write_report(test::fake_document(), figures, test::fake_registry(), where),
      InputError);
  BOOST_TEST(test::read_text(where / "index.html") == before);
  BOOST_TEST(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
  // A run that died between the two renames: the next one finds the old report.
  fs::rename(where, dir.path() / ".latest.old");
  BOOST_CHECK_THROW(
      report::write_report(test::fake_document(), figures, test::fake_registry(), where),
      InputError);
  BOOST_TEST(test::read_text(where / "index.html") == before);
}

BOOST_AUTO_TEST_CASE(a_new_report_replaces_the_old_and_keeps_what_is_not_a_reports) {
  const test::TemporaryDirectory dir;
  const fs::path where = dir.path() / "latest";
  report::write_report(test::fake_document(), test::fake_figures(), test::fake_registry(), where);
  fs::create_directories(where / "certificates");
  std::ofstream(where / "certificates" / "c.json") << "{}";
  report::write_report(test::fake_document(), {}, test::fake_registry(), where);
  BOOST_TEST(!fs::exists(where / "plots" / "network_gap_ratio.svg"));
  BOOST_TEST(fs::exists(where / "certificates" / "c.json"));
  BOOST_TEST(std::distance(fs::directory_iterator(dir.path()), {}) == 1);
}

BOOST_AUTO_TEST_CASE(a_directory_of_something_else_is_never_replaced) {
  const test::TemporaryDirectory dir;
  std::ofstream(dir.path() / "thesis.tex") << "years of work";
  BOOST_CHECK_THROW(
      report::write_report(test::fake_document(), {}, test::fake_registry(), dir.path()),
      InputError);
  BOOST_TEST(fs::exists(dir.path() / "thesis.tex"));
}

BOOST_AUTO_TEST_CASE(a_report_can_be_made_without_the_lemmas_that_made_its_records) {
  const claim::Registry none;
  const std::string text = report::render_page({test::fake_document(), {}, none, {}});
  BOOST_TEST(unbalanced(text) == "");
  BOOST_TEST(text.find("id=\"claim-network_gap.uniform_bound\"") != std::string::npos);
  const report::Document empty;
  BOOST_TEST(report::render_page({empty, {}, none, {}}).find("Nothing was run") !=
             std::string::npos);
}

}  // namespace
