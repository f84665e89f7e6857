// Axes of a figure: what they can show, how far they reach, and where their tics stand.
#pragma once

#include <limits>
#include <string>

#include "claim/figure.h"

namespace proofgauge::report {

struct Axis {
  bool log = false;
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  bool binary = true;  ///< every value is a power of two

  [[nodiscard]] bool shows(double v) const;
  void take(double v);
  /// Room around the data, so that no point lies on the frame. One value alone stands in the
  /// middle, and the axis stays on its side of 0.
  void widen();
  [[nodiscard]] double clip(double v) const;
};

/// The axes that take in all data of a figure, not widened yet.
[[nodiscard]] Axis x_axis(const claim::Figure& figure);
[[nodiscard]] Axis y_axis(const claim::Figure& figure);

/// gnuplot's commands for the tics of axis `name` ("x" or "y"), with labels that stand at their
/// value; nothing where gnuplot's own choice is good.
[[nodiscard]] std::string axis_tics(const char* name, const Axis& axis);
/// The same for an axis of names.
[[nodiscard]] std::string named_tics(const claim::Figure& figure);

/// gnuplot expands nothing between single quotes. A quote inside becomes a typographic one:
/// doubling it, as the manual says, fails at the start of a string, where gnuplot reads an empty
/// string and then commands.
[[nodiscard]] std::string gnuplot_string(std::string_view text);

}  // namespace proofgauge::report
