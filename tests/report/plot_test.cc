#include "report/plot.h"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstdlib>

#include "claim/error.h"
#include "fake.h"
#include "report/katex.h"
#include "report/process.h"

namespace {

using namespace proofgauge;

const report::Provenance kMade{"abc<1>", "proofgauge report --data " + test::kHostile, 7};

claim::Figure simple() {
  claim::Figure f;
  f.id = "simple";
  f.title = "t";
  f.x_label = "x";
  f.y_label = "y";
  f.alt = "alt";
  f.curves = {{"c", claim::Curve::Style::points, {1, 2, 3}, {1, 4, 9}, {}, {}}};
  return f;
}

BOOST_AUTO_TEST_SUITE(plot)

BOOST_AUTO_TEST_CASE(labels_are_data_to_gnuplot) {
  const test::TemporaryDirectory dir;
  const std::string mark = (dir.path() / "pwned").string();
  claim::Figure f = simple();
  const std::vector<std::string> attacks{
      "`touch " + mark + "`", "' ; system('touch " + mark + "') ; '",
      "x\nsystem('touch " + mark + "')", "trailing \\", "@GPVAL_PWD \"a\" {/Symbol a}_b"};
  for (const std::string& attack : attacks) {
    f.title = f.x_label = f.y_label = attack;
    f.curves[0].label = attack;
    f.markers = {{2, attack}};
    const std::string svg = report::figure_svg(f, kMade);
    BOOST_TEST(svg.find("</svg>") != std::string::npos, attack);
    BOOST_TEST(!std::filesystem::exists(mark), attack);
  }
  f.title = "a_b^c {x}";
  BOOST_TEST(report::figure_svg(f, kMade).find("<text>a_b^c {x}</text>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(provenance_stands_inside_escaped) {
  claim::Figure f = test::fake_figures()[0];
  const std::string svg = report::figure_svg(f, kMade);
  for (const char* word :
       {"network_gap/uniform_bound", "abc&lt;1&gt;", "Seed: 7", "&lt;script&gt;"})
    BOOST_TEST(svg.find(word) != std::string::npos, word);
  BOOST_TEST(svg.find("<script") == std::string::npos);
}

BOOST_AUTO_TEST_CASE(data_stand_beside_the_figure) {
  const test::TemporaryDirectory dir;
  report::write_figure(test::fake_figures()[1], kMade, dir.path());
  const std::string csv = test::read_text(dir.path() / "sphere_data_neighbours.csv");
  BOOST_TEST(csv.starts_with("curve,x,y,low,high\nall pairs,0,"));
  BOOST_TEST(csv.find("marker: delta,0.3125,,,\n") != std::string::npos);
  BOOST_TEST(std::filesystem::exists(dir.path() / "sphere_data_neighbours.svg"));
}

BOOST_AUTO_TEST_CASE(log_axes_leave_out_what_they_cannot_show_and_the_csv_keeps_it) {
  claim::Figure f = simple();
  f.log_x = f.log_y = true;
  f.curves[0].y[1] = -4;
  f.curves[0].low = {0, 1, 8};
  f.curves[0].high = {2, 5, HUGE_VAL};
  const std::string script = report::gnuplot_script(f);
  BOOST_TEST(script.find("\n2 -4") == std::string::npos);
  BOOST_TEST(script.find("inf") == std::string::npos);
  BOOST_TEST(report::figure_csv(f).find("c,2,-4,1,5") != std::string::npos);
  BOOST_TEST(report::figure_svg(f, kMade).find("</svg>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(tics_of_a_log_axis_stand_at_their_value) {
  const std::string binary = report::gnuplot_script(test::fake_figures()[0]);
  for (const char* tic : {"'2^{12}' 4096,", "'2^{22}' 4194304"})
    BOOST_TEST(binary.find(tic) != std::string::npos, tic);
  claim::Figure f = simple();
  f.log_x = f.log_y = true;
  BOOST_TEST(report::gnuplot_script(f).find("'0.5' 0.5, '1' 1, '2' 2, '5' 5") != std::string::npos);
  f.curves[0].y = {3e-9, 1, 2e4};
  BOOST_TEST(report::gnuplot_script(f).find("'10^{-4}' 1e-04, ") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(bad_figures_are_refused_by_name) {
  claim::Figure f = simple();
  f.curves[0].y.pop_back();
  BOOST_CHECK_THROW((void)report::figure_csv(f), InputError);
  f = simple();
  for (double& y : f.curves[0].y) y = std::nan("");
  BOOST_CHECK_THROW((void)report::gnuplot_script(f), InputError);
}

BOOST_AUTO_TEST_CASE(one_point_makes_a_figure) {
  claim::Figure f = simple();
  f.curves[0] = {"c", claim::Curve::Style::points, {5}, {5}, {}, {}};
  f.log_x = true;
  BOOST_TEST(report::figure_svg(f, kMade).find("</svg>") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(processes_report_status_output_and_absence) {
  const report::ProcessResult r =
      report::run_process("sh", {"-c", "cat; echo bad >&2; exit 3"}, "in", "");
  BOOST_TEST(r.status == 3);
  BOOST_TEST(r.out == "in");
  BOOST_TEST(r.err == "bad\n");
  BOOST_CHECK_THROW((void)report::run_process("no-such-program-here", {}, "", "apt install it"),
                    MissingError);
}

BOOST_AUTO_TEST_CASE(katex_is_copied_with_every_font_that_its_style_names) {
  const test::TemporaryDirectory dir;
  report::copy_katex(dir.path());
  const std::string css = test::read_text(dir.path() / "katex.css");
  std::size_t urls = 0;
  for (std::size_t at = css.find("url("); at != std::string::npos;
       at = css.find("url(", at + 1), ++urls) {
    const auto file = dir.path() / css.substr(at + 4, css.find(')', at) - at - 4);
    BOOST_TEST(std::filesystem::is_regular_file(std::filesystem::symlink_status(file)), file);
  }
  BOOST_TEST(urls >= 10U);
  BOOST_CHECK_THROW(report::copy_katex(dir.path() / "x", dir.path() / "nowhere"), MissingError);
}

BOOST_AUTO_TEST_SUITE_END()

}  // namespace
