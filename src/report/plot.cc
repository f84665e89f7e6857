#include "report/plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

#include "claim/error.h"
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
constexpr std::size_t kTitleWidth = 92;  ///< what fits; the caption on the page has the whole title
constexpr std::array<int, 7> kPoints{7, 5, 9, 13, 11, 6, 4};

/// gnuplot expands nothing between single quotes. A quote inside becomes a typographic one:
/// doubling it, as the manual says, fails at the start of a string, where gnuplot reads an empty
/// string and then commands.
std::string gnuplot_string(std::string_view text) {
  std::string out = "'";
  for (const char c : one_line(text)) {
    if (c == '\'')
      out += "\u2019";
    else
      out += c;
  }
  return out + (out.back() == '\\' ? " '" : "'");
}

struct Axis {
  bool log = false;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool binary = true;  ///< every value is a power of two

  [[nodiscard]] bool shows(double v) const { return std::isfinite(v) && (!log || v > 0); }
  void take(double v) {
    if (!shows(v)) return;
    low = std::min(low, v);
    high = std::max(high, v);
    int exponent = 0;
    binary = binary && log && std::frexp(v, &exponent) == 0.5;
  }
  /// Room around the data, so that no point lies on the frame.
  void widen() {
    if (log) {
      const double room = std::max(std::pow(high / low, 0.05), 1.05);
      low /= room;
      high *= room;
    } else {
      const double room = high > low ? 0.05 * (high - low) : std::max(std::abs(high) * 0.05, 0.5);
      low -= room;
      high += room;
    }
  }
  [[nodiscard]] double clip(double v) const {
    return std::isnan(v) ? v : std::min(std::max(v, low), high);
  }
};

void check(const Figure& f) {
  for (const Curve& c : f.curves) {
    const auto fits = [&](const std::vector<double>& v) {
      return v.empty() || v.size() == c.x.size();
    };
    if (c.y.size() != c.x.size() || !fits(c.low) || !fits(c.high) ||
        c.low.empty() != c.high.empty())
      throw InputError("figure " + f.id + ", curve " + c.label, "columns of different lengths",
                       "one y for each x, and low and high for all points or none");
  }
}

Axis x_axis(const Figure& f) {
  Axis x{f.log_x};
  for (const Curve& c : f.curves)
    for (const double v : c.x) x.take(v);
  const bool binary = x.binary;
  for (const claim::Marker& m : f.markers) x.take(m.x);
  x.binary = binary;
  return x;
}

Axis y_axis(const Figure& f) {
  Axis y{f.log_y};
  for (const Curve& c : f.curves)
    for (const auto* column : {&c.y, &c.low, &c.high})
      for (const double v : *column) y.take(v);
  return y;
}

std::string tics(const char* name, const Axis& axis) {
  if (!axis.log) return {};
  // Every tic stands in the script with its label: left to itself, gnuplot counts a step from the
  // edge of the axis and rounds the label, so that 2^12 stands at 2^11.5.
  const int base = axis.binary ? 2 : 10;
  const double low = std::log(axis.low) / std::log(base),
               high = std::log(axis.high) / std::log(base);
  std::string list;
  const auto add = [&](const std::string& label, double at) {
    list += fmt::format("{}{} {}", list.empty() ? "" : ", ", label, format_exact(at));
  };
  if (axis.binary || high - low >= 2.5) {
    const int step = std::max(1, static_cast<int>(std::ceil((high - low) / 12)));
    for (int e = step * static_cast<int>(std::ceil(low / step));
         e <= static_cast<int>(std::floor(high)); e += step)
      add(fmt::format("'{}^{{{}}}'", base, e), std::pow(base, e));
  } else {
    // Few decades: plain numbers at 1, 2, 5, else the axis would show one label or none.
    for (int e = static_cast<int>(std::floor(low)); e <= static_cast<int>(std::floor(high)); ++e)
      for (const int m : {1, 2, 5})
        add(fmt::format("'{0:g}'", m * std::pow(10, e)), m * std::pow(10, e));
  }
  return fmt::format("set logscale {0} {1}\nset {0}tics ({2})\n", name, base, list);
}

std::string data_block(const Curve& c, std::size_t index, const Axis& x, const Axis& y) {
  std::string block = fmt::format("$d{} << EOD\n", index);
  for (std::size_t i = 0; i < c.x.size(); ++i) {
    if (!x.shows(c.x[i]) || !y.shows(c.y[i])) {
      if (c.style != Curve::Style::points) block += "\n";  // a gap, not a bridge
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

std::string plot_terms(const Curve& c, std::size_t i) {
  const std::size_t look = c.group >= 0 ? static_cast<std::size_t>(c.group) : i;
  const char* colour = kColours[look % kColours.size()];
  const std::string title =
      c.label.empty() ? "notitle" : "title " + gnuplot_string(c.label) + " noenhanced";
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

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos;
       at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

std::string description(const Figure& f, const Provenance& p) {
  std::string claims;
  for (const std::string& c : f.claims) claims += (claims.empty() ? "" : ", ") + c;
  return one_line(f.alt) + " Claims: " + claims + ". Commit: " + p.commit +
         ". Seed: " + std::to_string(p.seed) + ". Command: " + p.command + ".";
}

}  // namespace

std::string gnuplot_script(const Figure& f) {
  check(f);
  Axis x = x_axis(f), y = y_axis(f);
  if (!(x.low <= x.high) || !(y.low <= y.high))
    throw InputError("figure " + f.id, "no point that its axes can show",
                     "at least one finite point");
  x.widen();
  y.widen();
  std::string s =
      "set encoding utf8\n"
      "set terminal svg size 820,480 dynamic enhanced font 'Helvetica,15' background '#ffffff'\n"
      "set border 3 lc rgb '#444444'\nset tics nomirror out scale 0.6 tc rgb '#222222'\n"
      "set grid lc rgb '#e4e4e4' lt 1 lw 1\n"
      "set key outside top center horizontal noenhanced tc rgb '#222222'\n"
      "set bars 0.6\nset style fill transparent solid 0.15 noborder\n";
  s +=
      "set title " + gnuplot_string(elide(f.title, kTitleWidth)) + " noenhanced tc rgb '#111111'\n";
  s += "set xlabel " + gnuplot_string(f.x_label) + " noenhanced tc rgb '#222222'\n";
  s += "set ylabel " + gnuplot_string(f.y_label) + " noenhanced tc rgb '#222222'\n";
  s += tics("x", x) + tics("y", y);
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
    plots += (plots.empty() ? "plot " : ", \\\n     ") + plot_terms(c, i);
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
