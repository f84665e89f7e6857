#include "report/axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>
#include <vector>

#include "report/rounding.h"
#include "report/text.h"

namespace proofgauge::report {
namespace {

constexpr std::size_t kFewTics = 3;  ///< fewer labels leave a log axis without a scale

using Tics = std::vector<std::pair<std::string, double>>;

/// Digits times powers of ten within the axis.
Tics decade_tics(const Axis& axis, std::initializer_list<int> digits) {
  Tics list;
  const auto first = static_cast<int>(std::floor(std::log10(axis.low)));
  const auto last = static_cast<int>(std::floor(std::log10(axis.high)));
  for (int e = first; e <= last; ++e)
    for (const int digit : digits) {
      const double at = digit * std::pow(10, e);
      if (at >= axis.low && at <= axis.high) list.emplace_back(fmt::format("'{:g}'", at), at);
    }
  return list;
}

/// At least four round numbers at equal distances, for an axis that no decade divides.
Tics even_tics(const Axis& axis) {
  const double raw = (axis.high - axis.low) / 4, unit = std::pow(10, std::floor(std::log10(raw)));
  const double step = unit * (raw >= 5 * unit ? 5 : raw >= 2 * unit ? 2 : 1);
  Tics list;
  for (double k = std::ceil(axis.low / step); k * step <= axis.high; ++k)
    list.emplace_back(fmt::format("'{:.6g}'", k * step), k * step);
  return list;
}

Tics power_tics(const Axis& axis, int base) {
  const double low = std::log(axis.low) / std::log(base);
  const double high = std::log(axis.high) / std::log(base);
  const int step = std::max(1, static_cast<int>(std::ceil((high - low) / 12)));
  Tics list;
  for (int e = step * static_cast<int>(std::ceil(low / step));
       e <= static_cast<int>(std::floor(high)); e += step)
    list.emplace_back(fmt::format("'{}^{{{}}}'", base, e), std::pow(base, e));
  return list;
}

}  // namespace

bool Axis::shows(double v) const { return std::isfinite(v) && (!log || v > 0); }

void Axis::take(double v) {
  if (!shows(v)) return;
  low = std::min(low, v);
  high = std::max(high, v);
  int exponent = 0;
  binary = binary && log && std::frexp(v, &exponent) == 0.5;
}

void Axis::widen() {
  if (log) {
    const double room = high > low ? std::max(std::pow(high / low, 0.05), 1.05) : 2;
    low /= room;
    high *= room;
  } else {
    const double room = high > low ? 0.05 * (high - low) : high == 0 ? 0.5 : std::abs(high) / 2;
    low -= room;
    high += room;
  }
}

double Axis::clip(double v) const { return std::isnan(v) ? v : std::min(std::max(v, low), high); }

Axis x_axis(const claim::Figure& f) {
  Axis x{f.log_x};
  for (const claim::Curve& c : f.curves)
    for (const double v : c.x) x.take(v);
  const bool binary = x.binary;
  for (const claim::Marker& m : f.markers) x.take(m.x);
  for (const auto& [at, name] : f.x_names) x.take(at);
  x.binary = binary;
  return x;
}

Axis y_axis(const claim::Figure& f) {
  Axis y{f.log_y};
  for (const claim::Curve& c : f.curves)
    for (const auto* column : {&c.y, &c.low, &c.high})
      for (const double v : *column) y.take(v);
  return y;
}

std::string axis_tics(const char* name, const Axis& axis) {
  if (!axis.log) return {};
  // Every tic stands in the script with its label: left to itself, gnuplot counts a step from the
  // edge of the axis and rounds the label, so that 2^12 stands at 2^11.5.
  const int base = axis.binary ? 2 : 10;
  Tics list;
  if (axis.binary || std::log10(axis.high / axis.low) >= 2.5) {
    list = power_tics(axis, base);
  } else {
    list = decade_tics(axis, {1, 2, 5});
    if (list.size() < kFewTics) list = decade_tics(axis, {1, 2, 3, 4, 5, 6, 7, 8, 9});
    if (list.size() < kFewTics) list = even_tics(axis);
  }
  std::string text;
  for (const auto& [label, at] : list)
    text += fmt::format("{}{} {}", text.empty() ? "" : ", ", label, format_exact(at));
  return fmt::format("set logscale {0} {1}\nset {0}tics ({2})\n", name, base, text);
}

std::string named_tics(const claim::Figure& f) {
  std::string text;
  for (const auto& [at, name] : f.x_names)
    text +=
        fmt::format("{}{} {}", text.empty() ? "" : ", ", gnuplot_string(name), format_exact(at));
  return fmt::format("set xtics noenhanced ({})\n", text);
}

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

}  // namespace proofgauge::report
