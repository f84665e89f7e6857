// The network itself: what is measured of W* on a cell, against the bounds of fit_claim.h.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "data/dataset.h"
#include "numeric/rational.h"
#include "step_network/fit_claim.h"
#include "step_network/fit_step.h"

namespace proofgauge::step_network {

/// Points, targets and the step that W* is built from: all that W* depends on besides W^0.
struct Problem {
  std::shared_ptr<const Step> step;
  network::Displacement w;             ///< its h is the step's
  numeric::Rational delta, rho, eps1;  ///< of the step, exact as typed
  double separation = 0;               ///< measured; 0 for one point
  std::string key;  ///< of random streams: `n=10,d=32,x=...`, the points by their bits
};

/// One width, exact as typed.
struct FitCell {
  numeric::Rational m, p;
  std::uint64_t width = 0;  ///< m
  unsigned draws = 0;
  std::size_t points = 0;  ///< x per draw, or starts of a search
  unsigned steps = 0;      ///< of a search
};

struct FitSetting {
  std::uint64_t seed = 1;
  claim::RunContext context;
  network::GapConstants constants;
};

/// W* of these points (targets in [-1, 1]). InputError: targets missing, d < 3.
[[nodiscard]] Problem make_problem(const data::Points&, std::shared_ptr<const Step>,
                                   const numeric::Rational& delta, const numeric::Rational& rho,
                                   const numeric::Rational& eps1);
/// One point of X in R^d (by symmetry it does not matter which), target +1.
[[nodiscard]] data::Points single_point(std::size_t d);
/// The least distance between two points; 0 if there is only one.
[[nodiscard]] double least_distance(const data::Points&);

/// F_h(u) at inner products u over [-1/2, 1], by streaming neurons in R^d. `factor` 1, or the
/// twin's.
[[nodiscard]] claim::Measurement check_expectation(const Problem&, const FitCell&,
                                                   const FitSetting&,
                                                   const numeric::Rational& factor);

/// sup over X of |g - E g|, from below. `twin`: judge R/m instead.
[[nodiscard]] claim::Measurement check_finite_width(const Problem&, const FitCell&,
                                                    const FitSetting&, bool twin);

/// The exponent of the deviation in m, over cells of several widths.
[[nodiscard]] claim::Measurement check_deviation_rate(const Problem&, const std::vector<FitCell>&,
                                                      const FitSetting&,
                                                      const numeric::Rational& claimed);

/// |f - y_i| on the rho-balls with the three terms that bound it, all from below. `twin`: judge
/// eps1/2 instead.
[[nodiscard]] claim::Measurement check_real_net(const Problem&, const FitCell&, const FitSetting&,
                                                bool twin);

}  // namespace proofgauge::step_network
