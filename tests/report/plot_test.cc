#include "report/plot.h"

#include <algorithm>
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
  BOOST_TEST(report::gnuplot_script(f).find("('1' 1, '2' 2, '5' 5, '10' 10)") != std::string::npos,
             report::gnuplot_script(f));
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

/// The ends that a script gives an axis.
std::pair<double, double> range_of(const claim::Figure& f, const std::string& axis) {
  const std::string script = report::gnuplot_script(f), start = "set " + axis + "range [";
  const std::size_t at = script.find(start) + start.size(), colon = script.find(':', at);
  return {std::stod(script.substr(at)), std::stod(script.substr(colon + 1))};
}

BOOST_AUTO_TEST_CASE(one_value_stands_in_the_middle_of_an_axis_on_its_side_of_zero) {
  claim::Figure f = simple();
  f.curves[0] = {"c", claim::Curve::Style::points, {0.1}, {-3}, {}, {}};
  const auto [x_low, x_high] = range_of(f, "x");
  BOOST_TEST(x_low > 0);
  BOOST_TEST(x_low < 0.1);
  BOOST_TEST(x_high > 0.1);
  BOOST_TEST(range_of(f, "y").second < 0);
  f.log_x = true;
  BOOST_TEST(range_of(f, "x").first > 0);
  f.curves[0].x = {0};
  f.log_x = false;
  BOOST_TEST(range_of(f, "x").first < 0);
}

BOOST_AUTO_TEST_CASE(a_short_log_axis_has_at_least_three_tics) {
  claim::Figure f = simple();
  f.log_y = true;
  for (const auto& [low, high] :
       {std::pair{8.0, 17.0}, {8.3, 8.4}, {3e-7, 4e-7}, {900.0, 1100.0}}) {
    f.curves[0].y = {low, (low + high) / 2, high};
    const std::string script = report::gnuplot_script(f);
    const std::size_t at = script.find("set ytics (");
    const std::string list = script.substr(at, script.find(')', at) - at);
    BOOST_TEST(std::count(list.begin(), list.end(), ',') >= 2, list);
  }
}

BOOST_AUTO_TEST_CASE(names_stand_on_the_axis_and_bars_from_end_to_end) {
  claim::Figure f = simple();
  f.x_names = {{1, "first"}, {2, "a_{b}"}, {3, "third"}};
  f.curves[0].style = claim::Curve::Style::bars;
  BOOST_CHECK_THROW((void)report::gnuplot_script(f), InputError);  // no ends
  f.curves[0].low = {0, 1, 4};
  f.curves[0].high = {1, 4, 9};
  const std::string script = report::gnuplot_script(f);
  BOOST_TEST(script.find("set xtics noenhanced ('first' 1, 'a_{b}' 2, 'third' 3)") !=
             std::string::npos);
  const std::string svg = report::figure_svg(f, kMade);
  for (const char* name : {">first<", ">a_{b}<", ">third<"})
    BOOST_TEST(svg.find(name) != std::string::npos, name);
  BOOST_TEST(svg.find("fill = 'rgb(  0, 114, 178)'") != std::string::npos);  // the curve's colour
  f.curves.push_back(f.curves[0]);
  BOOST_TEST(report::figure_svg(f, kMade).find("</svg>") != std::string::npos);
  BOOST_TEST(report::figure_csv(f).find("name: first,1,,,") != std::string::npos);
}

BOOST_AUTO_TEST_CASE(the_alternative_text_tells_the_numbers) {
  claim::Figure f = simple();
  BOOST_TEST(report::alt_text(f) == "alt Data: c: 1 at 1, 4 at 2, 9 at 3.");
  f.x_names = {{1, "one"}};
  BOOST_TEST(report::alt_text(f) == "alt Data: c: 1 at one, 4 at 2, 9 at 3.");
  f.curves[0].x.clear();
  f.curves[0].y.clear();
  for (int k = 0; k < 20; ++k) {
    f.curves[0].x.push_back(k);
    f.curves[0].y.push_back(k == 7 ? -5 : k);
  }
  BOOST_TEST(report::alt_text(f) ==
             "alt Data: c: 20 points over 0 to 19, least -5 at 7, greatest 19 at 19.");
  f.curves.assign(9, f.curves[0]);
  BOOST_TEST(report::alt_text(f).find("; and 3 more.") != std::string::npos);
  f.curves = {{"c", claim::Curve::Style::points, {1}, {std::nan("")}, {}, {}}};
  BOOST_TEST(report::alt_text(f) == "alt");
}

BOOST_AUTO_TEST_CASE(the_key_stays_inside) {
  claim::Figure f = simple();
  f.curves[0].label = std::string(40, 'm');
  f.curves.assign(4, f.curves[0]);
  BOOST_TEST(report::gnuplot_script(f).find("maxcols 1\n") != std::string::npos);
  for (claim::Curve& c : f.curves) c.label = "c";
  BOOST_TEST(report::gnuplot_script(f).find("maxcols 7\n") != std::string::npos);
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
