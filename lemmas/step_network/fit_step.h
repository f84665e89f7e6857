// The function h of the plane that a network W* is built from, with all that a measurement needs.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "network/displaced.h"
#include "radius/response.h"
#include "radius/strip_function.h"

namespace proofgauge::step_network {

/// h in double precision for streams of neurons, about 15 ns each. Equal to StripFunction::at of
/// the rounded (alpha +- beta)/sqrt 2, bit by bit.
class PlaneTable {
 public:
  explicit PlaneTable(const radius::StripFunction&);
  /// out[j] = h(alpha[j], beta[j]), j < n.
  void evaluate(std::size_t n, const double* alpha, const double* beta, double* out) const;

 private:
  /// A row of increasing cuts with the bucket table that finds a cell.
  struct Row {
    std::vector<double> cut, value;  ///< value is empty for the row of strip edges
    std::vector<std::uint16_t> first;
    [[nodiscard]] std::size_t cell(double x) const;
  };
  static Row row_of(const std::vector<double>& cut, std::vector<double> value);
  Row strips_;
  std::vector<Row> rows_;
};

/// The two intervals in k = tan(theta/2): the right one is [0, right], the left one [left, last];
/// rounded outward.
struct StepIntervals {
  double right = 0, left = 0, last = 0;
};

/// h, its mean response F_h, and how far F_h is from the step, enclosed.
struct Step {
  Step(radius::StripFunction function, const StepIntervals&, int threads);

  radius::StripFunction h;
  PlaneTable table;
  radius::Response response;  ///< F_h
  StepIntervals intervals;
  double error = 0;  ///< |F_h| on the left interval and |F_h - 1| on the right one are at most this
};

/// F_h(<x, y>) for two points of X (d coordinates), enclosed. The angle is taken from |x - y| and
/// |x + y|, which keep its relative accuracy near 0.
[[nodiscard]] claim::Range mean_response(const Step&, const double* x, const double* y,
                                         std::size_t d);

}  // namespace proofgauge::step_network
