// Left-hand sides of the radius claims: t* and t' enclosed, and how they move with delta and eps1.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "claim/registry.h"
#include "numeric/rational.h"
#include "radius/enclosure.h"

namespace proofgauge::step_network {

/// One radius program, exact as typed. rho = ratio * delta.
struct Cell {
  numeric::Rational delta, rho, eps1;
  bool exact_geometry = false;  ///< A from the spherical triangle, not from the chord
  int p = 0;                    ///< 0: along 2 e_d (t*), 1: along x_1 (t')
};

/// H3: 0 < rho < delta/2.
[[nodiscard]] bool admissible(const Cell&);
[[nodiscard]] radius::Program program_of(const Cell&);
/// InputError that names `option` and `text` where A, B and 1 cannot be told apart at 40 digits.
void require_resolved(const Cell&, const std::string& option, const std::string& text);

/// Enclosures that were made, for claims that use the same one. Made once per lemma object; safe to
/// use from many threads. A cell is computed once, whoever asks first.
class Enclosures {
 public:
  Enclosures();
  ~Enclosures();
  [[nodiscard]] std::shared_ptr<const radius::Enclosure> get(const Cell&,
                                                             const claim::RunContext&) const;
  /// Makes these, each on one thread: linear programs use no more.
  void prepare(const std::vector<Cell>&, const claim::RunContext&) const;
  /// Made, or being made.
  [[nodiscard]] bool has(const Cell&) const;
  /// One that was made elsewhere (planted, in tests), unless there is one already.
  void put(const Cell&, radius::Enclosure) const;

 private:
  struct Store;
  std::unique_ptr<Store> store_;
};

/// radius (p = 0) and direction (p = 1). `twin`: "" or h_halved.
[[nodiscard]] claim::Measurement measure_radius(const Cell&, const Enclosures&,
                                                const claim::RunContext&, const std::string& twin);
/// two_atom. `twin`: "" or attained.
[[nodiscard]] claim::Measurement measure_two_atom(const Cell&, const Enclosures&,
                                                  const claim::RunContext&,
                                                  const std::string& twin);
/// delta_scaling: one ratio and eps1, all deltas. `twin`: "" or one_over_gamma.
[[nodiscard]] claim::Measurement measure_delta_scaling(const std::vector<Cell>& deltas,
                                                       const Enclosures&, const claim::RunContext&,
                                                       const std::string& twin);
/// exponent (the conjecture) and exponent_scaling: one ratio; `cells[i][j]`: delta i, eps1 j, eps1
/// falling. `twin`: "" or one_over_gamma.
[[nodiscard]] claim::Measurement measure_exponent_scaling(
    const std::vector<std::vector<Cell>>& cells, const Enclosures&, const claim::RunContext&,
    const std::string& twin);
[[nodiscard]] claim::Measurement measure_exponent(const std::vector<std::vector<Cell>>& cells,
                                                  const Enclosures&, const claim::RunContext&,
                                                  const std::string& twin);

/// The width upper/lower - 1 that is promised at this cell, or none.
[[nodiscard]] std::optional<numeric::Rational> promised(const Cell&);
/// eps1 >= 1/10 and rho/delta <= 1/4: the certificate lists cells.
[[nodiscard]] bool in_checker_range(const Cell&);
/// The certificate of one enclosure: JSON, exact rationals as strings.
[[nodiscard]] std::string certificate(const Cell&, const radius::Enclosure&);

}  // namespace proofgauge::step_network
