// Bounded functions of (alpha, beta) that are constant on rectangles, in rotated coordinates.
//
// s = (alpha + beta)/sqrt 2 and t = (alpha - beta)/sqrt 2 are independent standard normals when
// alpha and beta are. The plane is cut into strips of t, and each strip into cells of s.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace proofgauge::radius {

/// One strip: value v[0] for s < cut[0], v[i] for cut[i-1] <= s < cut[i], v.back() beyond.
struct Strip {
  std::vector<double> cut;    ///< strictly increasing, finite; may be empty
  std::vector<double> value;  ///< cut.size() + 1 numbers
};

/// h(s, t). Strip j holds for edge[j-1] <= t < edge[j], with edge[-1] = -inf and edge[strips] =
/// +inf.
class StripFunction {
 public:
  StripFunction() = default;
  /// `edge`: strictly increasing and finite, one fewer than strips. Throws InputError otherwise.
  StripFunction(std::vector<double> edge, std::vector<Strip> strips);

  [[nodiscard]] const std::vector<double>& edge() const { return edge_; }
  [[nodiscard]] const std::vector<Strip>& strips() const { return strips_; }
  /// max |h|, exact.
  [[nodiscard]] double sup() const { return sup_; }
  /// h times a, each value rounded to nearest: another strip function, with its own sup().
  [[nodiscard]] StripFunction scaled(double a) const;

  /// h at one point of the (s, t) plane; the reference for Evaluator.
  [[nodiscard]] double at(double s, double t) const;

 private:
  std::vector<double> edge_;
  std::vector<Strip> strips_;
  double sup_ = 0;
};

/// h in single precision, for streams of neurons: a table finds the cell, about 10 ns each. Cuts
/// are rounded to float, which moves h only within 2^-24 (relative) of a cut.
class Evaluator {
 public:
  explicit Evaluator(const StripFunction&);
  /// out[i] = h(alpha[i], beta[i]); all spans of one length.
  void evaluate(std::span<const float> alpha, std::span<const float> beta,
                std::span<float> out) const;
  [[nodiscard]] float operator()(float alpha, float beta) const;

 private:
  [[nodiscard]] std::size_t strip_of(float t) const;

  struct Row {
    std::vector<float> cut, value;
    std::vector<std::uint16_t> first;  ///< by bucket of s: the first cut that may lie above s
  };
  std::vector<float> edge_;
  std::vector<std::uint16_t> first_strip_;  ///< by bucket of t
  std::vector<Row> rows_;
};

}  // namespace proofgauge::radius
