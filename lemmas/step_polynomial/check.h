// The measurements of the step_polynomial claims.
#pragma once

#include <memory>

#include "claim/record.h"
#include "claim/registry.h"
#include "numeric/step_minimax.h"
#include "step_polynomial/cell.h"

namespace proofgauge::step_polynomial {

/// D* of a cell, computed once however many claims ask for it. Safe to share between threads.
/// LimitError once `stop` is asked for; a search that was cut is not kept.
class DegreeCache {
 public:
  [[nodiscard]] virtual std::shared_ptr<const numeric::LeastDegree> get(
      const Cell&, const std::stop_token& stop) = 0;
  virtual ~DegreeCache() = default;
};
[[nodiscard]] std::shared_ptr<DegreeCache> make_degree_cache();

/// Constants of the profile that the published forms use.
struct Published {
  numeric::Rational C_degree, c_degree, C_sum, c_sum;
};

/// What a measurement may use.
struct Setting {
  const claim::RunContext& context;
  DegreeCache& degrees;
  Published published;
};

/// The polynomial of the cell (optimal of least or given degree, or the explicit kernel), its
/// proved error against eps1, and the certificate. Twin `one_degree_less`: the best polynomial of
/// degree D*
/// - 1 does it too.
[[nodiscard]] claim::Measurement measure_least_degree(const Cell&, const Setting&, bool twin);

/// D* against (C / gamma) ln(c n/eps). Twin `hundredth_over_margin`: D* <= ln(c n/eps) / (100
/// (delta - 2 rho)).
[[nodiscard]] claim::Measurement measure_published_degree(const Cell&, const Setting&, bool twin);

/// The kernel of theory 2.2 at the N of its proof. Twin `half_degree`: at half that N.
[[nodiscard]] claim::Measurement measure_kernel(const Cell&, const Setting&, bool twin);

enum class SumForm { derived, published };
/// Coefficients of the optimal polynomial against theory 2.3. Twin `slow_growth`: the sum grows
/// like (5/4)^D (derived), like 2^(D/4) (published).
[[nodiscard]] claim::Measurement measure_coefficients(const Cell&, const Setting&, SumForm,
                                                      bool twin);

/// The exponents of D* over a grid: in delta at fixed rho/delta, and the same against gamma. Twin
/// `inverse_gamma`: D* grows like 1/gamma, so like delta^-2.
[[nodiscard]] claim::Measurement measure_scaling(const std::vector<Cell>&, const Setting&,
                                                 bool twin);

/// sqrt(k) ((1 + a)/(1 - a))^k E_{2k+1} extrapolated to k -> infinity. Twin `nine_tenths`.
[[nodiscard]] claim::Measurement measure_sign_limit(const numeric::Rational& a, const Setting&,
                                                    bool twin);

}  // namespace proofgauge::step_polynomial
