#include "report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "claim/error.h"
#include "report/axis.h"
#include "report/process.h"
#include "report/rounding.h"
#include "report/text.h"

namespace proofgauge::report {
namespace {

using claim::Curve;
using claim::Figure;

/// Okabe and Ito's colours without the yellow: told apart by readers with any colour vision, dark
/// on white.
constexpr std::array<const char*, 7> kColours{"#0072b2", "#d55e00", "#009e73", "#cc79a7",
                                              "#56b4e9", "#e69f00", "#000000"};
constexpr double kKeyWidth = 780, kKeyLetter = 10.2, kKeySample = 90;  ///< pixels
constexpr std::size_t kTitleWidth = 92;  ///< what fits; the caption on the page has the whole title
constexpr std::array<int, 7> kPoints{7, 5, 9, 13, 11, 6, 4};

void check(const Figure& f) {
  for (const Curve& c : f.curves) {
    const auto fits = [&](const std::vector<double>& v) {
      return v.empty() || v.size() == c.x.size();
    };
    if (c.y.size() != c.x.size() || !fits(c.low) || !fits(c.high) ||
        c.low.empty() != c.high.empty())
      throw InputError("figure " + f.id + ", curve " + c.label, "columns of different lengths",
                       "one y for each x, and low and high for all points or none");
    if (c.style == Curve::Style::bars && c.low.empty())
      throw InputError("figure " + f.id + ", curve " + c.label, "bars without ends",
                       "low and high for every bar");
  }
}

std::string data_block(const Curve& c, std::size_t index, const Axis& x, const Axis& y) {
  std::string block = fmt::format("$d{} << EOD\n", index);
  for (std::size_t i = 0; i < c.x.size(); ++i) {
    if (!x.shows(c.x[i]) || !y.shows(c.y[i])) {
      if (c.style == Curve::Style::line || c.style == Curve::Style::steps)
        block += "\n";  // a gap, not a bridge
      continue;
    }
    block += format_exact(c.x[i]) + " " + format_exact(c.y[i]);
    if (!c.low.empty()) {
      // An end that the axis cannot show reaches the frame; one that is not known is no bar.
      const double low = y.clip(c.low[i]), high = y.clip(c.high[i]);
      block += " " + format_exact(std::isnan(low) ? c.y[i] : low) + " " +
               format_exact(std::isnan(high) ? c.y[i] : high);
    }
    block += "\n";
  }
  return block + "EOD\n";
}

/// Bars of several curves stand side by side; `k` of `n`.
std::string bar_terms(std::size_t block, const std::string& colour, const std::string& title,
                      std::size_t k, std::size_t n) {
  constexpr double kBar = 0.8;  // of the distance of two names
  const double width = kBar / static_cast<double>(n);
  const double left = -kBar / 2 + static_cast<double>(k) * width;
  return fmt::format(
      "$d{0} using ($1+{1:.4f}):2:($1+{2:.4f}):($1+{3:.4f}):3:4 with boxxyerror lc rgb '{4}' "
      "fs solid 0.75 border rgb '{4}' {5}",
      block, left + width / 2, left, left + width, colour, title);
}

std::string plot_terms(const Figure& f, std::size_t i) {
  const Curve& c = f.curves[i];
  const std::size_t look = c.group >= 0 ? static_cast<std::size_t>(c.group) : i;
  const char* colour = kColours[look % kColours.size()];
  const std::string title =
      c.label.empty() ? "notitle" : "title " + gnuplot_string(c.label) + " noenhanced";
  if (c.style == Curve::Style::bars) {
    const auto is_bars = [](const Curve& other) { return other.style == Curve::Style::bars; };
    const auto here = f.curves.begin() + static_cast<std::ptrdiff_t>(i);
    const auto before = std::count_if(f.curves.begin(), here, is_bars);
    const auto all = std::count_if(f.curves.begin(), f.curves.end(), is_bars);
    return bar_terms(i, colour, title, static_cast<std::size_t>(before),
                     static_cast<std::size_t>(all));
  }
  if (c.style == Curve::Style::points && !c.low.empty())
    return fmt::format("$d{} using 1:2:3:4 with yerrorbars pt {} ps 0.75 lw 1.4 lc rgb '{}' {}", i,
                       kPoints[look % kPoints.size()], colour, title);
  if (c.style == Curve::Style::points)
    return fmt::format("$d{} using 1:2 with points pt {} ps 0.75 lc rgb '{}' {}", i,
                       kPoints[look % kPoints.size()], colour, title);
  const char* how = c.style == Curve::Style::steps ? "steps" : "lines";
  std::string terms;
  if (!c.low.empty())
    terms = fmt::format(
        "$d{} using 1:3:4 with filledcurves fs transparent solid 0.15 noborder lc rgb '{}' "
        "notitle, ",
        i, colour);
  return terms + fmt::format("$d{} using 1:2 with {} lw 1.8 dt {} lc rgb '{}' {}", i, how,
                             c.style == Curve::Style::line && i > 0 ? 2 : 1, colour, title);
}

std::string marker_lines(const Figure& f, const Axis& x) {
  std::string out;
  std::size_t row = 0;
  for (const claim::Marker& m : f.markers) {
    if (!x.shows(m.x)) continue;
    const std::string at = format_exact(m.x);
    out += fmt::format(
        "set arrow from first {0}, graph 0 to first {0}, graph 1 nohead dt 3 lw 1.6 lc rgb "
        "'#444444'\n",
        at);
    // Labels step down and turn to the side with more room, so that two close markers can both be
    // read.
    const double place =
        x.log ? std::log(m.x / x.low) / std::log(x.high / x.low) : (m.x - x.low) / (x.high - x.low);
    out += fmt::format(
        "set label {} at first {}, graph {:.3f} {} offset {},0 noenhanced tc rgb '#222222'\n",
        gnuplot_string(m.label), at, 0.95 - 0.06 * static_cast<double>(row++ % 6),
        place > 0.6 ? "right" : "left", place > 0.6 ? -0.6 : 0.6);
  }
  return out;
}

/// As many columns as fit. gnuplot takes a letter for 12 pixels wide; 10.2 are enough, and its own
/// choice runs over the edge.
std::string key(const Figure& f) {
  std::size_t longest = 1;
  for (const Curve& c : f.curves) longest = std::max(longest, width_of(one_line(c.label)));
  const double letters = static_cast<double>(longest);
  return fmt::format(
      "set key outside top center horizontal noenhanced tc rgb '#222222' width {} maxcols {}\n",
      -static_cast<int>(0.15 * letters),
      std::max(1, static_cast<int>(kKeyWidth / (kKeyLetter * letters + kKeySample))));
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

constexpr std::size_t kCurvesTold = 6, kPointsTold = 8;

/// What a curve shows, from its numbers alone: each point where they are few, else their ranges.
std::string summary(const Figure& f, const Curve& c) {
  std::vector<std::pair<double, double>> points;
  for (std::size_t i = 0; i < c.x.size() && i < c.y.size(); ++i)
    if (std::isfinite(c.x[i]) && std::isfinite(c.y[i])) points.emplace_back(c.x[i], c.y[i]);
  if (points.empty()) return {};
  std::string text = c.label.empty() ? "" : one_line(c.label) + ": ";
  const auto place = [&](double x) {
    for (const auto& [at, name] : f.x_names)
      if (at == x) return one_line(name);
    return fmt::format("{:.4g}", x);
  };
  if (points.size() <= kPointsTold) {
    std::string list;
    for (const auto& [x, y] : points)
      list += fmt::format("{}{:.4g} at {}", list.empty() ? "" : ", ", y, place(x));
    return text + list;
  }
  const auto by_y = [](const auto& a, const auto& b) { return a.second < b.second; };
  const auto [least, most] = std::minmax_element(points.begin(), points.end(), by_y);
  const auto [first, last] = std::minmax_element(points.begin(), points.end());
  return text + fmt::format(
                    "{} points over {:.4g} to {:.4g}, least {:.4g} at {:.4g}, greatest "
                    "{:.4g} at {:.4g}",
                    points.size(), first->first, last->first, least->second, least->first,
                    most->second, most->first);
}

std::string description(const Figure& f, const Provenance& p) {
  std::string claims;
  for (const std::string& c : f.claims) claims += (claims.empty() ? "" : ", ") + c;
  return alt_text(f) + " Claims: " + claims + ". Commit: " + p.commit +
         ". Seed: " + std::to_string(p.seed) + ". Command: " + p.command + ".";
}

}  // namespace

std::string alt_text(const Figure& f) {
  std::string text = one_line(f.alt);
  std::string data;
  std::size_t told = 0;
  for (const Curve& c : f.curves) {
    const std::string one = summary(f, c);
    if (one.empty()) continue;
    if (told++ == kCurvesTold) {
      data += fmt::format("; and {} more", f.curves.size() - kCurvesTold);
      break;
    }
    data += (data.empty() ? "" : "; ") + one;
  }
  return text + (data.empty() ? "" : " Data: " + data + ".");
}

std::string gnuplot_script(const Figure& f) {
  check(f);
  Axis x = x_axis(f), y = y_axis(f);
  if (!(x.low <= x.high) || !(y.low <= y.high))
    throw InputError("figure " + f.id, "no point that its axes can show",
                     "at least one finite point");
  x.widen();
  y.widen();
  if (!f.x_names.empty()) {  // room for a bar at each end
    x.low -= 0.4;
    x.high += 0.4;
  }
  std::string s =
      "set encoding utf8\n"
      "set terminal svg size 820,480 dynamic enhanced font 'Helvetica,15' background '#ffffff'\n"
      "set border 3 lc rgb '#444444'\nset tics nomirror out scale 0.6 tc rgb '#222222'\n"
      "set grid lc rgb '#e4e4e4' lt 1 lw 1\n"
      "set bars 0.6\nset style fill transparent solid 0.15 noborder\n";
  s +=
      "set title " + gnuplot_string(elide(f.title, kTitleWidth)) + " noenhanced tc rgb '#111111'\n";
  s += "set xlabel " + gnuplot_string(f.x_label) + " noenhanced tc rgb '#222222'\n";
  s += "set ylabel " + gnuplot_string(f.y_label) + " noenhanced tc rgb '#222222'\n";
  s += key(f);
  s += (f.x_names.empty() ? axis_tics("x", x) : named_tics(f)) + axis_tics("y", y);
  s += fmt::format("set xrange [{}:{}]\nset yrange [{}:{}]\n", x.low, x.high, y.low, y.high);
  s += marker_lines(f, x);
  std::string plots;
  for (std::size_t i = 0; i < f.curves.size(); ++i) {
    const Curve& c = f.curves[i];
    const bool any = std::any_of(c.x.begin(), c.x.end(), [&, k = std::size_t{0}](double v) mutable {
      const double at = c.y[k++];
      return x.shows(v) && y.shows(at);
    });
    if (!any) continue;  // gnuplot refuses an empty block
    s += data_block(c, i, x, y);
    plots += (plots.empty() ? "plot " : ", \\\n     ") + plot_terms(f, i);
  }
  return s + plots + "\n";
}

std::string figure_csv(const Figure& f) {
  check(f);
  std::string csv = "curve,x,y,low,high\n";
  for (const Curve& c : f.curves)
    for (std::size_t i = 0; i < c.x.size(); ++i)
      csv += quote_csv(c.label) + "," + format_exact(c.x[i]) + "," + format_exact(c.y[i]) + "," +
             (c.low.empty() ? "," : format_exact(c.low[i]) + "," + format_exact(c.high[i])) + "\n";
  for (const auto& [at, name] : f.x_names)
    csv += quote_csv("name: " + name) + "," + format_exact(at) + ",,,\n";
  for (const claim::Marker& m : f.markers)
    csv += quote_csv("marker: " + m.label) + "," + format_exact(m.x) + ",,,\n";
  return csv;
}

std::string figure_svg(const Figure& f, const Provenance& p) {
  // -d: a reader's own gnuplot settings must not change a report.
  const ProcessResult r =
      run_process("gnuplot", {"-d"}, gnuplot_script(f), "install it: apt install gnuplot-nox");
  const std::size_t start = r.out.find("<svg");
  if (r.status != 0 || start == std::string::npos)
    throw std::runtime_error("gnuplot could not draw " + f.id + ": " + r.err.substr(0, 300));
  std::string svg = r.out.substr(start);
  const std::size_t title = svg.find("<title>"), end = svg.find("</desc>");
  if (title == std::string::npos || end == std::string::npos)
    throw std::runtime_error("gnuplot wrote no title for " + f.id);
  svg.replace(title, end + 7 - title,
              "<title>" + escape_html(one_line(f.title)) + "</title>\n<desc>" +
                  escape_html(one_line(description(f, p))) + "</desc>");
  replace_all(svg, "font-family=\"Helvetica\"", "font-family=\"Helvetica, Arial, sans-serif\"");
  return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + svg;
}

std::string figure_pdf(const Figure& f) {
  std::string script = gnuplot_script(f);
  const std::size_t start = script.find("set terminal "), end = script.find('\n', start);
  script.replace(start, end - start,
                 "set terminal pdfcairo size 6.4in,3.75in enhanced font 'Helvetica,12'");
  const ProcessResult r =
      run_process("gnuplot", {"-d"}, script, "install it: apt install gnuplot-nox");
  if (r.status != 0 || !r.out.starts_with("%PDF"))
    throw std::runtime_error("gnuplot could not draw " + f.id + ": " + r.err.substr(0, 300));
  std::string pdf = r.out;
  const std::size_t date = pdf.find("/CreationDate (D:");
  if (date != std::string::npos) pdf.replace(date + 17, 14, "20000101000000");
  return pdf;
}

void write_figure(const Figure& f, const Provenance& p, const std::filesystem::path& dir) {
  const std::string stem = slug(f.id);
  write_file(dir / (stem + ".svg"), figure_svg(f, p));
  write_file(dir / (stem + ".pdf"), figure_pdf(f));
  write_file(dir / (stem + ".csv"), figure_csv(f));
}

}  // namespace proofgauge::report
