// The measurements of the separability claims.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "claim/record.h"
#include "data/separation.h"
#include "numeric/interval.h"
#include "numeric/rational.h"

namespace proofgauge::separability {

/// What is known of a data set once its pairs were compared.
struct Audit {
  std::string name, provenance;
  std::size_t n = 0, p = 0;
  std::vector<std::size_t> source_row;
  data::Separation separation;
};

/// `rho` empty: delta / 4, of the lower end of delta. `twin`: empty or `inflated`.
[[nodiscard]] claim::Measurement measure_separation(const Audit& audit,
                                                    const std::optional<numeric::Rational>& rho,
                                                    const std::optional<data::Pruning>& pruning,
                                                    const std::string& twin);

/// The second maximum at one (delta, rho), and the proof for all of them. `twin`: empty or
/// `no_adversary_move`.
[[nodiscard]] claim::Measurement measure_geometry(const numeric::Rational& delta,
                                                  const numeric::Rational& rho,
                                                  const std::string& twin);

struct BoxProof {
  bool proved = false;
  unsigned long long boxes = 0;  ///< boxes on which the inequality was established
};

/// Proves holds(p, r) on [p0, p1] x [r0, r1] by bisection: `holds` answers true only if the
/// inequality is certain on the whole box. Gives up, unproved, after `most` boxes.
using BoxPredicate = std::function<bool(const numeric::Interval& p, const numeric::Interval& r)>;
[[nodiscard]] BoxProof prove_on_box(const BoxPredicate& holds, double p0, double p1, double r0,
                                    double r1, unsigned long long most);

/// 1 / (1 + sqrt(1 - p^2)) > r / (1 + sqrt(1 - r^2 p^2)) for 0 <= p <= 1, 0 <= r <= 1/2
/// (statement.md, Proof).
[[nodiscard]] BoxProof prove_chord_inequality();

/// |x_j - x~|^2 / 2 of the worst x~: (3/2) (p sqrt(1 - q^2) - q sqrt(1 - p^2))^2 with p = delta /
/// sqrt 3, q = rho / sqrt 3.
[[nodiscard]] numeric::Interval least_deficit(const numeric::Interval& delta,
                                              const numeric::Interval& rho);

}  // namespace proofgauge::separability
