#define BOOST_TEST_MODULE report_browser
#include <boost/test/unit_test.hpp>
#include <cstdlib>
#include <fstream>

#include "fake.h"
#include "report/html.h"
#include "report/process.h"

namespace {

using namespace proofgauge;
namespace fs = std::filesystem;

const fs::path& report_dir() {
  static const test::TemporaryDirectory dir;
  static const fs::path path = [] {
    report::write_report(test::fake_document(), test::fake_figures(), test::fake_registry(),
                         dir.path() / "latest");
    return dir.path() / "latest";
  }();
  return path;
}

/// Chromium without a window. Everything that it logs about a page goes to standard error.
report::ProcessResult browse(const fs::path& page, std::vector<std::string> options) {
  const test::TemporaryDirectory profile;
  std::vector<std::string> all{"--headless=new",
                               "--no-sandbox",
                               "--disable-gpu",
                               "--disable-dev-shm-usage",
                               "--no-first-run",
                               "--hide-scrollbars",
                               "--enable-logging=stderr",
                               "--v=0",
                               "--virtual-time-budget=4000",
                               "--user-data-dir=" + profile.path().string()};
  all.insert(all.end(), options.begin(), options.end());
  all.push_back("file://" + page.string());
  return report::run_process("chromium", all, "", "");
}

/// Lines of the log that a page caused: script errors, blocked or failed loads.
std::string complaints(const std::string& log) {
  std::string found, line;
  for (const char c : log + "\n") {
    if (c != '\n') {
      line += c;
      continue;
    }
    if (line.find("CONSOLE") != std::string::npos || line.find("ERR_FILE") != std::string::npos)
      found += line + "\n";
    line.clear();
  }
  return found;
}

bool browser() { return test::have_program("chromium", "--version"); }

BOOST_AUTO_TEST_CASE(formulas_are_typeset_and_nothing_complains) {
  if (!browser()) return;
  const auto r = browse(report_dir() / "index.html", {"--dump-dom"});
  BOOST_TEST(r.status == 0);
  BOOST_TEST(r.out.find("class=\"katex\"") != std::string::npos);
  BOOST_TEST(r.out.find("katex-error") == std::string::npos);
  BOOST_TEST(r.out.find("class=\"math plain\"") ==
             std::string::npos);  // every formula was understood
  BOOST_TEST(complaints(r.err) == "");
}

BOOST_AUTO_TEST_CASE(a_page_with_a_missing_file_would_be_seen) {
  if (!browser()) return;
  const test::TemporaryDirectory dir;
  std::ofstream(dir.path() / "bad.html")
      << "<!DOCTYPE html><script src=\"nowhere.js\"></script><script>nosuch()</script>";
  BOOST_TEST(complaints(browse(dir.path() / "bad.html", {"--dump-dom"}).err) != "");
}

BOOST_AUTO_TEST_CASE(the_companion_pages_complain_of_nothing) {
  if (!browser()) return;
  for (const char* page : {"paper.html", "troubleshooting.html"}) {
    const auto r = browse(report_dir() / page, {"--dump-dom"});
    BOOST_TEST(r.status == 0);
    BOOST_TEST(complaints(r.err) == "", page);
  }
}

/// A copy of the page with a script that uses the ledger as a reader would and writes what it sees.
BOOST_AUTO_TEST_CASE(tables_sort_and_filter) {
  if (!browser()) return;
  const fs::path probe = report_dir() / "probe.html";
  std::string page = test::read_text(report_dir() / "index.html");
  page.replace(page.rfind("</body>"), 7, R"(<p id="seen"></p><script>
    var t = document.querySelector('#ledger table'), column = 0, seen = '';
    function names() { return Array.from(t.tBodies[0].rows).map(function (r) { return r.cells[column].textContent; }); }
    function sorted(list, sign) { return list.every(function (x, i) { return !i || sign * list[i - 1].localeCompare(x) <= 0; }); }
    var button = t.tHead.rows[0].cells[column].querySelector('button.sort');
    button.click(); seen += 'up=' + sorted(names(), 1) + t.tHead.rows[0].cells[column].getAttribute('aria-sort');
    button.click(); seen += ' down=' + sorted(names(), -1) + t.tHead.rows[0].cells[column].getAttribute('aria-sort');
    var box = document.querySelector('#ledger .filter input');
    if (box) {
      box.value = names()[0]; box.dispatchEvent(new Event('input'));
      seen += ' shown=' + Array.from(t.tBodies[0].rows).filter(function (r) { return !r.hidden; }).length;
      box.value = 'no such claim'; box.dispatchEvent(new Event('input'));
      seen += ' none=' + Array.from(t.tBodies[0].rows).filter(function (r) { return !r.hidden; }).length;
    }
    document.getElementById('seen').textContent = seen;
  </script></body>)");
  std::ofstream(probe) << page;
  const auto r = browse(probe, {"--dump-dom"});
  fs::remove(probe);
  const std::size_t at = r.out.find("id=\"seen\">");
  BOOST_REQUIRE(at != std::string::npos);
  const std::string seen = r.out.substr(at + 10, r.out.find("</p>", at) - at - 10);
  BOOST_TEST(seen.find("up=trueascending down=truedescending") == 0, seen);
  const bool filters =
      seen.find("shown=") == std::string::npos ||
      (seen.find("shown=1") != std::string::npos && seen.find("none=0") != std::string::npos);
  BOOST_TEST(filters, seen);
  BOOST_TEST_MESSAGE("seen: " << seen);
}

/// Writes screenshots to PROOFGAUGE_SCREENSHOTS where that is set, for people to look at.
fs::path picture_dir(const test::TemporaryDirectory& fallback) {
  const char* wanted = std::getenv("PROOFGAUGE_SCREENSHOTS");
  return wanted == nullptr ? fallback.path() : fs::path(wanted);
}

BOOST_AUTO_TEST_CASE(pictures_are_taken_wide_and_narrow_light_and_dark) {
  if (!browser()) return;
  const test::TemporaryDirectory dir;
  for (const char* size : {"1280,2400", "500,2400"})
    for (const bool dark : {false, true}) {
      const fs::path png =
          picture_dir(dir) / (std::string("report-") + size + (dark ? "-dark.png" : "-light.png"));
      std::vector<std::string> options{"--screenshot=" + png.string(),
                                       std::string("--window-size=") + size};
      if (dark) options.push_back("--blink-settings=preferredColorScheme=0");
      const auto r = browse(report_dir() / "index.html", options);
      BOOST_TEST(r.status == 0);
      BOOST_TEST(complaints(r.err) == "");
      BOOST_TEST((fs::exists(png) && fs::file_size(png) > 20000), png);
    }
}

/// Chromium's window is at least 500 pixels wide, so a phone is a frame of 390 in a page that
/// measures it.
BOOST_AUTO_TEST_CASE(the_body_does_not_scroll_sideways_on_a_phone) {
  if (!browser()) return;
  const fs::path probe = report_dir() / "probe.html";
  const auto width_at = [&](const std::string& pixels, const std::string& page) {
    std::ofstream(probe)
        << "<!DOCTYPE html><iframe id=f src=\"" << page << "\" width=" << pixels
        << " height=800></iframe><p id=out></p><script>f.onload=function(){var d=f.contentDocument."
           "documentElement;out.textContent='overflow='+(d.scrollWidth-d.clientWidth)};</script>";
    const auto r = browse(probe, {"--dump-dom", "--allow-file-access-from-files"});
    const std::size_t at = r.out.find(">overflow=");
    return at == std::string::npos ? std::string("no answer")
                                   : r.out.substr(at + 10, r.out.find('<', at + 1) - at - 10);
  };
  BOOST_TEST(width_at("390", "index.html") == "0");
  BOOST_TEST(width_at("1280", "index.html") == "0");
  std::ofstream(report_dir() / "wide.html") << "<!DOCTYPE html><div style=\"width:900px\">x</div>";
  BOOST_TEST(width_at("390", "wide.html") != "0");
  fs::remove(probe);
  fs::remove(report_dir() / "wide.html");
}

}  // namespace
