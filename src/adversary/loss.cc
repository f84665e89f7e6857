#include "adversary/loss.h"

#include <fmt/core.h>

#include "claim/error.h"

namespace proofgauge::adversary {

void Loss::require_target(double y, const std::string& field) const {
  if (kind == LossKind::hinge ? std::abs(y) == 1.0 : std::abs(y) <= 1) return;
  throw InputError(
      field, fmt::format("{}", y),
      kind == LossKind::hinge ? "-1 or 1, as the hinge loss needs" : "a number from -1 to 1");
}

std::string_view to_string(LossKind kind) {
  switch (kind) {
    case LossKind::absolute:
      return "absolute";
    case LossKind::pseudo_huber:
      return "pseudo-huber";
    case LossKind::hinge:
      return "hinge";
  }
  return "";
}

Loss parse_loss(std::string_view text, const std::string& field) {
  for (const LossKind kind : {LossKind::absolute, LossKind::pseudo_huber, LossKind::hinge})
    if (text == to_string(kind)) return {kind};
  throw InputError(field, "'" + std::string(text.substr(0, 60)) + "'",
                   "absolute, pseudo-huber or hinge");
}

}  // namespace proofgauge::adversary
