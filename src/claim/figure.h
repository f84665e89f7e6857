// Figures as data: a lemma says what to draw from its records, the report draws it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace proofgauge::claim {

/// One curve. `low` and `high`, where not empty, are the ends of an interval around each y.
struct Curve {
  enum class Style { line, points, steps, bars };  ///< a bar reaches from low to high
  std::string label;
  Style style = Style::points;
  std::vector<double> x, y, low, high;
  int group = -1;  ///< curves of one group share colour and symbol; -1: a group of its own
};

/// A vertical line with a label.
struct Marker {
  double x = 0;
  std::string label;
};

struct Figure {
  std::string id;                ///< file name stem, unique in a report: lemma_name
  std::string title;             ///< with the letters of the theory sheet
  std::string alt;               ///< what a reader who cannot see it should know
  std::string x_label, y_label;  ///< with units; "dimensionless" needs no mention
  bool log_x = false, log_y = false;
  std::vector<Curve> curves;
  std::vector<Marker> markers;
  std::vector<std::string> claims;  ///< ids of the claims whose records it was drawn from
  /// Names at places of the x axis, which then shows these and no numbers.
  std::vector<std::pair<double, std::string>> x_names;
};

}  // namespace proofgauge::claim
