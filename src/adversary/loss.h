// Losses l(f, y): nonnegative, convex and 1-Lipschitz in f, with l(y, y) = 0 (theory, section 0).
//
// absolute      |f - y|
// pseudo-huber  sqrt((f - y)^2 + 1) - 1
// hinge         max(0, 1 - y f), for y = -1 or 1
// Being convex, each has its maximum over an interval of f at an end of it.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

namespace proofgauge::adversary {

enum class LossKind { absolute, pseudo_huber, hinge };

struct Loss {
  LossKind kind = LossKind::absolute;

  [[nodiscard]] double value(double f, double y) const {
    const double u = f - y;
    if (kind == LossKind::absolute) return std::abs(u);
    if (kind == LossKind::hinge) return std::max(0.0, 1 - y * f);
    return u * (u / (std::sqrt(u * u + 1) + 1));
  }
  /// A subgradient in f, in [-1, 1]; 0 where the loss has its minimum.
  [[nodiscard]] double slope(double f, double y) const {
    const double u = f - y;
    if (kind == LossKind::absolute) return u > 0 ? 1.0 : u < 0 ? -1.0 : 0.0;
    if (kind == LossKind::hinge) return 1 - y * f > 0 ? -y : 0.0;
    return u / std::sqrt(u * u + 1);
  }
  /// The direction in which f moves to raise the loss, 1 or -1, also where the slope is 0.
  [[nodiscard]] double ascent(double f, double y) const {
    if (kind == LossKind::hinge) return y > 0 ? -1.0 : 1.0;
    return f >= y ? 1.0 : -1.0;
  }
  /// The constant L.
  [[nodiscard]] static constexpr double lipschitz() { return 1; }
  /// InputError naming `field` unless l(y, y) = 0 and |y| <= 1.
  void require_target(double y, const std::string& field) const;
};

/// `absolute`, `pseudo-huber` or `hinge`; anything else is an InputError for `field`.
[[nodiscard]] Loss parse_loss(std::string_view text, const std::string& field);
[[nodiscard]] std::string_view to_string(LossKind);

}  // namespace proofgauge::adversary
